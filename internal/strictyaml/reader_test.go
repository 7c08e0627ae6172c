package strictyaml

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// thing is what the files of these tests hold.
type thing struct {
	n     int
	u     uint64
	x     float64
	on    bool
	text  string
	texts []string
	ints  []int
	pair  [2]float64
	whole [2]int
	free  any
	parts []string
}

func read(r *Reader, text string) (thing, error) {
	var v thing
	root, err := r.Document([]byte(text))
	if err != nil {
		return v, err
	}
	hint := func(name string) string { return " (hint for " + name + ")" }
	r.Mapping(root, "", []Field{
		{"n", func(n *yaml.Node, path string) { v.n, _ = r.Int(n, path) }},
		{"u", func(n *yaml.Node, path string) { v.u, _ = r.Uint(n, path) }},
		{"x", func(n *yaml.Node, path string) { v.x, _ = r.Float(n, path) }},
		{"on", func(n *yaml.Node, path string) { v.on, _ = r.Bool(n, path) }},
		{"text", func(n *yaml.Node, path string) { v.text = r.Text(n, path) }},
		{"texts", func(n *yaml.Node, path string) { v.texts = r.Texts(n, path) }},
		{"ints", func(n *yaml.Node, path string) { v.ints = r.Ints(n, path, 1, map[string]int{"all": 0}) }},
		{"pair", func(n *yaml.Node, path string) { r.Floats(n, path, "two numbers", v.pair[:]) }},
		{"whole", func(n *yaml.Node, path string) { r.Wholes(n, path, "two whole numbers", v.whole[:]) }},
		{"free", func(n *yaml.Node, path string) { v.free = r.Value(n, path) }},
		{"parts", func(n *yaml.Node, path string) {
			r.Items(n, path, func(n *yaml.Node, path string) {
				r.Mapping(n, path, []Field{{"name", func(n *yaml.Node, path string) { v.parts = append(v.parts, r.Text(n, path)) }}}, hint)
				r.Want(n, path, "name")
			})
		}},
	}, hint)
	return v, r.Err()
}

