package strictyaml

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// This file: YAML and JSON as people's editors and programs write it, and as nobody does.

func TestMarksLineEndsAndVersions(t *testing.T) {
	for name, text := range map[string]string{
		"a.json":    "\xEF\xBB\xBF{\"n\": 3,\r\n\"x\": 2}",
		"b.json":    "\xFF\xFE{\x00\"\x00n\x00\"\x00:\x003\x00,\x00\"\x00x\x00\"\x00:\x002\x00}\x00",
		"a.yaml":    "\xEF\xBB\xBFn: 3\r\nx: 2\r\n",
		"mac.yaml":  "n: 3\rx: 2\r",
		"v.yaml":    "%YAML 1.2\n---\nn: 3\nx: 2\n",
		"c.yaml":    "# mine\n\n%YAML 1.2 # as ever\n---\nn: 3\nx: 2\n",
		"zero.yaml": "n: 003\nx: +02\n",
	} {
		got, err := read(&Reader{File: name}, text)
		if err != nil || got.n != 3 || got.x != 2 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	// A line that begins so within a text is no directive.
	if got, err := read(&Reader{File: "f.yaml"}, "x: 2\n%YAML 1.2\n---\nn: 3\n"); err == nil {
		t.Errorf("%+v, no error", got)
	}
}

// What is wrong in a text says what to do.
func TestSyntaxHints(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.json", "{\"n\": 3, // c\n\"x\": 2}", ":1: invalid character '/' looking for beginning of object key string (JSON has no comments"},
		{"a.json", "{\"n\": 3,\n\"x\": 2,\n}", ":3: invalid character '}' looking for beginning of object key string (JSON has no comma after the last value)"},
		{"a.json", "{'n': 3}", "between double quotes"},
		{"a.json", "{\"x\": NaN}", "JSON has no NaN"},
		{"a.yaml", "n: 3\nx:\n\t2: 1\n", "indent with blanks"},
		{"a.yaml", "n: 3\n# caf\xe9\nx: 2\n", "a.yaml:2: the text is not UTF-8"},
		{"a.yaml", "n\x00:\x00 \x003\x00", "a.yaml:1: the text is not UTF-8"},
	} {
		if _, err := read(&Reader{File: c.name}, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// Whole numbers that begin with 0 are decimal, everywhere and alike.
func TestLeadingZeros(t *testing.T) {
	for text, want := range map[string]int{"010": 10, "08": 8, "-010": -10, "+07": 7, "00": 0, "0": 0, "0o10": 8, "0x10": 16, "1_000": 1000, "0_10": 10} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte("n: "+text+"\n"), &doc); err != nil {
			t.Fatal(err)
		}
		n := doc.Content[0].Content[1]
		r := &Reader{File: "f", Lines: map[string]int{}}
		if v, ok := r.Int(n, "n"); !ok || v != want {
			t.Errorf("%s: Int gives %d, %v", text, v, r.Err())
		}
		if v, ok := r.Float(n, "n"); !ok || v != float64(want) {
			t.Errorf("%s: Float gives %v, %v", text, v, r.Err())
		}
		if v := r.Value(n, "n"); fmt.Sprint(v) != fmt.Sprint(want) {
			t.Errorf("%s: Value gives %v", text, v)
		}
		if got := r.Ints(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}, "n", -99, nil); len(got) != 1 || got[0] != want {
			t.Errorf("%s: Ints gives %v", text, got)
		}
		if got := r.Text(n, "n"); got != text {
			t.Errorf("%s: Text gives %q", text, got)
		}
	}
}

// No file costs more than a small multiple of the limits, however it is made.
func TestBounds(t *testing.T) {
	const size = 600_000
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, text := range map[string]string{
		"flow": "a: [" + fill("a,") + "]", "sections": fill("a: b\n"), "list": "a:\n" + fill("- a\n"), "comments": fill("#\n") + "a: 1\n",
		"brackets": "a: [" + fill("[],") + "]", "deep": "a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"within the size": "a: [" + strings.Repeat("a,", 100_000) + "]",
		"json":            `{"a": [` + strings.Repeat("1,", 100_000) + `1]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		r := &Reader{File: "f.yaml", Example: "a: 1"}
		root, err := r.Document([]byte(text))
		if err == nil && name != "comments" {
			t.Errorf("%s: %d bytes were read as %v", name, len(text), r.Describe(root))
		}
		runtime.ReadMemStats(&after)
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 64 || time.Since(start) > 10*time.Second {
			t.Errorf("%s: took %d MB and %v", name, mb, time.Since(start))
		}
	}
}

// Hundreds of mistakes are not hundreds of lines.
func TestManyMistakes(t *testing.T) {
	var text strings.Builder
	for i := 0; i < 500; i++ {
		fmt.Fprintf(&text, "wrong%d: 1\n", i)
	}
	_, err := read(&Reader{File: "f"}, text.String())
	if err == nil || strings.Count(err.Error(), "\n") != maxErrors || !strings.HasSuffix(err.Error(), "and 450 mistakes more") {
		t.Errorf("%v", err)
	}
}
