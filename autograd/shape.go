package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: the order and the repetition of elements. Only Reshape shares
// data; the others copy. g is the gradient of the result.

var (
	opReshape   = NewOp("Reshape", reshapeBackward).Reads()
	opTranspose = NewOp("Transpose", transposeBackward).Reads()
	opPermute   = NewOp("Permute", permuteBackward).Reads()
	opExpand    = NewOp("Expand", expandBackward).Reads()
	opRepeat    = NewOp("Repeat", repeatBackward).Reads()
	opPad       = NewOp("Pad", padBackward).Reads()
	opFlip      = NewOp("Flip", flipBackward).Reads()
)

// Reshape returns x with other dimensions over the same data. One of them may
// be -1 and is then computed.
func Reshape(x *Var, dims ...int) *Var {
	t := Of("Reshape", x)
	y := t.View(x, dims...)
	t.Record(opReshape, y, x)
	return y
}

// dx = g
func reshapeBackward(n *Node) { n.PassGrad(0) }

// Transpose exchanges axes i and j.
func Transpose(x *Var, i, j int) *Var {
	t := Of("Transpose", x)
	i, j = axisOf("Transpose", x, i), axisOf("Transpose", x, j)
	s := shapeOf(x)
	s.dims[i], s.dims[j] = s.dims[j], s.dims[i]
	y := t.New(s.slice()...)
	tensor.Transpose(y.Value, x.Value, i, j)
	if n := t.Record(opTranspose, y, x); n != nil {
		n.I[0], n.I[1] = i, j
	}
	return y
}

// dx = g with i and j exchanged
func transposeBackward(n *Node) {
	tensor.Transpose(n.GradOf(0), n.Out.Grad, n.I[0], n.I[1])
}

// Permute makes axis i of the result from axis perm[i] of x.
func Permute(x *Var, perm ...int) *Var {
	t := Of("Permute", x)
	s := shapeOf(x)
	var inverse, p [tensor.MaxRank]int
	seen, ok := 0, len(perm) == s.rank
	for i := 0; ok && i < s.rank; i++ {
		p[i] = axisOf("Permute", x, perm[i])
		ok = seen>>p[i]&1 == 0
		seen |= 1 << p[i]
		inverse[p[i]] = i
		s.dims[i] = x.Shape()[p[i]]
	}
	if !ok {
		panic(tensor.NewShapeError("Permute", fmt.Sprintf("every axis once, got %v", append([]int(nil), perm...)), x.Value))
	}
	y := t.New(s.slice()...)
	tensor.Permute(y.Value, x.Value, p[:s.rank]...)
	if n := t.Record(opPermute, y, x); n != nil {
		copy(n.I[:], inverse[:])
	}
	return y
}

// dx = g in the inverse permutation
func permuteBackward(n *Node) {
	dx := n.GradOf(0)
	tensor.Permute(dx, n.Out.Grad, n.I[:dx.Rank()]...)
}

// Expand broadcasts x to the shape dims; -1 keeps the size of an axis.
func Expand(x *Var, dims ...int) *Var {
	t := Of("Expand", x)
	xs := x.Shape()
	var s shape
	lead, ok := len(dims)-len(xs), len(dims) <= tensor.MaxRank
	for i := 0; ok && i < len(dims); i++ {
		s.dims[i] = dims[i]
		if i >= lead && lead >= 0 {
			if dims[i] == -1 {
				s.dims[i] = xs[i-lead]
			}
			ok = xs[i-lead] == s.dims[i] || xs[i-lead] == 1
		}
		ok = ok && s.dims[i] >= 0
	}
	if !ok || lead < 0 {
		panic(tensor.NewShapeError("Expand", fmt.Sprintf("a shape that broadcasts to %v", append([]int(nil), dims...)), x.Value))
	}
	s.rank = len(dims)
	y := t.New(s.slice()...)
	tensor.BroadcastTo(y.Value, x.Value, s.slice()...)
	t.Record(opExpand, y, x)
	return y
}

