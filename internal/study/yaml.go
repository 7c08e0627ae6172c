package study

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// ReadConfig reads the YAML file of a study. Its errors are those of
// ParseConfig.
func ReadConfig(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseConfig(path, data)
}

// ParseConfig reads a study from YAML; name stands for the file in messages.
// An error lists every mistake with its line: unknown fields (with the nearest
// known one), missing ones, wrong types, a baseline that is no arm.
func ParseConfig(name string, data []byte) (*Config, error) {
	r := &reader{file: name, lines: map[string]int{}}
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); err == io.EOF {
		return nil, fmt.Errorf("%s: empty, want a study (name, seeds, experiments)", name)
	} else if err != nil {
		return nil, syntaxError(name, err)
	}
	if err := d.Decode(&more); err == nil {
		return nil, fmt.Errorf("%s:%d: a second document, want one", name, more.Line)
	} else if err != io.EOF {
		return nil, syntaxError(name, err)
	}
	c := &Config{file: name, lines: r.lines}
	r.config(doc.Content[0], c)
	if len(r.problems) == 0 {
		r.checkNames(c)
	}
	if len(r.problems) == 0 {
		r.checkSame(c)
	}
	return c, r.err()
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// syntaxError puts the line of a syntax error where other errors have it.
func syntaxError(name string, err error) error {
	text := err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s:%s: %s", name, m[1], text[len(m[0]):])
	}
	return fmt.Errorf("%s: %s", name, text)
}

// reader turns YAML's nodes into a Config and notes where each field stands.
type reader struct {
	file     string
	lines    map[string]int
	problems []problem
}

type problem struct {
	line int
	text string
}

func (r *reader) fail(line int, format string, args ...any) {
	r.problems = append(r.problems, problem{line, fmt.Sprintf(format, args...)})
}

// err joins the problems by line.
func (r *reader) err() error {
	sort.SliceStable(r.problems, func(i, j int) bool { return r.problems[i].line < r.problems[j].line })
	var errs []error
	for _, p := range r.problems {
		errs = append(errs, fmt.Errorf("%s:%d: %s", r.file, p.line, p.text))
	}
	return errors.Join(errs...)
}

// field is a key that a mapping may have.
type field struct {
	name string
	read func(n *yaml.Node, path string)
}

// mapping reads the fields of n and refuses all others.
func (r *reader) mapping(n *yaml.Node, path, what string, fields []field) {
	r.lines[path] = n.Line
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, "%s: found %s, want fields", what, kindOf(n))
		return
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	seen := map[string]bool{}
next:
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			r.fail(key.Line, "field %q for the second time", key.Value)
			continue
		}
		seen[key.Value] = true
		for _, f := range fields {
			if f.name == key.Value {
				at := join(path, f.name)
				r.lines[at] = key.Line
				f.read(value, at)
				continue next
			}
		}
		r.fail(key.Line, "%s: unknown field %q%s", what, key.Value, suggestion(key.Value, names))
	}
}

func (r *reader) config(n *yaml.Node, c *Config) {
	r.mapping(n, "", "study", []field{
		{"name", func(n *yaml.Node, _ string) { c.Name = r.text(n, "name") }},
		{"seeds", func(n *yaml.Node, _ string) { c.Seeds = r.ints(n, "seeds", 0, nil) }},
		{"budget", func(n *yaml.Node, _ string) {
			d, err := time.ParseDuration(n.Value)
			if n.Kind != yaml.ScalarNode || err != nil || d <= 0 {
				r.fail(n.Line, "budget: found %s, want a duration such as 2h or 90m", kindOf(n))
			}
			c.Budget = d
		}},
		{"settings", func(n *yaml.Node, path string) { c.Settings = r.settings(n, path) }},
		{"experiments", func(n *yaml.Node, path string) {
			r.items(n, path, func(n *yaml.Node, path string) {
				var e Experiment
				r.experiment(n, path, &e)
				c.Experiments = append(c.Experiments, e)
			})
		}},
	})
	r.want("", n, "name", "seeds", "experiments")
}

