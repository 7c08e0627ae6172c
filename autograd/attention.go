package autograd

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: scaled dot-product attention (Vaswani et al., 2017, eq. 1),
// softmax(scale·q·kᵀ)·v. Each worker computes the scores of some queries of
// one head at a time; no matrix of scores is kept, and the gradient computes
// them again. Queries, keys and values are read where they lie, also inside the
// packed [q|k|v] rows that one linear layer makes.

var (
	opAttention     = NewOp("Attention", attentionBackward).Reads(0, 1, 2).CountFLOPs(attentionFLOPs)
	opSelfAttention = NewOp("SelfAttention", selfAttentionBackward).Reads(0).CountFLOPs(selfAttentionFLOPs)
)

// attentionScores is the largest number of scores of a tile: two tiles fit in a
// core's cache. A tile should have many queries, because each tile packs the keys
// and values again. Tiling does not change the bits: softmax is by row, and the
// gradients of k and v are one chain over ascending queries.
const attentionScores = 1 << 16

// Attention returns softmax(scale·q·kᵀ)·v for q [..., n, d], k [..., m, d]
// and v [..., m, e] with equal leading dimensions; the result is [..., n, e].
func Attention(q, k, v *Var, scale float32) *Var {
	t := Of("Attention", q, k, v)
	qs, ks, vs := q.Shape(), k.Shape(), v.Shape()
	r := len(qs)
	ok := r >= 2 && len(ks) == r && len(vs) == r && qs[r-1] == ks[r-1] && ks[r-2] == vs[r-2]
	for i := 0; ok && i < r-2; i++ {
		ok = qs[i] == ks[i] && qs[i] == vs[i]
	}
	if !ok {
		panic(tensor.NewShapeError("Attention", "q [..., n, d], k [..., m, d] and v [..., m, e]", q.Value, k.Value, v.Value))
	}
	var dims [tensor.MaxRank]int
	copy(dims[:], qs)
	dims[r-1] = vs[r-1]
	y := t.New(dims[:r]...)
	if n := t.Record(opAttention, y, q, k, v); n != nil {
		n.F[0] = scale
	}
	t.attn = separate(q.Value, k.Value, v.Value, y.Value, scale)
	t.runAttention()
	return y
}

// separate describes attention over three tensors of their own.
func separate(q, k, v, y *tensor.Tensor, scale float32) attentionTask {
	n, d, m, e := q.Dim(-2), q.Dim(-1), k.Dim(-2), v.Dim(-1)
	batch := 1
	for _, b := range q.Shape()[:q.Rank()-2] {
		batch *= b
	}
	return attentionTask{
		batch: batch, heads: 1, n: n, m: m, d: d, e: e, scale: scale,
		q: view{q.Data(), d, n * d, 0}, k: view{k.Data(), d, m * d, 0},
		v: view{v.Data(), e, m * e, 0}, y: view{y.Data(), e, n * e, 0},
	}
}

// SelfAttention is multi-head attention within a sequence for qkv [b, n, 3·d]
// as timm packs it: the queries of all heads, then the keys, then the values.
// The scale is (d/heads)^-½; the result is [b, n, d] with the heads side by
// side.
func SelfAttention(qkv *Var, heads int) *Var {
	return selfAttention("SelfAttention", qkv, heads, math.MaxInt)
}

// SelfAttentionFirst is SelfAttention with only the first queries tokens of each
// sequence as queries. They attend to the whole sequence; the result is [b,
// queries, d]. A classifier that reads one token needs no more of its last
// block.
func SelfAttentionFirst(qkv *Var, heads, queries int) *Var {
	return selfAttention("SelfAttentionFirst", qkv, heads, queries)
}

