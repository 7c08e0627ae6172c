package autograd

import "github.com/gopathway/pathway/tensor"

// This file: what ops that broadcast their inputs share: the shape of the
// result, and the gradient of an input that was repeated, which is a sum.

// broadcast returns the shape that two shapes broadcast to by NumPy's rule;
// xs are the inputs, for the message.
func broadcast(op string, a, b []int, xs ...*tensor.Tensor) (s shape) {
	s.rank = max(len(a), len(b))
	for i := 1; i <= s.rank; i++ {
		da, db := 1, 1
		if i <= len(a) {
			da = a[len(a)-i]
		}
		if i <= len(b) {
			db = b[len(b)-i]
		}
		if da != db && da != 1 && db != 1 {
			panic(tensor.NewShapeError(op, "shapes that broadcast", xs...))
		}
		if da == 1 {
			da = db
		}
		s.dims[s.rank-i] = da
	}
	return s
}

// passSum passes Out's gradient to input i, summed if i was broadcast.
func (n *Node) passSum(i int) {
	if n.In[i].Value.Size() == n.Out.Value.Size() {
		n.PassGrad(i)
	} else if dx := n.GradOf(i); dx != nil {
		tensor.SumTo(dx, n.Out.Grad)
	}
}

// wideGrad returns the gradient dx of input i and a tensor wide of Out's shape.
// The op writes wide, and sumGrad sums it to dx. Both are nil when no gradient is
// wanted.
func (n *Node) wideGrad(i int) (dx, wide *tensor.Tensor) {
	dx = n.GradOf(i)
	switch t := n.Out.tape; {
	case dx == nil || tensor.SameShape(dx, n.Out.Value):
		return dx, dx
	case dx.Size() == n.Out.Value.Size():
		return dx, t.reshaped(dx, n.Out.Shape()...)
	default:
		return dx, t.temp(n.Out.Shape()...)
	}
}

// sumGrad sums wide to dx if the input was broadcast.
func (n *Node) sumGrad(dx, wide *tensor.Tensor) {
	if dx.Size() != wide.Size() {
		tensor.SumTo(dx, wide)
		n.Out.tape.free(wide)
	}
}
