package autograd

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: GradCheck, which checks the gradients of ops against differences
// of their values.

// GradCheck compares the gradient of f with central differences. Authors of ops
// use it in tests. f computes a Var from inputs on one tape. It must be a pure
// function of them: GradCheck calls it up to fourteen times for every element
// of every input. The loss is a fixed random weighting of f's elements, summed
// in float64.
//
// Each element of each input is moved alone and judged alone. Backward's number
// and that of the differences may differ by tol times the larger of the two
// (1e-3 suits), plus the uncertainty of the differences: what two step sizes
// disagree by, and what rounding to float32 does to f's values. An element
// whose difference is too uncertain is refused, because nothing can be said
// about its gradient. That happens at kinks and jumps of f, and when the input
// moves f by hardly more than its rounding: then scale the input or f.
//
// The error names the input, the element and both numbers. The inputs hold
// their old values afterwards.
func GradCheck(f func(in []*Var) *Var, inputs []*tensor.Tensor, tol float64) error {
	c := newGradChecker(f, inputs)
	for i := range inputs {
		if err := c.check(i, tol); err != nil {
			return err
		}
	}
	return nil
}

const (
	firstStep = 1.0 / 4 // how far an element of size up to 1024 is moved at most
	stepRatio = 4       // from one step to the next smaller one
	stepSizes = 7

	// valueError is what rounding may do to a value of f, relative to the
	// value: four roundings.
	valueError = 4.0 / (1 << 24)

	// gradError is what rounding may do to a gradient, relative to the largest
	// gradient of the input, because Backward sums numbers of that size.
	gradError = 8.0 / (1 << 24)

	// maxUncertain is the largest uncertainty that still lets a difference tell
	// something, relative to the largest gradient of the input.
	maxUncertain = 1.0 / 8
)

// gradChecker is one run of GradCheck.
type gradChecker struct {
	f      func(in []*Var) *Var
	inputs []*tensor.Tensor
	vars   []*Var
	grads  []*tensor.Tensor // from Backward
	weight []float32        // of f's elements in the loss
	probe  *Tape
	hi, lo []float32 // f's values at both ends of a step
	moves  []bool    // which of f's values the element has been seen to move
}

// slope is the derivative of the loss by one element, from differences.
type slope struct {
	value     float64
	uncertain float64 // how far value may be from the truth
}

func newGradChecker(f func(in []*Var) *Var, inputs []*tensor.Tensor) *gradChecker {
	c := &gradChecker{f: f, inputs: inputs, vars: make([]*Var, len(inputs)), grads: make([]*tensor.Tensor, len(inputs)), probe: Inference()}
	out := c.run(NewTape())
	weight := tensor.New(out.Shape()...).Uniform(tensor.NewRNG(1), -1, 1)
	c.weight = weight.Data()
	for i, w := range c.weight { // to ±0.5 ... ±1, so that every element of f counts
		c.weight[i] = (w + float32(math.Copysign(1, float64(w)))) / 2
	}
	c.hi, c.lo, c.moves = make([]float32, len(c.weight)), make([]float32, len(c.weight)), make([]bool, len(c.weight))
	Backward(dotConst(out, weight))
	for i, v := range c.vars {
		c.grads[i] = tensor.New(v.Shape()...)
		if v.HasGrad() {
			c.grads[i].CopyFrom(v.Grad)
		}
	}
	return c
}

// run computes f on t.
func (c *gradChecker) run(t *Tape) *Var {
	t.Reset()
	for i, x := range c.inputs {
		c.vars[i] = t.Variable(x)
	}
	return c.f(c.vars)
}

// check judges the gradient of input i.
func (c *gradChecker) check(i int, tol float64) error {
	grad := c.grads[i].Data()
	slopes := make([]slope, len(grad))
	largest := 0.0
	for j := range slopes {
		slopes[j] = c.slope(c.inputs[i].Data(), j, tol)
		for _, v := range [...]float64{float64(grad[j]), slopes[j].value} {
			if !math.IsNaN(v) {
				largest = max(largest, math.Abs(v))
			}
		}
	}
	for j, s := range slopes {
		got := float64(grad[j])
		off, allowed := math.Abs(got-s.value), tol*max(math.Abs(got), math.Abs(s.value))+s.uncertain+gradError*largest
		if !(off <= allowed) {
			return fmt.Errorf("gradient of input %d, element %d: backward gives %.6g, differences give %.6g (off by %.2g, allowed %.2g)",
				i, j, got, s.value, off, allowed)
		}
		if s.uncertain > maxUncertain*largest {
			return fmt.Errorf("gradient of input %d, element %d: differences cannot tell: backward gives %.6g, differences give %.6g, uncertain by %.2g "+
				"where the largest gradient of the input is %.2g; scale the input or f, or move the input away from where f has a kink",
				i, j, got, s.value, s.uncertain, largest)
		}
	}
	return nil
}

// slope moves element j of data by smaller and smaller steps, until two steps
// in a row agree. If none do, it takes those that agree best.
func (c *gradChecker) slope(data []float32, j int, tol float64) slope {
	best := slope{math.NaN(), math.Inf(1)}
	step := firstStep * max(1, math.Abs(float64(data[j]))/1024)
	clear(c.moves)
	last, _ := c.difference(data, j, step)
	for k := 1; k < stepSizes; k++ {
		step /= stepRatio
		d, rounding := c.difference(data, j, step)
		// The error of a difference grows with the square of the step. That of
		// the larger step tells that of the smaller one, which is taken away.
		s := slope{d + (d-last)/(stepRatio*stepRatio-1), math.Abs(d-last) + rounding}
		if s.uncertain < best.uncertain {
			best = s
		}
		if best.uncertain <= tol/4*math.Abs(best.value) {
			break
		}
		last = d
	}
	return best
}

// difference returns the slope of the loss from element j of data minus step to
// the element plus step, and how much of it may come from rounding f's values.
func (c *gradChecker) difference(data []float32, j int, step float64) (d, rounding float64) {
	keep := data[j]
	data[j] = keep + float32(step)
	width := float64(data[j])
	copy(c.hi, c.run(c.probe).Value.Data())
	data[j] = keep - float32(step)
	width -= float64(data[j])
	copy(c.lo, c.run(c.probe).Value.Data())
	data[j] = keep
	for k, hi := range c.hi {
		lo := c.lo[k]
		c.moves[k] = c.moves[k] || hi != lo
		if !c.moves[k] {
			continue
		}
		w, h, l := float64(c.weight[k]), float64(hi), float64(lo)
		d += w * (h - l)
		rounding += w * w * (h*h + l*l)
	}
	// The roundings of different values are independent: their squares add up.
	return d / width, valueError * math.Sqrt(rounding) / width
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
