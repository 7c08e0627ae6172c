package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: ops that act in training only and draw random numbers from the
// tape's generator. They draw one number after the other, whatever the number of
// threads, so that a seed or a restored generator gives the same bits again.

var (
	opDropout  = NewOp("Dropout", maskBackward).Reads()
	opDropPath = NewOp("DropPath", maskBackward).Reads()
)

// Dropout sets elements to zero with probability p and divides the others by
// 1 − p (Srivastava et al., 2014). It returns x itself on a tape that does
// not train.
func Dropout(x *Var, p float32) *Var {
	t := Of("Dropout", x)
	return t.dropAtRandom(opDropout, x, shapeOf(x), p)
}

// DropPath sets whole samples, the slices of axis 0, to zero with probability
// p and divides the others by 1 − p (Huang et al., 2016, stochastic depth).
// It returns x itself on a tape that does not train.
func DropPath(x *Var, p float32) *Var {
	t := Of("DropPath", x)
	s := shapeOf(x)
	if s.rank == 0 {
		panic(tensor.NewShapeError("DropPath", "samples along axis 0", x.Value))
	}
	for i := 1; i < s.rank; i++ {
		s.dims[i] = 1
	}
	return t.dropAtRandom(opDropPath, x, s, p)
}

// dropAtRandom multiplies x by a random mask of shape s.
func (t *Tape) dropAtRandom(op *Op, x *Var, s shape, p float32) *Var {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("autograd: %s: the probability %g is not in [0, 1]", op.Name, p))
	}
	if !t.train || p == 0 {
		return x
	}
	y := t.New(x.Shape()...)
	var mask *tensor.Tensor
	if n := t.Record(op, y, x); n != nil {
		mask = t.Save(s.slice()...)
		n.Saved[0] = mask
	} else {
		mask = t.temp(s.slice()...)
		defer t.free(mask)
	}
	keep := 1 / (1 - p)
	m := mask.Data()
	for i := range m {
		m[i] = 0
		if t.rng.Float32() >= p {
			m[i] = keep
		}
	}
	tensor.Mul(y.Value, x.Value, mask)
	return y
}

// dx = g·mask
func maskBackward(n *Node) {
	tensor.Mul(n.Out.Grad, n.Out.Grad, n.Saved[0])
	n.PassGrad(0)
}
