package recipe

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/gopathway/pathway/internal/strictyaml"
)

// decoder turns the tree of a file into a recipe.
type decoder struct {
	strictyaml.Reader
	recipe Recipe
}

// fields reads the fields of a section, or of the whole file if its path is empty.
func (d *decoder) fields(n *yaml.Node, section string) {
	var known []strictyaml.Field
	for i := range allFields {
		f := &allFields[i]
		if parent, name := split(f.Path); parent == section {
			known = append(known, strictyaml.Field{Name: name, Read: func(n *yaml.Node, _ string) { d.field(f, n) }})
		}
	}
	for _, s := range allSections {
		if parent, name := split(s.path); parent == section {
			known = append(known, strictyaml.Field{Name: name, Read: func(n *yaml.Node, path string) {
				if !d.Empty(n) { // nothing at all is as good as no section
					d.fields(n, path)
				}
			}})
		}
	}
	d.Mapping(n, section, known, func(name string) string {
		hint := suggest(name, section)
		if strings.Contains(name, ".") {
			hint += `: sections are written as "image: {flip: true}"`
		}
		return hint
	})
}

// field reads the value of a field.
func (d *decoder) field(f *Field, n *yaml.Node) {
	var value any
	var ok bool
	switch f.Type {
	case "int":
		value, ok = d.Int(n, f.Path)
	case "uint":
		value, ok = d.Uint(n, f.Path)
	case "float":
		value, ok = d.Float(n, f.Path)
	case "bool":
		value, ok = d.Bool(n, f.Path)
	case "pair":
		var p Pair
		ok = d.Floats(n, f.Path, f.kind()+" such as [0.5, 1]", p[:])
		value = p
	case "range":
		var v Range
		ok = d.Wholes(n, f.Path, f.kind()+" such as [100, 2000]", v[:])
		value = v
	}
	if ok {
		f.in(&d.recipe).Set(reflect.ValueOf(value))
	}
}

// split cuts the path of a field or section into that of its parent, empty at the top,
// and its name.
func split(path string) (parent, name string) {
	dot := strings.LastIndexByte(path, '.')
	return path[:max(dot, 0)], path[dot+1:]
}
