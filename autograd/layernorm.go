package autograd

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: layer normalisation (Ba et al., 2016),
// y = (x − mean)·rstd·w + b over the trailing dimensions that w has,
// rstd = 1/√(var + eps) with the biased variance.

var opLayerNorm = NewOp("LayerNorm", layerNormBackward).Reads(0, 1, 2).Again(layerNormAgain)

// normRows is how many rows make one chunk. The partial sums of dw and db are
// kept per chunk and combined in order, so it is part of the bits.
const normRows = 128

// LayerNorm normalises x over its trailing dimensions, those of w. The scale
// w and the shift b have the same shape and may be nil; without either, the
// last dimension is normalised.
func LayerNorm(x, w, b *Var, eps float32) *Var {
	t := Of("LayerNorm", x, w, b)
	cols := normSize(x, w, b)
	y := t.New(x.Shape()...)
	if cols == 0 {
		return y
	}
	rows := y.Value.Size() / cols // none for an empty batch, whose gradients are zero
	var stats []float32           // mean and rstd of each row
	if n := t.recordNorm(y, x, w, b); n != nil {
		n.Saved[0] = t.Save(2, rows)
		n.F[0] = eps
		stats = n.Saved[0].Data()
	} else {
		stats = t.Scratch(2 * rows)
		defer t.Release(stats)
	}
	t.norm = layerNormTask{
		cols: cols, eps: eps, x: x.Value.Data(), y: y.Value.Data(),
		w: dataOf(w), b: dataOf(b), mean: stats[:rows], rstd: stats[rows:],
	}
	if rows == 0 {
		t.norm = layerNormTask{}
		return y
	}
	parallel.For(rows, evenly(rows, max(normRows, chunk/cols)), &t.norm) // rows are independent: chunks do not change the bits
	t.norm = layerNormTask{}
	return y
}

// evenly returns the size of a chunk of rows: about grain, and such that all
// chunks have nearly that size.
func evenly(rows, grain int) int { return ceilDiv(rows, ceilDiv(rows, grain)) }

// recordNorm records x and those of w and b that are not nil. n.I holds their
// places among the inputs, 0 for none.
func (t *Tape) recordNorm(y, x, w, b *Var) (n *Node) {
	switch {
	case w != nil && b != nil:
		if n = t.Record(opLayerNorm, y, x, w, b); n != nil {
			n.I[0], n.I[1] = 1, 2
		}
	case w != nil:
		if n = t.Record(opLayerNorm, y, x, w); n != nil {
			n.I[0] = 1
		}
	case b != nil:
		if n = t.Record(opLayerNorm, y, x, b); n != nil {
			n.I[1] = 1
		}
	default:
		n = t.Record(opLayerNorm, y, x)
	}
	return n
}

// normSize checks the shapes and returns how many elements are normalised
// together.
func normSize(x, w, b *Var) int {
	if w == nil {
		w = b
	}
	if w == nil {
		if x.Value.Rank() == 0 {
			panic(tensor.NewShapeError("LayerNorm", "at least one dimension", x.Value))
		}
		return x.Value.Dim(-1)
	}
	xs, ws := x.Value.Shape(), w.Value.Shape()
	ok := len(ws) > 0 && len(ws) <= len(xs) && (b == nil || tensor.SameShape(w.Value, b.Value))
	for i := 0; ok && i < len(ws); i++ {
		ok = ws[i] == xs[len(xs)-len(ws)+i]
	}
	if !ok {
		var bv *tensor.Tensor
		if b != nil {
			bv = b.Value
		}
		panic(tensor.NewShapeError("LayerNorm", "weight and bias of x's trailing dimensions", x.Value, w.Value, bv))
	}
	return w.Value.Size()
}

func dataOf(v *Var) []float32 {
	if v == nil {
		return nil
	}
	return v.Value.Data()
}

