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

// reparamAlone is the number of elements up to which one thread computes the whole
// sum. More threads gain no time there, and they leave parts of the sum in other
// cores' caches, from where the product that follows must fetch them: that slowed
// layers of 128×512 down by a third.
const reparamAlone = 1 << 17

// Reparam returns w + scale·aux on tape t, for equal shapes [n, ...] of w and
// aux and a scale of one element, or of n elements: one for each row. It costs
// O(parameters), once per forward pass.
func Reparam(t *autograd.Tape, w, scale, aux *autograd.Var) *autograd.Var {
	t.Begin("Reparam", w, scale, aux)
	if n := scale.Value.Size(); !tensor.SameShape(w.Value, aux.Value) || n != 1 && (w.Value.Rank() == 0 || n != w.Value.Dim(0)) {
		panic(tensor.NewShapeError("Reparam", "w and aux of one shape [n, ...] and a scale of 1 or n elements", w.Value, aux.Value, scale.Value))
	}
	y := t.New(w.Shape()...)
	effective(y.Value, w.Value, scale.Value, aux.Value)
	t.Record(opReparam, y, w, scale, aux)
	return y
}

// effective computes dst = w + scale·aux; dst may be w.
func effective(dst, w, scale, aux *tensor.Tensor) {
	runReparam(len(dst.Data()), reparamTask{dst: dst.Data(), w: w.Data(), s: scale.Data(), aux: aux.Data()})
}

// With G = dŴ: dW = G, dW' = λ·G, dλ = Σ G∘W' (of its row, if it has one), in
// one pass over G.
func reparamBackward(n *autograd.Node) {
	t, g := n.Out.Tape(), n.Out.Grad.Data()
	r := reparamTask{w: g, s: n.In[1].Value.Data(), aux: n.In[2].Value.Data()}
	if da := n.GradOf(2); da != nil {
		r.dst = da.Data()
	}
	ds := n.GradOf(1)
	r.backward = true
	switch rows := len(r.s) > 1; {
	case ds == nil:
		runReparam(len(g), r)
	case rows:
		r.dots = ds.Data()
		runReparam(len(g), r)
	default:
		r.dots = t.Scratch((len(g)-1)/reparamChunk + 1)
		runReparam(len(g), r)
		sum := 0.0
		for _, d := range r.dots {
			sum += float64(d)
		}
		ds.Data()[0] = float32(sum)
		t.Release(r.dots)
	}
	n.PassGrad(0)
}

// reparamTask computes dst = w + s·aux chunk by chunk. Backward, w is the gradient,
// and the task computes dst = s·w and dots = ⟨w, aux⟩ of each chunk, unless they are
// nil. With more than one s a chunk is a row.
type reparamTask struct {
	dst, w, aux []float32
	s           []float32
	backward    bool
	dots        []float32
}

var reparamPool = sync.Pool{New: func() any { return new(reparamTask) }}

func runReparam(n int, r reparamTask) {
	p := reparamPool.Get().(*reparamTask)
	*p = r
	items, grain := n, reparamChunk
	if rows := len(r.s); rows > 1 {
		items, grain = rows, max(reparamChunk/max(n/rows, 1), 1)
	}
	if n > reparamAlone || r.backward {
		parallel.For(items, grain, p)
	} else {
		for lo := 0; lo < items; lo += grain {
			p.Run(lo, min(lo+grain, items))
		}
	}
	*p = reparamTask{}
	reparamPool.Put(p)
}

// Run implements parallel.Body.
func (r *reparamTask) Run(lo, hi int) {
	if len(r.s) == 1 {
		r.chunk(lo, hi, r.s[0], lo/reparamChunk)
		return
	}
	per := len(r.w) / len(r.s)
	for i := lo; i < hi; i++ {
		r.chunk(i*per, (i+1)*per, r.s[i], i)
	}
}

// chunk computes the elements lo to hi; their inner product is dots[at]. It reads
// a chunk of the gradient twice, the second time from the cache.
func (r *reparamTask) chunk(lo, hi int, s float32, at int) {
	if !r.backward {
		simd.ScaleAdd(r.dst[lo:hi], r.w[lo:hi], s, r.aux[lo:hi])
		return
	}
	if r.dots != nil {
		r.dots[at] = simd.Dot(r.w[lo:hi], r.aux[lo:hi])
	}
	if r.dst != nil {
		simd.Scale(r.dst[lo:hi], r.w[lo:hi], s)
	}
}
