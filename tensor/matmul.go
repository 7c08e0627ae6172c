package tensor

// Matrix products: dst[..., i, j] = Σₖ a[..., i, k]·b[..., k, j]. Every
// element is one chain of fused multiply-adds over ascending k (simd.Gemm),
// so its bits depend neither on the batch it sits in nor on the threads.

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
)

// accumulate makes Gemm continue the chains that C holds.
var accumulate = &simd.Epilogue{Accumulate: true}

// MatMul computes the product of a and b as NumPy and PyTorch do: of
// matrices [m, k]·[k, n] = [m, n], over leading batch axes that broadcast; a
// vector a counts as [1, k], a vector b as [k, 1], and the added axis is
// dropped from the result. dst must not overlap a or b.
func MatMul(dst, a, b *Tensor) *Tensor {
	if a.rank == 0 || b.rank == 0 {
		panic(NewShapeError("MatMul", "vectors or matrices", a, b))
	}
	ra, rb := a.rank, b.rank
	da, db := a.dims, b.dims
	if ra == 1 {
		da[0], da[1], ra = 1, a.dims[0], 2
	}
	if rb == 1 {
		db[1], rb = 1, 2
	}
	if da[ra-1] != db[rb-2] {
		panic(NewShapeError("MatMul", "equal inner dimensions", a, b))
	}
	p := product2{m: da[ra-2], n: db[rb-1], k: da[ra-1]}
	p.batch("MatMul", a, b, da[:ra-2], db[:rb-2])
	var dims [MaxRank]int
	rank := copy(dims[:], p.dims[:p.rank])
	if a.rank > 1 {
		dims[rank] = p.m
		rank++
	}
	if b.rank > 1 {
		dims[rank] = p.n
		rank++
	}
	dst = result("MatMul", dst, dims[:rank])
	p.run(dst.data, a.data, b.data, nil)
	return dst
}

// MatMulT computes op(a)·op(b) over the last two axes, where op transposes
// if transA or transB says so; batch axes broadcast. With add the product is
// added to dst, which then must not be nil. dst must not overlap a or b.
func MatMulT(dst, a, b *Tensor, transA, transB, add bool) *Tensor {
	if a.rank < 2 || b.rank < 2 {
		panic(NewShapeError("MatMulT", "matrices", a, b))
	}
	if add && dst == nil {
		panic(NewShapeError("MatMulT", "a dst to add to", a, b))
	}
	p := product2{m: a.Dim(-2), k: a.Dim(-1), n: b.Dim(-1), transA: transA, transB: transB}
	if transA {
		p.m, p.k = p.k, p.m
	}
	kb := b.Dim(-2)
	if transB {
		kb, p.n = p.n, kb
	}
	if p.k != kb {
		panic(NewShapeError("MatMulT", fmt.Sprintf("equal inner dimensions, got %d and %d", p.k, kb), a, b))
	}
	p.batch("MatMulT", a, b, a.dims[:a.rank-2], b.dims[:b.rank-2])
	dims := p.dims
	dims[p.rank], dims[p.rank+1] = p.m, p.n
	dst = result("MatMulT", dst, dims[:p.rank+2])
	if add {
		p.run(dst.data, a.data, b.data, accumulate)
	} else {
		p.run(dst.data, a.data, b.data, nil)
	}
	return dst
}

// product2 is a batch of products of two matrices.
type product2 struct {
	m, n, k        int
	transA, transB bool
	dims           [MaxRank]int // the batch axes
	rank           int
	w              walk
}

// batch broadcasts the batch axes. Its text of a mismatch shows a and b.
func (p *product2) batch(op string, a, b *Tensor, da, db []int) {
	for i := 1; i <= len(da) && i <= len(db); i++ {
		if x, y := da[len(da)-i], db[len(db)-i]; x != y && x != 1 && y != 1 {
			panic(NewShapeError(op, "batch axes that broadcast", a, b))
		}
	}
	p.rank = broadcast(op, &p.dims, da, db)
	p.w.init(p.dims[:p.rank], da, db)
}

// run computes all products; c is contiguous.
func (p *product2) run(c, a, b []float32, ep *simd.Epilogue) {
	if len(c) == 0 {
		return
	}
	if p.k == 0 {
		if ep == nil {
			fill(c, 0)
		}
		return
	}
	lda, ldb := p.k, p.n
	if p.transA {
		lda = p.m
	}
	if p.transB {
		ldb = p.k
	}
	ma, mb, mc := p.m*p.k, p.k*p.n, p.m*p.n
	n, sa, sb := p.w.dims[0], p.w.strides[0][0], p.w.strides[1][0]
	for i := 0; i*n*mc < len(c); i++ {
		ai, bi := a[p.w.offset(0, i)*ma:], b[p.w.offset(1, i)*mb:]
		ci := c[i*n*mc : (i+1)*n*mc]
		switch {
		case n == 1:
			simd.Gemm(p.transA, p.transB, p.m, p.n, p.k, ai, lda, bi, ldb, ci, p.n, ep)
		case sb == 0 && !p.transA:
			// One b for the whole run: its products are one tall product.
			simd.Gemm(false, p.transB, n*p.m, p.n, p.k, ai, lda, bi, ldb, ci, p.n, ep)
		default:
			simd.GemmBatched(n, p.transA, p.transB, p.m, p.n, p.k, ai, lda, sa*ma, bi, ldb, sb*mb, ci, p.n, mc, ep)
		}
	}
}
