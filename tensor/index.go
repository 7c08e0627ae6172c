package tensor

// Reading and adding by index. Indices are []int, checked before any work;
// one out of range panics with *ShapeError. Additions happen in the order of
// the indices, so equal indices give the same bits every time.

import (
	"fmt"
	"sort"

	"github.com/gopathway/pathway/simd"
)

// checkIndex panics unless every index lies in [0, n).
func checkIndex(op string, index []int, n int, x *Tensor) {
	for i, v := range index {
		if v < 0 || v >= n {
			panic(NewShapeError(op, fmt.Sprintf("indices in [0, %d), index %d is %d", n, i, v), x))
		}
	}
}

// IndexSelect takes the slices index[0], index[1], ... of x along axis; with
// axis 0 it is the look-up of an embedding table. dst must not overlap x.
func IndexSelect(dst, x *Tensor, axis int, index []int) *Tensor {
	outer, n, inner := x.split("IndexSelect", axis)
	checkIndex("IndexSelect", index, n, x)
	dims := x.dims
	dims[x.axisIndex("IndexSelect", axis)] = len(index)
	dst = result("IndexSelect", dst, dims[:x.rank])
	for o := 0; o < outer; o++ {
		for i, v := range index {
			copy(dst.data[(o*len(index)+i)*inner:][:inner], x.data[(o*n+v)*inner:][:inner])
		}
	}
	return dst
}

// IndexAdd adds slice i of src along axis to slice index[i] of dst: the
// adjoint of IndexSelect. The shapes agree along the other axes.
func IndexAdd(dst, src *Tensor, axis int, index []int) *Tensor {
	outer, n, inner := dst.split("IndexAdd", axis)
	checkIndex("IndexAdd", index, n, dst)
	dims := dst.dims
	dims[dst.axisIndex("IndexAdd", axis)] = len(index)
	if !sameDims(src.Shape(), dims[:dst.rank]) {
		panic(NewShapeError("IndexAdd", fmt.Sprintf("src %v", clone(dims[:dst.rank])), dst, src))
	}
	for o := 0; o < outer; o++ {
		for i, v := range index {
			d := dst.data[(o*n+v)*inner:][:inner]
			simd.Add(d, d, src.data[(o*len(index)+i)*inner:][:inner])
		}
	}
	return dst
}

// Gather computes, for axis 1 of three,
//
//	dst[i, j, k] = x[i, index[i, j, k], k]
//
// where index has the shape indexShape, in row-major order: x's rank, and
// along the other axes at most x's size. dst must not overlap x.
func Gather(dst, x *Tensor, axis int, index, indexShape []int) *Tensor {
	axis = checkGather("Gather", x, axis, index, indexShape)
	dst = result("Gather", dst, indexShape)
	for i := range dst.data {
		dst.data[i] = x.data[gatherOffset(x, axis, index[i], i, indexShape)]
	}
	return dst
}

// ScatterAdd computes, for axis 1 of three,
//
//	dst[i, index[i, j, k], k] += src[i, j, k]
//
// in row-major order of src: the adjoint of Gather. index has src's shape.
func ScatterAdd(dst, src *Tensor, axis int, index []int) *Tensor {
	axis = checkGather("ScatterAdd", dst, axis, index, src.Shape())
	for i, v := range src.data {
		dst.data[gatherOffset(dst, axis, index[i], i, src.Shape())] += v
	}
	return dst
}

// checkGather checks the arguments of Gather and returns the axis counted
// from the front.
func checkGather(op string, x *Tensor, axis int, index, shape []int) int {
	axis = x.axisIndex(op, axis)
	n, ok := 1, len(shape) == x.rank
	for i := 0; ok && i < len(shape); i++ {
		ok = shape[i] >= 0 && (i == axis || shape[i] <= x.dims[i])
		n *= shape[i]
	}
	if !ok || n != len(index) {
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("an index shape within the tensor's but for axis %d, and as many indices; got %d", axis, len(index)),
			Got: [][]int{clone(x.Shape()), clone(shape)}})
	}
	checkIndex(op, index, x.dims[axis], x)
	return axis
}

// gatherOffset returns where element i of an array of the given shape points
// to in x, when its index along axis is v.
func gatherOffset(x *Tensor, axis, v, i int, shape []int) int {
	off, step := 0, 1
	for a := len(shape) - 1; a >= 0; a-- {
		j := i % shape[a]
		i /= shape[a]
		if a == axis {
			j = v
		}
		off += j * step
		step *= x.dims[a]
	}
	return off
}

// ArgSort returns, for every vector along axis, the indices that sort it
// upwards, laid out in x's shape. Equal elements keep their order and NaNs
// come last.
func ArgSort(x *Tensor, axis int) []int {
	outer, n, inner := x.split("ArgSort", axis)
	index := make([]int, len(x.data))
	order := make([]int, n)
	for o := 0; o < outer; o++ {
		for j := 0; j < inner; j++ {
			at := o*n*inner + j
			for i := range order {
				order[i] = i
			}
			sort.SliceStable(order, func(a, b int) bool {
				u, v := x.data[at+order[a]*inner], x.data[at+order[b]*inner]
				return u < v || u == u && v != v
			})
			for i, v := range order {
				index[at+i*inner] = v
			}
		}
	}
	return index
}
