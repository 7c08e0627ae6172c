package autograd

import (
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: the loop that the gradients of functions of one element share.

// eachTask is a gradient kernel over chunks. It works in place.
type eachTask struct {
	f    func(dx, g, v []float32)
	g, v []float32
}

// Run implements parallel.Body.
func (e *eachTask) Run(lo, hi int) { e.f(e.g[lo:hi], e.g[lo:hi], e.v[lo:hi]) }

// each computes the gradient of a function of one element. v is the argument or
// the result. f gets the gradient g of the result and writes dx in its place;
// then the buffer changes hands and becomes the gradient of input 0.
func (n *Node) each(v *tensor.Tensor, f func(dx, g, v []float32)) {
	t := n.Out.tape
	t.each = eachTask{f, n.Out.Grad.Data(), v.Data()}
	parallel.For(len(t.each.g), chunk, &t.each)
	t.each = eachTask{}
	n.PassGrad(0)
}
