package simd

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/gopathway/pathway/internal/parallel"
)

// This file: matrix multiplication as users call it.
//
//	C[m,n] = op(A)[m,k] · op(B)[k,n]   (+ C)   then the epilogue
//
// Every element of C is one chain of fused multiply-adds over ascending k,
//
//	c = fma(a[i,0], b[0,j], 0 or c); c = fma(a[i,1], b[1,j], c); ...
//
// whatever the tile, the blocking, the threads and the instruction set: they
// leave no trace in the bits. See gemm_driver.go for the loops.

// Epilogue says what happens to C around the product. In this order: the
// chain starts from C (Accumulate) or from 0; Bias is added; the sum is
// stored in Pre; GELU is applied, and its slope at the sum stored in Slope;
// Residual is added. The zero value, and a nil *Epilogue, do nothing.
//
// Slope is for GELU only, and is the factor of GELUGrad: the gradient of the
// sum is dy·Slope, with the same bits.
type Epilogue struct {
	Accumulate bool
	Bias       []float32 // [n]
	Pre        []float32 // laid out as C
	GELU       bool      // erf form
	Slope      []float32 // laid out as C
	Residual   []float32 // laid out as C
}

// Gemm computes C = op(A)·op(B) with an optional epilogue. op(A) is m×k: A
// holds its rows at distance lda, or, with transA, its columns. op(B) is k×n
// likewise with ldb and transB. C has its rows at distance ldc. No element of C,
// Pre or Slope may be one of another operand; their rows may lie between those of
// others, as columns of one larger matrix. Work of some size is split over
// threads. It panics if a slice is too short or a distance too small.
func Gemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int, ep *Epilogue) {
	oa, ob, oc := stored("a", transA, m, k, a, lda), stored("b", transB, k, n, b, ldb), stored("c", false, m, n, c, ldc)
	checkGemm("Gemm", m, n, k, &oa, &ob, &oc, ep)
	if m == 0 || n == 0 {
		return
	}
	g := gemmTasks.Get().(*gemmTask)
	*g = gemmTask{transA: transA, transB: transB, m: m, n: n, k: k, a: a, b: b, c: c, lda: lda, ldb: ldb, ldc: ldc}
	if ep != nil {
		g.ep = *ep
	}
	g.run()
	g.release()
}

// GemmBatched does batch products of one shape: product i has its operands at
// i·strideA, i·strideB and i·strideC. A stride of 0 shares an operand. The
// epilogue's Pre, Slope and Residual move with strideC; Bias is shared. The results
// have the bits of Gemm.
func GemmBatched(batch int, transA, transB bool, m, n, k int, a []float32, lda, strideA int, b []float32, ldb, strideB int, c []float32, ldc, strideC int, ep *Epilogue) {
	if batch < 0 || strideA < 0 || strideB < 0 || strideC < 0 {
		panic(fmt.Sprintf("simd: GemmBatched: batch %d, strides %d, %d, %d", batch, strideA, strideB, strideC))
	}
	oa, ob, oc := stored("a", transA, m, k, a, lda), stored("b", transB, k, n, b, ldb), stored("c", false, m, n, c, ldc)
	oa.products, oa.stride, ob.products, ob.stride, oc.products, oc.stride = batch, strideA, batch, strideB, batch, strideC
	checkGemm("GemmBatched", m, n, k, &oa, &ob, &oc, ep)
	if batch == 0 || m == 0 || n == 0 {
		return
	}
	if batch > 1 && strideC < n {
		panic(fmt.Sprintf("simd: GemmBatched: results overlap: strideC %d is smaller than a row of %d", strideC, n))
	}
	if oc.tangled() {
		panic(fmt.Sprintf("simd: GemmBatched: results overlap: %d×%d with ldc %d at a strideC of %d", m, n, ldc, strideC))
	}
	if k == 0 {
		strideA, strideB = 0, 0 // there is nothing to go along
	}
	t := batchTasks.Get().(*batchTask)
	*t = batchTask{transA: transA, transB: transB, m: m, n: n, k: k, a: a, b: b, c: c, lda: lda, ldb: ldb, ldc: ldc, sa: strideA, sb: strideB, sc: strideC}
	if ep != nil {
		t.ep = *ep
	}
	// Small products go to threads in groups; large ones split themselves.
	grain := max(1, smallGemm/max(m*n*k, 1))
	if m*n*k >= 16*smallGemm && batch < 4*parallel.Threads() {
		grain = batch
	}
	parallel.For(batch, grain, t)
	*t = batchTask{}
	batchTasks.Put(t)
}

