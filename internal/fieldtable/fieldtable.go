// Package fieldtable writes structs for people: a line for each field that is set. The
// String methods of configurations are made of it.
package fieldtable

import (
	"fmt"
	"reflect"
	"strings"
)

// most is how many elements of a list are written.
const most = 12

// Of returns a line with the name, and one for each exported field of the struct v that is
// not zero, with the values aligned. Fields of embedded structs stand among the others;
// those of nested structs are set in below their name.
func Of(name string, v any) string {
	var lines []line
	collect(&lines, 1, reflect.ValueOf(v))
	if len(lines) == 0 {
		return name + "\n  nothing is set\n"
	}
	width := 0
	for _, l := range lines {
		if l.value != "" {
			width = max(width, 2*l.depth+len([]rune(l.name)))
		}
	}
	var b strings.Builder
	b.WriteString(name + "\n")
	for _, l := range lines {
		label := strings.Repeat("  ", l.depth) + l.name
		if l.value == "" {
			b.WriteString(label + "\n")
			continue
		}
		fmt.Fprintf(&b, "%s%s  %s\n", label, strings.Repeat(" ", width-len([]rune(label))), l.value)
	}
	return b.String()
}

// line is a field; without a value it is the heading of those below it.
type line struct {
	depth       int
	name, value string
}

func collect(lines *[]line, depth int, v reflect.Value) {
	for i := 0; i < v.NumField(); i++ {
		f, field := v.Field(i), v.Type().Field(i)
		if !field.IsExported() || f.IsZero() {
			continue
		}
		for f.Kind() == reflect.Pointer || f.Kind() == reflect.Interface {
			f = f.Elem()
		}
		short, ok := f.Interface().(fmt.Stringer)
		switch {
		case ok && !strings.Contains(short.String(), "\n"): // a value with a text of its own
			*lines = append(*lines, line{depth, field.Name, short.String()})
		case f.Kind() == reflect.Struct && field.Anonymous:
			collect(lines, depth, f)
		case f.Kind() == reflect.Struct:
			*lines = append(*lines, line{depth, field.Name, ""})
			collect(lines, depth+1, f)
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for k := 0; k < f.Len(); k++ {
				*lines = append(*lines, line{depth, fmt.Sprintf("%s[%d]", field.Name, k), ""})
				collect(lines, depth+1, f.Index(k))
			}
		default:
			*lines = append(*lines, line{depth, field.Name, value(f)})
		}
	}
}

// value writes a number, a text or a list of them.
func value(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		var parts []string
		for i := 0; i < min(v.Len(), most); i++ {
			parts = append(parts, fmt.Sprint(v.Index(i).Interface()))
		}
		s := strings.Join(parts, ", ")
		if v.Len() > most {
			s += fmt.Sprintf(", … (%d)", v.Len())
		}
		return s
	case reflect.Map:
		return fmt.Sprintf("%d values", v.Len())
	case reflect.Bool:
		return "yes"
	}
	return fmt.Sprint(v.Interface())
}