// layerNormAgain writes the saved statistics again too, with the bits that they
// have.
func layerNormAgain(n *Node) {
	t, stats, rows := n.Out.tape, n.Saved[0].Data(), n.Saved[0].Dim(1)
	if rows == 0 {
		return
	}
	t.norm = layerNormTask{
		cols: n.Out.Value.Size() / rows, eps: n.F[0], x: n.In[0].Value.Data(), y: n.Out.Value.Data(),
		mean: stats[:rows], rstd: stats[rows:],
	}
	if i := n.I[0]; i > 0 {
		t.norm.w = n.In[i].Value.Data()
	}
	if i := n.I[1]; i > 0 {
		t.norm.b = n.In[i].Value.Data()
	}
	parallel.For(rows, normRows, &t.norm)
	t.norm = layerNormTask{}
}

// With h = (x−mean)·rstd and g = dy·w:
// dx = rstd·(g − mean(g) − h·mean(g·h)), dw = Σ rows dy·h, db = Σ rows dy.
func layerNormBackward(n *Node) {
	t, x := n.Out.tape, n.In[0].Value
	rows := n.Saved[0].Dim(1)
	if rows == 0 {
		layerNormOfNothing(n)
		return
	}
	cols := x.Size() / rows
	stats := n.Saved[0].Data()
	task := layerNormTask{
		cols: cols, x: x.Data(), dy: n.Out.Grad.Data(), mean: stats[:rows], rstd: stats[rows:], back: true,
	}
	if i := n.I[0]; i > 0 {
		task.w = n.In[i].Value.Data()
	}
	if dx, add := n.AccumGrad(0); dx != nil {
		task.y, task.add = dx.Data(), add
	}
	chunks := (rows + normRows - 1) / normRows
	partial := func(i int) []float32 {
		if i == 0 || !n.In[i].needs {
			return nil
		}
		p := t.Scratch(chunks * cols)
		clear(p)
		return p
	}
	task.dw, task.db = partial(n.I[0]), partial(n.I[1])
	t.norm = task
	parallel.For(rows, normRows, &t.norm)
	t.norm = layerNormTask{}
	for j, p := range [2][]float32{task.dw, task.db} {
		if p != nil {
			g, add := n.AccumGrad(n.I[j])
			simd.ColSums(g.Data(), p, chunks, cols, add)
			t.Release(p)
		}
	}
}

// layerNormOfNothing is the gradient of an empty batch: zero for scale and shift.
func layerNormOfNothing(n *Node) {
	for i := range n.In {
		if g, add := n.AccumGrad(i); g != nil && !add {
			g.Fill(0)
		}
	}
}

// layerNormTask is LayerNorm, or its gradient, over chunks of rows.
type layerNormTask struct {
	back       bool
	cols       int
	eps        float32
	x, w, b    []float32
	mean, rstd []float32
	y          []float32 // the result; going back, dx
	add        bool      // going back, add to y
	dy         []float32
	dw, db     []float32 // [chunks, cols] partial sums
}

// Run implements parallel.Body.
func (l *layerNormTask) Run(lo, hi int) {
	c := l.cols
	x, mean, rstd := l.x[lo*c:hi*c], l.mean[lo:hi], l.rstd[lo:hi]
	if !l.back {
		simd.LayerNormRows(l.y[lo*c:hi*c], mean, rstd, x, l.w, l.b, hi-lo, c, l.eps)
		return
	}
	var dx, dw, db []float32
	at := lo / normRows * c
	if l.y != nil {
		dx = l.y[lo*c : hi*c]
	}
	if l.dw != nil {
		dw = l.dw[at : at+c]
	}
	if l.db != nil {
		db = l.db[at : at+c]
	}
	if !l.add {
		simd.LayerNormGradRows(dx, dw, db, l.dy[lo*c:hi*c], x, l.w, mean, rstd, hi-lo, c)
		return
	}
	s := normPool.Get().(*normScratch)
	if cap(s.dx) < len(dx) {
		s.dx = make([]float32, len(dx))
	}
	part := s.dx[:len(dx)]
	simd.LayerNormGradRows(part, dw, db, l.dy[lo*c:hi*c], x, l.w, mean, rstd, hi-lo, c)
	simd.Add(dx, dx, part) // while it is in the cache
	normPool.Put(s)
}

// normScratch holds a chunk of gradients that are to be added to others.
type normScratch struct{ dx []float32 }

var normPool = sync.Pool{New: func() any { return new(normScratch) }}
