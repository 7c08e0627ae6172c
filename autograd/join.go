package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: cutting a tensor along an axis, and joining several. All copy. g is
// the gradient of the result.

var (
	opSlice  = NewOp("Slice", sliceBackward).Reads()
	opSelect = NewOp("Select", selectBackward).Reads()
	opConcat = NewOp("Concat", concatBackward).Reads()
	opStack  = NewOp("Stack", stackBackward).Reads()
)

// Slice returns the elements start, start+step, ... below end along axis, with
// 0 ≤ start ≤ end ≤ the size of the axis and step ≥ 1.
func Slice(x *Var, axis, start, end, step int) *Var {
	t := Of("Slice", x)
	axis = axisOf("Slice", x, axis)
	s := shapeOf(x)
	if start < 0 || end < start || end > s.dims[axis] || step < 1 {
		panic(tensor.NewShapeError("Slice", fmt.Sprintf("0 <= start <= end <= %d and a positive step, got start %d, end %d, step %d",
			s.dims[axis], start, end, step), x.Value))
	}
	s.dims[axis] = (end - start + step - 1) / step
	y := t.New(s.slice()...)
	tensor.Slice(y.Value, x.Value, axis, start, end, step)
	if n := t.Record(opSlice, y, x); n != nil {
		n.I[0], n.I[1], n.I[2] = axis, start, step
	}
	return y
}

// dx = g where x was taken, else 0
func sliceBackward(n *Node) { n.addSlice(n.Out.Grad, n.I[0], n.I[1], n.I[2]) }

// addSlice adds g to a slice of the gradient of input 0.
func (n *Node) addSlice(g *tensor.Tensor, axis, start, step int) {
	dx, add := n.AccumGrad(0)
	if !add {
		dx.Fill(0)
	}
	tensor.AddSlice(dx, g, axis, start, step)
}

// Select returns x at index along axis, without that axis. A negative index
// counts from the end.
func Select(x *Var, axis, index int) *Var {
	t := Of("Select", x)
	axis = axisOf("Select", x, axis)
	s := shapeOf(x)
	d := s.dims[axis]
	if index < -d || index >= d {
		panic(tensor.NewShapeError("Select", fmt.Sprintf("an index in [%d, %d), got %d", -d, d, index), x.Value))
	}
	if index < 0 {
		index += d
	}
	s.dims[axis] = 1
	y := t.New(s.slice()...)
	tensor.Slice(y.Value, x.Value, axis, index, index+1, 1)
	s.remove(axis)
	*y.Value = *y.Value.Reshape(s.slice()...)
	if n := t.Record(opSelect, y, x); n != nil {
		n.I[0], n.I[1] = axis, index
	}
	return y
}

// dx = g at index, else 0
func selectBackward(n *Node) {
	s := shapeOf(n.In[0])
	s.dims[n.I[0]] = 1
	n.addSlice(n.Out.tape.reshaped(n.Out.Grad, s.slice()...), n.I[0], n.I[1], 1)
}

// Split cuts x along axis into parts of the given sizes, which add up to the
// size of the axis.
func Split(x *Var, axis int, sizes ...int) []*Var {
	Of("Split", x)
	axis = axisOf("Split", x, axis)
	total, ok := 0, true
	for _, d := range sizes {
		total += d
		ok = ok && d >= 0
	}
	if !ok || total != x.Value.Dim(axis) {
		panic(tensor.NewShapeError("Split", fmt.Sprintf("sizes that add up to %d, got %v", x.Value.Dim(axis), append([]int(nil), sizes...)), x.Value))
	}
	parts := make([]*Var, len(sizes))
	at := 0
	for i, d := range sizes {
		parts[i] = Slice(x, axis, at, at+d, 1)
		at += d
	}
	return parts
}

// Unbind returns the slices of x along axis, without that axis.
func Unbind(x *Var, axis int) []*Var {
	Of("Unbind", x)
	axis = axisOf("Unbind", x, axis)
	parts := make([]*Var, x.Value.Dim(axis))
	for i := range parts {
		parts[i] = Select(x, axis, i)
	}
	return parts
}

// values appends the values of xs to buf.
func values(buf []*tensor.Tensor, xs []*Var) []*tensor.Tensor {
	for _, x := range xs {
		buf = append(buf, x.Value)
	}
	return buf
}

// Concat joins xs along axis; they agree along the other axes.
func Concat(axis int, xs ...*Var) *Var {
	if len(xs) == 0 {
		panic(tensor.NewShapeError("Concat", "at least one input"))
	}
	t := Of("Concat", xs...)
	axis = axisOf("Concat", xs[0], axis)
	s := shapeOf(xs[0])
	total := 0
	for _, x := range xs {
		part := shapeOf(x)
		if part.rank == s.rank {
			total += part.dims[axis]
			part.dims[axis] = s.dims[axis]
		}
		if part != s {
			panic(tensor.NewShapeError("Concat", fmt.Sprintf("shapes that agree but for axis %d", axis), values(nil, xs)...))
		}
	}
	s.dims[axis] = total
	y := t.New(s.slice()...)
	var buf [8]*tensor.Tensor
	tensor.Concat(y.Value, axis, values(buf[:0], xs)...)
	if n := t.Record(opConcat, y, xs...); n != nil {
		n.I[0] = axis
	}
	return y
}

// each dx is its part of g
func concatBackward(n *Node) {
	axis, at := n.I[0], 0
	for i, x := range n.In {
		d := x.Value.Dim(axis)
		if dx := n.GradOf(i); dx != nil {
			tensor.Slice(dx, n.Out.Grad, axis, at, at+d, 1)
		}
		at += d
	}
}

// Stack joins xs, of one shape, along a new axis, which is axis of the result.
func Stack(axis int, xs ...*Var) *Var {
	if len(xs) == 0 {
		panic(tensor.NewShapeError("Stack", "at least one input"))
	}
	t := Of("Stack", xs...)
	s := shapeOf(xs[0])
	for _, x := range xs {
		if shapeOf(x) != s {
			panic(tensor.NewShapeError("Stack", "equal shapes", values(nil, xs)...))
		}
	}
	if axis < 0 {
		axis += s.rank + 1
	}
	if axis < 0 || axis > s.rank || s.rank == tensor.MaxRank {
		panic(tensor.NewShapeError("Stack", fmt.Sprintf("an axis of a result of at most %d dimensions", tensor.MaxRank), xs[0].Value))
	}
	s.insert(axis, len(xs))
	y := t.New(s.slice()...)
	var buf [8]*tensor.Tensor
	tensor.Stack(y.Value, axis, values(buf[:0], xs)...)
	if n := t.Record(opStack, y, xs...); n != nil {
		n.I[0] = axis
	}
	return y
}

// each dx is its slice of g
func stackBackward(n *Node) {
	t, axis := n.Out.tape, n.I[0]
	for i := range n.In {
		if dx := n.GradOf(i); dx != nil {
			s := shapeOf(n.In[i])
			s.insert(axis, 1)
			tensor.Slice(t.reshaped(dx, s.slice()...), n.Out.Grad, axis, i, i+1, 1)
		}
	}
}
