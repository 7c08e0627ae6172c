package augment

import "math"

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
	value := func(x, y int) float64 {
		if x < 0 || x >= m.w || y < 0 || y >= m.h {
			return float64(fill)
		}
		return float64(tab[src[y*m.w+x]])
	}
	for y := 0; y < m.h; y++ {
		for x := 0; x < m.w; x++ {
			fx, fy := m.at(y, x)
			ix, iy := math.Floor(fx), math.Floor(fy)
			u, v := fx-ix, fy-iy
			// Far outside, the conversion to int could overflow.
			if ix < -1 || ix > float64(m.w) || iy < -1 || iy > float64(m.h) {
				dst[y*m.w+x] = fill
				continue
			}
			px, py := int(ix), int(iy)
			top := float64((1-u)*value(px, py)) + float64(u*value(px+1, py))
			low := float64((1-u)*value(px, py+1)) + float64(u*value(px+1, py+1))
			dst[y*m.w+x] = float32(float64((1-v)*top) + float64(v*low))
		}
	}
}

// at returns the place in the input that the output pixel (y, x) shows.
func (m *warp) at(y, x int) (fx, fy float64) {
	fx = float64(m.xx*float64(x)) + float64(m.xy*float64(y)) + m.x0
	fy = float64(m.yx*float64(x)) + float64(m.yy*float64(y)) + m.y0
	return fx, fy
}

// nearest returns which pixel of the input the output pixel (y, x) shows most
// of, and whether there is one.
func (m *warp) nearest(y, x int) (sy, sx int, ok bool) {
	if m.whole {
		sy, sx = y+m.shiftY, x+m.shiftX
		if m.mirror {
			sx = m.w - 1 - sx
		}
	} else {
		fx, fy := m.at(y, x)
		fx, fy = math.Floor(fx+0.5), math.Floor(fy+0.5)
		if !(fx >= 0 && fx < float64(m.w) && fy >= 0 && fy < float64(m.h)) {
			return 0, 0, false // also far outside, where int could overflow
		}
		sy, sx = int(fy), int(fx)
	}
	return sy, sx, sy >= 0 && sy < m.h && sx >= 0 && sx < m.w
}
