package tensor

// Softmax and its logarithm along one axis:
//
//	softmax(x)ᵢ = exp(xᵢ - m) / Σⱼ exp(xⱼ - m),  m = maxⱼ xⱼ
//
// The row kernels of simd work along the last axis. For another axis the
// tensor is transposed into a pooled buffer and back, so the bits are those
// of transposing by hand. dst may be x.

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// rowOp names a row kernel.
type rowOp uint8

const (
	rowSoftmax rowOp = iota
	rowLogSoftmax
	rowLogSumExp
)

// Softmax computes the softmax of x along axis.
func Softmax(dst, x *Tensor, axis int) *Tensor {
	return alongAxis(rowSoftmax, "Softmax", dst, x, axis)
}

// LogSoftmax computes ln softmax(x) along axis, without forming the softmax.
func LogSoftmax(dst, x *Tensor, axis int) *Tensor {
	return alongAxis(rowLogSoftmax, "LogSoftmax", dst, x, axis)
}

func alongAxis(op rowOp, name string, dst, x *Tensor, axis int) *Tensor {
	outer, n, inner := x.split(name, axis)
	dst = result(name, dst, x.Shape())
	if len(x.data) == 0 {
		return dst
	}
	if inner == 1 {
		runRows(op, dst.data, x.data, outer, n)
		return dst
	}
	s := borrow(outer, inner, n)
	swapInner(s.data, x.data, outer, n, inner)
	runRows(op, s.data, s.data, outer*inner, n)
	swapInner(dst.data, s.data, outer, inner, n)
	s.release()
	return dst
}

// LogSumExp computes dst = ln Σ exp(x) along axis; keepdim keeps the axis
// with size one. dst must not overlap x.
func LogSumExp(dst, x *Tensor, axis int, keepdim bool) *Tensor {
	outer, n, inner := x.split("LogSumExp", axis)
	var reduced [MaxRank]bool
	reduced[x.axisIndex("LogSumExp", axis)] = true
	dst = reducedResult("LogSumExp", dst, x, &reduced, keepdim)
	if inner == 1 {
		runRows(rowLogSumExp, dst.data, x.data, outer, n)
		return dst
	}
	s := borrow(outer, inner, n)
	swapInner(s.data, x.data, outer, n, inner)
	runRows(rowLogSumExp, dst.data, s.data, outer*inner, n)
	s.release()
	return dst
}

// rowTask is a row kernel over [rows, n] as work for several threads.
type rowTask struct {
	op     rowOp
	dst, x []float32
	n      int
}

var rowTasks = sync.Pool{New: func() any { return new(rowTask) }}

func runRows(op rowOp, dst, x []float32, rows, n int) {
	if rows == 0 {
		return
	}
	if rows*n <= splitAbove {
		t := rowTask{op: op, dst: dst, x: x, n: n}
		t.Run(0, rows)
		return
	}
	t := rowTasks.Get().(*rowTask)
	*t = rowTask{op: op, dst: dst, x: x, n: n}
	parallel.For(rows, max(1, grainSize/n), t)
	t.dst, t.x = nil, nil
	rowTasks.Put(t)
}

// Run computes rows [lo, hi); it implements parallel.Body.
func (t *rowTask) Run(lo, hi int) {
	x := t.x[lo*t.n : hi*t.n]
	switch t.op {
	case rowSoftmax:
		simd.SoftmaxRows(t.dst[lo*t.n:hi*t.n], x, hi-lo, t.n, 1)
	case rowLogSoftmax:
		simd.LogSoftmaxRows(t.dst[lo*t.n:hi*t.n], x, hi-lo, t.n)
	case rowLogSumExp:
		simd.LogSumExpRows(t.dst[lo:hi], x, hi-lo, t.n)
	}
}
