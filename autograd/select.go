package autograd

import "github.com/gopathway/pathway/tensor"

// This file: choice by a mask, a tensor in which any number but zero means yes.
// Masks are constants, and must not change before Backward.

var (
	opWhere      = NewOp("Where", whereBackward).Reads()
	opMaskedFill = NewOp("MaskedFill", maskedFillBackward).Reads()
)

// zero is the gradient of what was not chosen. Nobody writes to it.
var zero = tensor.Scalar(0)

// Where returns a where mask is not zero and b elsewhere. All three
// broadcast.
func Where(mask *tensor.Tensor, a, b *Var) *Var {
	t := Of("Where", a, b)
	s := broadcast("Where", a.Shape(), b.Shape(), mask, a.Value, b.Value)
	s = broadcast("Where", s.slice(), mask.Shape(), mask, a.Value, b.Value)
	y := t.New(s.slice()...)
	tensor.Where(y.Value, mask, a.Value, b.Value)
	if n := t.Record(opWhere, y, a, b); n != nil {
		n.Saved[0] = mask
	}
	return y
}

// da = g where mask, else 0; db = 0 where mask, else g
func whereBackward(n *Node) {
	mask, g := n.Saved[0], n.Out.Grad
	if da, wide := n.wideGrad(0); da != nil {
		tensor.Where(wide, mask, g, zero)
		n.sumGrad(da, wide)
	}
	if db, wide := n.wideGrad(1); db != nil {
		tensor.Where(wide, mask, zero, g)
		n.sumGrad(db, wide)
	}
}

// MaskedFill returns x with value where mask, which broadcasts to x's shape,
// is not zero.
func MaskedFill(x *Var, mask *tensor.Tensor, value float32) *Var {
	t := Of("MaskedFill", x)
	s := broadcast("MaskedFill", x.Shape(), mask.Shape(), x.Value, mask)
	if s != shapeOf(x) {
		panic(tensor.NewShapeError("MaskedFill", "a mask that broadcasts to x", x.Value, mask))
	}
	y := t.New(x.Shape()...)
	tensor.Where(y.Value, mask, tensor.Scalar(value), x.Value)
	if n := t.Record(opMaskedFill, y, x); n != nil {
		n.Saved[0] = mask
	}
	return y
}

// dx = 0 where mask, else g
func maskedFillBackward(n *Node) {
	tensor.Where(n.GradOf(0), n.Saved[0], zero, n.Out.Grad)
}