// dx = g, summed over the copies
func expandBackward(n *Node) { tensor.SumTo(n.GradOf(0), n.Out.Grad) }

// Repeat tiles x: axis i of the result is axis i of x reps[i] times over.
// More reps than axes add leading axes.
func Repeat(x *Var, reps ...int) *Var {
	t := Of("Repeat", x)
	s := shapeOf(x)
	ok := len(reps) >= s.rank && len(reps) <= tensor.MaxRank
	for ok && s.rank < len(reps) {
		s.insert(0, 1)
	}
	for i := 0; ok && i < len(reps); i++ {
		s.dims[i] *= reps[i]
		ok = reps[i] >= 0
	}
	if !ok {
		panic(tensor.NewShapeError("Repeat", fmt.Sprintf("one repetition per axis, none negative, at most %d; got %v",
			tensor.MaxRank, append([]int(nil), reps...)), x.Value))
	}
	y := t.New(s.slice()...)
	tensor.Repeat(y.Value, x.Value, reps...)
	if n := t.Record(opRepeat, y, x); n != nil {
		copy(n.I[:], reps)
	}
	return y
}

// dx = g, summed over the copies, axis by axis
func repeatBackward(n *Node) {
	t, dx, g := n.Out.tape, n.GradOf(0), n.Out.Grad
	if g.Size() == 0 {
		dx.Fill(0)
		return
	}
	outer, axes := 1, [1]int{1}
	for i, d := range n.Out.Shape() {
		r := n.I[i]
		if r > 1 {
			inner := g.Size() / (outer * r)
			sum := t.temp(outer, inner)
			tensor.Sum(sum, t.reshaped(g, outer, r, inner), axes[:], false)
			if g != n.Out.Grad {
				t.free(g)
			}
			g = sum
		}
		outer *= d / r
	}
	copy(dx.Data(), g.Data())
	if g != n.Out.Grad {
		t.free(g)
	}
}

// Pad surrounds x with value: before[i] elements ahead of axis i and after[i]
// behind it.
func Pad(x *Var, before, after []int, value float32) *Var {
	t := Of("Pad", x)
	s := shapeOf(x)
	ok := len(before) == s.rank && len(after) == s.rank
	for i := 0; ok && i < s.rank; i++ {
		ok = before[i] >= 0 && after[i] >= 0
		s.dims[i] += before[i] + after[i]
	}
	if !ok {
		panic(tensor.NewShapeError("Pad", fmt.Sprintf("two widths per axis, none negative; got %v and %v",
			append([]int(nil), before...), append([]int(nil), after...)), x.Value))
	}
	y := t.New(s.slice()...)
	tensor.Pad(y.Value, x.Value, before, after, value)
	if n := t.Record(opPad, y, x); n != nil {
		copy(n.I[:], before)
	}
	return y
}

// dx = g without its margins, axis by axis
func padBackward(n *Node) {
	t, dx, g := n.Out.tape, n.GradOf(0), n.Out.Grad
	s := shapeOf(n.Out)
	for i, d := range dx.Shape() {
		if s.dims[i] == d {
			continue
		}
		s.dims[i] = d
		cut := t.temp(s.slice()...)
		tensor.Slice(cut, g, i, n.I[i], n.I[i]+d, 1)
		if g != n.Out.Grad {
			t.free(g)
		}
		g = cut
	}
	copy(dx.Data(), g.Data())
	if g != n.Out.Grad {
		t.free(g)
	}
}

// Flip reverses x along the axes.
func Flip(x *Var, axes ...int) *Var {
	t := Of("Flip", x)
	mask := 0
	if len(axes) > 0 {
		mask = axisMask("Flip", x, axes)
	}
	y := t.New(x.Shape()...)
	tensor.Flip(y.Value, x.Value, axes...)
	if n := t.Record(opFlip, y, x); n != nil {
		n.I[0] = mask
	}
	return y
}

// dx = g reversed
func flipBackward(n *Node) {
	var buf [tensor.MaxRank]int
	tensor.Flip(n.GradOf(0), n.Out.Grad, maskAxes(buf[:0], n.I[0])...)
}
