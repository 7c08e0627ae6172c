package tensor

// How the reductions run. Axes are merged into groups that are alternately
// kept and reduced; each stage takes the innermost reduced group away, seeing
// its input as [outer, n, inner] and giving [outer, inner].
//
// Work is shared between threads by rows, by blocks of columns or by pieces
// of the reduced axis, whichever the shape offers; the pieces a sum is made
// of are the same in all three.

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

const (
	sumPiece = 4096 // elements of one partial sum along the innermost axis
	rowPiece = 256  // rows of one partial sum along an outer axis
	colBlock = 512  // columns that are reduced together
)

// stageOp names what a stage computes.
type stageOp uint8

const (
	stageSum stageOp = iota
	stageMax
)

// sumAxes writes the sum of x over the reduced axes to dst.
func sumAxes(dst []float32, x *Tensor, reduced *[MaxRank]bool) {
	if len(x.data) == 0 {
		fill(dst, 0)
		return
	}
	reduceAxes(stageSum, dst, x, reduced)
}

// reduceAxes runs the stages of one reduction; x must not be empty unless
// dst is.
func reduceAxes(op stageOp, dst []float32, x *Tensor, reduced *[MaxRank]bool) {
	if len(dst) == 0 {
		return
	}
	var size [MaxRank + 1]int // alternately kept and reduced groups
	groups := 1               // size[0] is a kept group, perhaps of size one
	size[0] = 1
	for i, d := range x.Shape() {
		if d == 1 {
			continue
		}
		if reduced[i] == ((groups-1)%2 == 1) {
			size[groups-1] *= d
			continue
		}
		size[groups] = d
		groups++
	}
	if groups == 1 {
		copy(dst, x.data)
		return
	}
	src := x.data
	var from *scratch
	for groups > 1 {
		inner := 1
		if groups%2 == 1 {
			inner = size[groups-1]
			groups--
		}
		n := size[groups-1]
		groups--
		outer := 1
		for _, s := range size[:groups] {
			outer *= s
		}
		if groups == 1 {
			runStage(op, dst, src, outer, n, inner)
		} else {
			to := borrow(outer * inner)
			runStage(op, to.data, src, outer, n, inner)
			if from != nil {
				from.release()
			}
			from, src = to, to.data
		}
		size[groups-1] *= inner
	}
	if from != nil {
		from.release()
	}
}

// stageTask is one stage as work for several threads. An item is a row where
// inner is one, else a block of columns of one slab [n, inner].
type stageTask struct {
	op              stageOp
	dst, x          []float32
	n, inner, block int
}

var stageTasks = sync.Pool{New: func() any { return new(stageTask) }}

// runStage reduces x, seen as [outer, n, inner], to dst [outer, inner].
func runStage(op stageOp, dst, x []float32, outer, n, inner int) {
	if op == stageSum && inner == 1 && n >= splitAbove {
		for o := 0; o < outer; o++ {
			dst[o] = sumLong(x[o*n : (o+1)*n])
		}
		return
	}
	block := min(inner, colBlock)
	items := outer * ((inner + block - 1) / block)
	if op == stageSum && inner > 1 && n*inner > splitAbove && n >= 2*rowPiece && items < 16 {
		for o := 0; o < outer; o++ {
			colSumsSplit(dst[o*inner:(o+1)*inner], x[o*n*inner:(o+1)*n*inner], n, inner)
		}
		return
	}
	if len(x) <= splitAbove {
		t := stageTask{op: op, dst: dst, x: x, n: n, inner: inner, block: inner}
		t.Run(0, outer)
		return
	}
	t := stageTasks.Get().(*stageTask)
	*t = stageTask{op: op, dst: dst, x: x, n: n, inner: inner, block: block}
	parallel.For(items, max(1, grainSize/(n*block)), t)
	t.dst, t.x = nil, nil
	stageTasks.Put(t)
}

// Run implements parallel.Body.
func (t *stageTask) Run(lo, hi int) {
	blocks := (t.inner + t.block - 1) / t.block
	for item := lo; item < hi; item++ {
		o, c := item/blocks, item%blocks*t.block
		x := t.x[o*t.n*t.inner : (o+1)*t.n*t.inner]
		dst := t.dst[o*t.inner+c : o*t.inner+min(c+t.block, t.inner)]
		switch {
		case t.inner == 1 && t.op == stageSum:
			dst[0] = sumLong(x)
		case t.inner == 1:
			dst[0] = simd.Max(x)
		case t.op == stageMax:
			maxBlock(dst, x[c:], t.n, t.inner)
		case t.block == t.inner:
			colSums(dst, x, t.n, t.inner)
		default:
			sumBlock(dst, x[c:], t.n, t.inner)
		}
	}
}

