package tensor

// Images on another grid, as PyTorch's interpolate makes them with
// align_corners=False: cell i of the new grid lies at (i + ½)·old/new − ½ of
// the old one. Every new cell is a weighted sum over old ones, in float64 and
// rounded once; no function is used that rounds differently on another
// platform.

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

// InterpolateMode says which old cells make a new one.
type InterpolateMode int

// The modes; those of PyTorch by the same names.
const (
	Nearest  InterpolateMode = iota // the old cell ⌊i·old/new⌋
	Bilinear                        // the two around it along each axis, none before the first
	Bicubic                         // four along each axis (Keys, 1981, a = −0.75), the outermost going on

	// BicubicAntialias is PyTorch's bicubic with antialias=True: Keys' kernel with
	// a = −0.5, as much wider as the old grid is finer than the new one. Cells beyond
	// the border count for nothing, and the weights of the others sum to 1.
	BicubicAntialias
)

// Interpolate returns x [B, C, H, W] on the grid h×w, [B, C, h, w]. dst must
// not overlap x.
func Interpolate(dst, x *Tensor, h, w int, mode InterpolateMode) *Tensor {
	p := newInterpolation("Interpolate", x, h, w, mode)
	dims := [4]int{x.dims[0], x.dims[1], h, w}
	dst = result("Interpolate", dst, dims[:])
	p.run(dst.data, x.data, false)
	return dst
}

// InterpolateAdjoint writes to dst [B, C, H, W], which must not be nil, the
// gradient of Interpolate's x, given g [B, C, h, w], that of its result.
func InterpolateAdjoint(dst, g *Tensor, mode InterpolateMode) *Tensor {
	if dst.rank != 4 || g.rank != 4 || dst.dims[0] != g.dims[0] || dst.dims[1] != g.dims[1] {
		panic(NewShapeError("InterpolateAdjoint", "dst [B, C, H, W] and g [B, C, h, w]", dst, g))
	}
	p := newInterpolation("InterpolateAdjoint", dst, g.dims[2], g.dims[3], mode)
	fill(dst.data, 0)
	p.run(g.data, dst.data, true)
	return dst
}

// tap is the old cells that make a new one along one axis, and their weights.
type tap struct {
	n      int
	cell   [4]int
	weight [4]float64

	// A mode that reaches further has them here.
	cells   []int
	weights []float64
}

func (t *tap) all() (cells []int, weights []float64) {
	if t.cells != nil {
		return t.cells, t.weights
	}
	return t.cell[:t.n], t.weight[:t.n]
}

// interpolation is one resampling of planes as work for several threads.
type interpolation struct {
	planes     int
	oldW       int
	oldPlane   int
	rows, cols []tap
	to, from   []float32 // new, old
	adjoint    bool
}

var interpolations = sync.Pool{New: func() any { return new(interpolation) }}

func newInterpolation(op string, x *Tensor, h, w int, mode InterpolateMode) interpolation {
	if x.rank != 4 || h < 1 || w < 1 || x.dims[2] < 1 || x.dims[3] < 1 {
		panic(NewShapeError(op, fmt.Sprintf("an image [B, C, H, W] and a grid of at least 1×1, got %d×%d", h, w), x))
	}
	return interpolation{planes: x.dims[0] * x.dims[1], oldW: x.dims[3], oldPlane: x.dims[2] * x.dims[3],
		rows: taps(op, x.dims[2], h, mode), cols: taps(op, x.dims[3], w, mode)}
}

// taps returns the taps along one axis.
func taps(op string, from, to int, mode InterpolateMode) []tap {
	scale := float64(from) / float64(to) // of a new cell, in old ones
	ts := make([]tap, to)
	for i := range ts {
		t := &ts[i]
		middle := float64((float64(i) + 0.5) * scale)
		at := middle - 0.5
		switch mode {
		case Nearest:
			t.n, t.cell[0], t.weight[0] = 1, i*from/to, 1
		case Bilinear:
			at = max(at, 0)
			first := math.Floor(at)
			t.n = 2
			t.cell[0], t.cell[1] = int(first), min(int(first)+1, from-1)
			t.weight[1] = at - first
			t.weight[0] = 1 - t.weight[1]
		case Bicubic:
			first := math.Floor(at)
			t.n = 4
			for j := range t.cell {
				t.cell[j] = min(max(int(first)-1+j, 0), from-1)
				t.weight[j] = cubic(math.Abs(at-first+1-float64(j)), -0.75)
			}
		case BicubicAntialias:
			t.within(middle, 2*max(scale, 1), from)
		default:
			panic(&ShapeError{Op: op, Want: fmt.Sprintf("mode Nearest, Bilinear, Bicubic or BicubicAntialias, not %d", int(mode))})
		}
	}
	return ts
}

// within makes t the old cells, of from, whose centres lie within reach of middle.
// Their weights are those of the cubic kernel stretched to that reach, and sum to 1.
func (t *tap) within(middle, reach float64, from int) {
	first := max(int(middle-reach+0.5), 0)
	n := min(int(middle+reach+0.5), from) - first
	t.cells, t.weights = make([]int, n), make([]float64, n)
	sum := 0.0
	for j := range t.cells {
		t.cells[j] = first + j
		t.weights[j] = cubic(float64(math.Abs(float64(first+j)+0.5-middle)*2/reach), -0.5)
		sum += t.weights[j]
	}
	for j := range t.weights {
		t.weights[j] /= sum
	}
}

// cubic is Keys' convolution kernel (1981) of parameter a at distance x ≥ 0. It is 0
// from 2 on.
func cubic(x, a float64) float64 {
	switch {
	case x <= 1:
		return float64(float64(float64((a+2)*x)-(a+3))*float64(x*x)) + 1
	case x < 2:
		return float64(a * (float64((float64((x-5)*x)+8)*x) - 4))
	}
	return 0
}

func (p interpolation) run(to, from []float32, adjoint bool) {
	p.to, p.from, p.adjoint = to, from, adjoint
	if len(to) <= splitAbove {
		p.Run(0, p.planes)
		return
	}
	t := interpolations.Get().(*interpolation)
	*t = p
	parallel.For(p.planes, max(1, grainSize/(len(to)/p.planes)), t)
	*t = interpolation{}
	interpolations.Put(t)
}

// Run implements parallel.Body; an item is one channel of one sample.
func (p *interpolation) Run(lo, hi int) {
	for item := lo; item < hi; item++ {
		to := p.to[item*len(p.rows)*len(p.cols):]
		from := p.from[item*p.oldPlane : (item+1)*p.oldPlane]
		for r := range p.rows {
			for c := range p.cols {
				if p.adjoint {
					p.spread(from, to[c], &p.rows[r], &p.cols[c])
				} else {
					to[c] = p.gather(from, &p.rows[r], &p.cols[c])
				}
			}
			to = to[len(p.cols):]
		}
	}
}

func (p *interpolation) gather(from []float32, r, c *tap) float32 {
	sum := 0.0
	rows, down := r.all()
	cols, across := c.all()
	for i, row := range rows {
		for j, col := range cols {
			w := float64(down[i] * across[j])
			sum += float64(w * float64(from[row*p.oldW+col]))
		}
	}
	return float32(sum)
}

func (p *interpolation) spread(from []float32, g float32, r, c *tap) {
	rows, down := r.all()
	cols, across := c.all()
	for i, row := range rows {
		for j, col := range cols {
			w := float64(down[i] * across[j])
			from[row*p.oldW+col] += float32(w * float64(g))
		}
	}
}
