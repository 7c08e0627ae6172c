package tensor

// Reductions over any set of axes. The order of the additions depends on the
// shape alone, never on the number of threads:
//
//   - along the innermost axis, pieces of 4096 elements are summed by simd.Sum
//     and the pieces added in order, in float64;
//   - along an outer axis, pieces of 256 rows are added row after row, and the
//     pieces added in order;
//   - of several axes that are not neighbours the innermost goes first.
//
// In all of them an empty list of axes means all axes, a negative axis counts
// from the end, and keepdim keeps reduced axes with size one. dst must not
// overlap x.

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
)

// Sum computes dst = Σ x over axes.
func Sum(dst, x *Tensor, axes []int, keepdim bool) *Tensor {
	reduced, _ := axisSet("Sum", x, axes)
	dst = reducedResult("Sum", dst, x, &reduced, keepdim)
	sumAxes(dst.data, x, &reduced)
	return dst
}

// Mean computes dst = Σ x / n over axes; n is the number of elements that
// make one sum. The mean of nothing is NaN.
func Mean(dst, x *Tensor, axes []int, keepdim bool) *Tensor {
	reduced, n := axisSet("Mean", x, axes)
	dst = reducedResult("Mean", dst, x, &reduced, keepdim)
	sumAxes(dst.data, x, &reduced)
	opDiv.scalarRight(dst.data, dst.data, float32(n))
	return dst
}

// Var computes the variance Σ (x - mean)² / n over axes, in two passes;
// unbiased divides by n - 1 instead, and then one element gives NaN.
func Var(dst, x *Tensor, axes []int, unbiased, keepdim bool) *Tensor {
	reduced, n := axisSet("Var", x, axes)
	dst = reducedResult("Var", dst, x, &reduced, keepdim)
	kept := reducedDims(x, &reduced, true)
	mean := borrow(kept[:x.rank]...)
	centred := borrow(x.Shape()...)
	sumAxes(mean.data, x, &reduced)
	opDiv.scalarRight(mean.data, mean.data, float32(n))
	Sub(&centred.Tensor, x, &mean.Tensor)
	Square(&centred.Tensor, &centred.Tensor)
	sumAxes(dst.data, &centred.Tensor, &reduced)
	if unbiased && n > 0 {
		n--
	}
	opDiv.scalarRight(dst.data, dst.data, float32(n))
	centred.release()
	mean.release()
	return dst
}

// Max computes the largest element over axes; it is NaN if one of them is.
// It panics with *ShapeError when there is none to choose from. In PyTorch
// the gradient of amax is divided evenly among equal elements.
func Max(dst, x *Tensor, axes []int, keepdim bool) *Tensor {
	reduced, n := axisSet("Max", x, axes)
	dst = reducedResult("Max", dst, x, &reduced, keepdim)
	if n == 0 && len(dst.data) > 0 {
		panic(NewShapeError("Max", "at least one element", x))
	}
	reduceAxes(stageMax, dst.data, x, &reduced)
	return dst
}

// Min computes the smallest element over axes; it is NaN if one of them is. It panics
// with *ShapeError when there is none to choose from.
func Min(dst, x *Tensor, axes []int, keepdim bool) *Tensor {
	reduced, n := axisSet("Min", x, axes)
	dst = reducedResult("Min", dst, x, &reduced, keepdim)
	if n == 0 && len(dst.data) > 0 {
		panic(NewShapeError("Min", "at least one element", x))
	}
	negative := borrow(x.Shape()...) // min x = -max(-x)
	opMul.scalarRight(negative.data, x.data, -1)
	reduceAxes(stageMax, dst.data, &negative.Tensor, &reduced)
	opMul.scalarRight(dst.data, dst.data, -1)
	negative.release()
	return dst
}

