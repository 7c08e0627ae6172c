package autograd

import (
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// Backward computes the gradient of loss, a Var of one element, with respect
// to every parameter and Variable it was computed from, walking the tape
// once from the end. It panics if loss has another size or is not on a
// recording tape. A tape goes back once: Reset before the next Forward.
func Backward(loss *Var) {
	t := tapeOf("Backward", []*Var{loss})
	if loss.Value.Size() != 1 {
		panic(tensor.NewShapeError("Backward", "a loss of one element", loss.Value))
	}
	if !loss.needs {
		panic("autograd: Backward: the loss depends on nothing that wants a gradient, or its tape does not record")
	}
	p := t.profile
	if p != nil {
		p.runForOther()
		defer p.Stop()
	}
	loss.newGrad().Fill(1)
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := &t.nodes[i]
		if n.Out.Grad == nil {
			continue // computed, but the loss does not depend on it
		}
		if p != nil {
			p.node(n)
		}
		n.Op.backward(n)
		if p != nil {
			p.nodeDone(n)
		}
		n.finish(t)
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
