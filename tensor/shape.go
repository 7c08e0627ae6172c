package tensor

// Movement of whole blocks: slices, concatenation, repetition, padding,
// reversal. All of them copy, and dst must not overlap an input.

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/simd"
)

// Slice takes the elements start, start+step, ... below end along axis, with
// 0 ≤ start ≤ end ≤ the axis' size and step ≥ 1.
func Slice(dst, x *Tensor, axis, start, end, step int) *Tensor {
	outer, n, inner := x.split("Slice", axis)
	if start < 0 || end < start || end > n || step < 1 {
		panic(&ShapeError{Op: "Slice", Want: fmt.Sprintf("0 <= start <= end <= %d and a positive step, got start %d, end %d, step %d", n, start, end, step),
			Got: [][]int{clone(x.Shape())}})
	}
	m := 0
	if end > start {
		m = (end-start-1)/step + 1
	}
	dims := x.dims
	dims[x.axisIndex("Slice", axis)] = m
	dst = result("Slice", dst, dims[:x.rank])
	for o := 0; o < outer; o++ {
		src := x.data[o*n*inner : (o+1)*n*inner]
		if step == 1 {
			copy(dst.data[o*m*inner:(o+1)*m*inner], src[start*inner:])
			continue
		}
		for i := 0; i < m; i++ {
			at := (start + i*step) * inner
			copy(dst.data[(o*m+i)*inner:][:inner], src[at:at+inner])
		}
	}
	return dst
}

// AddSlice adds g to the elements of dst that Slice(nil, dst, axis, start,
// end, step) takes, with end = start + g's size along axis times step: the
// adjoint of Slice. The shapes of dst and g agree along the other axes.
func AddSlice(dst, g *Tensor, axis, start, step int) *Tensor {
	outer, n, inner := dst.split("AddSlice", axis)
	axis = dst.axisIndex("AddSlice", axis)
	dims := dst.dims
	m := 0
	if g.rank == dst.rank {
		m = g.dims[axis]
	}
	dims[axis] = m
	if !sameDims(dims[:dst.rank], g.Shape()) {
		panic(NewShapeError("AddSlice", fmt.Sprintf("shapes that agree but for axis %d", axis), dst, g))
	}
	if start < 0 || step < 1 || m > 0 && start >= n || m > 1 && step > (n-1-start)/(m-1) {
		panic(NewShapeError("AddSlice", fmt.Sprintf("a slice within %d, got start %d, step %d", n, start, step), dst, g))
	}
	if step == 1 && m > 0 {
		for o := 0; o < outer; o++ {
			d := dst.data[(o*n+start)*inner:][:m*inner]
			simd.Add(d, d, g.data[o*m*inner:(o+1)*m*inner])
		}
		return dst
	}
	for o := 0; o < outer; o++ {
		for i := 0; i < m; i++ {
			d := dst.data[(o*n+start+i*step)*inner:][:inner]
			simd.Add(d, d, g.data[(o*m+i)*inner:][:inner])
		}
	}
	return dst
}

// Concat joins tensors along axis; they agree along the other axes.
func Concat(dst *Tensor, axis int, ts ...*Tensor) *Tensor {
	if len(ts) == 0 {
		panic(&ShapeError{Op: "Concat", Want: "at least one tensor"})
	}
	outer, _, inner := ts[0].split("Concat", axis)
	axis = ts[0].axisIndex("Concat", axis)
	dims := ts[0].dims
	total := 0
	for _, t := range ts {
		if t.rank == ts[0].rank {
			dims[axis] = t.dims[axis]
			total += t.dims[axis]
		}
		if !sameDims(t.Shape(), dims[:ts[0].rank]) {
			panic(NewShapeError("Concat", fmt.Sprintf("shapes that agree but for axis %d", axis), append([]*Tensor(nil), ts...)...))
		}
	}
	dims[axis] = total
	dst = result("Concat", dst, dims[:ts[0].rank])
	at := 0
	for _, t := range ts {
		n := t.dims[axis] * inner
		for o := 0; o < outer; o++ {
			copy(dst.data[o*total*inner+at:][:n], t.data[o*n:(o+1)*n])
		}
		at += n
	}
	return dst
}

// Stack joins tensors of one shape along a new axis, which is axis of the
// result.
func Stack(dst *Tensor, axis int, ts ...*Tensor) *Tensor {
	if len(ts) == 0 {
		panic(&ShapeError{Op: "Stack", Want: "at least one tensor"})
	}
	for _, t := range ts {
		if !SameShape(t, ts[0]) {
			panic(NewShapeError("Stack", "equal shapes", append([]*Tensor(nil), ts...)...))
		}
	}
	rank := ts[0].rank
	if axis < 0 {
		axis += rank + 1
	}
	if rank == MaxRank || axis < 0 || axis > rank {
		panic(NewShapeError("Stack", fmt.Sprintf("an axis %d of a result of at most %d dimensions", axis, MaxRank), ts[0]))
	}
	var dims [MaxRank]int
	copy(dims[:], ts[0].dims[:axis])
	dims[axis] = len(ts)
	copy(dims[axis+1:], ts[0].dims[axis:rank])
	dst = result("Stack", dst, dims[:rank+1])
	outer := 1
	for _, d := range dims[:axis] {
		outer *= d
	}
	if outer == 0 {
		return dst
	}
	n := len(ts[0].data) / outer
	for i, t := range ts {
		for o := 0; o < outer; o++ {
			copy(dst.data[(o*len(ts)+i)*n:][:n], t.data[o*n:(o+1)*n])
		}
	}
	return dst
}

