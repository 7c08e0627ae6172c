package autograd

import "github.com/gopathway/pathway/tensor"

// This file: sums, means, variances and maxima over sets of axes. No axes
// mean all; a negative axis counts from the end; keepdim keeps reduced axes
// with size one. g is the gradient of the result.

var (
	opSum      = NewOp("Sum", sumBackward).Reads()
	opMean     = NewOp("Mean", meanBackward).Reads()
	opVariance = NewOp("Variance", varianceBackward).Reads(0)
	opMax      = NewOp("Max", maxBackward).Reads(0, Result)
	opMaxDim   = NewOp("MaxDim", maxDimBackward).Reads()
	opCumSum   = NewOp("CumSum", cumSumBackward).Reads()
)

// keptGrad returns Out's gradient with size one along the reduced axes, which are
// in n.I[0], so that it broadcasts to input 0.
func (n *Node) keptGrad() *tensor.Tensor {
	s, _ := reduced(n.In[0], n.I[0], true)
	return n.Out.tape.reshaped(n.Out.Grad, s.slice()...)
}

// Sum returns Σ x over axes.
func Sum(x *Var, axes []int, keepdim bool) *Var {
	t := Of("Sum", x)
	mask := axisMask("Sum", x, axes)
	s, _ := reduced(x, mask, keepdim)
	y := t.New(s.slice()...)
	tensor.Sum(y.Value, x.Value, axes, keepdim)
	if n := t.Record(opSum, y, x); n != nil {
		n.I[0] = mask
	}
	return y
}

// dx = g, repeated
func sumBackward(n *Node) {
	tensor.BroadcastTo(n.GradOf(0), n.keptGrad(), n.In[0].Shape()...)
}

// Mean returns the mean of x over axes.
func Mean(x *Var, axes []int, keepdim bool) *Var {
	t := Of("Mean", x)
	mask := axisMask("Mean", x, axes)
	s, _ := reduced(x, mask, keepdim)
	y := t.New(s.slice()...)
	tensor.Mean(y.Value, x.Value, axes, keepdim)
	if n := t.Record(opMean, y, x); n != nil {
		n.I[0] = mask
	}
	return y
}

// dx = g/n, repeated
func meanBackward(n *Node) {
	_, count := reduced(n.In[0], n.I[0], true)
	g := n.Out.Grad.Data()
	for i := range g {
		g[i] /= float32(count)
	}
	tensor.BroadcastTo(n.GradOf(0), n.keptGrad(), n.In[0].Shape()...)
}

// Variance returns the variance of x over axes, Σ (x − mean)²/n, or with
// unbiased over n − 1.
func Variance(x *Var, axes []int, unbiased, keepdim bool) *Var {
	t := Of("Variance", x)
	mask := axisMask("Variance", x, axes)
	s, count := reduced(x, mask, keepdim)
	y := t.New(s.slice()...)
	tensor.Var(y.Value, x.Value, axes, unbiased, keepdim)
	if n := t.Record(opVariance, y, x); n != nil {
		if unbiased {
			count--
		}
		n.I[0], n.I[1] = mask, count
	}
	return y
}

// dx = g·2/n·(x − mean), n − 1 if unbiased
func varianceBackward(n *Node) {
	t, x, dx := n.Out.tape, n.In[0], n.GradOf(0)
	s, _ := reduced(x, n.I[0], true)
	mean := t.temp(s.slice()...)
	var buf [tensor.MaxRank]int
	tensor.Mean(mean, x.Value, maskAxes(buf[:0], n.I[0]), true)
	tensor.Sub(dx, x.Value, mean)
	t.free(mean)
	tensor.Scale(dx, dx, 2/float32(n.I[1]))
	tensor.Mul(dx, dx, n.keptGrad())
}

// Max returns the largest element over axes; NaN if one is.
func Max(x *Var, axes []int, keepdim bool) *Var {
	t := Of("Max", x)
	mask := axisMask("Max", x, axes)
	s, _ := reduced(x, mask, keepdim)
	y := t.New(s.slice()...)
	tensor.Max(y.Value, x.Value, axes, keepdim)
	if n := t.Record(opMax, y, x); n != nil {
		n.I[0] = mask
	}
	return y
}

// dx = g/k where x is one of the k largest elements, else 0
func maxBackward(n *Node) {
	t, x, dx := n.Out.tape, n.In[0].Value, n.GradOf(0)
	s, _ := reduced(n.In[0], n.I[0], true)
	tensor.BroadcastTo(dx, t.reshaped(n.Out.Value, s.slice()...), x.Shape()...)
	for i, y := range dx.Data() {
		dx.Data()[i] = 0
		if x.Data()[i] == y {
			dx.Data()[i] = 1
		}
	}
	ties := t.temp(s.slice()...)
	var buf [tensor.MaxRank]int
	tensor.Sum(ties, dx, maskAxes(buf[:0], n.I[0]), true)
	tensor.Div(ties, n.keptGrad(), ties)
	tensor.Mul(dx, dx, ties)
	t.free(ties)
}

// MaxDim returns the largest elements along axis, and their indices in row-major
// order of the result. Of equal elements it takes the first. The caller must not
// change the indices before Backward.
func MaxDim(x *Var, axis int) (values *Var, indices []int) {
	t := Of("MaxDim", x)
	axis = axisOf("MaxDim", x, axis)
	s := shapeOf(x)
	outer, d, inner := around(s.slice(), axis)
	if d == 0 {
		panic(tensor.NewShapeError("MaxDim", "a non-empty axis", x.Value))
	}
	s.remove(axis)
	y := t.New(s.slice()...)
	indices = tensor.ArgMax(x.Value, axis)
	for o := 0; o < outer; o++ {
		for j := 0; j < inner; j++ {
			at := o*inner + j
			y.Value.Data()[at] = x.Value.Data()[(o*d+indices[at])*inner+j]
		}
	}
	if n := t.Record(opMaxDim, y, x); n != nil {
		n.I[0] = axis
		n.Idx = indices
	}
	return y, indices
}

// dx = g at the largest element, else 0
func maxDimBackward(n *Node) {
	dx, g := n.GradOf(0), n.Out.Grad.Data()
	outer, d, inner := around(dx.Shape(), n.I[0])
	dx.Fill(0)
	for o := 0; o < outer; o++ {
		for j := 0; j < inner; j++ {
			at := o*inner + j
			dx.Data()[(o*d+n.Idx[at])*inner+j] = g[at]
		}
	}
}

// CumSum returns the running sums of x along axis.
func CumSum(x *Var, axis int) *Var {
	t := Of("CumSum", x)
	axis = axisOf("CumSum", x, axis)
	y := t.New(x.Shape()...)
	tensor.CumSum(y.Value, x.Value, axis)
	if n := t.Record(opCumSum, y, x); n != nil {
		n.I[0] = axis
	}
	return y
}

// dx is the running sum of g from the other end
func cumSumBackward(n *Node) {
	g := n.Out.Grad.Data()
	outer, d, inner := around(n.Out.Shape(), n.I[0])
	for o := 0; o < outer; o++ {
		for i := ((o+1)*d-1)*inner - 1; i >= o*d*inner; i-- {
			g[i] += g[i+inner]
		}
	}
	n.PassGrad(0)
}
