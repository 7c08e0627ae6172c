package autograd

import (
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: activation functions. Their gradients are kernels of simd that
// stand next to the functions there.

var (
	opReLU     = NewOp("ReLU", reluBackward).Reads(Result)
	opSiLU     = NewOp("SiLU", siluBackward).Reads(0).Again(siluAgain)
	opGELU     = NewOp("GELU", geluBackward).Reads(0).Again(geluAgain)
	opGELUTanh = NewOp("GELUTanh", geluTanhBackward).Reads(0).Again(geluTanhAgain)
)

// ReLU returns max(x, 0).
func ReLU(x *Var) *Var { return unary(opReLU, tensor.ReLU, x) }

// dx = g where x > 0, which is where y > 0, else 0
func reluBackward(n *Node) { n.each(n.Out.Value, simd.ReLUGrad) }

// SiLU returns x·σ(x) with the logistic function σ (Elfwing et al., 2017).
func SiLU(x *Var) *Var { return unary(opSiLU, tensor.SiLU, x) }

// dx = g·σ(x)·(1 + x·(1 − σ(x)))
func siluBackward(n *Node) { n.each(n.In[0].Value, simd.SiLUGrad) }

func siluAgain(n *Node) { tensor.SiLU(n.Out.Value, n.In[0].Value) }

// GELU returns x·Φ(x) with the normal distribution function Φ, exact by erf
// (Hendrycks and Gimpel, 2016).
func GELU(x *Var) *Var { return unary(opGELU, tensor.GELU, x) }

// dx = g·(Φ(x) + x·φ(x)) with the normal density φ
func geluBackward(n *Node) { n.each(n.In[0].Value, simd.GELUGrad) }

func geluAgain(n *Node) { tensor.GELU(n.Out.Value, n.In[0].Value) }

// GELUTanh returns the approximation of GELU by tanh (the same paper),
// x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³).
func GELUTanh(x *Var) *Var { return unary(opGELUTanh, tensor.GELUTanh, x) }

// dx = g·(½·(1 + tanh u) + x/2·(1 − tanh² u)·u′)
func geluTanhBackward(n *Node) { n.each(n.In[0].Value, simd.GELUTanhGrad) }

func geluTanhAgain(n *Node) { tensor.GELUTanh(n.Out.Value, n.In[0].Value) }