func selfAttention(op string, qkv *Var, heads, queries int) *Var {
	t := Of(op, qkv)
	if qkv.Value.Rank() != 3 || heads < 1 || qkv.Value.Dim(2)%(3*heads) != 0 || queries < 0 {
		panic(tensor.NewShapeError(op, "qkv [batch, tokens, 3·dim] with dim divisible by the heads", qkv.Value))
	}
	tokens := qkv.Value.Dim(1)
	if queries != math.MaxInt && queries > tokens {
		panic(tensor.NewShapeError(op, fmt.Sprintf("qkv of at least %d tokens", queries), qkv.Value))
	}
	y := t.New(qkv.Value.Dim(0), min(queries, tokens), qkv.Value.Dim(2)/3)
	if n := t.Record(opSelfAttention, y, qkv); n != nil {
		n.I[0] = heads
	}
	t.attn = sideBySide(qkv.Value, y.Value, heads)
	t.runAttention()
	if t.watch != nil {
		t.watch(qkv.Value, heads)
	}
	return y
}

// sideBySide describes attention over the rows [q|k|v] of one tensor, with as
// many queries as y has rows.
func sideBySide(qkv, y *tensor.Tensor, heads int) attentionTask {
	n, m, d := y.Dim(1), qkv.Dim(1), y.Dim(2)
	hd := d / heads
	x := qkv.Data()
	a := attentionTask{
		batch: y.Dim(0), heads: heads, n: n, m: m, d: hd, e: hd,
		scale: float32(1 / math.Sqrt(float64(hd))),
		y:     view{y.Data(), d, n * d, hd},
	}
	if len(x) > 0 {
		a.q = view{x, 3 * d, m * 3 * d, hd}
		a.k = view{x[d:], 3 * d, m * 3 * d, hd}
		a.v = view{x[2*d:], 3 * d, m * 3 * d, hd}
	}
	return a
}

// With P = softmax(scale·q·kᵀ) and dP = dy·vᵀ: dv = Pᵀ·dy,
// dS = P∘(dP − rowsum(dP∘P)), dq = scale·dS·k, dk = scale·dSᵀ·q.
func attentionBackward(n *Node) {
	t, q, k, v := n.Out.tape, n.In[0].Value, n.In[1].Value, n.In[2].Value
	a := separate(q, k, v, n.Out.Grad, n.F[0])
	// One pass makes all three gradients; unwanted ones go to scratch.
	var spare [3][]float32
	for i, g := range []*view{&a.dq, &a.dk, &a.dv} {
		*g = []view{a.q, a.k, a.v}[i]
		if d := n.GradOf(i); d != nil {
			g.data = d.Data()
			continue
		}
		spare[i] = t.Scratch(n.In[i].Value.Size())
		g.data = spare[i]
	}
	t.attn = a
	t.runAttention()
	for _, s := range spare {
		if s != nil {
			t.Release(s)
		}
	}
}

// As attentionBackward; the three gradients lie in one tensor as q, k and v do.
// Tokens that were no queries get zeros in the place of dq.
func selfAttentionBackward(n *Node) {
	dx := n.GradOf(0)
	if dx == nil || dx.Size() == 0 {
		return
	}
	t := n.Out.tape
	a := sideBySide(n.In[0].Value, n.Out.Grad, n.I[0])
	a.dq, a.dk, a.dv = a.q, a.k, a.v
	d := n.Out.Value.Dim(2)
	if a.n == 0 {
		clear(dx.Data())
		return
	}
	a.dq.data, a.dk.data, a.dv.data = dx.Data(), dx.Data()[d:], dx.Data()[2*d:]
	for b := 0; b < a.batch && a.n < a.m; b++ {
		for row := a.n; row < a.m; row++ {
			clear(a.dq.at(b, 0, row)[:d])
		}
	}
	t.attn = a
	t.runAttention()
}

func (t *Tape) runAttention() {
	a := &t.attn
	if a.n > 0 {
		a.tile()
		parallel.For(a.batch*a.heads*a.tiles, 1, a)
	}
	t.attn = attentionTask{}
}

