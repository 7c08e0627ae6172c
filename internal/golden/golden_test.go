package golden

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

const sampleCases = `[
 {"id": "sample/double.000", "file": "sample.safetensors", "op": "double", "attrs": {"factor": 2.5, "grid": [2, 3]},
  "inputs": {"x": "a/x", "state.w": "a/w"}, "outputs": {"y": "a/y"}, "grads": {"x": "a/gx"}, "grad_weight": {"y": "a/w"},
  "tol": {"out.y": {"atol": 0.01}, "grad.x": {"atol": 0}}},
 {"id": "sample/double.001", "file": "sample.safetensors", "op": "double", "attrs": {}, "note": "shares tensors",
  "inputs": {"x": "a/y"}, "outputs": {"y": "a/w"}, "tol": {"out.y": {"atol": 1000}}},
 {"id": "sample/half.000", "file": "sample.safetensors", "op": "half", "attrs": {}, "inputs": {}, "outputs": {}}
]`

// writeSample writes a family "sample" to a new folder.
func writeSample(t *testing.T, cases string) string {
	t.Helper()
	dir := t.TempDir()
	err := formats.SaveSafetensors(filepath.Join(dir, "sample.safetensors"), nil, []tensor.Named{
		{Name: "a/x", Tensor: tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)},
		{Name: "a/w", Tensor: tensor.FromSlice([]float32{1, 0, 0, 1}, 2, 2)},
		{Name: "a/y", Tensor: tensor.FromSlice([]float32{2, 4, 6, 8}, 2, 2)},
		{Name: "a/gx", Tensor: tensor.FromSlice([]float32{2, 0, 0, 2}, 2, 2)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sample.cases.json"), []byte(cases), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadCase(t *testing.T) {
	cases, err := load(t, writeSample(t, sampleCases), "sample")
	if err != nil || len(cases) != 3 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	c := cases[0]
	var a struct {
		Factor float64 `json:"factor"`
		Grid   []int   `json:"grid"`
	}
	c.DecodeAttrs(t, &a)
	if a.Factor != 2.5 || !slices.Equal(a.Grid, []int{2, 3}) {
		t.Errorf("attributes %+v", a)
	}
	x := c.Input(t, "x")
	if !slices.Equal(x.Data(), []float32{1, 2, 3, 4}) || !slices.Equal(c.InputShape(t, "x"), []int{2, 2}) {
		t.Errorf("input %v", x)
	}
	x.Data()[0] = 99
	if c.Input(t, "x").Data()[0] != 1 {
		t.Error("inputs share memory")
	}
	if w := c.Weight(t, "y"); w == nil || w.Data()[0] != 1 {
		t.Errorf("weight of y %v", w)
	}
	if w := cases[1].Weight(t, "y"); w != nil {
		t.Errorf("weight %v of an output without", w)
	}
	if s := c.State(t, "state."); len(s) != 1 || s[0].Name != "w" || s[0].Tensor.Size() != 4 {
		t.Errorf("state %v", s)
	}
	if got := c.unchecked(); !slices.Equal(got, []string{"out.y", "grad.x"}) {
		t.Errorf("unchecked at first: %v", got)
	}
	c.CheckOutput(t, "y", tensor.FromSlice([]float32{2, 4.005, 6, 8}, 2, 2))
	c.CheckGrad(t, "x", tensor.FromSlice([]float32{2, 0, 0, 2}, 2, 2))
	if got := c.unchecked(); len(got) != 0 {
		t.Errorf("unchecked at the end: %v", got)
	}
}

func TestLoadErrors(t *testing.T) {
	tests := []struct{ name, cases, want string }{
		{"syntax", `[{]`, "sample.cases.json: invalid character"},
		{"no op", `[{"id": "a"}]`, "case 0 has no id or no op"},
		{"outside", `[{"id": "a", "op": "b", "file": "../c"}]`, `file is "../c", want a name in the same folder`},
		{"missing", `[{"id": "a", "op": "b", "file": "c"}]`, "c.safetensors"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, writeSample(t, tt.cases), "sample")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
	if cases, err := load(t, t.TempDir(), "sample"); cases != nil || err != nil {
		t.Errorf("of an empty folder: %v, %v", cases, err)
	}
}

func TestCompare(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	tests := []struct {
		name      string
		got, want []float32
		atol      float64
		text      string // "" if equal
	}{
		{"equal", []float32{1, 2}, []float32{1, 2}, 0, ""},
		{"on the edge", []float32{1, 2.5}, []float32{1, 2}, 0.5, ""},
		{"beyond", []float32{1.75, 3, 2}, []float32{1, 2, 2}, 0.5, "2 of 3 elements differ, most at [1]: 3, want 2: 1 apart, at most 0.5 allowed"},
		{"infinities", []float32{inf, -inf}, []float32{inf, -inf}, 0, ""},
		{"infinity of the other sign", []float32{inf}, []float32{-inf}, 1, "most at [0]: +Inf, want -Inf"},
		{"infinity for a number", []float32{inf}, []float32{3}, 1, "most at [0]: +Inf, want 3"},
		{"NaN for NaN", []float32{nan}, []float32{nan}, 0, ""},
		{"NaN for a number", []float32{0, nan}, []float32{0, 1}, 9, "most at [1]: NaN, want 1"},
		{"number for NaN", []float32{1}, []float32{nan}, 9, "most at [0]: 1, want NaN"},
		{"length", []float32{1}, []float32{1, 2}, 9, "shape [1], want [2]"},
		{"zeros of both signs", []float32{float32(math.Copysign(0, -1))}, []float32{0}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Compare(tensor.FromSlice(tt.got, len(tt.got)), tensor.FromSlice(tt.want, len(tt.want)), tt.atol)
			if (err == nil) != (tt.text == "") || err != nil && !strings.Contains(err.Error(), tt.text) {
				t.Errorf("error %v, want %q", err, tt.text)
			}
		})
	}
	if err := Compare(tensor.New(2, 3), tensor.New(3, 2), 1); err == nil {
		t.Error("shapes [2 3] and [3 2] pass for equal")
	}
	if err := Compare(tensor.New(1), tensor.Scalar(0), 0); err != nil {
		t.Errorf("[1] for []: %v", err)
	}
	if err := Compare(nil, tensor.Scalar(0), 0); err == nil {
		t.Error("nil passes")
	}
	if got := position(17, []int{2, 3, 4}); !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("position 17 of [2 3 4] is %v", got)
	}
}

func TestTally(t *testing.T) {
	n := tally{name: "sample"}
	n.add(&Case{ID: "a"}, false, false)
	n.add(&Case{ID: "b"}, true, false)
	n.add(&Case{ID: "c", unsupported: "no such window"}, false, true)
	n.add(&Case{ID: "d"}, false, true)
	n.add(&Case{ID: "e"}, false, false)
	if want := "golden sample: 2 passed, 1 failed, 2 not supported"; n.line() != want {
		t.Errorf("%s, want %s", n.line(), want)
	}
	if got, want := n.problems(false), []string{"golden sample: failed: b"}; !slices.Equal(got, want) {
		t.Errorf("problems %q, want %q", got, want)
	}
	if got := n.problems(true); len(got) != 3 || got[1] != "golden sample: not supported: c: no such window" {
		t.Errorf("problems of a required family: %q", got)
	}
}

func TestRun(t *testing.T) {
	t.Setenv("PATHWAY_GOLDEN", writeSample(t, sampleCases))
	var ran []string
	t.Run("sample", func(t *testing.T) {
		Run(t, "sample", func(t *testing.T, c *Case) {
			ran = append(ran, c.ID)
			if c.Op == "half" {
				c.NotSupported(t, "op %s", c.Op)
			}
			c.CheckOutput(t, "y", tensor.FromSlice([]float32{2, 4, 6, 8}, 2, 2))
			if len(c.Grads) > 0 {
				c.CheckGrad(t, "x", tensor.FromSlice([]float32{2, 0, 0, 2}, 2, 2))
			}
		})
	})
	if want := []string{"sample/double.000", "sample/double.001", "sample/half.000"}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
}

func TestDir(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATHWAY_GOLDEN", dir)
	if got := Dir(t); got != dir {
		t.Errorf("Dir is %q, want %q", got, dir)
	}
	if got := Dirs(t); len(got) != 2 || got[1] != dir || !strings.HasSuffix(got[0], filepath.FromSlash(ownDir)) {
		t.Errorf("Dirs are %q", got)
	}
	t.Setenv("PATHWAY_GOLDEN", filepath.Join(dir, "none"))
	if got := Dir(t); got != "" {
		t.Errorf("Dir of a missing folder is %q", got)
	}
	if got := Dirs(t); len(got) != 1 {
		t.Errorf("Dirs are %q", got)
	}
}

func TestFamilies(t *testing.T) {
	t.Setenv("PATHWAY_GOLDEN", writeSample(t, sampleCases))
	got := Families(t)
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("families %q are not sorted, each once", got)
	}
	for _, want := range append([]string{"sample"}, Required...) {
		if !slices.Contains(got, want) {
			t.Errorf("families %q lack %s", got, want)
		}
	}
}
