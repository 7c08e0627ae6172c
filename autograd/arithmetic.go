package autograd

import "github.com/gopathway/pathway/tensor"

// This file: arithmetic, element by element. Ops on two Vars broadcast them
// by NumPy's rule. g is the gradient of the result throughout.

var (
	opAdd       = NewOp("Add", addBackward).Reads()
	opSub       = NewOp("Sub", subBackward).Reads()
	opMul       = NewOp("Mul", mulBackward).Reads(0, 1)
	opDiv       = NewOp("Div", divBackward).Reads(1, Result)
	opMaximum   = NewOp("Maximum", maximumBackward).Reads(0, 1)
	opNeg       = NewOp("Neg", negBackward).Reads()
	opScale     = NewOp("Scale", scaleBackward).Reads()
	opAddScalar = NewOp("AddScalar", addScalarBackward).Reads()
	opSquare    = NewOp("Square", squareBackward).Reads(0)
	opAbs       = NewOp("Abs", absBackward).Reads(0)
	opPowScalar = NewOp("PowScalar", powScalarBackward).Reads(0)
	opClamp     = NewOp("Clamp", clampBackward).Reads(0)
)

// binary computes and records y = f(a, b).
func binary(op *Op, f func(dst, a, b *tensor.Tensor) *tensor.Tensor, a, b *Var) *Var {
	t := Of(op.Name, a, b)
	s := broadcast(op.Name, a.Shape(), b.Shape(), a.Value, b.Value)
	y := t.New(s.slice()...)
	f(y.Value, a.Value, b.Value)
	t.Record(op, y, a, b)
	return y
}

// unary computes and records y = f(x).
func unary(op *Op, f func(dst, x *tensor.Tensor) *tensor.Tensor, x *Var) *Var {
	t := Of(op.Name, x)
	y := t.New(x.Shape()...)
	f(y.Value, x.Value)
	t.Record(op, y, x)
	return y
}

// Add returns a + b.
func Add(a, b *Var) *Var { return binary(opAdd, tensor.Add, a, b) }

// da = g, db = g
func addBackward(n *Node) {
	n.passSum(0)
	n.passSum(1)
}

// Sub returns a − b.
func Sub(a, b *Var) *Var { return binary(opSub, tensor.Sub, a, b) }

// da = g, db = −g
func subBackward(n *Node) {
	if db := n.GradOf(1); db != nil {
		tensor.SumTo(db, n.Out.Grad)
		tensor.Neg(db, db)
	}
	n.passSum(0)
}

// Mul returns a·b, element by element.
func Mul(a, b *Var) *Var { return binary(opMul, tensor.Mul, a, b) }

// da = g·b, db = g·a
func mulBackward(n *Node) {
	for i := range n.In {
		if dx, wide := n.wideGrad(i); dx != nil {
			tensor.Mul(wide, n.Out.Grad, n.In[1-i].Value)
			n.sumGrad(dx, wide)
		}
	}
}

// Div returns a / b.
func Div(a, b *Var) *Var { return binary(opDiv, tensor.Div, a, b) }

// da = g/b, db = −g·(a/b)/b
func divBackward(n *Node) {
	g, b := n.Out.Grad, n.In[1].Value
	tensor.Div(g, g, b)
	if db, wide := n.wideGrad(1); db != nil {
		tensor.Mul(wide, g, n.Out.Value)
		tensor.Neg(wide, wide)
		n.sumGrad(db, wide)
	}
	n.passSum(0)
}

// Maximum returns the larger of a and b, element by element; NaN where one
// is.
func Maximum(a, b *Var) *Var { return binary(opMaximum, tensor.Maximum, a, b) }

// da = g where a > b, g/2 where a = b (as PyTorch), else 0; db likewise
func maximumBackward(n *Node) {
	t, dims := n.Out.tape, n.Out.Shape()
	a, b := t.temp(dims...), t.temp(dims...)
	tensor.BroadcastTo(a, n.In[0].Value, dims...)
	tensor.BroadcastTo(b, n.In[1].Value, dims...)
	for i := range n.In {
		if dx, wide := n.wideGrad(i); dx != nil {
			maximumGrad(wide.Data(), n.Out.Grad.Data(), a.Data(), b.Data())
			n.sumGrad(dx, wide)
		}
		a, b = b, a
	}
	t.free(a)
	t.free(b)
}

