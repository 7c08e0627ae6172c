package tensor

// The Tensor type: making one, its shape, its elements, and views of other
// shapes over the same data.

import (
	"fmt"
	"math"
)

// MaxRank is the largest number of dimensions a Tensor can have; video
// patches ([b, t, p, h, p, w, p, c]) need eight.
const MaxRank = 8

// Tensor is a float32 array: a shape and contiguous row-major data.
//
// The zero value is an empty rank-0 header; make tensors with New or
// FromSlice. A Tensor is not safe for concurrent writes; concurrent reads are
// fine.
type Tensor struct {
	dims [MaxRank]int
	rank int
	data []float32
}

// New returns a tensor of zeros with the given dimensions. No dimensions make
// a scalar (rank 0, one element). A negative dimension or a rank above
// MaxRank panics with *ShapeError.
func New(dims ...int) *Tensor {
	t := new(Tensor)
	n := t.setShape("New", dims)
	t.data = make([]float32, n)
	return t
}

// FromSlice returns a tensor that shares data. It panics with *ShapeError if
// len(data) is not the product of dims.
func FromSlice(data []float32, dims ...int) *Tensor {
	t := new(Tensor)
	t.rebind(data, dims...)
	return t
}

// Full returns a tensor whose every element is v.
func Full(v float32, dims ...int) *Tensor {
	t := New(dims...)
	t.Fill(v)
	return t
}

// Scalar returns a rank-0 tensor that holds v.
func Scalar(v float32) *Tensor { return FromSlice([]float32{v}) }

// Arange returns the one-dimensional tensor 0, 1, ..., n-1.
func Arange(n int) *Tensor {
	t := New(n)
	for i := range t.data {
		t.data[i] = float32(i)
	}
	return t
}

// rebind makes t a header over data with the given dimensions, dropping what it
// held. FromSlice is small enough to be inlined because the work is here; so
// *h = *FromSlice(data, dims...) reuses the header h and allocates nothing.
func (t *Tensor) rebind(data []float32, dims ...int) {
	n := t.setShape("FromSlice", dims)
	if len(data) != n {
		panic(&ShapeError{Op: "FromSlice", Want: fmt.Sprintf("%d elements, got %d", n, len(data)), Got: [][]int{clone(dims)}})
	}
	t.data = data
}

// setShape stores dims and returns their product. It must not let dims
// escape: the tape calls it for every value of a step.
func (t *Tensor) setShape(op string, dims []int) int {
	if len(dims) > MaxRank {
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("at most %d dimensions", MaxRank), Got: [][]int{clone(dims)}})
	}
	for _, d := range dims {
		if d < 0 {
			panic(&ShapeError{Op: op, Want: "no negative dimension", Got: [][]int{clone(dims)}})
		}
	}
	n, ok := product(dims)
	if !ok {
		panic(&ShapeError{Op: op, Want: "a number of elements that fits in int", Got: [][]int{clone(dims)}})
	}
	copy(t.dims[:], dims)
	t.rank = len(dims)
	return n
}

// product returns the product of non-negative dims, and whether it fits in
// int. A zero among them makes it zero, whatever the others are.
func product(dims []int) (n int, ok bool) {
	n, ok = 1, true
	for _, d := range dims {
		if d == 0 {
			return 0, true
		}
		if n > math.MaxInt/d {
			ok = false
			continue
		}
		n *= d
	}
	return n, ok
}

// Shape returns the dimensions. The slice is the tensor's own: do not write
// to it.
func (t *Tensor) Shape() []int { return t.dims[:t.rank:t.rank] }

// Rank returns the number of dimensions.
func (t *Tensor) Rank() int { return t.rank }

// Dim returns dimension i; a negative i counts from the end, so Dim(-1) is
// the last. It panics with *ShapeError when i is out of range.
func (t *Tensor) Dim(i int) int {
	j := i
	if j < 0 {
		j += t.rank
	}
	if j < 0 || j >= t.rank {
		panic(&ShapeError{Op: "Dim", Want: fmt.Sprintf("a dimension %d", i), Got: [][]int{clone(t.Shape())}})
	}
	return t.dims[j]
}

