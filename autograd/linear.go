package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the linear layer y = x·Wᵀ + b, alone and fused with GELU.
// x [..., in], W [out, in], b [out] or nil, y [..., out].

var (
	opLinear     = NewOp("Linear", linearBackward).CountFLOPs(linearFLOPs)
	opLinearGELU = NewOp("LinearGELU", linearGELUBackward).CountFLOPs(linearFLOPs)
)

// Linear returns x·wᵀ + b for x [..., in], w [out, in] and b [out], which may
// be nil. The bias is added after the whole dot product.
func Linear(x, w, b *Var) *Var {
	y, _ := linear("Linear", x, w, b, false)
	record(opLinear, y, x, w, b)
	return y
}

// LinearGELU returns gelu(x·wᵀ + b) (erf form) with the bits of GELU(Linear),
// in one pass over the output.
func LinearGELU(x, w, b *Var) *Var {
	y, pre := linear("LinearGELU", x, w, b, true)
	if n := record(opLinearGELU, y, x, w, b); n != nil {
		n.Saved[0] = pre
	}
	return y
}

// record is Tape.Record for ops whose last input may be nil.
func record(op *Op, y, x, w, b *Var) *Node {
	if b == nil {
		return y.tape.Record(op, y, x, w)
	}
	return y.tape.Record(op, y, x, w, b)
}

func linear(op string, x, w, b *Var, gelu bool) (y *Var, pre *tensor.Tensor) {
	t := Of(op, x, w, b)
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
	if b != nil {
		t.epilogue.Bias = b.Value.Data()
	}
	if gelu && t.record && (x.needs || w.needs || b != nil && b.needs) {
		pre = t.Save(dims[:len(xs)]...)
		t.epilogue.Pre = pre.Data()
	}
	if out > 0 {
		simd.Gemm(false, true, y.Value.Size()/out, out, in, x.Value.Data(), in, w.Value.Data(), in, y.Value.Data(), out, &t.epilogue)
	}
	t.epilogue = simd.Epilogue{}
	return y, pre
}

// dx = dy·W, dW = dyᵀ·x, db = Σ rows of dy
func linearBackward(n *Node) {
	t, w, dy := n.Out.tape, n.In[1].Value, n.Out.Grad.Data()
	out, in := w.Dim(0), w.Dim(1)
	if len(dy) == 0 {
		return
	}
	rows := len(dy) / out
	if len(n.In) == 3 {
		if db := n.GradOf(2); db != nil {
			tensor.SumTo(db, n.Out.Grad)
		}
	}
	if dw, add := n.AccumGrad(1); dw != nil {
		t.epilogue.Accumulate = add
		simd.Gemm(true, false, out, in, rows, dy, out, n.In[0].Value.Data(), in, dw.Data(), in, &t.epilogue)
	}
	if dx, add := n.AccumGrad(0); dx != nil {
		t.epilogue.Accumulate = add
		simd.Gemm(false, false, rows, in, out, dy, out, w.Data(), in, dx.Data(), in, &t.epilogue)
	}
	t.epilogue.Accumulate = false
}

// d(x·Wᵀ+b) = dy·gelu'(x·Wᵀ+b), then as Linear
func linearGELUBackward(n *Node) {
	dy := n.Out.Grad.Data() // of no use to others now: overwritten in place
	t := n.Out.tape
	t.geluGrad = geluGradTask{dy, n.Saved[0].Data()}
	parallel.For(len(dy), chunk, &t.geluGrad)
	t.geluGrad = geluGradTask{}
	linearBackward(n)
}

// geluGradTask is dy *= gelu'(pre) over chunks.
type geluGradTask struct{ dy, pre []float32 }

// Run implements parallel.Body.
func (g *geluGradTask) Run(lo, hi int) {
	simd.GELUGrad(g.dy[lo:hi], g.dy[lo:hi], g.pre[lo:hi])
}
