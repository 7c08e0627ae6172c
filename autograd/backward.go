package autograd

import (
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// Backward computes the gradient of loss, a Var of one element, with respect to
// every parameter and Variable that it was computed from. It walks the tape once
// from the end, and releases on the way what nothing else needs: Backward can run
// once, and then the tape must be Reset. It panics if loss has another size or is
// not on a recording tape.
func Backward(loss *Var) {
	t := tapeOf("Backward", []*Var{loss})
	if loss.Value.Size() != 1 {
		panic(tensor.NewShapeError("Backward", "a loss of one element", loss.Value))
	}
	if !loss.needs {
		panic("autograd: Backward: the loss depends on nothing that wants a gradient, or its tape does not record")
	}
	if t.done {
		panic("autograd: Backward: the tape has gone back already; Reset it and compute the loss again")
	}
	t.done = true
	if p := t.profile; p != nil {
		p.runForOther()
		defer p.Stop()
	}
	loss.newGrad().Fill(1)
	t.back(0)
}

// back goes back through the nodes from the last to number first.
func (t *Tape) back(first int) {
	p := t.profile
	for i := len(t.nodes) - 1; i >= first; i-- {
		if t.nodes[i].Out.Grad != nil { // else the loss does not depend on it
			t.mayStop()
			if p != nil {
				p.node(&t.nodes[i])
			}
			t.recall(&t.nodes[i])
			t.at = i
			t.nodes[i].Op.backward(&t.nodes[i])
			if p != nil {
				p.nodeDone(&t.nodes[i])
			}
		}
		t.nodes[i].finish(t) // indexed again: the gradient of a Checkpoint may move the nodes
	}
}

// addTask is dst += src over chunks.
type addTask struct{ dst, src []float32 }

// Run implements parallel.Body.
func (a *addTask) Run(lo, hi int) { simd.Add(a.dst[lo:hi], a.dst[lo:hi], a.src[lo:hi]) }

// addInto adds src to dst.
func (t *Tape) addInto(dst, src []float32) {
	t.add = addTask{dst, src}
	parallel.For(len(dst), chunk, &t.add)
}

// chunk is how many elements of an element-wise loop one worker takes at a
// time: large enough to pay for the hand-over, small enough for the cache.
const chunk = 16384
