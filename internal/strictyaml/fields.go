package strictyaml

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// This file: fields, lists and free values.

// Field is a name that may occur among other fields, and what reads its value. The
// path leads to the value from the top of the file.
type Field struct {
	Name string
	Read func(n *yaml.Node, path string)
}

// Mapping reads the fields of n, which stands at path, and refuses all others. Hint
// ends the error of an unknown name, for example with the one that may be meant; see
// edits.Suggest.
func (r *Reader) Mapping(n *yaml.Node, path string, fields []Field, hint func(name string) string) {
	n = r.follow(n)
	if n.Kind != yaml.MappingNode {
		r.Wrong(n, path, "a section of fields")
		return
	}
	for _, e := range r.entries(n) {
		key, value := e.key, e.value
		if key.Kind != yaml.ScalarNode {
			r.Fail(key.Line, "%s where the name of a field is wanted", r.Describe(key))
			continue
		}
		at := Join(path, key.Value)
		f := find(fields, key.Value)
		switch {
		case f == nil && len(r.problems) >= maxErrors:
			r.Fail(key.Line, "unknown field %q", at) // which no one sees
		case f == nil:
			r.Fail(key.Line, "unknown field %q%s", at, hint(key.Value))
		case r.Lines[at] > 0 && e.merged:
			// What a section says itself goes before what it takes from another.
		case r.Lines[at] > 0:
			r.Fail(key.Line, "%s is given twice, first in line %d", at, r.Lines[at])
		default:
			r.Lines[at] = key.Line
			f.Read(value, at)
		}
	}
}

// entry is a name and its value in a section.
type entry struct {
	key, value *yaml.Node
	merged     bool // taken from another section by a merge key
}

// entries returns what the section n holds, and behind it what its merge keys, such as
// "<<: *base", take from others.
func (r *Reader) entries(n *yaml.Node) []entry {
	own, merged := []entry(nil), []entry(nil)
	taken := map[*yaml.Node]bool{n: true}
	var take func(from *yaml.Node, list bool)
	take = func(from *yaml.Node, list bool) {
		at := r.follow(from)
		switch {
		case at.Kind == yaml.SequenceNode && list:
			for _, item := range at.Content {
				take(item, false)
			}
		case at.Kind != yaml.MappingNode:
			r.Fail(from.Line, "a merge key with %s, want a section with fields to take over", r.Describe(at))
		case !taken[at]: // once is enough, and a section may not take itself
			taken[at] = true
			var bases []*yaml.Node
			for i := 0; i+1 < len(at.Content); i += 2 {
				if key := at.Content[i]; key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
					bases = append(bases, at.Content[i+1])
					continue
				}
				merged = append(merged, entry{at.Content[i], at.Content[i+1], true})
			}
			for _, base := range bases {
				take(base, true)
			}
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			take(value, true)
			continue
		}
		own = append(own, entry{key, value, false})
	}
	return append(own, merged...)
}

func find(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

// Want refuses a mapping at path that lacks one of the fields.
func (r *Reader) Want(n *yaml.Node, path string, names ...string) {
	for _, name := range names {
		if r.follow(n).Kind == yaml.MappingNode && !r.Has(Join(path, name)) {
			r.Fail(n.Line, "field %q is missing", Join(path, name))
		}
	}
}

// Items reads a list that is not empty.
func (r *Reader) Items(n *yaml.Node, path string, read func(n *yaml.Node, path string)) {
	n = r.follow(n)
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.Wrong(n, path, "a list of one or more")
		return
	}
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.Lines[at] = item.Line
		read(item, at)
	}
}

// Empty reports whether a field has no value, as in "image:" and nothing after it.
func (r *Reader) Empty(n *yaml.Node) bool {
	n = r.follow(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// Value returns what n holds, whatever it is, as package json would: nil, a bool, a
// number, a string, []any or map[string]any. It follows no aliases, which may lead in
// a circle. Numbers must be finite, and keys must be words.
func (r *Reader) Value(n *yaml.Node, path string) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
				r.Fail(key.Line, "%s: merge keys are not followed here, write the fields themselves", path)
				continue
			}
			if key.Kind != yaml.ScalarNode || key.Value == "" || strings.ContainsAny(key.Value, ".[]") {
				r.Fail(key.Line, "%s: found the key %q, want a word", path, key.Value)
				continue
			}
			at := Join(path, key.Value)
			if _, ok := m[key.Value]; ok {
				r.Fail(key.Line, "%s is given twice, first in line %d", at, r.Lines[at])
				continue
			}
			r.Lines[at] = key.Line
			m[key.Value] = r.Value(n.Content[i+1], at)
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.Lines[at] = item.Line
			list[i] = r.Value(item, at)
		}
		return list
	case yaml.ScalarNode:
		switch n.ShortTag() {
		case "!!str", "!!timestamp":
			return n.Value
		case "!!null":
			return nil
		case "!!bool", "!!int", "!!float":
			var v any
			if err := decimal(n).Decode(&v); err != nil {
				r.Fail(n.Line, "%s: %v", path, err)
			}
			if f, ok := v.(float64); ok && !finite(f) {
				r.Wrong(n, path, "a finite number")
			}
			return v
		}
	}
	r.Wrong(n, path, "a plain value, a list or fields")
	return nil
}

// Join puts the name of a field behind the path of what holds it.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// follow returns what an alias stands for.
func (r *Reader) follow(n *yaml.Node) *yaml.Node {
	for r.NoAliases == "" && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// Wrong notes that the value of a field is not what is wanted.
func (r *Reader) Wrong(n *yaml.Node, path, want string) {
	r.Fail(n.Line, "%s is %s, want %s", path, r.Describe(n), want)
}

// Describe says what a node is, for errors.
func (r *Reader) Describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a section"
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return "an empty list"
		}
		return fmt.Sprintf("a list of %d", len(n.Content))
	case yaml.AliasNode:
		if r.NoAliases != "" {
			return "an alias (" + r.NoAliases + ")"
		}
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!str":
		return fmt.Sprintf("%q", n.Value)
	}
	return n.Value
}
