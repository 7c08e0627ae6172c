package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// ImageAugment changes training images at random: geometry on the 8-bit
// pixels (one bilinear look-up for shift, rotation and scale together), then
// normalisation, then random erasing. The zero value changes nothing.
//
// What happens to an image depends on (Seed, epoch, index of the image) and
// on nothing else.
type ImageAugment struct {
	Shift  int     // largest shift in pixels, each way along both axes
	Rotate float64 // largest rotation in degrees, each way
	Scale  float64 // sizes are multiplied by 1-Scale to 1+Scale; in [0, 1)
	Flip   bool    // mirror left to right half of the time; not for digits
	Fill   uint8   // pixel value where nothing was; 0 is black
	Erase  float64 // probability of random erasing (Zhong et al., 2020)
	Seed   uint64
}

// Batch is [Images.Batch] with every image changed: it fills dst
// [B, C, H, W], allocated if nil, with the normalised images idx as epoch
// sees them. Wrong shapes, indices or a Scale outside [0, 1) panic with
// *tensor.ShapeError.
func (a *ImageAugment) Batch(dst *tensor.Tensor, s *Images, idx []int, epoch uint64, mean, std []float32) *tensor.Tensor {
	const op = "ImageAugment.Batch"
	if a.Shift < 0 || a.Scale < 0 || a.Scale >= 1 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Shift >= 0 and Scale in [0, 1), got %d and %v", a.Shift, a.Scale)})
	}
	dst = s.checkBatch(op, dst, idx, mean, std)
	lut := make([][256]float32, s.C)
	for c := range lut {
		lut[c] = normTable(c, mean, std)
	}
	n := s.C * s.H * s.W
	for k, i := range idx {
		g := tensor.NewRNG(a.Seed, streamImageAugment, epoch, uint64(i))
		out := dst.Data()[k*n : (k+1)*n]
		m := a.draw(g, s.H, s.W)
		for c := range lut {
			plane := s.H * s.W
			m.apply(out[c*plane:(c+1)*plane], s.Image(i)[c*plane:(c+1)*plane], &lut[c])
		}
		a.erase(g, out, s.C, s.H, s.W)
	}
	return dst
}

// warp maps output pixels to places in the input:
//
//	x' = xx·x + xy·y + x0,  y' = yx·x + yy·y + y0
type warp struct {
	h, w           int
	xx, xy, x0     float64
	yx, yy, y0     float64
	whole          bool // only whole pixels are moved: look-up is exact
	shiftX, shiftY int  // then x' = ±x + shiftX, y' = y + shiftY
	mirror         bool
	fill           uint8
}

// draw chooses the geometry. All numbers are drawn whether they are used or
// not, so that one setting does not change the effect of another.
func (a *ImageAugment) draw(g *tensor.RNG, h, w int) warp {
	dx, dy := g.IntN(2*a.Shift+1)-a.Shift, g.IntN(2*a.Shift+1)-a.Shift
	turn := uniform(g, -a.Rotate, a.Rotate) / 360
	size := uniform(g, 1-a.Scale, 1+a.Scale)
	mirror := g.IntN(2) == 1 && a.Flip

	m := warp{h: h, w: w, mirror: mirror, fill: a.Fill}
	if a.Rotate == 0 && a.Scale == 0 {
		m.whole, m.shiftX, m.shiftY = true, -dx, -dy
		return m
	}
	// Inverse map around the centre: undo the shift, the turn and the size,
	// and then the mirror.
	sin, cos := sincosTurns(turn)
	sin, cos = sin/size, cos/size
	cx, cy := float64(w-1)/2, float64(h-1)/2
	ox, oy := -cx-float64(dx), -cy-float64(dy)
	m.xx, m.xy = cos, sin
	m.x0 = float64(cos*ox) + float64(sin*oy)
	if mirror {
		m.xx, m.xy, m.x0 = -m.xx, -m.xy, -m.x0
	}
	m.x0 += cx
	m.yx, m.yy = -sin, cos
	m.y0 = float64(cos*oy) - float64(sin*ox) + cy
	return m
}

// apply writes the warped plane src, normalised by tab, to dst.
func (m *warp) apply(dst []float32, src []uint8, tab *[256]float32) {
	fill := tab[m.fill]
	if m.whole {
		for y := 0; y < m.h; y++ {
			for x := 0; x < m.w; x++ {
				sx, sy := x+m.shiftX, y+m.shiftY
				if m.mirror {
					sx = m.w - 1 - sx
				}
				v := fill
				if sx >= 0 && sx < m.w && sy >= 0 && sy < m.h {
					v = tab[src[sy*m.w+sx]]
				}
				dst[y*m.w+x] = v
			}
		}
		return
	}
	at := func(x, y int) float64 {
		if x < 0 || x >= m.w || y < 0 || y >= m.h {
			return float64(fill)
		}
		return float64(tab[src[y*m.w+x]])
	}
	for y := 0; y < m.h; y++ {
		for x := 0; x < m.w; x++ {
			fx := float64(m.xx*float64(x)) + float64(m.xy*float64(y)) + m.x0
			fy := float64(m.yx*float64(x)) + float64(m.yy*float64(y)) + m.y0
			ix, iy := math.Floor(fx), math.Floor(fy)
			u, v := fx-ix, fy-iy
			// Far outside, the conversion to int could overflow.
			if ix < -1 || ix > float64(m.w) || iy < -1 || iy > float64(m.h) {
				dst[y*m.w+x] = fill
				continue
			}
			px, py := int(ix), int(iy)
			top := float64((1-u)*at(px, py)) + float64(u*at(px+1, py))
			low := float64((1-u)*at(px, py+1)) + float64(u*at(px+1, py+1))
			dst[y*m.w+x] = float32(float64((1-v)*top) + float64(v*low))
		}
	}
}

// erase sets a random rectangle to 0, the mean after normalisation, with
// probability Erase: 2 to 33 % of the area, sides in proportions from 3:10 to
// 10:3.
func (a *ImageAugment) erase(g *tensor.RNG, img []float32, c, h, w int) {
	if a.Erase == 0 || g.Float64() >= a.Erase {
		return
	}
	for try := 0; try < 10; try++ {
		area := float64(uniform(g, 0.02, 1.0/3) * float64(h*w))
		limit := fixedLog(10.0 / 3)
		ratio := fixedExp(uniform(g, -limit, limit))
		eh := int(math.Sqrt(float64(area*ratio)) + 0.5)
		ew := int(math.Sqrt(area/ratio) + 0.5)
		if eh < 1 || ew < 1 || eh >= h || ew >= w {
			continue
		}
		y0, x0 := g.IntN(h-eh+1), g.IntN(w-ew+1)
		for k := 0; k < c; k++ {
			for y := y0; y < y0+eh; y++ {
				clear(img[(k*h+y)*w+x0 : (k*h+y)*w+x0+ew])
			}
		}
		return
	}
}
