package tensor

// Element-wise operations on two operands, with NumPy broadcasting:
// dst[i] = a[i] ∘ b[i]. A nil dst allocates; otherwise it must have the
// broadcast shape. dst may be a or b where the shapes are equal; it must not
// overlap them in any other way.
//
// One loop serves every case: equal shapes, a scalar, a row added to a
// matrix and the general broadcast differ only in the runs of the walk.

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// binaryOp names an element-wise operation on two operands.
type binaryOp uint8

const (
	opAdd binaryOp = iota
	opSub
	opMul
	opDiv
	opMaximum
)

var binaryNames = [...]string{"Add", "Sub", "Mul", "Div", "Maximum"}

// Add computes dst = a + b.
func Add(dst, a, b *Tensor) *Tensor { return combine(opAdd, dst, a, b) }

// Sub computes dst = a - b.
func Sub(dst, a, b *Tensor) *Tensor { return combine(opSub, dst, a, b) }

// Mul computes dst = a · b, element by element.
func Mul(dst, a, b *Tensor) *Tensor { return combine(opMul, dst, a, b) }

// Div computes dst = a / b.
func Div(dst, a, b *Tensor) *Tensor { return combine(opDiv, dst, a, b) }

// Maximum computes dst = max(a, b); it is NaN where a or b is.
func Maximum(dst, a, b *Tensor) *Tensor { return combine(opMaximum, dst, a, b) }

// combine computes dst = a ∘ b.
func combine(op binaryOp, dst, a, b *Tensor) *Tensor {
	var dims [MaxRank]int
	rank := broadcast(binaryNames[op], &dims, a.Shape(), b.Shape())
	dst = result(binaryNames[op], dst, dims[:rank])
	n := len(dst.data)
	if n == 0 {
		return dst
	}
	if n <= splitAbove {
		t := binaryTask{op: op, dst: dst.data, a: a.data, b: b.data}
		t.w.init(dims[:rank], a.Shape(), b.Shape())
		t.Run(0, n)
		return dst
	}
	t := binaryTasks.Get().(*binaryTask)
	t.op, t.dst, t.a, t.b = op, dst.data, a.data, b.data
	t.w.init(dims[:rank], a.Shape(), b.Shape())
	parallel.For(n, grainSize, t)
	t.dst, t.a, t.b = nil, nil, nil
	binaryTasks.Put(t)
	return dst
}

// binaryTask is one binary operation as work for several threads.
type binaryTask struct {
	op        binaryOp
	dst, a, b []float32
	w         walk
}

var binaryTasks = sync.Pool{New: func() any { return new(binaryTask) }}

// Run computes the elements [lo, hi) of dst; it implements parallel.Body.
func (t *binaryTask) Run(lo, hi int) {
	n, sa, sb := t.w.dims[0], t.w.strides[0][0], t.w.strides[1][0]
	for lo < hi {
		run, i := lo/n, lo%n
		m := min(n-i, hi-lo)
		dst := t.dst[lo : lo+m]
		a := t.a[t.w.offset(0, run)+i*sa:]
		b := t.b[t.w.offset(1, run)+i*sb:]
		switch {
		case sa == 0:
			t.op.scalarLeft(dst, a[0], b[:m])
		case sb == 0:
			t.op.scalarRight(dst, a[:m], b[0])
		default:
			t.op.vectors(dst, a[:m], b[:m])
		}
		lo += m
	}
}

// vectors computes dst[i] = a[i] ∘ b[i].
func (op binaryOp) vectors(dst, a, b []float32) {
	switch op {
	case opAdd:
		simd.Add(dst, a, b)
	case opSub:
		simd.Sub(dst, a, b)
	case opMul:
		simd.Mul(dst, a, b)
	case opDiv:
		simd.Div(dst, a, b)
	case opMaximum:
		simd.Maximum(dst, a, b)
	}
}

// splatSize is the length of the vector a scalar operand is spread to where
// no kernel takes a scalar.
const splatSize = 128

// scalarRight computes dst[i] = a[i] ∘ s.
func (op binaryOp) scalarRight(dst, a []float32, s float32) {
	switch op {
	case opAdd:
		simd.AddScalar(dst, a, s)
		return
	case opSub:
		simd.AddScalar(dst, a, -s)
		return
	case opMul:
		simd.Scale(dst, a, s)
		return
	}
	var splat [splatSize]float32
	fill(splat[:min(len(dst), splatSize)], s)
	for len(dst) > 0 {
		m := min(len(dst), splatSize)
		op.vectors(dst[:m], a[:m], splat[:m])
		dst, a = dst[m:], a[m:]
	}
}

// scalarLeft computes dst[i] = s ∘ b[i].
func (op binaryOp) scalarLeft(dst []float32, s float32, b []float32) {
	if op == opAdd || op == opMul || op == opMaximum {
		op.scalarRight(dst, b, s)
		return
	}
	var splat [splatSize]float32
	fill(splat[:min(len(dst), splatSize)], s)
	for len(dst) > 0 {
		m := min(len(dst), splatSize)
		op.vectors(dst[:m], splat[:m], b[:m])
		dst, b = dst[m:], b[m:]
	}
}

// Where computes dst = a where mask is not zero, b elsewhere. All three
// broadcast.
func Where(dst, mask, a, b *Tensor) *Tensor {
	var dims [MaxRank]int
	rank := broadcast("Where", &dims, a.Shape(), b.Shape())
	rank = broadcast("Where", &dims, dims[:rank], mask.Shape())
	dst = result("Where", dst, dims[:rank])
	n := len(dst.data)
	if n == 0 {
		return dst
	}
	if n <= splitAbove {
		t := whereTask{dst: dst.data, mask: mask.data, a: a.data, b: b.data}
		t.w.init(dims[:rank], mask.Shape(), a.Shape(), b.Shape())
		t.Run(0, n)
		return dst
	}
	t := whereTasks.Get().(*whereTask)
	t.dst, t.mask, t.a, t.b = dst.data, mask.data, a.data, b.data
	t.w.init(dims[:rank], mask.Shape(), a.Shape(), b.Shape())
	parallel.For(n, grainSize, t)
	t.dst, t.mask, t.a, t.b = nil, nil, nil, nil
	whereTasks.Put(t)
	return dst
}

// whereTask is one Where as work for several threads.
type whereTask struct {
	dst, mask, a, b []float32
	w               walk
}

var whereTasks = sync.Pool{New: func() any { return new(whereTask) }}

// Run computes the elements [lo, hi) of dst; it implements parallel.Body.
func (t *whereTask) Run(lo, hi int) {
	n := t.w.dims[0]
	sm, sa, sb := t.w.strides[0][0], t.w.strides[1][0], t.w.strides[2][0]
	for lo < hi {
		run, i := lo/n, lo%n
		m := min(n-i, hi-lo)
		om, oa, ob := t.w.offset(0, run), t.w.offset(1, run), t.w.offset(2, run)
		for j := i; j < i+m; j++ {
			if t.mask[om+j*sm] != 0 {
				t.dst[lo+j-i] = t.a[oa+j*sa]
			} else {
				t.dst[lo+j-i] = t.b[ob+j*sb]
			}
		}
		lo += m
	}
}
