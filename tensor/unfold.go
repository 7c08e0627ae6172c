package tensor

// Windows that slide over the last one to three axes of a tensor, so that any
// convolution becomes one matrix product (im2col). For x [B, C, S...] and a
// window of K... cells, N positions give
//
//	columns [B, N, C·K],  N = Π ((S + 2·padding − dilation·(K−1) − 1)/stride + 1),
//
// in row-major order of the positions, and inside a column in the order
// (c, k...) of a convolution's weight [D, C, K...].

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

// Window is the geometry of a window over as many of the last axes as x has
// besides batch and channels; the numbers of the other axes are not used.
// Stride and Dilation 0 mean 1. Cells in the padding read as zero.
type Window struct {
	Kernel, Stride, Padding, Dilation [3]int
}

// Unfold returns the columns [B, N, C·K] of x [B, C, S...], which has one to
// three axes S. dst must not overlap x.
func Unfold(dst, x *Tensor, w Window) *Tensor {
	u := newUnfolding("Unfold", x, w)
	dims := u.columns()
	dst = result("Unfold", dst, dims[:])
	u.run(dst.data, x.data, false)
	return dst
}

// Fold sums columns [B, N, C·K] back into dst [B, C, S...], which must not be
// nil: the adjoint of Unfold. What windows share is added in ascending order
// of their positions; cells in no window become zero.
func Fold(dst, columns *Tensor, w Window) *Tensor {
	u := newUnfolding("Fold", dst, w)
	dims := u.columns()
	if !sameDims(columns.Shape(), dims[:]) {
		panic(NewShapeError("Fold", fmt.Sprintf("columns %v", clone(dims[:])), dst, columns))
	}
	fill(dst.data, 0)
	u.run(columns.data, dst.data, true)
	return dst
}

// Positions returns how many positions w has along each of the last axes of x
// [B, C, S...], the first of them first; 1 for axes that x does not have. It
// panics with *ShapeError where Unfold does; op is named in the message.
func (w Window) Positions(op string, x *Tensor) (n [3]int) {
	u := newUnfolding(op, x, w)
	n = [3]int{1, 1, 1}
	copy(n[:], u.n[3-u.axes:])
	return n
}

// unfolding is a window on a tensor whose last axes are three (of size one in
// front where there are fewer), and one cutting or summing as work for several
// threads.
type unfolding struct {
	b, c, axes            int
	size, n               [3]int // of x and of the grid of positions
	k, stride, pad, apart [3]int
	group                 int // channels of an item of work
	col, x                []float32
	adjoint               bool
}

var unfoldings = sync.Pool{New: func() any { return new(unfolding) }}

// newUnfolding checks the geometry against a tensor.
func newUnfolding(op string, x *Tensor, w Window) unfolding {
	axes := x.rank - 2
	if axes < 1 || axes > 3 {
		panic(NewShapeError(op, "[B, C, S...] with one to three axes S", x))
	}
	u := unfolding{b: x.dims[0], c: x.dims[1], axes: axes, size: [3]int{1, 1, 1}, n: [3]int{1, 1, 1},
		k: [3]int{1, 1, 1}, stride: [3]int{1, 1, 1}, apart: [3]int{1, 1, 1}}
	for i := 0; i < axes; i++ {
		at := 3 - axes + i
		u.size[at], u.k[at], u.pad[at] = x.dims[2+i], w.Kernel[i], w.Padding[i]
		u.stride[at], u.apart[at] = orOne(w.Stride[i]), orOne(w.Dilation[i])
		// Beyond these no arithmetic below overflows.
		const most = 1 << 30
		if max(w.Kernel[i], w.Stride[i], w.Padding[i], w.Dilation[i]) > most || u.k[at] > 1 && u.apart[at] > math.MaxInt/4/(u.k[at]-1) {
			panic(NewShapeError(op, fmt.Sprintf("numbers of at most %d for axis %d, got kernel %d, stride %d, padding %d, dilation %d",
				most, 2+i, w.Kernel[i], w.Stride[i], w.Padding[i], w.Dilation[i]), x))
		}
		room := u.size[at] + 2*u.pad[at] - u.apart[at]*(u.k[at]-1) - 1
		if u.k[at] < 1 || u.stride[at] < 1 || u.apart[at] < 1 || u.pad[at] < 0 || room < 0 {
			panic(NewShapeError(op, fmt.Sprintf("a window within axis %d and its padding, got kernel %d, stride %d, padding %d, dilation %d",
				2+i, w.Kernel[i], w.Stride[i], w.Padding[i], w.Dilation[i]), x))
		}
		u.n[at] = room/u.stride[at] + 1
	}
	if _, ok := product([]int{u.b, u.n[0], u.n[1], u.n[2], u.c, u.k[0], u.k[1], u.k[2]}); !ok {
		panic(NewShapeError(op, "a number of columns that fits in int", x))
	}
	return u
}