func TestReads(t *testing.T) {
	text := `n: -3
u: 18446744073709551615
x: 1e-3
on: true
text: a word
texts: [a, b]
ints: [3, all, 1]
pair: [0.5, 1]
whole: [3, 010]
free: {a: [1, 2.5, null, true, "x", 2020-01-01]}
parts: [{name: p}, {name: q}]
`
	r := &Reader{File: "f"}
	got, err := read(r, text)
	if err != nil {
		t.Fatal(err)
	}
	want := thing{-3, 18446744073709551615, 1e-3, true, "a word", []string{"a", "b"}, []int{3, 0, 1}, [2]float64{0.5, 1}, [2]int{3, 10},
		map[string]any{"a": []any{1, 2.5, nil, true, "x", "2020-01-01"}}, []string{"p", "q"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	for path, line := range map[string]int{"": 1, "x": 3, "free.a[2]": 10, "parts[1].name": 11, "none": 0} {
		if r.Lines[path] != line || r.Has(path) != (line > 0) {
			t.Errorf("%s stands in line %d, want %d", path, r.Lines[path], line)
		}
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"m: 1":                   "f:1: unknown field \"m\" (hint for m)",
		"parts: [{nam: x}]":      "f:1: unknown field \"parts[0].nam\" (hint for nam)\nf:1: field \"parts[0].name\" is missing",
		"n: 1\n\nn: 2":           "f:3: n is given twice, first in line 1",
		"n: 1.5":                 "f:1: n is 1.5, want a whole number",
		"n: '1'":                 "f:1: n is \"1\", want a whole number",
		"n:":                     "f:1: n is empty, want a whole number",
		"u: -1":                  "f:1: u is -1, want a whole number from 0 on",
		"x: [1]":                 "f:1: x is a list of 1, want a number",
		"on: yes":                "f:1: on is \"yes\", want true or false",
		"text: ' '":              "f:1: text is \" \", want text",
		"text: \"a\\nb\"":        "f:1: text is \"a\\nb\", want one line",
		"texts: [a, a]":          "f:1: texts: \"a\" for the second time",
		"ints: [1, 0]":           "f:1: ints[1] is 0, want a whole number of at least 1",
		"ints: [1, 1]":           "f:1: ints: 1 for the second time",
		"ints: []":               "f:1: ints is an empty list, want a list of one or more",
		"pair: [1, b]":           "f:1: pair is a list of 2, want two numbers",
		"pair: [1, 2, 3]":        "f:1: pair is a list of 3, want two numbers",
		"whole: [1, 2.5]":        "f:1: whole is a list of 2, want two whole numbers",
		"free: {a.b: 1}":         "f:1: free: found the key \"a.b\", want a word",
		"free: {a: 1, a: 2}":     "f:1: free.a is given twice, first in line 1",
		"free: .nan":             "f:1: free is .nan, want a finite number",
		"free: !!binary aGk=":    "f:1: free is aGk=, want a plain value, a list or fields",
		"free: {a: &a 1, b: *a}": "f:1: free.b is an alias, want a plain value, a list or fields",
		"free: &a [*a]":          "f:1: free[0] is an alias, want a plain value, a list or fields",
		"parts: [3]":             "f:1: parts[0] is 3, want a section of fields",
		"? [a]\n: 1":             "f:1: a list of 1 where the name of a field is wanted",
		"":                       "f: the file is empty, want fields such as \"n: 1\"",
		"[]":                     "f:1: the file holds an empty list, want fields such as \"n: 1\"",
		"n: 1\n---\nn: 2":        "f:2: a second document, want one",
		"n: [1":                  "f:1: did not find expected ',' or ']'",
		"x: a\nn: b":             "f:1: x is \"a\", want a number\nf:2: n is \"b\", want a whole number",
		"parts:\n  - {}\non: 2":  "f:2: field \"parts[0].name\" is missing\nf:3: on is 2, want true or false",
	} {
		if _, err := read(&Reader{File: "f", Example: "n: 1"}, text); err == nil || err.Error() != want {
			t.Errorf("%q: error\n%v\nwant\n%s", text, err, want)
		}
	}
}

func TestAliases(t *testing.T) {
	const text = "x: &a 2\nn: *a\npair: [*a, 1]"
	if v, err := read(&Reader{File: "f"}, text); err != nil || v.n != 2 || v.pair != [2]float64{2, 1} {
		t.Errorf("followed: %+v, %v", v, err)
	}
	want := "f:2: n is an alias (say it twice), want a whole number\nf:3: pair is a list of 2, want two numbers"
	if _, err := read(&Reader{File: "f", NoAliases: "say it twice"}, text); err == nil || err.Error() != want {
		t.Errorf("refused: %v, want %s", err, want)
	}
}

func TestJSON(t *testing.T) {
	if v, err := read(&Reader{File: "f.json"}, "{\n\t\"n\": 3,\n\t\"text\": \"a b\"}"); err != nil || v.n != 3 || v.text != "a b" {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := read(&Reader{File: "f.json"}, "{\"n\": 3,\n}"); err == nil || !strings.HasPrefix(err.Error(), "f.json:2: ") {
		t.Errorf("error %v, want one with the line", err)
	}
}

// A mistake that a reader finds after all fields were read has the line of its field.
func TestFailAt(t *testing.T) {
	r := &Reader{File: "f"}
	if _, err := read(r, "n: 1\nx: 2"); err != nil {
		t.Fatal(err)
	}
	r.FailAt("x", "x is %d, want less", 2)
	r.FailAt("u", "u is missing")
	if err := r.Err(); fmt.Sprint(err) != "f: u is missing\nf:2: x is 2, want less" {
		t.Errorf("error %v", err)
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.yaml")
	for size, ok := range map[int]bool{MaxSize: true, MaxSize + 1: false} {
		if err := os.WriteFile(path, bytes.Repeat([]byte{'#'}, size), 0o666); err != nil {
			t.Fatal(err)
		}
		if data, err := ReadFile(path); (err == nil) != ok || ok && len(data) != size {
			t.Errorf("%d bytes: read %d, error %v", size, len(data), err)
		}
	}
	if _, err := ReadFile(path + ".none"); !os.IsNotExist(err) {
		t.Errorf("error %v", err)
	}
}
