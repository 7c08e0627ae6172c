package cell

import (
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// shown is the text of a cell's result.
func shown(d rich.Data) string {
	s, _ := d["text/plain"].(string)
	return s
}

// sequence runs cells one after the other in one session. Each has what it is to show, or,
// after "!", a part of its error.
func sequence(t *testing.T, cells ...[2]string) {
	t.Helper()
	s := New()
	defer s.Close()
	for _, c := range cells {
		d, err := s.Run(c[0])
		if part, fails := strings.CutPrefix(c[1], "!"); fails {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s\ngave %q, %v, want an error with %q", c[0], shown(d), err, part)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s\nfailed: %s", c[0], strings.Join(err.Traceback, "\n"))
		} else if shown(d) != c[1] {
			t.Errorf("%s\nshows %q, want %q", c[0], shown(d), c[1])
		}
	}
}

func TestStatements(t *testing.T) {
	sequence(t,
		[2]string{"a := 1", ""},
		[2]string{"a, b := \"one\", 2", ""}, // a has another type now
		[2]string{"a", "one"},
		[2]string{"var c, d = 1.5, 2\nd", "2"},
		[2]string{"const k = 1 << 40\nk", "1099511627776"},
		[2]string{"import \"strings\"\nx := strings.ToUpper(a)\nx", "ONE"},
		[2]string{"if a == \"one\" { b = 7 }; b", "7"},
		[2]string{"b;", ""},
		[2]string{"for i := 0; i < 3; i++ { b += i }\nb", "10"},
		[2]string{"switch v := any(3.5).(type) {\ncase int: c = 0\ncase float64: c = v\n}\nc", "3.5"},
		[2]string{"sum := 0\nouter: for i := range 3 { for j := range 3 { if j == 1 { continue outer }; if i == 2 { break outer }; sum += 10*i + j } }\nsum", "10"},
		[2]string{"func two() (int, string) { return 2, \"b\" }\ntwo()", "2\nb"},
		[2]string{"func() int { return 5 }()", "5"},
		[2]string{"func(n int) int { return n }(6)", "6"},
		[2]string{"m := map[string]int{\"x\": 1}\nm[\"x\"]", "1"},
		[2]string{"ch := make(chan int)\ngo func() { for i := range 4 { ch <- i }; close(ch) }()\ntotal := 0\nfor v := range ch { total += v }\ntotal", "6"},
		[2]string{"// nothing but a comment", ""},
		[2]string{"", ""},
	)
}

func TestTodaysGo(t *testing.T) {
	sequence(t,
		[2]string{"n := 2\nmin(3, 1, 2) + min(n, 10)", "3"},
		[2]string{"max(2.5, 1)", "2.5"},
		[2]string{"max(\"a\", \"b\")", "b"},
		[2]string{"import \"math\"\nmath.IsNaN(min(1.0, math.NaN())) && math.IsNaN(max(math.NaN(), 1.0))", "true"},
		[2]string{"min(1, \"a\")", "!mismatched"},
		[2]string{"m := map[string]int{\"a\": 1}\nclear(m)\nlen(m)", "0"},
		[2]string{"s := []int{1, 2}\nclear(s)\ns", "[0 0]"},
		[2]string{"out := \"\"\nfor i := range 3 { out += fmt.Sprint(i) }\nfor range n { out += \"x\" }\nout", "012xx"},
		[2]string{"for i := range -1 { panic(i) }", ""},
		// each round has variables of its own
		[2]string{"fs := []func() int{}\nfor i := 0; i < 3; i++ { fs = append(fs, func() int { return i }) }\nfor i := range 3 { fs = append(fs, func() int { return i }) }\nfor _, v := range []int{7, 8} { fs = append(fs, func() int { return v }) }\nall := []int{}\nfor _, f := range fs { all = append(all, f()) }\nall", "[0 1 2 0 1 2 7 8]"},
		// functions that call each other
		[2]string{"func even(n int) bool { if n == 0 { return true }; return odd(n-1) }\nfunc odd(n int) bool { if n == 0 { return false }; return even(n-1) }\neven(10)", "true"},
		[2]string{"type Node struct { v int; next *Node }\nl := &Node{1, &Node{2, nil}}\nsum := 0\nfor n := l; n != nil; n = n.next { sum += n.v }\nsum", "3"},
		[2]string{"for x := range func(yield func(int) bool) { yield(1) } { _ = x }", "!cells cannot range over functions"},
		[2]string{"type T[A any] struct { a A }", "!generic"},
		[2]string{"func f[A any](a A) A { return a }", "!generic"},
		[2]string{"import \"slices\"", "!generic"},
		[2]string{"import \"example.com/x\"", "!no package example.com/x"},
		[2]string{"import \"github.com/gopathway/pathway/internal/plots\"", "!internal"},
		[2]string{"return 1", "!outside of a function"},
		[2]string{"defer func() {}()", "!outside of a function"},
	)
}