// ArgMax returns, for every vector along axis, the index of its largest
// element: the first of equal ones, or of NaNs. The indices are in row-major
// order of x's shape without axis. An empty axis panics with *ShapeError.
func ArgMax(x *Tensor, axis int) []int {
	outer, n, inner := x.split("ArgMax", axis)
	if n == 0 {
		panic(NewShapeError("ArgMax", "a non-empty axis", x))
	}
	index := make([]int, outer*inner)
	for o := 0; o < outer; o++ {
		if inner == 1 {
			index[o] = simd.ArgMax(x.data[o*n : (o+1)*n])
			continue
		}
		for j := 0; j < inner; j++ {
			at := o*n*inner + j
			best, bestAt := x.data[at], 0
			for i := 1; i < n && best == best; i++ {
				if v := x.data[at+i*inner]; v > best || v != v {
					best, bestAt = v, i
				}
			}
			index[o*inner+j] = bestAt
		}
	}
	return index
}

// SumAll returns the sum of all elements.
func SumAll(x *Tensor) float32 { return sumLong(x.data) }

// CumSum computes the running sums of x along axis; dst may be x.
func CumSum(dst, x *Tensor, axis int) *Tensor {
	outer, n, inner := x.split("CumSum", axis)
	dst = result("CumSum", dst, x.Shape())
	for o := 0; o < outer; o++ {
		if inner == 1 {
			sum := float32(0)
			for i := o * n; i < (o+1)*n; i++ {
				sum += x.data[i]
				dst.data[i] = sum
			}
			continue
		}
		for i := 0; i < n; i++ {
			at := (o*n + i) * inner
			if i == 0 {
				copy(dst.data[at:at+inner], x.data[at:])
				continue
			}
			simd.Add(dst.data[at:at+inner], dst.data[at-inner:at], x.data[at:at+inner])
		}
	}
	return dst
}

// axisIndex returns axis counted from the front, panicking if x has no such
// axis.
func (t *Tensor) axisIndex(op string, axis int) int {
	i := axis
	if i < 0 {
		i += t.rank
	}
	if i < 0 || i >= t.rank {
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("an axis %d", axis), Got: [][]int{clone(t.Shape())}})
	}
	return i
}

// split views t as [outer, n, inner] around axis.
func (t *Tensor) split(op string, axis int) (outer, n, inner int) {
	axis = t.axisIndex(op, axis)
	outer, inner = 1, 1
	for _, d := range t.dims[:axis] {
		outer *= d
	}
	for _, d := range t.dims[axis+1 : t.rank] {
		inner *= d
	}
	return outer, t.dims[axis], inner
}

// axisSet marks the axes and returns the number of elements along them.
func axisSet(op string, x *Tensor, axes []int) (set [MaxRank]bool, n int) {
	n = 1
	for _, a := range axes {
		i := x.axisIndex(op, a)
		if set[i] {
			panic(&ShapeError{Op: op, Want: fmt.Sprintf("different axes, got %v", clone(axes)), Got: [][]int{clone(x.Shape())}})
		}
		set[i] = true
		n *= x.dims[i]
	}
	if len(axes) == 0 {
		for i := range x.Shape() {
			set[i] = true
		}
		n = len(x.data)
	}
	return set, n
}

// reducedDims returns x's dimensions without the reduced ones, or with ones in
// their place; the caller knows how many of the result count.
func reducedDims(x *Tensor, reduced *[MaxRank]bool, keepdim bool) (dims [MaxRank]int) {
	n := 0
	for i, d := range x.Shape() {
		switch {
		case !reduced[i]:
			dims[n] = d
			n++
		case keepdim:
			dims[n] = 1
			n++
		}
	}
	return dims
}

// reducedResult is result for a reduction of x.
func reducedResult(op string, dst, x *Tensor, reduced *[MaxRank]bool, keepdim bool) *Tensor {
	rank := x.rank
	for i := 0; i < x.rank && !keepdim; i++ {
		if reduced[i] {
			rank--
		}
	}
	dims := reducedDims(x, reduced, keepdim)
	return result(op, dst, dims[:rank])
}
