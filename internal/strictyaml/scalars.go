package strictyaml

import (
	"fmt"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"
)

// This file: values of one type, and lists of them. A function that finds another
// type notes the mistake and returns false, or nothing. Text such as "5" in quotes is
// text and not a number.

// Int reads a whole number.
func (r *Reader) Int(n *yaml.Node, path string) (v int, ok bool) {
	ok = r.scalar(n, path, "a whole number", &v, "!!int")
	return v, ok
}

// Uint reads a whole number that is not negative.
func (r *Reader) Uint(n *yaml.Node, path string) (v uint64, ok bool) {
	ok = r.scalar(n, path, "a whole number from 0 on", &v, "!!int")
	return v, ok
}

// Float reads a number.
func (r *Reader) Float(n *yaml.Node, path string) (v float64, ok bool) {
	ok = r.scalar(n, path, "a number", &v, "!!int", "!!float")
	return v, ok
}

// Bool reads true or false.
func (r *Reader) Bool(n *yaml.Node, path string) (v bool, ok bool) {
	ok = r.scalar(n, path, "true or false", &v, "!!bool")
	return v, ok
}

// scalar reads a value of one of the tags into *v.
func (r *Reader) scalar(n *yaml.Node, path, want string, v any, tags ...string) bool {
	n = r.follow(n)
	if decode(n, v, tags...) {
		return true
	}
	r.Wrong(n, path, want)
	return false
}

// decimal returns n with a whole number that begins with 0 as the decimal number that it
// is for people, for flags and for YAML 1.2. For YAML 1.1 010 was 8, and 08 was none.
func decimal(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.ScalarNode || n.Style != 0 {
		return n
	}
	value := strings.ReplaceAll(n.Value, "_", "")
	digits := strings.TrimLeft(value, "+-")
	if len(digits) < 2 || len(value)-len(digits) > 1 || digits[0] != '0' || strings.Trim(digits, "0123456789") != "" {
		return n
	}
	plain := *n
	plain.Value = value[:len(value)-len(digits)] + strings.TrimLeft(digits[:len(digits)-1], "0") + digits[len(digits)-1:]
	plain.Tag = "!!int"
	return &plain
}

func decode(n *yaml.Node, v any, tags ...string) bool {
	n = decimal(n)
	for _, tag := range tags {
		if n.Kind == yaml.ScalarNode && n.ShortTag() == tag {
			return n.Decode(v) == nil
		}
	}
	return false
}

// Floats reads a list of as many numbers as v has, and leaves v as it is if it
// finds anything else. Want says what is wanted.
func (r *Reader) Floats(n *yaml.Node, path, want string, v []float64) bool {
	return list(r, n, path, want, v, "!!int", "!!float")
}

// Wholes is Floats for whole numbers.
func (r *Reader) Wholes(n *yaml.Node, path, want string, v []int) bool {
	return list(r, n, path, want, v, "!!int")
}

// list reads a list of as many values of the tags as v has.
func list[T any](r *Reader, n *yaml.Node, path, want string, v []T, tags ...string) bool {
	n = r.follow(n)
	ok := n.Kind == yaml.SequenceNode && len(n.Content) == len(v)
	read := make([]T, len(v))
	for i := 0; ok && i < len(v); i++ {
		ok = decode(r.follow(n.Content[i]), &read[i], tags...)
	}
	if !ok {
		r.Wrong(n, path, want)
		return false
	}
	copy(v, read)
	return true
}

// Text reads a value in one line that is not blank, as it is written.
func (r *Reader) Text(n *yaml.Node, path string) string {
	n = r.follow(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "" {
		r.Wrong(n, path, "text")
		return ""
	}
	if strings.ContainsAny(n.Value, "\n\r\t\x00") {
		r.Wrong(n, path, "one line")
	}
	return n.Value
}

// Texts reads a list of different texts, or a single one.
func (r *Reader) Texts(n *yaml.Node, path string) []string {
	n = r.follow(n)
	if n.Kind == yaml.ScalarNode {
		return []string{r.Text(n, path)}
	}
	var out []string
	seen := map[string]bool{}
	r.Items(n, path, func(n *yaml.Node, at string) {
		s := r.Text(n, at)
		if seen[s] {
			r.Fail(n.Line, "%s: %q for the second time", path, s)
		}
		seen[s] = true
		out = append(out, s)
	})
	return out
}

// Ints reads a list of different whole numbers of at least low. A word of words
// stands for the number it has there.
func (r *Reader) Ints(n *yaml.Node, path string, low int, words map[string]int) []int {
	var out []int
	seen := map[int]bool{}
	r.Items(n, path, func(n *yaml.Node, at string) {
		n = r.follow(n)
		v, ok := words[n.Value]
		if !ok {
			ok = decode(n, &v, "!!int") && v >= low
		}
		if !ok {
			r.Wrong(n, at, fmt.Sprintf("a whole number of at least %d", low))
			return
		}
		if seen[v] {
			r.Fail(n.Line, "%s: %s for the second time", path, n.Value)
		}
		seen[v] = true
		out = append(out, v)
	})
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
