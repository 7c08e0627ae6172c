package recipe

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// This file: writing recipes.

// Write writes every field of r as YAML, each with a comment that says what it means.
// Load reads back the same numbers.
func (r *Recipe) Write(w io.Writer) error {
	root := &yaml.Node{Kind: yaml.MappingNode}
	at := map[string]*yaml.Node{"": root}
	for i := range allFields {
		f := &allFields[i]
		parent, name := split(f.Path)
		add(sectionNode(at, parent), name, f.Help, f.node(r))
	}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return err
	}
	return e.Close()
}

// sectionNode returns the node of a section, and makes it if there is none yet.
func sectionNode(at map[string]*yaml.Node, path string) *yaml.Node {
	if n := at[path]; n != nil {
		return n
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	at[path] = n
	above, name := split(path)
	parent := sectionNode(at, above)
	parent.Content = append(parent.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, n)
	for _, s := range allSections {
		if s.path == path {
			parent.Content[len(parent.Content)-2].HeadComment = s.help
		}
	}
	return n
}

func add(section *yaml.Node, name, help string, value *yaml.Node) {
	value.LineComment = help
	section.Content = append(section.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, value)
}

// node returns the node of the field's value in r.
func (f *Field) node(r *Recipe) *yaml.Node {
	if f.Type == "pair" || f.Type == "range" {
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, x := range strings.Split(f.Get(r), ",") {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: x})
		}
		return n
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: f.Get(r)}
}

// Save writes r to a file, as JSON if the path ends in .json and as Write does
// otherwise. The file appears whole or not at all. A recipe that is not valid is
// an error: Load would refuse it.
func (r *Recipe) Save(path string) error {
	if err := r.Validate(); err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		if !strings.EqualFold(filepath.Ext(path), ".json") {
			return r.Write(w)
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	})
}
