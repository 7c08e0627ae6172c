package tensor

// Broadcasting, by NumPy's rule: shapes are aligned at their last axis, and
// an axis of size one (or a missing leading one) is repeated to the size of
// the other operand. BroadcastTo repeats; SumTo is its adjoint and the one
// place of this module where a gradient is summed back to a smaller shape.

import (
	"fmt"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

const (
	// splitAbove is the number of elements from which work is shared
	// between threads; grainSize is the size of the pieces. Both are part of
	// no result: see reduce.go for the sizes that are.
	splitAbove = 32768
	grainSize  = 16384
)

// BroadcastShape returns the shape that a and b broadcast to. It panics with
// *ShapeError when they do not.
func BroadcastShape(a, b []int) []int {
	var out [MaxRank]int
	n := broadcast("BroadcastShape", &out, a, b)
	return clone(out[:n])
}

// broadcast stores the common shape of a and b in out and returns its rank.
// out may be where a or b lives.
func broadcast(op string, out *[MaxRank]int, a, b []int) int {
	n := len(a)
	if len(b) > n {
		n = len(b)
	}
	if n > MaxRank {
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("at most %d dimensions", MaxRank), Got: [][]int{clone(a), clone(b)}})
	}
	var dims [MaxRank]int
	for i := 1; i <= n; i++ {
		da, db := 1, 1
		if i <= len(a) {
			da = a[len(a)-i]
		}
		if i <= len(b) {
			db = b[len(b)-i]
		}
		switch {
		case da == db || db == 1:
			dims[n-i] = da
		case da == 1:
			dims[n-i] = db
		default:
			panic(&ShapeError{Op: op, Want: "shapes that broadcast", Got: [][]int{clone(a), clone(b)}})
		}
	}
	*out = dims
	return n
}

// result returns dst after checking that it has the given dimensions, or a
// new tensor of them if dst is nil.
func result(op string, dst *Tensor, dims []int) *Tensor {
	if dst == nil {
		return New(dims...)
	}
	if !sameDims(dst.Shape(), dims) {
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("dst %v", clone(dims)), Got: [][]int{clone(dst.Shape())}})
	}
	return dst
}

// walk is the loop nest over a broadcast result: its dimensions and, for up
// to three inputs, the stride along each. Axis 0 is the innermost. Axes of
// size one are dropped and neighbours that every input steps through alike
// are merged, so axis 0 is the longest run a kernel can take whole; along it
// the stride of an input is 1, or 0 where the input is repeated.
type walk struct {
	rank    int // at least 1
	dims    [MaxRank]int
	strides [3][MaxRank]int
}

// init prepares the walk over out, a shape all ins broadcast to.
func (w *walk) init(out []int, ins ...[]int) {
	w.rank = 0
	step := [3]int{1, 1, 1}
	for i := 1; i <= len(out); i++ {
		d := out[len(out)-i]
		if d == 1 {
			continue
		}
		var s [3]int
		for k, in := range ins {
			if i <= len(in) && in[len(in)-i] != 1 {
				s[k] = step[k]
				step[k] *= d
			}
		}
		w.push(d, s)
	}
	if w.rank == 0 {
		w.push(1, [3]int{1, 1, 1})
	}
}

// push adds an outer axis, or grows the outermost one if it continues it.
func (w *walk) push(d int, s [3]int) {
	if p := w.rank - 1; p >= 0 {
		merge := true
		for k := range s {
			merge = merge && s[k] == w.strides[k][p]*w.dims[p]
		}
		if merge {
			w.dims[p] *= d
			return
		}
	}
	w.dims[w.rank] = d
	for k := range s {
		w.strides[k][w.rank] = s[k]
	}
	w.rank++
}

// offset returns where input k begins in the given run of axis 0.
func (w *walk) offset(k, run int) int {
	off, last := 0, w.rank-1
	if last == 0 {
		return 0
	}
	for i := 1; i < last; i++ {
		q := run / w.dims[i]
		off += (run - q*w.dims[i]) * w.strides[k][i]
		run = q
	}
	return off + run*w.strides[k][last]
}

// BroadcastTo repeats x to the shape dims. dst must not overlap x unless the
// shapes are equal.
func BroadcastTo(dst, x *Tensor, dims ...int) *Tensor {
	var out [MaxRank]int
	n := broadcast("BroadcastTo", &out, x.Shape(), dims)
	if !sameDims(out[:n], dims) {
		panic(&ShapeError{Op: "BroadcastTo", Want: "a shape that x broadcasts to", Got: [][]int{clone(x.Shape()), clone(dims)}})
	}
	dst = result("BroadcastTo", dst, dims)
	if len(dst.data) == 0 {
		return dst
	}
	if len(dst.data) <= splitAbove {
		b := broadcastTask{dst: dst.data, x: x.data}
		b.w.init(dims, x.Shape())
		b.Run(0, len(dst.data))
		return dst
	}
	b := broadcastTasks.Get().(*broadcastTask)
	b.dst, b.x = dst.data, x.data
	b.w.init(dims, x.Shape())
	parallel.For(len(dst.data), grainSize, b)
	b.dst, b.x = nil, nil
	broadcastTasks.Put(b)
	return dst
}

// broadcastTask is one BroadcastTo as work for several threads.
type broadcastTask struct {
	dst, x []float32
	w      walk
}

var broadcastTasks = sync.Pool{New: func() any { return new(broadcastTask) }}

// Run copies the elements [lo, hi) of dst; it implements parallel.Body.
func (b *broadcastTask) Run(lo, hi int) {
	n := b.w.dims[0]
	for lo < hi {
		run, i := lo/n, lo%n
		m := min(n-i, hi-lo)
		off := b.w.offset(0, run)
		if b.w.strides[0][0] == 1 {
			copy(b.dst[lo:lo+m], b.x[off+i:])
		} else {
			fill(b.dst[lo:lo+m], b.x[off])
		}
		lo += m
	}
}

// fill sets every element of x to v.
func fill(x []float32, v float32) {
	for i := range x {
		x[i] = v
	}
}

// SumTo sums g down to dst's shape, which must broadcast to g's, and returns
// dst: the adjoint of broadcasting. dst is overwritten and must not overlap
// g unless the shapes are equal. The order of the additions is that of Sum.
func SumTo(dst, g *Tensor) *Tensor {
	var out [MaxRank]int
	n := broadcast("SumTo", &out, dst.Shape(), g.Shape())
	if !sameDims(out[:n], g.Shape()) {
		panic(NewShapeError("SumTo", "a dst that broadcasts to g", dst, g))
	}
	var reduced [MaxRank]bool
	for i, d := range g.Shape() {
		j := i - (g.rank - dst.rank)
		reduced[i] = j < 0 || dst.dims[j] != d
	}
	sumAxes(dst.data, g, &reduced)
	return dst
}
