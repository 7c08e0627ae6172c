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
	cell   []int
	weight []float64
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
	n, reach := 0, 0.0
	switch mode {
	case Nearest:
		n = 1
	case Bilinear:
		n = 2
	case Bicubic:
		n = 4
	case BicubicAntialias:
		reach = 2 * max(scale, 1)
		n = int(math.Ceil(2*reach)) + 1
	default:
		panic(&ShapeError{Op: op, Want: fmt.Sprintf("mode Nearest, Bilinear, Bicubic or BicubicAntialias, not %d", int(mode))})
	}
	ts := make([]tap, to)
	cells, weights := make([]int, n*to), make([]float64, n*to)
	for i := range ts {
		t := tap{cells[i*n : (i+1)*n], weights[i*n : (i+1)*n]}
		middle := float64((float64(i) + 0.5) * scale)
		at := middle - 0.5
		switch mode {
		case Nearest:
			t.cell[0], t.weight[0] = i*from/to, 1
		case Bilinear:
			at = max(at, 0)
			first := math.Floor(at)
			t.cell[0], t.cell[1] = int(first), min(int(first)+1, from-1)
			t.weight[1] = at - first
			t.weight[0] = 1 - t.weight[1]
		case Bicubic:
			first := math.Floor(at)
			for j := range t.cell {
				t.cell[j] = min(max(int(first)-1+j, 0), from-1)
				t.weight[j] = cubic(math.Abs(at-first+1-float64(j)), -0.75)
			}
		case BicubicAntialias:
			t = t.within(middle, reach, from)
		}
		ts[i] = t
	}
	return ts
}

// within makes t the old cells, of from, whose centres lie within reach of middle.
// Their weights are those of the cubic kernel stretched to that reach, and sum to 1.
func (t tap) within(middle, reach float64, from int) tap {
	first := max(int(middle-reach+0.5), 0)
	n := min(int(middle+reach+0.5), from) - first
	t = tap{t.cell[:n], t.weight[:n]}
	sum := 0.0
	for j := range t.cell {
		t.cell[j] = first + j
		t.weight[j] = cubic(float64(math.Abs(float64(first+j)+0.5-middle)*2/reach), -0.5)
		sum += t.weight[j]
	}
	for j := range t.weight {
		t.weight[j] /= sum
	}
	return t
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
	for i := range r.cell {
		for j := range c.cell {
			w := float64(r.weight[i] * c.weight[j])
			sum += float64(w * float64(from[r.cell[i]*p.oldW+c.cell[j]]))
		}
	}
	return float32(sum)
}

func (p *interpolation) spread(from []float32, g float32, r, c *tap) {
	for i := range r.cell {
		for j := range c.cell {
			w := float64(r.weight[i] * c.weight[j])
			from[r.cell[i]*p.oldW+c.cell[j]] += float32(w * float64(g))
		}
	}
}