// A comparison of a named string type with a constant is the one thing that gomacro gets
// wrong without a word.
func TestConstantsOfNamedTypes(t *testing.T) {
	sequence(t,
		[2]string{"import \"github.com/gopathway/pathway/m2pt\"\nk := m2pt.Image", ""},
		[2]string{"k == m2pt.Image && m2pt.Image == k && k == \"image\" && \"image\" == k && k == m2pt.Modality(\"image\")", "true"},
		[2]string{"k != \"image\" || k != m2pt.Image || k == \"audio\"", "false"},
		[2]string{"const word = \"image\"\nk == word", "true"},
		[2]string{"k = \"audio\"\nk == m2pt.Audio", "true"},
		[2]string{"r := 0\nswitch k {\ncase \"image\": r = 1\ncase \"audio\": r = 2\n}\nr", "2"},
		[2]string{"m := map[m2pt.Modality]int{\"image\": 1, \"audio\": 2}\nm[\"image\"] + m[k]", "3"},
		[2]string{"f := func(k m2pt.Modality) string { return string(k) }\nf(\"video\")", "video"},
		[2]string{"g := func() m2pt.Modality { return \"point\" }\ng() == m2pt.Point", "true"},
		[2]string{"var v m2pt.Modality = \"video\"\nv == m2pt.Video", "true"},
		[2]string{"type Own string\no := Own(\"a\")\no == \"a\"", "true"},
		[2]string{"import \"time\"\nd := 2 * time.Second\nd == 2*time.Second && d > time.Second && d == 2000000000", "true"},
	)
}

func TestInterpretedTypes(t *testing.T) {
	sequence(t,
		[2]string{"type P struct{ X, Y int }\nfunc (p P) String() string { return fmt.Sprintf(\"P(%d;%d)\", p.X, p.Y) }\np := P{1, 2}\np", "P(1;2)"},
		[2]string{"fmt.Sprint(p, &p)", "P(1;2) P(1;2)"},
		[2]string{"fmt.Sprintf(\"%v %s %d %+v\", p, p, 7, p)", "P(1;2) P(1;2) 7 {X:1 Y:2}"},
		[2]string{"var s fmt.Stringer = p\nfmt.Sprint(s)", "P(1;2)"},
		[2]string{"type Color int\nfunc (c Color) String() string { return [...]string{\"red\", \"green\"}[c] }\nfmt.Sprintf(\"%v %d\", Color(1), Color(1))", "green 1"},
		[2]string{"type E struct{}\nfunc (E) Error() string { return \"mine\" }\nfunc f() (int, error) { return 1, E{} }\nf()", "1\nmine"},
		[2]string{"type Ptr struct{ n int }\nfunc (p *Ptr) String() string { return fmt.Sprint(\"ptr \", p.n) }\n&Ptr{3}", "ptr 3"},
		[2]string{"import (\"github.com/gopathway/pathway/nn\"; \"github.com/gopathway/pathway/autograd\"; \"github.com/gopathway/pathway/tensor\")", ""},
		[2]string{"type Double struct{ inner *nn.Linear }\nfunc (d *Double) Forward(x *autograd.Var) *autograd.Var { return autograd.Scale(d.inner.Forward(x), 2) }\nfunc (d *Double) NamedParams(p string, visit func(nn.NamedParam)) { d.inner.NamedParams(p, visit) }", ""},
		[2]string{"one := nn.NewLinear(2, 2, true, tensor.NewRNG(1))\nx := tensor.Full(1, 1, 2)\na := nn.Predict(one, x)\nb := nn.Predict(nn.Sequential{&Double{one}}, x)\ntensor.Scale(nil, a, 2).At(0, 0) == b.At(0, 0) && nn.CountParams(&Double{one}) == 6", "true"},
		[2]string{"type Set struct{}\nfunc (Set) Len() int { return 3 }\nimport \"sort\"\ntype byLen []string\nfunc (b byLen) Len() int { return len(b) }\nfunc (b byLen) Swap(i, j int) { b[i], b[j] = b[j], b[i] }\nfunc (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }\nw := byLen{\"ccc\", \"a\", \"bb\"}\nsort.Sort(w)\n[]string(w)", "[a bb ccc]"},
	)
}

