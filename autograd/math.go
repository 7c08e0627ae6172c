package autograd

import (
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: functions of one element. g is the gradient of the result y.

var (
	opExp     = NewOp("Exp", expBackward).Reads(Result)
	opLog     = NewOp("Log", logBackward).Reads(0)
	opSqrt    = NewOp("Sqrt", sqrtBackward).Reads(Result)
	opRsqrt   = NewOp("Rsqrt", rsqrtBackward).Reads(Result)
	opSin     = NewOp("Sin", sinBackward).Reads(0)
	opCos     = NewOp("Cos", cosBackward).Reads(0)
	opTanh    = NewOp("Tanh", tanhBackward).Reads(Result)
	opSigmoid = NewOp("Sigmoid", sigmoidBackward).Reads(Result)
	opErf     = NewOp("Erf", erfBackward).Reads(0)
)

// Exp returns eˣ.
func Exp(x *Var) *Var { return unary(opExp, tensor.Exp, x) }

// dx = g·y
func expBackward(n *Node) {
	tensor.Mul(n.Out.Grad, n.Out.Grad, n.Out.Value)
	n.PassGrad(0)
}

// Log returns ln x.
func Log(x *Var) *Var { return unary(opLog, tensor.Log, x) }

// dx = g/x
func logBackward(n *Node) {
	tensor.Div(n.Out.Grad, n.Out.Grad, n.In[0].Value)
	n.PassGrad(0)
}

// Sqrt returns √x.
func Sqrt(x *Var) *Var { return unary(opSqrt, tensor.Sqrt, x) }

// dx = g/(2·y)
func sqrtBackward(n *Node) { n.each(n.Out.Value, sqrtGrad) }

func sqrtGrad(dx, g, y []float32) {
	for i, v := range y {
		dx[i] = g[i] / (2 * v)
	}
}

// Rsqrt returns 1/√x.
func Rsqrt(x *Var) *Var { return unary(opRsqrt, tensor.Rsqrt, x) }

// dx = −g·y³/2
func rsqrtBackward(n *Node) { n.each(n.Out.Value, rsqrtGrad) }

func rsqrtGrad(dx, g, y []float32) {
	for i, v := range y {
		dx[i] = -0.5 * g[i] * (v * v * v)
	}
}

// Sin returns sin x, x in radians.
func Sin(x *Var) *Var { return unary(opSin, tensor.Sin, x) }

// dx = g·cos x
func sinBackward(n *Node) {
	dx := n.GradOf(0)
	tensor.Cos(dx, n.In[0].Value)
	tensor.Mul(dx, dx, n.Out.Grad)
}

// Cos returns cos x, x in radians.
func Cos(x *Var) *Var { return unary(opCos, tensor.Cos, x) }

// dx = −g·sin x
func cosBackward(n *Node) {
	dx := n.GradOf(0)
	tensor.Sin(dx, n.In[0].Value)
	tensor.Mul(dx, dx, n.Out.Grad)
	tensor.Neg(dx, dx)
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x *Var) *Var { return unary(opTanh, tensor.Tanh, x) }

// dx = g·(1 − y²) = g·(1 − y)·(1 + y)
func tanhBackward(n *Node) { n.each(n.Out.Value, tanhGrad) }

func tanhGrad(dx, g, y []float32) {
	for i, v := range y {
		dx[i] = g[i] * ((1 - v) * (1 + v))
	}
}

// Sigmoid returns 1/(1 + e⁻ˣ).
func Sigmoid(x *Var) *Var { return unary(opSigmoid, tensor.Sigmoid, x) }

// dx = g·y·(1 − y)
func sigmoidBackward(n *Node) { n.each(n.Out.Value, sigmoidGrad) }

func sigmoidGrad(dx, g, y []float32) {
	for i, v := range y {
		dx[i] = g[i] * (v * (1 - v))
	}
}

// Erf returns the error function of x.
func Erf(x *Var) *Var { return unary(opErf, tensor.Erf, x) }

// dx = g·2/√π·exp(−x²)
func erfBackward(n *Node) {
	dx := n.GradOf(0)
	tensor.Square(dx, n.In[0].Value)
	tensor.Neg(dx, dx)
	tensor.Exp(dx, dx)
	tensor.Scale(dx, dx, 2/math.SqrtPi)
	tensor.Mul(dx, dx, n.Out.Grad)
}
