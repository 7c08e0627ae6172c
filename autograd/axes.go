package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: axes and shapes as the ops pass them around: an axis counted
// from the front, a set of axes as a bit mask (so that it fits a Node), a
// shape as an array on the stack.

// shape is a list of dimensions that needs no allocation.
type shape struct {
	dims [tensor.MaxRank]int
	rank int
}

func shapeOf(x *Var) (s shape) {
	s.rank = copy(s.dims[:], x.Shape())
	return s
}

func (s *shape) slice() []int { return s.dims[:s.rank] }

// insert adds a dimension d before axis.
func (s *shape) insert(axis, d int) {
	copy(s.dims[axis+1:], s.dims[axis:s.rank])
	s.dims[axis] = d
	s.rank++
}

// remove drops the dimension of axis.
func (s *shape) remove(axis int) {
	copy(s.dims[axis:], s.dims[axis+1:s.rank])
	s.rank--
	s.dims[s.rank] = 0 // so that == compares shapes
}

// axisOf returns axis of x counted from the front.
func axisOf(op string, x *Var, axis int) int {
	r := x.Value.Rank()
	i := axis
	if i < 0 {
		i += r
	}
	if i < 0 || i >= r {
		panic(tensor.NewShapeError(op, fmt.Sprintf("an axis %d", axis), x.Value))
	}
	return i
}

// around sees dims as [outer, n, inner] around axis.
func around(dims []int, axis int) (outer, n, inner int) {
	outer, inner = 1, 1
	for _, d := range dims[:axis] {
		outer *= d
	}
	for _, d := range dims[axis+1:] {
		inner *= d
	}
	return outer, dims[axis], inner
}

// axisMask returns the set of axes with bit i for axis i; none means all.
func axisMask(op string, x *Var, axes []int) (mask int) {
	for _, a := range axes {
		bit := 1 << axisOf(op, x, a)
		if mask&bit != 0 {
			panic(tensor.NewShapeError(op, fmt.Sprintf("different axes, got %v", append([]int(nil), axes...)), x.Value))
		}
		mask |= bit
	}
	if len(axes) == 0 {
		mask = 1<<x.Value.Rank() - 1
	}
	return mask
}

// maskAxes appends the axes in mask to axes.
func maskAxes(axes []int, mask int) []int {
	for i := 0; i < tensor.MaxRank; i++ {
		if mask>>i&1 == 1 {
			axes = append(axes, i)
		}
	}
	return axes
}

// reduced returns the shape of x after a reduction over mask, and how many
// elements of x each of its elements is made of.
func reduced(x *Var, mask int, keepdim bool) (s shape, count int) {
	count = 1
	for i, d := range x.Shape() {
		switch {
		case mask>>i&1 == 0:
			s.dims[s.rank] = d
			s.rank++
			continue
		case keepdim:
			s.dims[s.rank] = 1
			s.rank++
		}
		count *= d
	}
	return s, count
}