func maximumGrad(dx, g, x, other []float32) {
	for i, v := range x {
		switch {
		case v < other[i]:
			dx[i] = 0
		case v == other[i]:
			dx[i] = g[i] / 2
		default: // larger, or NaN
			dx[i] = g[i]
		}
	}
}

// Neg returns −x.
func Neg(x *Var) *Var { return unary(opNeg, tensor.Neg, x) }

// dx = −g
func negBackward(n *Node) {
	tensor.Neg(n.Out.Grad, n.Out.Grad)
	n.PassGrad(0)
}

// Scale returns s·x.
func Scale(x *Var, s float32) *Var {
	t := Of("Scale", x)
	y := t.New(x.Shape()...)
	tensor.Scale(y.Value, x.Value, s)
	if n := t.Record(opScale, y, x); n != nil {
		n.F[0] = s
	}
	return y
}

// dx = s·g
func scaleBackward(n *Node) {
	tensor.Scale(n.Out.Grad, n.Out.Grad, n.F[0])
	n.PassGrad(0)
}

// AddScalar returns x + s.
func AddScalar(x *Var, s float32) *Var {
	t := Of("AddScalar", x)
	y := t.New(x.Shape()...)
	tensor.AddScalar(y.Value, x.Value, s)
	t.Record(opAddScalar, y, x)
	return y
}

// dx = g
func addScalarBackward(n *Node) { n.PassGrad(0) }

// Square returns x².
func Square(x *Var) *Var { return unary(opSquare, tensor.Square, x) }

// dx = 2·g·x
func squareBackward(n *Node) {
	g := n.Out.Grad
	tensor.Mul(g, g, n.In[0].Value)
	tensor.Scale(g, g, 2)
	n.PassGrad(0)
}

// Abs returns |x|.
func Abs(x *Var) *Var { return unary(opAbs, tensor.Abs, x) }

// dx = g·sign(x), 0 at 0
func absBackward(n *Node) { n.each(n.In[0].Value, absGrad) }

func absGrad(dx, g, x []float32) {
	for i, v := range x {
		switch {
		case v > 0:
			dx[i] = g[i]
		case v < 0:
			dx[i] = -g[i]
		default:
			dx[i] = 0
		}
	}
}

// PowScalar returns xᵖ; NaN for a negative x and a p that is no integer.
func PowScalar(x *Var, p float32) *Var {
	t := Of("PowScalar", x)
	y := t.New(x.Shape()...)
	tensor.PowScalar(y.Value, x.Value, p)
	if n := t.Record(opPowScalar, y, x); n != nil {
		n.F[0] = p
	}
	return y
}

// dx = g·p·xᵖ⁻¹, 0 for p = 0
func powScalarBackward(n *Node) {
	dx, p := n.GradOf(0), n.F[0]
	if p == 0 {
		dx.Fill(0)
		return
	}
	tensor.PowScalar(dx, n.In[0].Value, p-1)
	tensor.Scale(dx, dx, p)
	tensor.Mul(dx, dx, n.Out.Grad)
}

// Clamp returns x limited to [lo, hi].
func Clamp(x *Var, lo, hi float32) *Var {
	t := Of("Clamp", x)
	y := t.New(x.Shape()...)
	tensor.Clamp(y.Value, x.Value, lo, hi)
	if n := t.Record(opClamp, y, x); n != nil {
		n.F[0], n.F[1] = lo, hi
	}
	return y
}

// dx = g where lo ≤ x ≤ hi, else 0
func clampBackward(n *Node) {
	lo, hi, g := n.F[0], n.F[1], n.Out.Grad.Data()
	for i, v := range n.In[0].Value.Data() {
		if !(v >= lo && v <= hi) {
			g[i] = 0
		}
	}
	n.PassGrad(0)
}
