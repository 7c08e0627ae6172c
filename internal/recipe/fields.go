package recipe

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Field is one value of a recipe.
type Field struct {
	Path string // in files, such as image.rand_augment.n
	Flag string // on the command line, such as image-rand-augment-n
	Help string // what it means
	Type string // int, uint, float, bool or pair

	index []int    // in Recipe, for reflection
	want  interval // of numbers
}

// Fields returns all fields in the order of a file. The slice is the caller's.
func Fields() []Field { return append([]Field(nil), allFields...) }

// section is a group of fields, such as image or image.rand_augment.
type section struct{ path, help string }

// allFields and allSections are what the struct Recipe says.
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
			fields = append(fields, Field{
				Path: path, Flag: strings.NewReplacer(".", "-", "_", "-").Replace(path), Help: f.Tag.Get("help"),
				Type: typeName(f.Type), index: at, want: parseInterval(f.Tag.Get("want")),
			})
		}
	}
	walk(reflect.TypeOf(Recipe{}), "", nil)
	return fields, sections
}()

func typeName(t reflect.Type) string {
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
	}
	return "two numbers"
}

// Set changes the field named path to the value that text stands for: a number,
// true or false, or two numbers with a comma. Setting lr makes base_lr 0 and
// the reverse. An unknown path or a text of another kind is an error that names
// the field, and r is then as it was; see Validate for values out of range.
func (r *Recipe) Set(path, text string) error {
	f := findField(path)
	if f == nil {
		return fmt.Errorf("unknown field %q%s", path, suggest(path, ""))
	}
	if err := f.set(r, text); err != nil {
		return fmt.Errorf("%s is %q, %w", path, text, err)
	}
	return nil
}

// set returns an error that says what the text should be.
func (f *Field) set(r *Recipe, text string) error {
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

// parsePair reads "0.9,0.999", also in brackets as Write has it.
func parsePair(text string) (p Pair, err error) {
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	first, second, ok := strings.Cut(text, ",")
	if !ok {
		return p, strconv.ErrSyntax
	}
	for i, part := range []string{first, second} {
		if p[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Get returns the value of the field named path as Set takes it.
func (r *Recipe) Get(path string) (string, error) {
	f := findField(path)
	if f == nil {
		return "", fmt.Errorf("unknown field %q%s", path, suggest(path, ""))
	}
	return f.text(r), nil
}

// text returns the field's value in r, in the fewest digits that keep it.
func (f *Field) text(r *Recipe) string {
	switch v := f.in(r).Interface().(type) {
	case float64:
		return formatFloat(v)
	case Pair:
		return formatFloat(v[0]) + "," + formatFloat(v[1])
	default:
		return fmt.Sprint(v)
	}
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