func TestResults(t *testing.T) {
	s := New()
	defer s.Close()
	for _, c := range []struct{ code, mime, has string }{
		{"import \"image\"\nimage.NewGray(image.Rect(0, 0, 2, 3))", "image/png", "\x89PNG"},
		{"display.HTML(\"<b>x</b>\")", "text/html", "<b>x</b>"},
		{"type H struct{ n int }\nfunc (h H) HTML() string { return fmt.Sprintf(\"<i>%d</i>\", h.n) }\nH{3}", "text/html", "<i>3</i>"},
		{"type S struct{}\nfunc (*S) SVG() string { return \"<svg/>\" }\n&S{}", "image/svg+xml", "<svg/>"},
		{"display.Markdown(\"*m*\")", "text/markdown", "*m*"},
		{"import \"errors\"\nerrors.New(\"bad\")", "text/plain", "bad"},
	} {
		d, err := s.Run(c.code)
		if err != nil {
			t.Errorf("%s: %v", c.code, err)
			continue
		}
		content, _ := d[c.mime].(string)
		if b, ok := d[c.mime].([]byte); ok {
			content = string(b)
		}
		if !strings.HasPrefix(content, c.has) {
			t.Errorf("%s shows %v, want %s %q", c.code, d, c.mime, c.has)
		}
	}
	for _, code := range []string{"var e error\ne", "func none() error { return nil }\nnone()", "x := 3", "var p *int\np", "fmt.Fprintln(&strings.Builder{}, 1)"} {
		if d, err := s.Run("import \"strings\"\n" + code); err != nil || d != nil {
			t.Errorf("%s shows %v, %v, want nothing", code, d, err)
		}
	}
}

func TestDisplay(t *testing.T) {
	var got []rich.Data
	rich.SetSink(func(d rich.Data) { got = append(got, d) })
	defer rich.SetSink(nil)
	sequence(t, [2]string{"display.Show(1, nil, \"two\")\nDisplay(display.HTML(\"three\"))", ""})
	if len(got) != 3 || got[0]["text/plain"] != "1" || got[1]["text/plain"] != "two" || got[2]["text/html"] != "three" {
		t.Errorf("shown: %v", got)
	}
}

// A cell that fails leaves nothing behind, and says where it failed.
func TestFailures(t *testing.T) {
	sequence(t,
		[2]string{"a := 1\nb := undefinedName", "!line 2: undefined: undefinedName"},
		[2]string{"a", "!undefined: a"},
		[2]string{"a := 1\nb := func() int { panic(\"no\") }()\nc := 3", "!panic: no"},
		[2]string{"a", "1"},
		[2]string{"c", "!undefined: c"},
		[2]string{"a + \"x\"", "!mismatched types int and untyped string"},
		[2]string{"if a {", "!syntax error"},
		[2]string{"func safe() (err error) {\n\tdefer func() { if r := recover(); r != nil { err = fmt.Errorf(\"caught %v\", r) } }()\n\tvar m map[string]int\n\tm[\"a\"] = 1\n\treturn nil\n}\nsafe()", "caught assignment to entry in nil map"},
		[2]string{"import \"github.com/gopathway/pathway/tensor\"\ntensor.Add(nil, tensor.Arange(3), tensor.Arange(4))", "!panic: Add: [3], [4]: want shapes that broadcast"},
		[2]string{"tensor.Nothing()", "!undefined: tensor.Nothing"},
		[2]string{"panic(fmt.Errorf(\"an error\"))", "!panic: an error"},
		[2]string{"a", "1"},
	)
	s := New()
	defer s.Close()
	_, err := s.Run("func f(x int) int {\n\treturn 10 / x\n}\n\nf(0)")
	if err == nil {
		t.Fatal("no error")
	}
	trace := strings.Join(err.Traceback, "\n")
	if want := "panic: integer divide by zero\n     2 | \treturn 10 / x\n     5 | f(0)"; trace != want {
		t.Errorf("traceback\n%s\nwant\n%s", trace, want)
	}
}

