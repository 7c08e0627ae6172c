package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the linear layer y = x·Wᵀ + b, alone and fused with GELU or
// with a residual.
// x [..., in], W [out, in], b [out] or nil, y [..., out].

var (
	opLinear     = NewOp("Linear", linearBackward).Reads(0, 1).CountFLOPs(linearFLOPs)
	opLinearGELU = NewOp("LinearGELU", linearGELUBackward).Reads(0, 1).CountFLOPs(linearFLOPs)
	opLinearAdd  = NewOp("LinearAdd", linearAddBackward).Reads(0, 1).CountFLOPs(linearFLOPs)
)

// Linear returns x·wᵀ + b for x [..., in], w [out, in] and b [out], which may
// be nil. The bias is added after the whole dot product.
func Linear(x *Var, w Weight, b *Var) *Var {
	y, _ := linear("Linear", x, w, b, nil, false)
	record(opLinear, y, x, w, b, nil)
	return y
}

// LinearGELU returns gelu(x·wᵀ + b) (erf form) with the bits of GELU(Linear),
// in one pass over the output.
func LinearGELU(x *Var, w Weight, b *Var) *Var {
	y, slope := linear("LinearGELU", x, w, b, nil, true)
	if n := record(opLinearGELU, y, x, w, b, nil); n != nil {
		n.Saved[0] = slope
	}
	return y
}

// LinearAdd returns residual + (x·wᵀ + b) with the bits of Add(residual,
// Linear), in one pass over the output. The residual has the shape of the result.
func LinearAdd(x *Var, w Weight, b, residual *Var) *Var {
	y, _ := linear("LinearAdd", x, w, b, residual, false)
	record(opLinearAdd, y, x, w, b, residual)
	return y
}

// record is Tape.Record for the inputs of a linear layer, the last two of which
// may be nil. The bias, if there is one, comes third.
func record(op *Op, y, x *Var, weight Weight, b, residual *Var) *Node {
	w, _ := weight.stored()
	switch {
	case residual != nil && b != nil:
		return y.tape.Record(op, y, x, w, b, residual)
	case residual != nil:
		return y.tape.Record(op, y, x, w, residual)
	case b != nil:
		return y.tape.Record(op, y, x, w, b)
	}
	return y.tape.Record(op, y, x, w)
}

func linear(op string, x *Var, weight Weight, b, residual *Var, gelu bool) (y *Var, slope *tensor.Tensor) {
	w, packed := weight.stored()
	operands := [...]*Var{x, w, b, residual}
	t := Of(op, operands[:]...)
	if packed != nil && (t.record || t.dry) {
		panic("autograd: " + op + ": the weight is packed, which serves inference tapes alone; the tape records")
	}
	xs := x.Value.Shape()
	if w.Value.Rank() != 2 || len(xs) == 0 || xs[len(xs)-1] != w.Value.Dim(1) {
		panic(tensor.NewShapeError(op, "x [..., in] and weight [out, in]", x.Value, w.Value))
	}
	in, out := w.Value.Dim(1), w.Value.Dim(0)
	if b != nil && (b.Value.Rank() != 1 || b.Value.Dim(0) != out) {
		panic(tensor.NewShapeError(op, fmt.Sprintf("bias [%d]", out), x.Value, w.Value, b.Value))
	}
	var dims [tensor.MaxRank]int
	copy(dims[:], xs)
	dims[len(xs)-1] = out
	y = t.New(dims[:len(xs)]...)

	t.epilogue = simd.Epilogue{GELU: gelu}
	if residual != nil {
		if !tensor.SameShape(residual.Value, y.Value) {
			panic(tensor.NewShapeError(op, fmt.Sprintf("a residual %v", y.Shape()), x.Value, w.Value, residual.Value))
		}
		t.epilogue.Residual = residual.Value.Data()
	}
	if b != nil {
		t.epilogue.Bias = b.Value.Data()
	}
	if gelu && t.record && (x.needs || w.needs || b != nil && b.needs) {
		slope = t.Save(dims[:len(xs)]...)
		t.epilogue.Slope = slope.Data()
	}
	switch {
	case out == 0:
	case packed != nil:
		simd.GemmPacked(false, y.Value.Size()/out, x.Value.Data(), in, packed, y.Value.Data(), out, &t.epilogue)
	default:
		simd.Gemm(false, true, y.Value.Size()/out, out, in, x.Value.Data(), in, w.Value.Data(), in, y.Value.Data(), out, &t.epilogue)
	}
	t.epilogue = simd.Epilogue{}
	return y, slope
}

// dx = dy·W, dW = dyᵀ·x, db = Σ rows of dy
func linearBackward(n *Node) {
	if len(n.In) == 3 {
		linearGradients(n, 2)
		return
	}
	linearGradients(n, 0)
}

// As Linear, and dy passes on to the residual.
func linearAddBackward(n *Node) {
	residual := len(n.In) - 1
	if residual == 3 {
		linearGradients(n, 2)
	} else {
		linearGradients(n, 0)
	}
	n.PassGrad(residual)
}

// linearGradients computes the gradients of x, w and the bias, which is input
// number bias; 0: there is none.
func linearGradients(n *Node, bias int) {
	t, w, dy := n.Out.tape, n.In[1].Value, n.Out.Grad.Data()
	out, in := w.Dim(0), w.Dim(1)
	if len(dy) == 0 {
		return
	}
	rows := len(dy) / out
	if bias > 0 {
		if db := n.GradOf(bias); db != nil {
			tensor.SumTo(db, n.Out.Grad)
		}
	}
	if dw, add := n.AccumGrad(1); dw != nil {
		t.epilogue.Accumulate = add
		simd.Gemm(true, false, out, in, rows, dy, out, n.In[0].Value.Data(), in, dw.Data(), in, &t.epilogue)
	}
	t.mayStop() // the products of a large batch take long
	if dx, add := n.AccumGrad(0); dx != nil {
		t.epilogue.Accumulate = add
		simd.Gemm(false, false, rows, in, out, dy, out, w.Data(), in, dx.Data(), in, &t.epilogue)
	}
	t.epilogue.Accumulate = false
}

// d(x·Wᵀ+b) = dy·gelu'(x·Wᵀ+b), then as Linear
func linearGELUBackward(n *Node) {
	dy := n.Out.Grad.Data() // nothing else reads it from here on: overwritten in place
	t := n.Out.tape
	t.slope = slopeTask{dy, n.Saved[0].Data()}
	parallel.For(len(dy), chunk, &t.slope)
	t.slope = slopeTask{}
	linearBackward(n)
}

// slopeTask is dy *= slope over chunks.
type slopeTask struct{ dy, slope []float32 }

// Run implements parallel.Body.
func (s *slopeTask) Run(lo, hi int) { simd.Mul(s.dy[lo:hi], s.dy[lo:hi], s.slope[lo:hi]) }
