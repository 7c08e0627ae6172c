package tensor

// Images as sequences of patches, so that a convolution becomes one matrix
// product. For x [B, C, H, W], patches of ph×pw pixels whose corners lie sh
// and sw apart give
//
//	tokens [B, N, C·ph·pw],  N = gh·gw,
//	gh = (H-ph)/sh + 1,  gw = (W-pw)/sw + 1 (whole divisions),
//
// in row-major order of the grid, and inside a token in the order (c, ph, pw)
// of a convolution's weight [D, C, ph, pw]. With sh = ph and sw = pw the
// patches tile the image; smaller strides overlap.

import (
	"fmt"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// Patchify cuts x [B, C, H, W] into tokens [B, N, C·ph·pw]. Pixels right of
// or below the last whole patch are left out. dst must not overlap x.
func Patchify(dst, x *Tensor, ph, pw, sh, sw int) *Tensor {
	g := newGrid("Patchify", x, ph, pw, sh, sw)
	dims := g.tokens()
	dst = result("Patchify", dst, dims[:])
	if len(dst.data) > 0 {
		g.run(dst.data, x.data, false)
	}
	return dst
}

// Unpatchify sums tokens [B, N, C·ph·pw] back into dst [B, C, H, W], which
// must not be nil: the adjoint of Patchify, and its inverse where the patches
// tile the image. Where patches overlap, their values are added in ascending
// order of the tokens; pixels in no patch become zero.
func Unpatchify(dst, tokens *Tensor, ph, pw, sh, sw int) *Tensor {
	g := newGrid("Unpatchify", dst, ph, pw, sh, sw)
	dims := g.tokens()
	if !sameDims(tokens.Shape(), dims[:]) {
		panic(NewShapeError("Unpatchify", fmt.Sprintf("tokens %v", clone(dims[:])), dst, tokens))
	}
	fill(dst.data, 0)
	if len(tokens.data) > 0 {
		g.run(tokens.data, dst.data, true)
	}
	return dst
}

// grid is the geometry of patches, and one cutting or summing of them as
// work for several threads.
type grid struct {
	b, c, h, w     int
	ph, pw, sh, sw int
	gh, gw         int
	tok, img       []float32
	adjoint        bool
}

var grids = sync.Pool{New: func() any { return new(grid) }}

// newGrid checks the geometry against an image tensor.
func newGrid(op string, x *Tensor, ph, pw, sh, sw int) grid {
	if x.rank != 4 {
		panic(NewShapeError(op, "an image [B, C, H, W]", x))
	}
	g := grid{b: x.dims[0], c: x.dims[1], h: x.dims[2], w: x.dims[3], ph: ph, pw: pw, sh: sh, sw: sw}
	if ph < 1 || pw < 1 || sh < 1 || sw < 1 || ph > g.h || pw > g.w {
		panic(NewShapeError(op, fmt.Sprintf("patches within the image and positive strides, got patch %d×%d, stride %d×%d", ph, pw, sh, sw), x))
	}
	g.gh, g.gw = (g.h-ph)/sh+1, (g.w-pw)/sw+1
	return g
}

// tokens returns the shape of the tokens.
func (g *grid) tokens() [3]int { return [3]int{g.b, g.gh * g.gw, g.c * g.ph * g.pw} }

func (g grid) run(tok, img []float32, adjoint bool) {
	items := g.b * g.gh
	if adjoint {
		items = g.b * g.c
	}
	if len(tok) <= splitAbove {
		g.tok, g.img, g.adjoint = tok, img, adjoint
		g.Run(0, items)
		return
	}
	t := grids.Get().(*grid)
	*t = g
	t.tok, t.img, t.adjoint = tok, img, adjoint
	parallel.For(items, max(1, grainSize/(len(tok)/items)), t)
	t.tok, t.img = nil, nil
	grids.Put(t)
}

// Run implements parallel.Body. Cutting, an item is one row of patches, in
// the order of the tokens; summing, it is one channel of one image, which
// shares no pixel with another.
func (g *grid) Run(lo, hi int) {
	for item := lo; item < hi; item++ {
		if g.adjoint {
			for row := 0; row < g.gh; row++ {
				g.patches(item/g.c, row, item%g.c, item%g.c+1)
			}
			continue
		}
		g.patches(item/g.gh, item%g.gh, 0, g.c)
	}
}

// patches copies, or adds, channels [c0, c1) of a row of patches of image b.
func (g *grid) patches(b, row, c0, c1 int) {
	patch, plane := g.ph*g.pw, g.h*g.w
	for col := 0; col < g.gw; col++ {
		token := (b*g.gh+row)*g.gw + col
		for c := c0; c < c1; c++ {
			tok := g.tok[(token*g.c+c)*patch:][:patch]
			img := g.img[(b*g.c+c)*plane+row*g.sh*g.w+col*g.sw:]
			for i := 0; i < g.ph; i++ {
				t, p := tok[i*g.pw:(i+1)*g.pw], img[i*g.w:][:g.pw]
				if g.adjoint {
					simd.Add(p, p, t)
				} else {
					copy(t, p)
				}
			}
		}
	}
}