// batchTask is the products [lo, hi) of a batch.
type batchTask struct {
	transA, transB bool
	m, n, k        int
	a, b, c        []float32
	lda, ldb, ldc  int
	sa, sb, sc     int
	ep             Epilogue
}

var batchTasks = sync.Pool{New: func() any { return new(batchTask) }}

// Run implements parallel.Body.
func (t *batchTask) Run(lo, hi int) {
	g := gemmTasks.Get().(*gemmTask)
	for i := lo; i < hi; i++ {
		*g = gemmTask{transA: t.transA, transB: t.transB, m: t.m, n: t.n, k: t.k, a: t.a[i*t.sa:], b: t.b[i*t.sb:], c: t.c[i*t.sc:], lda: t.lda, ldb: t.ldb, ldc: t.ldc, ep: t.ep}
		if t.ep.Pre != nil {
			g.ep.Pre = t.ep.Pre[i*t.sc:]
		}
		if t.ep.Slope != nil {
			g.ep.Slope = t.ep.Slope[i*t.sc:]
		}
		if t.ep.Residual != nil {
			g.ep.Residual = t.ep.Residual[i*t.sc:]
		}
		g.run()
	}
	g.release()
}

// PackedB is a right operand packed once, for products that use it again and
// again, such as the weights of a layer in inference.
type PackedB struct {
	transB bool
	k, n   int
	b      []float32
	ldb    int

	inPlace bool // the panels lie in b
	packing sync.Mutex
	panels  atomic.Pointer[packedPanels]
}

// packedPanels is the work of packPanels, or of repackInPlace, for one tile.
type packedPanels struct {
	tile gemmTile
	data []float32
}

// PackB packs op(B), k×n, as Gemm takes it. It keeps a reference to b, which
// must not change.
func PackB(transB bool, k, n int, b []float32, ldb int) *PackedB {
	if k < 0 || n < 0 {
		panic(fmt.Sprintf("simd: PackB: k %d, n %d", k, n))
	}
	ob := stored("b", transB, k, n, b, ldb)
	ob.check("PackB")
	p := &PackedB{transB: transB, k: k, n: n, b: b, ldb: ldb}
	p.get()
	return p
}

// get returns the panels. It packs again if the level in use has another tile
// than the last time; then no product uses the panels there are, see Use.
func (p *PackedB) get() []float32 {
	t := currentTile()
	if have := p.panels.Load(); have != nil && have.tile == t {
		return have.data
	}
	p.packing.Lock()
	defer p.packing.Unlock()
	have := p.panels.Load()
	if have != nil && have.tile == t {
		return have.data
	}
	data := p.b
	if p.inPlace {
		p.repackInPlace(have, t)
	} else {
		data = make([]float32, t.packedSize(p.k, p.n))
		packPanels(data, t, p.transB, p.k, p.n, p.b, p.ldb)
	}
	p.panels.Store(&packedPanels{t, data})
	return data
}

// GemmPacked is Gemm with a packed right operand; it has the same bits.
func GemmPacked(transA bool, m int, a []float32, lda int, b *PackedB, c []float32, ldc int, ep *Epilogue) {
	if b == nil {
		panic("simd: GemmPacked: b is nil")
	}
	oa, ob, oc := stored("a", transA, m, b.k, a, lda), stored("b", b.transB, b.k, b.n, b.b, b.ldb), stored("c", false, m, b.n, c, ldc)
	checkGemm("GemmPacked", m, b.n, b.k, &oa, &ob, &oc, ep)
	if m == 0 || b.n == 0 {
		return
	}
	g := gemmTasks.Get().(*gemmTask)
	*g = gemmTask{transA: transA, m: m, n: b.n, k: b.k, a: a, b: b.get(), c: c, lda: lda, ldc: ldc, packed: true}
	if ep != nil {
		g.ep = *ep
	}
	g.run()
	g.release()
}