// tile sets how many queries a tile has, and into how many units of work a head
// is cut. Backward that is one, because the gradients of k and v are sums over
// all queries. Forward it is more if the heads alone would leave threads idle.
func (a *attentionTask) tile() {
	const least = 28 // queries that are worth packing keys and values for
	a.rows = min(a.n, max(attentionScores/max(a.m, 1), least))
	a.tiles = 1
	if a.dq.data != nil {
		return
	}
	a.tiles = ceilDiv(a.n, a.rows)
	heads, threads := a.batch*a.heads, parallel.Threads()
	for heads*a.tiles < 4*threads && heads*a.tiles%threads != 0 && ceilDiv(a.n, a.tiles+1) >= least {
		a.tiles++
	}
	a.rows = ceilDiv(a.n, a.tiles)
	a.tiles = ceilDiv(a.n, a.rows)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// view is a matrix per batch entry and head inside a larger array.
type view struct {
	data        []float32
	ld          int // from one row to the next
	batch, head int // from one batch entry, one head to the next
}

func (v view) at(b, h, row int) []float32 {
	return v.data[b*v.batch+h*v.head+row*v.ld:]
}

// attentionTask is attention for each batch entry and head. When dq is set, it is
// the gradient, and y is the incoming one.
type attentionTask struct {
	batch, heads int
	n, m, d, e   int // queries, keys, width of q and k, width of v
	rows, tiles  int // queries of a tile; units of work of a head
	scale        float32
	q, k, v, y   view
	dq, dk, dv   view
}

// attentionScratch holds a worker's tiles of scores.
type attentionScratch struct {
	p, dp    []float32
	epilogue simd.Epilogue
}

var attentionPool = sync.Pool{New: func() any { return new(attentionScratch) }}

// Run implements parallel.Body over batch entries, tiles and heads. In this order
// neighbours share rows, which the thread has in its cache from the layer before
// and leaves there for the layer after.
func (a *attentionTask) Run(lo, hi int) {
	s := attentionPool.Get().(*attentionScratch)
	if need := a.rows * a.m; cap(s.p) < need {
		s.p, s.dp = make([]float32, need), make([]float32, need)
	}
	for i := lo; i < hi; i++ {
		b, tile, h := i/(a.tiles*a.heads), i/a.heads%a.tiles, i%a.heads
		if a.dq.data == nil {
			row := tile * a.rows
			a.forward(s, b, h, row, min(a.rows, a.n-row))
			continue
		}
		for row := 0; row < a.n; row += a.rows {
			a.backward(s, b, h, row, min(a.rows, a.n-row))
		}
	}
	attentionPool.Put(s)
}

// probabilities computes a tile of softmax(scale·q·kᵀ).
func (a *attentionTask) probabilities(s *attentionScratch, b, h, row, r int) []float32 {
	p := s.p[:r*a.m]
	simd.Gemm(false, true, r, a.m, a.d, a.q.at(b, h, row), a.q.ld, a.k.at(b, h, 0), a.k.ld, p, a.m, nil)
	simd.SoftmaxRows(p, p, r, a.m, a.scale)
	return p
}

func (a *attentionTask) forward(s *attentionScratch, b, h, row, r int) {
	p := a.probabilities(s, b, h, row, r)
	simd.Gemm(false, false, r, a.e, a.m, p, a.m, a.v.at(b, h, 0), a.v.ld, a.y.at(b, h, row), a.y.ld, nil)
}

func (a *attentionTask) backward(s *attentionScratch, b, h, row, r int) {
	p := a.probabilities(s, b, h, row, r)
	dy, dp := a.y.at(b, h, row), s.dp[:r*a.m]
	s.epilogue.Accumulate = row > 0
	simd.Gemm(true, false, a.m, a.e, r, p, a.m, dy, a.y.ld, a.dv.at(b, h, 0), a.dv.ld, &s.epilogue)
	simd.Gemm(false, true, r, a.m, a.e, dy, a.y.ld, a.v.at(b, h, 0), a.v.ld, dp, a.m, nil)
	simd.SoftmaxGradRows(dp, dp, p, r, a.m, a.scale)
	simd.Gemm(true, false, a.m, a.d, r, dp, a.m, a.q.at(b, h, row), a.q.ld, a.dk.at(b, h, 0), a.dk.ld, &s.epilogue)
	simd.Gemm(false, false, r, a.d, a.m, dp, a.m, a.k.at(b, h, 0), a.k.ld, a.dq.at(b, h, row), a.dq.ld, nil)
}
