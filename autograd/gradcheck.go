package autograd

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// GradCheck compares the gradient of f with central differences, for those
// who write ops. f computes a Var from the inputs on their tape; it is called
// many times and must be a pure function of them. The loss is a fixed random
// weighting of f's elements, summed in float64. Every element of small inputs
// is moved in turn, and all elements together along random directions.
//
// The error names the input, the place and both numbers. tol is the allowed
// difference relative to the largest gradient; 2e-3 suits smooth functions
// with values around one.
func GradCheck(f func(in []*Var) *Var, inputs []*tensor.Tensor, tol float64) error {
	const eps = 1.0 / 256
	tape := NewTape()
	vars := make([]*Var, len(inputs))
	run := func(t *Tape) *Var {
		t.Reset()
		for i, x := range inputs {
			vars[i] = t.Variable(x)
		}
		return f(vars)
	}

	out := run(tape)
	weight := tensor.New(out.Shape()...).Uniform(tensor.NewRNG(1), -1, 1)
	Backward(dotConst(out, weight))
	grads := make([]*tensor.Tensor, len(inputs))
	largest := 1e-3
	for i, v := range vars {
		grads[i] = tensor.New(v.Shape()...)
		if v.HasGrad() {
			grads[i].CopyFrom(v.Grad)
		}
		for _, g := range grads[i].Data() {
			largest = math.Max(largest, math.Abs(float64(g)))
		}
	}

	probe := Inference()
	loss := func() float64 {
		s := 0.0
		for i, y := range run(probe).Value.Data() {
			s += float64(y) * float64(weight.Data()[i])
		}
		return s
	}
	// differ moves the inputs by ±step and returns the slope.
	differ := func(move func(sign float32)) float64 {
		move(1)
		hi := loss()
		move(-2)
		lo := loss()
		move(1)
		return (hi - lo) / (2 * eps)
	}
	check := func(what string, got, want, scale float64) error {
		if d := math.Abs(got - want); !(d <= tol*scale) {
			return fmt.Errorf("gradient of %s: backward gives %.6g, differences give %.6g (off by %.2g, allowed %.2g)", what, got, want, d, tol*scale)
		}
		return nil
	}

	for i, x := range inputs {
		data := x.Data()
		if len(data) > 200 {
			continue
		}
		for j, keep := range data {
			want := differ(func(sign float32) { data[j] += sign * eps })
			data[j] = keep
			if err := check(fmt.Sprintf("input %d, element %d", i, j), float64(grads[i].Data()[j]), want, largest); err != nil {
				return err
			}
		}
	}
	rng := tensor.NewRNG(2)
	for round := 0; round < 3; round++ {
		got, norm := 0.0, 0.0
		keep := make([]*tensor.Tensor, len(inputs))
		dirs := make([][]float32, len(inputs))
		for i, x := range inputs {
			keep[i] = x.Clone()
			dirs[i] = make([]float32, x.Size())
			for j := range dirs[i] {
				dirs[i][j] = float32(1 - 2*rng.IntN(2))
				g := float64(grads[i].Data()[j])
				got += g * float64(dirs[i][j])
				norm += math.Abs(g)
			}
		}
		want := differ(func(sign float32) {
			for i, x := range inputs {
				for j := range x.Data() {
					x.Data()[j] += sign * eps * dirs[i][j]
				}
			}
		})
		for i, x := range inputs {
			x.CopyFrom(keep[i])
		}
		if err := check(fmt.Sprintf("direction %d", round), got, want, largest+norm); err != nil {
			return err
		}
	}
	return nil
}

// opDotConst is not registered: it is part of the check, not of the package.
var opDotConst = &Op{Name: "dotConst", backward: dotConstBackward}

// dotConst is Σ x·w with a constant w: the loss of a gradient check.
func dotConst(x *Var, w *tensor.Tensor) *Var {
	t := Of("dotConst", x)
	y := t.New()
	s := 0.0
	for i, v := range x.Value.Data() {
		s += float64(v) * float64(w.Data()[i])
	}
	y.Value.Data()[0] = float32(s)
	if n := t.Record(opDotConst, y, x); n != nil {
		n.Saved[0] = w
	}
	return y
}

func dotConstBackward(n *Node) {
	if dx := n.GradOf(0); dx != nil {
		g := n.Out.Grad.Item()
		for i, w := range n.Saved[0].Data() {
			dx.Data()[i] = g * w
		}
	}
}