func TestGoroutinePanic(t *testing.T) {
	sequence(t,
		[2]string{"done := make(chan bool)\nfunc bad(m map[string]int, k string) { defer close(done); m[k] = 1 }\ngo bad(nil, \"a\")\n<-done\n\"alive\"", "alive"},
		[2]string{"type T struct{ n int }\nfunc (t T) Bad(by float64, c chan int) { defer close(c); panic(by) }\nfunc start(t *T, c chan int) { for i := range 2 { if i == 1 { go t.Bad(3, c) } } }\nc := make(chan int)\nstart(&T{}, c)\n<-c\n\"alive\"", "alive"},
		[2]string{"r := make(chan int, 2)\nput := func(v int, more ...int) { r <- v + len(more) }\nx := 1\ngo put(x, []int{1, 2}...)\nx = 5\nput = func(int, ...int) {}\n<-r", "3"},
	)
	sequence(t, [2]string{"done := make(chan bool)\ngo func() { defer close(done); var m map[string]int; m[\"a\"] = 1 }()\n<-done\n\"alive\"", "alive"})
}

func TestInterrupt(t *testing.T) {
	s := New()
	defer s.Close()
	if _, err := s.Run("x := 0"); err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"for { x++ }", "func spin() { for { x++ } }\nspin()"} {
		done := make(chan *Error)
		go func() {
			_, err := s.Run(code)
			done <- err
		}()
		time.Sleep(100 * time.Millisecond)
		s.Interrupt()
		select {
		case err := <-done:
			if err == nil || err.Name != "interrupted" {
				t.Errorf("%s: %v", code, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s is not interrupted", code)
		}
		if d, err := s.Run("x > 0"); err != nil || shown(d) != "true" {
			t.Errorf("after the interrupt: %v, %v", d, err)
		}
	}
	s.Interrupt() // of nothing: the next cell runs
	if d, err := s.Run("1 + 1"); err != nil || shown(d) != "2" {
		t.Errorf("after an idle interrupt: %v, %v", d, err)
	}
}

func TestComplete(t *testing.T) {
	s := New()
	defer s.Close()
	if _, err := s.Run("import \"github.com/gopathway/pathway/tensor\"\nweights := tensor.Arange(3)\ntype T struct{ Field int }\nfunc (T) Method() {}\nvalue := T{}"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ code, want string }{
		{"tensor.Aran", "Arange"}, {"weig", "weights"}, {"weights.Resh", "Reshape"}, {"tensor.Arange(3).Resh", "Reshape"}, {"value.F", "Field"}, {"value.M", "Method"},
		{"x := []int{1}\nfmt.Printl", "Println"}, {"import \"github.com/gopathway/pathway/ten", "github.com/gopathway/pathway/tensor"}, {"fun", "func"},
	} {
		matches, start, end := s.Complete(c.code, len(c.code))
		if len(matches) == 0 || matches[0] != c.want || end != len(c.code) || !strings.HasPrefix(c.want, c.code[start:end]) {
			t.Errorf("%q: %v, %d to %d, want %q", c.code, matches, start, end, c.want)
		}
	}
	if matches, _, _ := s.Complete("nothing.x", 9); len(matches) != 0 {
		t.Errorf("members of an unknown name: %v", matches)
	}
}

func TestInspect(t *testing.T) {
	s := New()
	defer s.Close()
	if _, err := s.Run("import \"github.com/gopathway/pathway/tensor\"\nw := tensor.Arange(3)"); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"tensor.Arange": "func Arange(n int) *Tensor", "tensor.Arange(": "func Arange", "w.Reshape": "Reshape(", "tensor": "package tensor", "w": "*tensor.Tensor", "fmt": "package fmt",
	} {
		if got := s.Inspect(code, len(code)); !strings.Contains(got, want) && !strings.Contains(strings.ReplaceAll(got, "github.com/gopathway/pathway/", ""), want) {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	if got := s.Inspect("nothingKnown", 12); got != "" {
		t.Errorf("an unknown name: %q", got)
	}
}

func TestIsComplete(t *testing.T) {
	for code, want := range map[string]string{
		"a := 1": "complete", "func f() {": "incomplete", "f(": "incomplete", "x := `a": "incomplete", "b := 1 +": "incomplete", "a := )": "invalid", "for i := range 3 {\n}": "complete",
	} {
		if got, _ := IsComplete(code); got != want {
			t.Errorf("%q is %s, want %s", code, got, want)
		}
	}
}

// Cells can print while the notebook asks for completions; the session is one at a time.
func TestEveryPackageImports(t *testing.T) {
	s := New()
	defer s.Close()
	paths, _, _ := s.Complete("import \"", 8)
	if len(paths) < 100 {
		t.Fatalf("%d packages", len(paths))
	}
	for _, path := range paths {
		if _, err := s.Run("import _ \"" + path + "\""); err != nil {
			t.Errorf("%s: %s", path, strings.Join(err.Traceback, "\n"))
		}
	}
}