func (r *reader) experiment(n *yaml.Node, path string, e *Experiment) {
	e.Sizes = []int{0}
	r.mapping(n, path, "experiment", []field{
		{"name", func(n *yaml.Node, _ string) { e.Name = r.text(n, "name") }},
		{"targets", func(n *yaml.Node, _ string) { e.Targets = r.texts(n, "targets") }},
		{"sizes", func(n *yaml.Node, _ string) { e.Sizes = r.ints(n, "sizes", 1, map[string]int{"all": 0}) }},
		{"baseline", func(n *yaml.Node, _ string) { e.Baseline = r.text(n, "baseline") }},
		{"settings", func(n *yaml.Node, path string) { e.Settings = r.settings(n, path) }},
		{"arms", func(n *yaml.Node, path string) {
			r.items(n, path, func(n *yaml.Node, path string) {
				var a Arm
				r.mapping(n, path, "arm", []field{
					{"name", func(n *yaml.Node, _ string) { a.Name = r.text(n, "name") }},
					{"kind", func(n *yaml.Node, _ string) { a.Kind = r.text(n, "kind") }},
					{"aux", func(n *yaml.Node, _ string) { a.Aux = r.texts(n, "aux") }},
					{"targets", func(n *yaml.Node, _ string) { a.Targets = r.texts(n, "targets") }},
					{"settings", func(n *yaml.Node, path string) { a.Settings = r.settings(n, path) }},
				})
				r.want(path, n, "name")
				if a.Kind == "" {
					a.Kind = a.Name
				}
				e.Arms = append(e.Arms, a)
			})
		}},
	})
	r.want(path, n, "name", "targets", "arms")
}

// want refuses a mapping without one of the fields.
func (r *reader) want(path string, n *yaml.Node, names ...string) {
	for _, name := range names {
		if n.Kind == yaml.MappingNode && r.lines[join(path, name)] == 0 {
			r.fail(n.Line, "field %q is missing", join(path, name))
		}
	}
}

// text reads a scalar as it is written.
func (r *reader) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "" {
		r.fail(n.Line, "%s: found %s, want text", what, kindOf(n))
		return ""
	}
	if strings.ContainsAny(n.Value, "\n\r\t\x00") {
		r.fail(n.Line, "%s: found %q, want one line", what, n.Value)
	}
	return n.Value
}

// texts reads a list of different texts, or a single one.
func (r *reader) texts(n *yaml.Node, what string) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{r.text(n, what)}
	}
	var out []string
	seen := map[string]bool{}
	r.items(n, what, func(n *yaml.Node, path string) {
		s := r.text(n, path)
		if seen[s] {
			r.fail(n.Line, "%s: %q for the second time", what, s)
		}
		seen[s] = true
		out = append(out, s)
	})
	return out
}

// ints reads a list of different whole numbers of at least low, or of words
// that stand for one.
func (r *reader) ints(n *yaml.Node, what string, low int, words map[string]int) []int {
	var out []int
	seen := map[int]bool{}
	r.items(n, what, func(n *yaml.Node, path string) {
		v, err := strconv.Atoi(n.Value)
		ok := n.Kind == yaml.ScalarNode && err == nil && v >= low
		if w, is := words[n.Value]; is {
			v, ok = w, true
		}
		if !ok {
			r.fail(n.Line, "%s: found %s, want a whole number of at least %d", path, kindOf(n), low)
			return
		}
		if seen[v] {
			r.fail(n.Line, "%s: %s for the second time", what, n.Value)
		}
		seen[v] = true
		out = append(out, v)
	})
	return out
}

// items reads a list that is not empty.
func (r *reader) items(n *yaml.Node, path string, read func(n *yaml.Node, path string)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.fail(n.Line, "%s: found %s, want a list", path, kindOf(n))
		return
	}
	for i, item := range n.Content {
		read(item, fmt.Sprintf("%s[%d]", path, i))
	}
}

// settings reads what the runner will get.
func (r *reader) settings(n *yaml.Node, path string) Settings {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n.Line, "%s: found %s, want fields", path, kindOf(n))
		return nil
	}
	m, _ := r.value(n, path).(map[string]any)
	return m
}

// value turns a node into a value of JSON.
func (r *reader) value(n *yaml.Node, path string) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Value == "" || strings.ContainsAny(key.Value, ".[]") || key.ShortTag() == "!!merge" {
				r.fail(key.Line, "%s: found the key %q, want a word", path, key.Value)
				continue
			}
			if _, ok := m[key.Value]; ok {
				r.fail(key.Line, "%s: key %q for the second time", path, key.Value)
			}
			at := join(path, key.Value)
			r.lines[at] = key.Line
			m[key.Value] = r.value(n.Content[i+1], at)
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.lines[at] = item.Line
			list[i] = r.value(item, at)
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
			if err := n.Decode(&v); err != nil {
				r.fail(n.Line, "%s: %v", path, err)
			}
			if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
				r.fail(n.Line, "%s: found %s, want a finite number", path, n.Value)
			}
			return v
		}
	}
	r.fail(n.Line, "%s: found %s, want a plain value, list or fields", path, kindOf(n))
	return nil
}

// kindOf says what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "fields"
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return "an empty list"
		}
		return "a list"
	case yaml.AliasNode:
		return "an alias (settings of the study and of an experiment hold for all their arms)"
	}
	if n.ShortTag() == "!!null" {
		return "nothing"
	}
	return strconv.Quote(n.Value)
}
