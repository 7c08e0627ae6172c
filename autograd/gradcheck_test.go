package autograd

import (
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// This file: GradCheck itself. Each op here has a known fault in its gradient,
// or a property that makes differences hard. None is registered.

// faulty returns a function that computes y = f(x) element by element and
// whose gradient is g·df(i, x).
func faulty(f func(x float32) float32, df func(i int, x float32) float32) func(x *Var) *Var {
	op := &Op{Name: "faulty", reads: ^uint64(0), backward: func(n *Node) {
		dx := n.GradOf(0).Data()
		for i, g := range n.Out.Grad.Data() {
			dx[i] = g * df(i, n.In[0].Value.Data()[i])
		}
	}}
	return func(x *Var) *Var {
		t := Of(op.Name, x)
		y := t.New(x.Shape()...)
		for i, v := range x.Value.Data() {
			y.Value.Data()[i] = f(v)
		}
		t.Record(op, y, x)
		return y
	}
}

func identity(x float32) float32 { return x }

// spread returns a tensor of values between lo and hi.
func spread(n int, lo, hi float32) *tensor.Tensor {
	return tensor.New(n).Uniform(tensor.NewRNG(7, uint64(n)), lo, hi)
}

func TestGradCheckRefuses(t *testing.T) {
	half := faulty(identity, func(int, float32) float32 { return 0.5 })
	oneOf := func(at int, d float32) func(x *Var) *Var {
		return faulty(identity, func(i int, _ float32) float32 {
			if i == at {
				return d
			}
			return 1
		})
	}
	for _, c := range []struct {
		name string
		f    func(in []*Var) *Var
		in   []*tensor.Tensor
		want string // what the error says
	}{
		{"half the gradient of an input that has a thousandth of the other's influence",
			func(in []*Var) *Var { return Add(in[0], Scale(half(in[1]), 1e-3)) },
			[]*tensor.Tensor{spread(5, -1, 1), spread(5, -1, 1)}, "input 1"},
		{"half the gradient of an input of values around a thousandth",
			func(in []*Var) *Var { return Mul(in[0], half(in[1])) },
			[]*tensor.Tensor{spread(5, 1, 2), spread(5, 1e-3, 2e-3)}, "input 1"},
		{"half the gradient of both",
			func(in []*Var) *Var { return Mul(in[0], half(Square(in[1]))) },
			[]*tensor.Tensor{spread(5, 1, 2), spread(5, 1e-3, 2e-3)}, "input 1"},
		{"one element of 2,000 with half its gradient", f1(oneOf(1234, 0.5)),
			[]*tensor.Tensor{spread(2000, -1, 1)}, "input 0, element 1234"},
		{"one element of 2,000 without a gradient", f1(oneOf(1999, 0)),
			[]*tensor.Tensor{spread(2000, -1, 1)}, "input 0, element 1999"},
		{"one element of 300 that is a hundredth off", f1(oneOf(17, 1.01)),
			[]*tensor.Tensor{spread(300, -1, 1)}, "input 0, element 17"},
		{"one small element among large ones",
			func(in []*Var) *Var {
				return Mul(oneOf(2, 0.5)(in[0]), in[0].Tape().Input(tensor.FromSlice([]float32{5, -3, 1e-3, 4}, 4)))
			},
			[]*tensor.Tensor{spread(4, -1, 1)}, "input 0, element 2"},
		{"a gradient where there is none",
			f1(faulty(func(float32) float32 { return 1 }, func(int, float32) float32 { return 1e-3 })),
			[]*tensor.Tensor{spread(4, -1, 1)}, "input 0, element 0"},
		{"a NaN", f1(oneOf(1, float32(math.NaN()))), []*tensor.Tensor{spread(4, -1, 1)}, "input 0, element 1"},
		{"a value that is NaN", f1(Sqrt), []*tensor.Tensor{spread(4, -2, -1)}, "input 0, element 0"},
		{"a jump", f1(faulty(func(x float32) float32 { return float32(math.Floor(float64(x))) }, func(int, float32) float32 { return 0 })),
			[]*tensor.Tensor{tensor.FromSlice([]float32{0.5, 2, 0.25}, 3)}, "input 0, element 1"},
		{"an influence that rounding hides",
			func(in []*Var) *Var { return Add(in[0], Scale(half(in[1]), 1e-7)) },
			[]*tensor.Tensor{spread(5, 1, 2), spread(5, -1, 1)}, "input 1"},
	} {
		before := make([]*tensor.Tensor, len(c.in))
		for i, x := range c.in {
			before[i] = x.Clone()
		}
		switch err := GradCheck(c.f, c.in, 1e-3); {
		case err == nil:
			t.Errorf("%s: passes", c.name)
		case !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: the error %q does not say %q", c.name, err, c.want)
		}
		for i := range before {
			if !sameBits(c.in[i], before[i]) {
				t.Errorf("%s: input %d has changed", c.name, i)
			}
		}
	}
}

// Right gradients pass, where differences need care too: close to a kink, at a
// turning point, of small inputs that the function bends sharply for, of large
// ones, and of inputs without influence.
func TestGradCheckAccepts(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(in []*Var) *Var
		in   []*tensor.Tensor
	}{
		{"kinks", f1(ReLU), []*tensor.Tensor{tensor.FromSlice([]float32{-1e-3, 2e-3, 0.01, -0.02, 1}, 5)}},
		{"turning points", f1(Sin), []*tensor.Tensor{tensor.FromSlice([]float32{math.Pi / 2, -math.Pi / 2, 1.5, 0, 3}, 5)}},
		{"the logarithm of small numbers", f1(Log), []*tensor.Tensor{spread(50, 1e-3, 3e-3)}},
		{"the sine of large numbers", f1(Sin), []*tensor.Tensor{spread(50, 100, 200)}},
		{"an input of zeros", f2(Mul), []*tensor.Tensor{spread(9, -1, 1), tensor.New(9)}},
		{"an input without influence", func(in []*Var) *Var { return in[0] }, []*tensor.Tensor{spread(9, -1, 1), spread(9, -1, 1)}},
		{"an input without a gradient", f2(func(a, b *Var) *Var { return Add(a, Scale(b, 0)) }), []*tensor.Tensor{spread(9, -1, 1), spread(9, -1, 1)}},
		{"large and small results", f2(func(a, b *Var) *Var { return Concat(0, Scale(a, 1000), b) }), []*tensor.Tensor{spread(9, -1, 1), spread(9, -1, 1)}},
		{"a reduction", f1(func(x *Var) *Var { return Mean(Square(x), nil, false) }), []*tensor.Tensor{spread(500, -1, 1)}},
	} {
		if err := GradCheck(c.f, c.in, 1e-3); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
