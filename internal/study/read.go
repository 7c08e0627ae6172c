package study

import (
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/gopathway/pathway/internal/edits"
	"github.com/gopathway/pathway/internal/strictyaml"
)

// This file: reading the YAML file of a study.

// ReadConfig reads the YAML file of a study. Its errors are those of
// ParseConfig.
func ReadConfig(path string) (*Config, error) {
	data, err := strictyaml.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseConfig(path, data)
}

// ParseConfig reads a study from YAML; name stands for the file in messages.
// An error lists every mistake with its line: unknown fields (with the nearest
// known one), missing ones, wrong types, a baseline that is no arm.
func ParseConfig(name string, data []byte) (*Config, error) {
	r := &reader{strictyaml.Reader{File: name, Example: "name: my study",
		NoAliases: "settings of the study and of an experiment hold for all their arms"}}
	root, err := r.Document(data)
	if err != nil {
		return nil, err
	}
	c := &Config{file: name, lines: r.Lines}
	r.config(root, c)
	for _, check := range []func(*Config){r.checkNames, r.checkSame} {
		if err := r.Err(); err != nil {
			return nil, err
		}
		check(c)
	}
	return c, r.Err()
}

// reader turns the tree of a file into a Config.
type reader struct{ strictyaml.Reader }

// mapping reads fields, and proposes one of them for an unknown name.
func (r *reader) mapping(n *yaml.Node, path string, fields []strictyaml.Field) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	r.Mapping(n, path, fields, func(name string) string { return edits.Suggest(name, names) })
}

func (r *reader) config(n *yaml.Node, c *Config) {
	r.mapping(n, "", []strictyaml.Field{
		{Name: "name", Read: func(n *yaml.Node, path string) { c.Name = r.Text(n, path) }},
		{Name: "seeds", Read: func(n *yaml.Node, path string) { c.Seeds = r.Ints(n, path, 0, nil) }},
		{Name: "budget", Read: func(n *yaml.Node, path string) {
			d, err := time.ParseDuration(n.Value)
			if n.Kind != yaml.ScalarNode || err != nil || d <= 0 {
				r.Wrong(n, path, "a duration such as 2h or 90m")
			}
			c.Budget = d
		}},
		{Name: "settings", Read: func(n *yaml.Node, path string) { c.Settings = r.settings(n, path) }},
		{Name: "experiments", Read: func(n *yaml.Node, path string) {
			r.Items(n, path, func(n *yaml.Node, path string) {
				var e Experiment
				r.experiment(n, path, &e)
				c.Experiments = append(c.Experiments, e)
			})
		}},
	})
	r.Want(n, "", "name", "seeds", "experiments")
}

func (r *reader) experiment(n *yaml.Node, path string, e *Experiment) {
	e.Sizes = []int{0}
	r.mapping(n, path, []strictyaml.Field{
		{Name: "name", Read: func(n *yaml.Node, path string) { e.Name = r.Text(n, path) }},
		{Name: "targets", Read: func(n *yaml.Node, path string) { e.Targets = r.Texts(n, path) }},
		{Name: "sizes", Read: func(n *yaml.Node, path string) { e.Sizes = r.Ints(n, path, 1, map[string]int{"all": 0}) }},
		{Name: "baseline", Read: func(n *yaml.Node, path string) { e.Baseline = r.Text(n, path) }},
		{Name: "settings", Read: func(n *yaml.Node, path string) { e.Settings = r.settings(n, path) }},
		{Name: "arms", Read: func(n *yaml.Node, path string) {
			r.Items(n, path, func(n *yaml.Node, path string) {
				var a Arm
				r.arm(n, path, &a)
				e.Arms = append(e.Arms, a)
			})
		}},
	})
	r.Want(n, path, "name", "targets", "arms")
}

func (r *reader) arm(n *yaml.Node, path string, a *Arm) {
	r.mapping(n, path, []strictyaml.Field{
		{Name: "name", Read: func(n *yaml.Node, path string) { a.Name = r.Text(n, path) }},
		{Name: "kind", Read: func(n *yaml.Node, path string) { a.Kind = r.Text(n, path) }},
		{Name: "aux", Read: func(n *yaml.Node, path string) { a.Aux = r.Texts(n, path) }},
		{Name: "targets", Read: func(n *yaml.Node, path string) { a.Targets = r.Texts(n, path) }},
		{Name: "settings", Read: func(n *yaml.Node, path string) { a.Settings = r.settings(n, path) }},
	})
	r.Want(n, path, "name")
	if a.Kind == "" {
		a.Kind = a.Name
	}
}

// settings reads what the runner will get.
func (r *reader) settings(n *yaml.Node, path string) Settings {
	if r.Empty(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.Wrong(n, path, "a section of fields")
		return nil
	}
	m, _ := r.Value(n, path).(map[string]any)
	return m
}
