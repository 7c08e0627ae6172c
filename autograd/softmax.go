package autograd

import "github.com/gopathway/pathway/tensor"

// This file: softmax(x)ᵢ = exp(xᵢ)/Σⱼ exp(xⱼ) along an axis, its logarithm,
// and the logarithm of its denominator. g is the gradient of the result y.

var (
	opSoftmax    = NewOp("Softmax", softmaxBackward).Reads(Result)
	opLogSoftmax = NewOp("LogSoftmax", logSoftmaxBackward).Reads(Result)
	opLogSumExp  = NewOp("LogSumExp", logSumExpBackward).Reads(0, Result)
)

// Softmax returns the softmax of x along axis.
func Softmax(x *Var, axis int) *Var { return alongAxis(opSoftmax, tensor.Softmax, x, axis) }

// dx = y∘(g − Σ g∘y)
func softmaxBackward(n *Node) {
	t, y, g, dx := n.Out.tape, n.Out.Value, n.Out.Grad, n.GradOf(0)
	tensor.Mul(dx, g, y)
	sum := t.sumAlong(dx, n.I[0])
	tensor.Sub(dx, g, sum)
	tensor.Mul(dx, dx, y)
	t.free(sum)
}

// LogSoftmax returns the logarithm of the softmax of x along axis.
func LogSoftmax(x *Var, axis int) *Var { return alongAxis(opLogSoftmax, tensor.LogSoftmax, x, axis) }

// dx = g − exp(y)·Σ g
func logSoftmaxBackward(n *Node) {
	t, g, dx := n.Out.tape, n.Out.Grad, n.GradOf(0)
	sum := t.sumAlong(g, n.I[0])
	tensor.Exp(dx, n.Out.Value)
	tensor.Mul(dx, dx, sum)
	tensor.Sub(dx, g, dx)
	t.free(sum)
}

// LogSumExp returns ln Σ exp(x) along axis; keepdim keeps the axis with size
// one.
func LogSumExp(x *Var, axis int, keepdim bool) *Var {
	t := Of("LogSumExp", x)
	axis = axisOf("LogSumExp", x, axis)
	s, _ := reduced(x, 1<<axis, keepdim)
	y := t.New(s.slice()...)
	tensor.LogSumExp(y.Value, x.Value, axis, keepdim)
	if n := t.Record(opLogSumExp, y, x); n != nil {
		n.I[0] = 1 << axis
	}
	return y
}

// dx = g·exp(x − y)
func logSumExpBackward(n *Node) {
	dx := n.GradOf(0)
	s, _ := reduced(n.In[0], n.I[0], true)
	tensor.Sub(dx, n.In[0].Value, n.Out.tape.reshaped(n.Out.Value, s.slice()...))
	tensor.Exp(dx, dx)
	tensor.Mul(dx, dx, n.keptGrad())
}

// alongAxis computes and records y = f(x) along axis.
func alongAxis(op *Op, f func(dst, x *tensor.Tensor, axis int) *tensor.Tensor, x *Var, axis int) *Var {
	t := Of(op.Name, x)
	axis = axisOf(op.Name, x, axis)
	y := t.New(x.Shape()...)
	f(y.Value, x.Value, axis)
	if n := t.Record(op, y, x); n != nil {
		n.I[0] = axis
	}
	return y
}

// sumAlong returns Σ x along axis, kept with size one; free it.
func (t *Tape) sumAlong(x *tensor.Tensor, axis int) *tensor.Tensor {
	var dims [tensor.MaxRank]int
	rank := copy(dims[:], x.Shape())
	dims[axis] = 1
	sum := t.temp(dims[:rank]...)
	axes := [1]int{axis}
	return tensor.Sum(sum, x, axes[:], true)
}