// maxBlock writes to dst the column maxima of n rows that lie stride apart.
func maxBlock(dst, x []float32, n, stride int) {
	m := len(dst)
	copy(dst, x[:m])
	for r := 1; r < n; r++ {
		simd.Maximum(dst, dst, x[r*stride:r*stride+m])
	}
}

// sumBlock writes to dst, at most colBlock long, the column sums of n rows
// that lie stride apart; bit for bit what colSums gives for these columns.
func sumBlock(dst, x []float32, n, stride int) {
	var piece [colBlock]float32
	m := len(dst)
	fill(dst, 0)
	for r := 0; r < min(n, rowPiece); r++ {
		simd.Add(dst, dst, x[r*stride:r*stride+m])
	}
	for lo := rowPiece; lo < n; lo += rowPiece {
		sum := piece[:m]
		fill(sum, 0)
		for r := lo; r < min(n, lo+rowPiece); r++ {
			simd.Add(sum, sum, x[r*stride:r*stride+m])
		}
		simd.Add(dst, dst, sum)
	}
}

// colSums writes the column sums of x [rows, cols] to dst.
func colSums(dst, x []float32, rows, cols int) {
	simd.ColSums(dst, x, min(rows, rowPiece), cols, false)
	if rows <= rowPiece {
		return
	}
	piece := borrow(cols)
	for lo := rowPiece; lo < rows; lo += rowPiece {
		hi := min(rows, lo+rowPiece)
		simd.ColSums(piece.data, x[lo*cols:hi*cols], hi-lo, cols, false)
		simd.Add(dst, dst, piece.data)
	}
	piece.release()
}

// pieceTask computes the partial sums of one long sum: of a vector where
// cols is zero, else of the columns of a matrix [rows, cols].
type pieceTask struct {
	partial, x []float32
	cols       int
}

var pieceTasks = sync.Pool{New: func() any { return new(pieceTask) }}

// Run implements parallel.Body; an item is a piece.
func (t *pieceTask) Run(lo, hi int) {
	for p := lo; p < hi; p++ {
		if t.cols == 0 {
			t.partial[p] = simd.Sum(t.x[p*sumPiece : min((p+1)*sumPiece, len(t.x))])
			continue
		}
		x := t.x[p*rowPiece*t.cols : min((p+1)*rowPiece*t.cols, len(t.x))]
		simd.ColSums(t.partial[p*t.cols:(p+1)*t.cols], x, len(x)/t.cols, t.cols, false)
	}
}

// colSumsSplit is colSums with the pieces shared between threads.
func colSumsSplit(dst, x []float32, rows, cols int) {
	pieces := (rows + rowPiece - 1) / rowPiece
	partial := borrow(pieces * cols)
	t := pieceTasks.Get().(*pieceTask)
	t.partial, t.x, t.cols = partial.data, x, cols
	parallel.For(pieces, max(1, grainSize/(rowPiece*cols)), t)
	copy(dst, partial.data[:cols])
	for p := 1; p < pieces; p++ {
		simd.Add(dst, dst, partial.data[p*cols:(p+1)*cols])
	}
	t.partial, t.x = nil, nil
	pieceTasks.Put(t)
	partial.release()
}

// sumLong returns the sum of x.
func sumLong(x []float32) float32 {
	if len(x) <= sumPiece {
		return simd.Sum(x)
	}
	if len(x) <= splitAbove {
		sum := 0.0
		for ; len(x) > sumPiece; x = x[sumPiece:] {
			sum += float64(simd.Sum(x[:sumPiece]))
		}
		return float32(sum + float64(simd.Sum(x)))
	}
	pieces := (len(x) + sumPiece - 1) / sumPiece
	partial := borrow(pieces)
	t := pieceTasks.Get().(*pieceTask)
	t.partial, t.x, t.cols = partial.data, x, 0
	parallel.For(pieces, grainSize/sumPiece, t)
	sum := 0.0
	for _, p := range partial.data {
		sum += float64(p)
	}
	t.partial, t.x = nil, nil
	pieceTasks.Put(t)
	partial.release()
	return float32(sum)
}
