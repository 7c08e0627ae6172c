package m2pt

import (
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the op of Cross-Modal Re-parameterization (M2PT, section 3.2),
// Ŵ = W + λ·W', with one rounding per element: fma(λ, W', W). Training and
// Merge call the same kernel, so their weights have the same bits.

var opReparam = autograd.NewOp("Reparam", reparamBackward).Reads(1, 2)

// reparamChunk is how many elements one worker takes at a time. ⟨G, W'⟩ is
// summed by chunk, so it is part of the bits.
const reparamChunk = 16384

// Reparam returns w + scale·aux on tape t, for a scale of one element and
// equal shapes of w and aux. It costs O(parameters), once per forward pass.
func Reparam(t *autograd.Tape, w, scale, aux *autograd.Var) *autograd.Var {
	t.Begin("Reparam", w, scale, aux)
	if !tensor.SameShape(w.Value, aux.Value) || scale.Value.Size() != 1 {
		panic(tensor.NewShapeError("Reparam", "w and aux of one shape and a scale of one element", w.Value, aux.Value, scale.Value))
	}
	y := t.New(w.Shape()...)
	effective(y.Value, w.Value, scale.Value, aux.Value)
	t.Record(opReparam, y, w, scale, aux)
	return y
}

// effective computes dst = w + scale·aux; dst may be w.
func effective(dst, w, scale, aux *tensor.Tensor) {
	runReparam(len(dst.Data()), reparamTask{dst: dst.Data(), w: w.Data(), s: scale.Data()[0], aux: aux.Data()})
}

// With G = dŴ: dW = G, dW' = λ·G, dλ = Σ G∘W', in one pass over G.
func reparamBackward(n *autograd.Node) {
	t, g := n.Out.Tape(), n.Out.Grad.Data()
	r := reparamTask{w: g, s: n.In[1].Value.Data()[0], aux: n.In[2].Value.Data()}
	if da := n.GradOf(2); da != nil {
		r.dst = da.Data()
	}
	ds := n.GradOf(1)
	if ds != nil {
		r.dots = t.Scratch((len(g)-1)/reparamChunk + 1)
	}
	r.backward = true
	runReparam(len(g), r)
	if ds != nil {
		sum := 0.0
		for _, d := range r.dots {
			sum += float64(d)
		}
		ds.Data()[0] = float32(sum)
		t.Release(r.dots)
	}
	n.PassGrad(0)
}

// reparamTask is dst = w + s·aux over chunks; backward, w is the gradient,
// dst = s·w and dots has ⟨w, aux⟩ of each chunk, where they are not nil.
type reparamTask struct {
	dst, w, aux []float32
	s           float32
	backward    bool
	dots        []float32
}

var reparamPool = sync.Pool{New: func() any { return new(reparamTask) }}

func runReparam(n int, r reparamTask) {
	p := reparamPool.Get().(*reparamTask)
	*p = r
	parallel.For(n, reparamChunk, p)
	*p = reparamTask{}
	reparamPool.Put(p)
}

// Run implements parallel.Body. A chunk of the gradient is read twice, the
// second time from the cache.
func (r *reparamTask) Run(lo, hi int) {
	if !r.backward {
		simd.ScaleAdd(r.dst[lo:hi], r.w[lo:hi], r.s, r.aux[lo:hi])
		return
	}
	if r.dots != nil {
		r.dots[lo/reparamChunk] = simd.Dot(r.w[lo:hi], r.aux[lo:hi])
	}
	if r.dst != nil {
		simd.Scale(r.dst[lo:hi], r.w[lo:hi], r.s)
	}
}
