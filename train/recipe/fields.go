package recipe

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Field describes one value of a recipe.
type Field struct {
	Path  string // its name in files, such as image.rand_augment.n
	Help  string // what it means, in a line
	Type  string // int, uint, float, bool, pair for two numbers, or range for two whole ones
	Range string // which numbers it takes, such as "at least 0 and less than 1"; empty if there is no limit

	// Descriptive fields tell what a recipe was made for. No training depends on them.
	Descriptive bool

	index []int    // of the struct's field, for reflection
	want  interval // what Range says
}

// Fields describes all fields in the order of a file. The slice is the caller's.
func Fields() []Field { return append([]Field(nil), allFields...) }

// section is a group of fields, such as image or image.rand_augment.
type section struct{ path, help string }

// allFields and allSections are what the tags of Recipe say.
var allFields, allSections = func() (fields []Field, sections []section) {
	var walk func(t reflect.Type, prefix string, index []int)
	walk = func(t reflect.Type, prefix string, index []int) {
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			path := prefix + f.Tag.Get("yaml")
			at := append(append([]int(nil), index...), i)
			if f.Type.Kind() == reflect.Struct {
				sections = append(sections, section{path, f.Tag.Get("help")})
				walk(f.Type, path+".", at)
				continue
			}
			field := Field{Path: path, Help: f.Tag.Get("help"), Type: typeName(f.Type), Descriptive: strings.HasPrefix(path, "made_for."), index: at}
			if tag := f.Tag.Get("want"); tag != "" {
				field.want = parseInterval(tag)
				field.Range = field.want.String()
			} else {
				field.want = anything
			}
			fields = append(fields, field)
		}
	}
	walk(reflect.TypeOf(Recipe{}), "", nil)
	return fields, sections
}()

func typeName(t reflect.Type) string {
	if t == reflect.TypeOf(Range{}) {
		return "range"
	}
	switch t.Kind() {
	case reflect.Int:
		return "int"
	case reflect.Uint64:
		return "uint"
	case reflect.Float64:
		return "float"
	case reflect.Bool:
		return "bool"
	case reflect.Array:
		return "pair"
	}
	panic("recipe: no fields of type " + t.String())
}

func findField(path string) *Field {
	for i := range allFields {
		if allFields[i].Path == path {
			return &allFields[i]
		}
	}
	return nil
}

// in returns the field's place in r.
func (f *Field) in(r *Recipe) reflect.Value { return reflect.ValueOf(r).Elem().FieldByIndex(f.index) }

// kind says in words what the field's values look like.
func (f *Field) kind() string {
	switch f.Type {
	case "int":
		return "a whole number"
	case "uint":
		return "a whole number from 0 on"
	case "float":
		return "a number"
	case "bool":
		return "true or false"
	case "range":
		return "two whole numbers"
	}
	return "two numbers"
}

// Set changes the field of r to the value that text stands for: a number, true or
// false, or two numbers with a comma. Setting lr makes base_lr 0, and setting base_lr
// makes lr 0. A text of another kind is an error that says what the field takes; it
// does not name the field, since callers know it by different names, and r stays as
// it was. Whether a number is in range is for Validate to say.
func (f Field) Set(r *Recipe, text string) error {
	text = strings.TrimSpace(text)
	v := f.in(r)
	var err error
	switch f.Type {
	case "int":
		var x int
		if x, err = strconv.Atoi(text); err == nil {
			v.SetInt(int64(x))
		}
	case "uint":
		var x uint64
		if x, err = strconv.ParseUint(text, 10, 64); err == nil {
			v.SetUint(x)
		}
	case "float":
		var x float64
		if x, err = strconv.ParseFloat(text, 64); err == nil {
			v.SetFloat(x)
		}
	case "bool":
		var x bool
		if x, err = strconv.ParseBool(text); err == nil {
			v.SetBool(x)
		}
	case "pair":
		var p Pair
		if p, err = parsePair(text); err == nil {
			v.Set(reflect.ValueOf(p))
		}
	case "range":
		var x Range
		if x, err = parseRange(text); err == nil {
			v.Set(reflect.ValueOf(x))
		}
	}
	if err != nil {
		return fmt.Errorf("want %s", f.kind())
	}
	switch f.Path {
	case "lr":
		r.BaseLR = 0
	case "base_lr":
		r.LR = 0
	}
	return nil
}

// Get returns the field's value in r as Set takes it, in the fewest digits that keep
// a number exactly.
func (f Field) Get(r *Recipe) string {
	switch v := f.in(r).Interface().(type) {
	case float64:
		return formatFloat(v)
	case Pair:
		return formatFloat(v[0]) + "," + formatFloat(v[1])
	case Range:
		return fmt.Sprintf("%d,%d", v[0], v[1])
	default:
		return fmt.Sprint(v)
	}
}

// Set changes the field named path, such as image.shift, to the value that text
// stands for; see [Field.Set]. An error names the field and says what was found and
// expected, and r stays as it was.
func (r *Recipe) Set(path, text string) error {
	f := findField(path)
	if f == nil {
		return fmt.Errorf("unknown field %q%s", path, suggest(path, ""))
	}
	if err := f.Set(r, text); err != nil {
		return fmt.Errorf("%s is %q, %w", path, text, err)
	}
	return nil
}

// Get returns the value of the field named path as Set takes it.
func (r *Recipe) Get(path string) (string, error) {
	f := findField(path)
	if f == nil {
		return "", fmt.Errorf("unknown field %q%s", path, suggest(path, ""))
	}
	return f.Get(r), nil
}

// parsePair reads "0.9,0.999", also in the brackets that files have.
func parsePair(text string) (p Pair, err error) {
	first, second, err := cutPair(text)
	if err != nil {
		return p, err
	}
	if p[0], err = strconv.ParseFloat(first, 64); err == nil {
		p[1], err = strconv.ParseFloat(second, 64)
	}
	return p, err
}

// cutPair cuts two values apart.
func cutPair(text string) (first, second string, err error) {
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	first, second, ok := strings.Cut(text, ",")
	if !ok {
		return "", "", strconv.ErrSyntax
	}
	return strings.TrimSpace(first), strings.TrimSpace(second), nil
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
