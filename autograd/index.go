package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: reading and adding by index. Indices are plain slices in row-major
// order. A recording tape keeps the slice itself, so the caller must not change
// it before Backward. Where an index repeats, gradients add up.

var (
	opGather      = NewOp("Gather", gatherBackward).Reads()
	opIndexSelect = NewOp("IndexSelect", indexSelectBackward).Reads()
	opScatterAdd  = NewOp("ScatterAdd", scatterAddBackward).Reads()
)

// Gather returns, for axis 1 of three, y[i, j, k] = x[i, index[i, j, k], k],
// where index has the shape indexShape: x's rank, and along the other axes at
// most x's size.
func Gather(x *Var, axis int, index, indexShape []int) *Var {
	t := Of("Gather", x)
	axis = axisOf("Gather", x, axis)
	checkIndexShape("Gather", x, axis, index, indexShape)
	y := t.New(indexShape...)
	tensor.Gather(y.Value, x.Value, axis, index, indexShape)
	if n := t.Record(opGather, y, x); n != nil {
		n.I[0] = axis
		n.Idx = index
	}
	return y
}

// checkIndexShape panics unless shape is one for indices into x along axis.
func checkIndexShape(op string, x *Var, axis int, index, shape []int) {
	xs, size, ok := x.Shape(), 1, len(shape) == x.Value.Rank()
	for i := 0; ok && i < len(shape); i++ {
		ok = shape[i] >= 0 && (i == axis || shape[i] <= xs[i])
		size *= shape[i]
	}
	if !ok || size != len(index) {
		panic(tensor.NewShapeError(op, fmt.Sprintf("an index within x's shape but for axis %d, got %d indices of shape %v",
			axis, len(index), append([]int(nil), shape...)), x.Value))
	}
	checkIndices(op, x, axis, index)
}

// checkIndices panics unless every index is one along axis of x.
func checkIndices(op string, x *Var, axis int, index []int) {
	d := x.Shape()[axis]
	for i, v := range index {
		if v < 0 || v >= d {
			panic(tensor.NewShapeError(op, fmt.Sprintf("indices in [0, %d), index %d is %d", d, i, v), x.Value))
		}
	}
}

// dx[i, index[i, j, k], k] = Σ g[i, j, k]
func gatherBackward(n *Node) {
	dx, add := n.AccumGrad(0)
	if !add {
		dx.Fill(0)
	}
	tensor.ScatterAdd(dx, n.Out.Grad, n.I[0], n.Idx)
}

// IndexSelect returns the slices index[0], index[1], ... of x along axis.
func IndexSelect(x *Var, axis int, index []int) *Var {
	t := Of("IndexSelect", x)
	return t.indexSelect("IndexSelect", x, axis, index)
}

// Embedding returns the rows of a table w [n, d] that index names: [len(index),
// d]. A table that is a parameter is put on the tape first, with Attach.
func Embedding(w *Var, index []int) *Var {
	t := Of("Embedding", w)
	if w.Value.Rank() != 2 {
		panic(tensor.NewShapeError("Embedding", "a table [n, d]", w.Value))
	}
	return t.indexSelect("Embedding", w, 0, index)
}

func (t *Tape) indexSelect(op string, x *Var, axis int, index []int) *Var {
	axis = axisOf(op, x, axis)
	checkIndices(op, x, axis, index)
	s := shapeOf(x)
	s.dims[axis] = len(index)
	y := t.New(s.slice()...)
	tensor.IndexSelect(y.Value, x.Value, axis, index)
	if n := t.Record(opIndexSelect, y, x); n != nil {
		n.I[0] = axis
		n.Idx = index
	}
	return y
}

// dx[index[i]] = Σ g[i]
func indexSelectBackward(n *Node) {
	dx, add := n.AccumGrad(0)
	if !add {
		dx.Fill(0)
	}
	tensor.IndexAdd(dx, n.Out.Grad, n.I[0], n.Idx)
}

// ScatterAdd returns x with src added to it by index, which has src's shape:
// for axis 1 of three, y[i, index[i, j, k], k] += src[i, j, k].
func ScatterAdd(x, src *Var, axis int, index []int) *Var {
	t := Of("ScatterAdd", x, src)
	axis = axisOf("ScatterAdd", x, axis)
	checkIndexShape("ScatterAdd", x, axis, index, src.Shape())
	y := t.New(x.Shape()...)
	y.Value.CopyFrom(x.Value)
	tensor.ScatterAdd(y.Value, src.Value, axis, index)
	if n := t.Record(opScatterAdd, y, x, src); n != nil {
		n.I[0] = axis
		n.Idx = index
	}
	return y
}

// dx = g, dsrc[i, j, k] = g[i, index[i, j, k], k]
func scatterAddBackward(n *Node) {
	if ds := n.GradOf(1); ds != nil {
		tensor.Gather(ds, n.Out.Grad, n.I[0], n.Idx, ds.Shape())
	}
	n.PassGrad(0)
}