func orOne(v int) int {
	if v == 0 {
		return 1
	}
	return v
}

// columns returns the shape of the columns.
func (u *unfolding) columns() [3]int {
	return [3]int{u.b, u.n[0] * u.n[1] * u.n[2], u.c * u.k[0] * u.k[1] * u.k[2]}
}

func (u unfolding) run(col, x []float32, adjoint bool) {
	if len(col) == 0 {
		return
	}
	u.col, u.x, u.adjoint = col, x, adjoint
	// All channels of a sample together go through the columns from the first to
	// the last; one by one they leave gaps, but there are more of them to share out.
	if u.group = 1; u.b >= 2*parallel.Threads() {
		u.group = u.c
	}
	items := u.b * (u.c / u.group)
	if len(col) <= splitAbove {
		u.Run(0, items)
		return
	}
	t := unfoldings.Get().(*unfolding)
	*t = u
	parallel.For(items, max(1, grainSize/(len(col)/items)), t)
	*t = unfolding{}
	unfoldings.Put(t)
}

// Run implements parallel.Body; an item is some channels of one sample, which
// share no cell with others.
func (u *unfolding) Run(lo, hi int) {
	positions, plane := u.n[0]*u.n[1]*u.n[2], u.size[0]*u.size[1]*u.size[2]
	kernel := u.k[0] * u.k[1] * u.k[2]
	for item := lo; item < hi; item++ {
		first := item * u.group // channel, counted over all samples
		b, c := first/u.c, first%u.c
		x := u.x[first*plane : (first+u.group)*plane]
		for p := 0; p < positions; p++ {
			u.position(p, u.col[((b*positions+p)*u.c+c)*kernel:][:u.group*kernel], x)
		}
	}
}

// position cuts position p from the channels x, or adds it there.
func (u *unfolding) position(p int, col, x []float32) {
	kernel, plane := u.k[0]*u.k[1]*u.k[2], u.size[0]*u.size[1]*u.size[2]
	at0 := p/(u.n[1]*u.n[2])*u.stride[0] - u.pad[0]
	at1 := p/u.n[2]%u.n[1]*u.stride[1] - u.pad[1]
	at2 := p%u.n[2]*u.stride[2] - u.pad[2]
	for i := 0; i < u.k[0]; i++ {
		s0 := at0 + i*u.apart[0]
		for j := 0; j < u.k[1]; j++ {
			s1 := at1 + j*u.apart[1]
			inside := s0 >= 0 && s0 < u.size[0] && s1 >= 0 && s1 < u.size[1]
			if !inside && u.adjoint {
				continue
			}
			line := (i*u.k[1] + j) * u.k[2]
			row := (s0*u.size[1] + s1) * u.size[2]
			for c := 0; c < u.group; c++ {
				to := col[c*kernel+line:][:u.k[2]]
				if !inside {
					clear(to)
					continue
				}
				u.line(to, x[c*plane+row:][:u.size[2]], at2)
			}
		}
	}
}

// line cuts the cells of the last axis from x, beginning at place at, or adds
// them to x.
func (u *unfolding) line(col, x []float32, at int) {
	if u.apart[2] == 1 && at >= 0 && at+len(col) <= len(x) {
		x = x[at : at+len(col)]
		switch {
		case u.adjoint:
			for k, v := range col {
				x[k] += v
			}
		case len(col) > 8:
			copy(col, x)
		default:
			//lint:ignore S1001 a few numbers are sooner copied than a function is called
			for k, v := range x {
				col[k] = v
			}
		}
		return
	}
	for k := range col {
		s := at + k*u.apart[2]
		switch inside := s >= 0 && s < len(x); {
		case inside && u.adjoint:
			x[s] += col[k]
		case inside:
			col[k] = x[s]
		case !u.adjoint:
			col[k] = 0
		}
	}
}
