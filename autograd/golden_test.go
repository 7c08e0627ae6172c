package autograd

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/tensor"
)

// This file runs the golden vectors, made with PyTorch, that concern ops:
// every case of seven families, outputs and gradients. A case names an op of
// the table in golden_ops_test.go and brings all else.

func TestGolden(t *testing.T) {
	for _, family := range []string{"elementwise", "reduce", "linalg", "loss", "shape", "graph", "conv"} {
		t.Run(family, func(t *testing.T) { golden.Run(t, family, runGolden) })
	}
}

// run is one golden case on its way through a tape.
type run struct {
	t     *testing.T
	c     *golden.Case
	tape  *Tape
	attrs map[string]any
	vars  map[string]*Var  // inputs, as they are asked for
	outs  map[string]*Var  // what the op computed
	ints  map[string][]int // its integer outputs
}

// runGolden computes a case and its gradients. The loss is the sum of all
// outputs, each weighted by its grad_weight.
func runGolden(t *testing.T, c *golden.Case) {
	f := goldenOps[c.Op]
	if f == nil {
		c.NotSupported(t, "op %s", c.Op)
	}
	r := &run{t: t, c: c, tape: NewTape(), vars: map[string]*Var{}, outs: map[string]*Var{}, ints: map[string][]int{}}
	c.DecodeAttrs(t, &r.attrs)
	f(r)
	var loss *Var
	for _, name := range slices.Sorted(maps.Keys(c.Outputs)) {
		if got, ok := r.ints[name]; ok {
			if want := c.OutputInts(t, name); !slices.Equal(got, want) {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
			continue
		}
		y := r.outs[name]
		if y == nil {
			t.Errorf("the driver of %s computes no output %s", c.Op, name)
			continue
		}
		c.CheckOutput(t, name, y.Value)
		part := Sum(y, nil, false)
		if w := c.Weight(t, name); w != nil {
			part = Sum(Mul(y, r.tape.Input(w)), nil, false)
		}
		if loss == nil {
			loss = part
		} else {
			loss = Add(loss, part)
		}
	}
	if len(c.Grads) == 0 {
		return
	}
	Backward(loss)
	for _, name := range slices.Sorted(maps.Keys(c.Grads)) {
		if v := r.vars[name]; v == nil || v.Grad == nil {
			t.Errorf("no gradient of %s", name)
		} else {
			c.CheckGrad(t, name, v.Grad)
		}
	}
}

// v returns an input as a Variable.
func (r *run) v(name string) *Var {
	if r.vars[name] == nil {
		r.vars[name] = r.tape.Variable(r.c.Input(r.t, name))
	}
	return r.vars[name]
}

// has reports whether the case has an input of that name.
func (r *run) has(name string) bool { return r.c.Inputs[name] != "" }

// opt is v for an input that may be missing: nil then.
func (r *run) opt(name string) *Var {
	if !r.has(name) {
		return nil
	}
	return r.v(name)
}

// all returns the inputs in the order of their names, x2 before x10.
func (r *run) all() []*Var {
	names := slices.SortedFunc(maps.Keys(r.c.Inputs), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	var vs []*Var
	for _, name := range names {
		vs = append(vs, r.v(name))
	}
	return vs
}

// index returns an integer input and its shape.
func (r *run) index(name string) (index, shape []int) {
	return r.c.InputInts(r.t, name), r.c.InputShape(r.t, name)
}

// mask returns an integer or boolean input as a tensor of zeros and ones.
func (r *run) mask(name string) *tensor.Tensor {
	ints, shape := r.index(name)
	m := tensor.New(shape...)
	for i, v := range ints {
		if v != 0 {
			m.Data()[i] = 1
		}
	}
	return m
}

// num returns a number among the attributes, def if it is missing or null.
// Infinities may be written as text, since JSON has none.
func (r *run) num(name string, def float64) float32 {
	switch v := r.attrs[name].(type) {
	case float64:
		return float32(v)
	case string:
		f, err := strconv.ParseFloat(v, 32)
		if err != nil {
			r.c.NotSupported(r.t, "%s %q", name, v)
		}
		return float32(f)
	}
	return float32(def)
}

// int returns an integer among the attributes; huge ones, which Python takes
// for an open end, become large ones.
func (r *run) int(name string, def int) int {
	if v, ok := r.attrs[name].(float64); ok {
		return int(min(max(v, -1<<40), 1<<40))
	}
	return def
}

func (r *run) flag(name string) bool { b, _ := r.attrs[name].(bool); return b }

func (r *run) text(name, def string) string {
	if s, ok := r.attrs[name].(string); ok {
		return s
	}
	return def
}

// list returns a list of integers among the attributes; one integer is a list
// of one, and a missing name or null an empty list.
func (r *run) list(name string) []int {
	switch v := r.attrs[name].(type) {
	case float64:
		return []int{int(v)}
	case []any:
		l := make([]int, len(v))
		for i := range v {
			l[i] = int(v[i].(float64))
		}
		return l
	}
	return nil
}

// axes returns the attribute axes, or dim where a case calls it that.
func (r *run) axes() []int {
	if l := r.list("axes"); l != nil {
		return l
	}
	return r.list("dim")
}

// y sets the output of an op that has one.
func (r *run) y(y *Var) { r.outs["y"] = y }