// Repeat tiles x: axis i of the result holds axis i of x reps[i] times. More
// reps than axes add leading axes. (PyTorch's repeat, NumPy's tile.)
func Repeat(dst, x *Tensor, reps ...int) *Tensor {
	bad := len(reps) < x.rank || len(reps) > MaxRank
	for _, r := range reps {
		bad = bad || r < 0
	}
	if bad {
		panic(NewShapeError("Repeat", fmt.Sprintf("one repetition per axis, none negative, at most %d; got %v", MaxRank, clone(reps)), x))
	}
	var dims, from [MaxRank]int
	lead := len(reps) - x.rank
	for i, r := range reps {
		from[i] = 1
		if i >= lead {
			from[i] = x.dims[i-lead]
		}
		if dims[i] = from[i] * r; r > 0 && dims[i]/r != from[i] {
			panic(NewShapeError("Repeat", fmt.Sprintf("a size of axis %d that fits in int, got %d repetitions", i, r), x))
		}
	}
	dst = result("Repeat", dst, dims[:len(reps)])
	if len(dst.data) > 0 {
		repeatInto(dst.data, x.data, dims[:len(reps)], from[:len(reps)])
	}
	return dst
}

// repeatInto fills dst [dims] with x [from], axis after axis: the first copy
// of an axis is made by the axes below it, the others from the first.
func repeatInto(dst, x []float32, dims, from []int) {
	if len(dims) == 0 {
		copy(dst, x)
		return
	}
	nd, nx := len(dst)/dims[0], len(x)/from[0]
	for i := 0; i < from[0]; i++ {
		repeatInto(dst[i*nd:(i+1)*nd], x[i*nx:(i+1)*nx], dims[1:], from[1:])
	}
	for done := from[0] * nd; done < len(dst); {
		done += copy(dst[done:], dst[:done])
	}
}

// Pad surrounds x with value: before[i] elements ahead of axis i and after[i]
// behind it. Its adjoint is Slice along every axis.
func Pad(dst, x *Tensor, before, after []int, value float32) *Tensor {
	bad := len(before) != x.rank || len(after) != x.rank
	for i := 0; i < x.rank && !bad; i++ {
		bad = before[i] < 0 || after[i] < 0
	}
	if bad {
		panic(NewShapeError("Pad", fmt.Sprintf("two non-negative widths per axis, got %v and %v", clone(before), clone(after)), x))
	}
	var dims [MaxRank]int
	for i, d := range x.Shape() {
		if dims[i] = before[i] + d + after[i]; dims[i] < 0 || before[i] > math.MaxInt-d || after[i] > math.MaxInt-d-before[i] {
			panic(NewShapeError("Pad", fmt.Sprintf("a size of axis %d that fits in int, got widths %d and %d", i, before[i], after[i]), x))
		}
	}
	dst = result("Pad", dst, dims[:x.rank])
	fill(dst.data, value)
	if len(x.data) == 0 {
		return dst
	}
	n := 1 // length of a row, the last axis
	if x.rank > 0 {
		n = x.dims[x.rank-1]
	}
	for row := 0; row*n < len(x.data); row++ {
		at, rest, step := 0, row, 1
		for i := x.rank - 1; i >= 0; i-- {
			j := 0
			if i < x.rank-1 {
				j = rest % x.dims[i]
				rest /= x.dims[i]
			}
			at += (before[i] + j) * step
			step *= dims[i]
		}
		copy(dst.data[at:at+n], x.data[row*n:(row+1)*n])
	}
	return dst
}

// Flip reverses x along the axes.
func Flip(dst, x *Tensor, axes ...int) *Tensor {
	var flip [MaxRank]bool
	for _, a := range axes {
		i := x.axisIndex("Flip", a)
		if flip[i] {
			panic(NewShapeError("Flip", fmt.Sprintf("different axes, got %v", clone(axes)), x))
		}
		flip[i] = true
	}
	dst = result("Flip", dst, x.Shape())
	if len(x.data) == 0 {
		return dst
	}
	n := 1 // length of a row, the last axis
	if x.rank > 0 {
		n = x.dims[x.rank-1]
	}
	for row := 0; row*n < len(x.data); row++ {
		at, rest, step := 0, row, n
		for i := x.rank - 2; i >= 0; i-- {
			j := rest % x.dims[i]
			rest /= x.dims[i]
			if flip[i] {
				j = x.dims[i] - 1 - j
			}
			at += j * step
			step *= x.dims[i]
		}
		d := dst.data[row*n : (row+1)*n]
		copy(d, x.data[at:at+n])
		if x.rank > 0 && flip[x.rank-1] {
			for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
				d[i], d[j] = d[j], d[i]
			}
		}
	}
	return dst
}
