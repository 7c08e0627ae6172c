package autograd

import (
	"math"

	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: losses of an element and its target: mean squared error, smooth
// L1 (Girshick, 2015) and binary cross entropy on logits. Each is a function
// f(x, t) and its two partial derivatives; the rest is common.

// pairLoss is one such loss. beta is smooth L1's; the others ignore it.
type pairLoss struct {
	op *Op
	f  func(x, t, beta float32) float32
	dx func(x, t, beta float32) float32
	dt func(x, t, beta float32) float32
}

var (
	mse      = newPairLoss("MSE", mseF, mseDX, mseDT)
	smoothL1 = newPairLoss("SmoothL1", smoothL1F, smoothL1DX, smoothL1DT)
	bce      = newPairLoss("BCEWithLogits", bceF, bceDX, bceDT)
)

func newPairLoss(name string, f, dx, dt func(x, t, beta float32) float32) *pairLoss {
	l := &pairLoss{f: f, dx: dx, dt: dt}
	l.op = NewOp(name, l.backward).Reads(0, 1)
	return l
}

// MSE returns the mean (or what o says) of (x − target)², for equal shapes.
func MSE(x, target *Var, o LossOptions) *Var { return mse.forward(x, target, 0, o) }

func mseF(x, t, _ float32) float32  { d := x - t; return d * d }
func mseDX(x, t, _ float32) float32 { return 2 * (x - t) }
func mseDT(x, t, _ float32) float32 { return 2 * (t - x) }

// SmoothL1 returns the mean (or what o says) of d²/(2·beta) where
// d = |x − target| < beta and of d − beta/2 elsewhere, for equal shapes.
func SmoothL1(x, target *Var, beta float32, o LossOptions) *Var {
	return smoothL1.forward(x, target, beta, o)
}

func smoothL1F(x, t, beta float32) float32 {
	d := x - t
	if d < 0 {
		d = -d
	}
	if d < beta {
		return 0.5 * d * d / beta
	}
	return d - float32(0.5*beta)
}

func smoothL1DX(x, t, beta float32) float32 {
	switch d := x - t; {
	case d >= beta && d > 0:
		return 1
	case d <= -beta && d < 0:
		return -1
	case d == 0:
		return 0
	default: // NaN comes here too
		return d / beta
	}
}

func smoothL1DT(x, t, beta float32) float32 { return -smoothL1DX(x, t, beta) }

// BCEWithLogits returns the mean (or what o says) of the binary cross entropy
// between sigmoid(logits) and target in [0, 1], for equal shapes.
func BCEWithLogits(logits, target *Var, o LossOptions) *Var {
	return bce.forward(logits, target, 0, o)
}

// max(x, 0) − x·t + log(1 + e^−|x|), which overflows nowhere.
func bceF(x, t, _ float32) float32 {
	v := [1]float32{-float32(math.Abs(float64(x)))}
	simd.Exp(v[:], v[:])
	v[0]++
	simd.Log(v[:], v[:])
	return max(x, 0) - float32(x*t) + v[0]
}

func bceDX(x, t, _ float32) float32 {
	v := [1]float32{x}
	simd.Sigmoid(v[:], v[:])
	return v[0] - t
}

func bceDT(x, _, _ float32) float32 { return -x }

func (l *pairLoss) forward(x, target *Var, beta float32, o LossOptions) *Var {
	t := Of(l.op.Name, x, target)
	if !tensor.SameShape(x.Value, target.Value) {
		panic(tensor.NewShapeError(l.op.Name, "equal shapes", x.Value, target.Value))
	}
	each := t.New(x.Shape()...)
	e, xd, td := each.Value.Data(), x.Value.Data(), target.Value.Data()
	for i := range e {
		e[i] = l.f(xd[i], td[i], beta)
	}
	y, factor := each, float32(1)
	if o.Reduction != ReduceNone {
		s := tensor.SumAll(each.Value)
		if o.Reduction == ReduceMean {
			factor = 1 / float32(len(e))
			s /= float32(len(e))
		}
		y = t.New()
		y.Value.Data()[0] = s
	}
	if n := t.Record(l.op, y, x, target); n != nil {
		n.F[0], n.F[1] = factor, beta
	}
	return y
}

// dx = g·f'x, dt = g·f't
func (l *pairLoss) backward(n *Node) {
	x, t := n.In[0].Value.Data(), n.In[1].Value.Data()
	g := n.Out.Grad.Data()
	for i, df := range []func(x, t, beta float32) float32{l.dx, l.dt} {
		d := n.GradOf(i)
		if d == nil {
			continue
		}
		for j := range d.Data() {
			s := g[0]
			if n.Out.Value.Rank() > 0 {
				s = g[j]
			}
			d.Data()[j] = float32(s*n.F[0]) * df(x[j], t[j], n.F[1])
		}
	}
}
