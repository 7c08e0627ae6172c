package recipe

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder turns the tree of a file into a recipe, and collects what is wrong.
type decoder struct {
	recipe Recipe
	lines  map[string]int // where each field and section stands
	errs   []lineError
}

type lineError struct {
	line int // 0: the file says nothing about it
	text string
}

func (d *decoder) fail(line int, format string, args ...any) {
	d.errs = append(d.errs, lineError{line, fmt.Sprintf(format, args...)})
}

// mapping reads the fields of a section, whose path with a dot is prefix.
func (d *decoder) mapping(n *yaml.Node, prefix string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], resolve(n.Content[i+1])
		if key.Kind != yaml.ScalarNode {
			d.fail(key.Line, "%s where the name of a field is wanted", describe(key))
			continue
		}
		path := prefix + key.Value
		if strings.Contains(key.Value, ".") { // a path is no name of one field
			d.fail(key.Line, "unknown field %q%s: sections are written as %q", path, suggest(key.Value, prefix), "image: {flip: true}")
			continue
		}
		if first := d.lines[path]; first > 0 {
			d.fail(key.Line, "%s is given twice, first in line %d", path, first)
			continue
		}
		d.lines[path] = key.Line
		if f := findField(path); f != nil {
			d.field(f, value)
		} else if isSection(path) {
			d.section(path, value)
		} else {
			d.fail(key.Line, "unknown field %q%s", path, suggest(key.Value, prefix))
		}
	}
}

func isSection(path string) bool {
	for _, s := range allSections {
		if s.path == path {
			return true
		}
	}
	return false
}

// section reads what is said of a section; nothing is as good as no section.
func (d *decoder) section(path string, n *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode:
		d.mapping(n, path+".")
	case n.Kind != yaml.ScalarNode || n.ShortTag() != "!!null":
		d.fail(n.Line, "%s is %s, want a section of fields", path, describe(n))
	}
}

// field reads a value. Text such as "5" in quotes is text and no number.
func (d *decoder) field(f *Field, n *yaml.Node) {
	v := f.in(&d.recipe)
	ok := false
	switch f.Type {
	case "pair":
		ok = n.Kind == yaml.SequenceNode && len(n.Content) == 2
		var p Pair
		for i := 0; ok && i < 2; i++ {
			part := resolve(n.Content[i])
			ok = isNumber(part) && part.Decode(&p[i]) == nil
		}
		if ok {
			v.Set(reflect.ValueOf(p))
		}
	case "bool":
		ok = n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" && n.Decode(v.Addr().Interface()) == nil
	case "float":
		ok = isNumber(n) && n.Decode(v.Addr().Interface()) == nil
	default:
		ok = n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" && n.Decode(v.Addr().Interface()) == nil
	}
	if !ok {
		form := ""
		if f.Type == "pair" {
			form = " such as [0.5, 1]"
		}
		d.fail(n.Line, "%s is %s, want %s%s", f.Path, describe(n), f.kind(), form)
	}
}

func isNumber(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!float" || n.ShortTag() == "!!int")
}

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// describe says what a node is, for messages.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a section"
	case yaml.SequenceNode:
		return fmt.Sprintf("a list of %d", len(n.Content))
	case yaml.AliasNode:
		return "an alias"
	}
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return "empty"
	case "!!str":
		return fmt.Sprintf("%q", n.Value)
	}
	return n.Value
}