// Size returns the number of elements.
func (t *Tensor) Size() int { return len(t.data) }

// Data returns the elements in row-major order. The slice is the tensor's
// own storage.
func (t *Tensor) Data() []float32 { return t.data }

// At returns the element at the given index.
func (t *Tensor) At(ix ...int) float32 { return t.data[t.offset(ix)] }

// Set stores v at the given index.
func (t *Tensor) Set(v float32, ix ...int) { t.data[t.offset(ix)] = v }

// Item returns the only element of a tensor of size one.
func (t *Tensor) Item() float32 {
	if len(t.data) != 1 {
		panic(&ShapeError{Op: "Item", Want: "one element", Got: [][]int{clone(t.Shape())}})
	}
	return t.data[0]
}

func (t *Tensor) offset(ix []int) int {
	if len(ix) != t.rank {
		panic(&ShapeError{Op: "At", Want: fmt.Sprintf("%d indices, got %d", t.rank, len(ix)), Got: [][]int{clone(t.Shape())}})
	}
	o := 0
	for i, x := range ix {
		if x < 0 || x >= t.dims[i] {
			panic(&ShapeError{Op: "At", Want: fmt.Sprintf("index %d of dimension %d in range, got %d", i, t.dims[i], x), Got: [][]int{clone(t.Shape())}})
		}
		o = o*t.dims[i] + x
	}
	return o
}

// Fill sets every element to v.
func (t *Tensor) Fill(v float32) {
	for i := range t.data {
		t.data[i] = v
	}
}

// Clone returns a copy that shares nothing with t.
func (t *Tensor) Clone() *Tensor {
	c := New(t.Shape()...)
	copy(c.data, t.data)
	return c
}

// CopyFrom copies the elements of src, which must have the same shape.
func (t *Tensor) CopyFrom(src *Tensor) {
	if !SameShape(t, src) {
		panic(NewShapeError("CopyFrom", "equal shapes", t, src))
	}
	copy(t.data, src.data)
}

// SameShape reports whether a and b have equal shapes.
func SameShape(a, b *Tensor) bool {
	return a.rank == b.rank && a.dims == b.dims || sameDims(a.Shape(), b.Shape())
}

func sameDims(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Reshape returns a tensor of another shape over the same data. One
// dimension may be -1 and is then computed.
func (t *Tensor) Reshape(dims ...int) *Tensor {
	r := new(Tensor)
	t.reshapeInto(r, dims...)
	return r
}

// reshapeInto is Reshape into an existing header. As with rebind, *h =
// *t.Reshape(dims...) allocates nothing.
func (t *Tensor) reshapeInto(r *Tensor, dims ...int) {
	var full [MaxRank]int
	if len(dims) > MaxRank {
		panic(&ShapeError{Op: "Reshape", Want: fmt.Sprintf("at most %d dimensions", MaxRank), Got: [][]int{clone(dims)}})
	}
	n, infer, ok := 1, -1, true
	for i, d := range dims {
		full[i] = d
		if d == -1 && infer < 0 {
			infer = i
			full[i] = 1
		}
		ok = ok && full[i] >= 0
	}
	if ok {
		n, ok = product(full[:len(dims)])
	}
	if infer >= 0 {
		full[infer] = -1
	}
	if !ok {
		n = -1 // a negative size, or a product that no tensor has
	}
	if infer >= 0 && n > 0 && len(t.data)%n == 0 {
		full[infer] = len(t.data) / n
		n = len(t.data)
	}
	if n != len(t.data) || n < 0 {
		panic(&ShapeError{Op: "Reshape", Want: fmt.Sprintf("%d elements", len(t.data)), Got: [][]int{clone(t.Shape()), clone(dims)}})
	}
	r.rebind(t.data, full[:len(dims)]...)
}

func clone(dims []int) []int { return append([]int{}, dims...) }
