package datasets

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// ImageAugment changes training images at random, in this order: on the 8-bit
// pixels the crop and RandAugment, then geometry (one bilinear look-up for
// shift, rotation and scale together), then normalisation, then random
// erasing. The zero value changes nothing.
//
// What happens to an image depends on (Seed, epoch, index of the image) and
// on nothing else.
type ImageAugment struct {
	Crop   RandomResizedCrop // a part of the image at the size of the whole
	Rand   RandAugment       // random changes of colour and geometry
	Shift  int               // largest shift in pixels, each way along both axes
	Rotate float64           // largest rotation in degrees, each way
	Scale  float64           // sizes are multiplied by 1-Scale to 1+Scale; in [0, 1)
	Flip   bool              // mirror left to right half of the time; not for digits
	Fill   uint8             // pixel value where nothing was; 0 is black
	Erase  float64           // probability of random erasing (Zhong et al., 2020)
	Seed   uint64
}

// Batch is [Images.Batch] with every image changed: it fills dst
// [B, C, H, W], allocated if nil, with the normalised images idx as epoch
// sees them, several at a time. Wrong shapes or indices, a Shift below 0, a
// Scale outside [0, 1), and a Crop or Rand out of its bounds panic with
// *tensor.ShapeError.
func (a *ImageAugment) Batch(dst *tensor.Tensor, s *Images, idx []int, epoch uint64, mean, std []float32) *tensor.Tensor {
	const op = "ImageAugment.Batch"
	if a.Shift < 0 || !(a.Scale >= 0 && a.Scale < 1) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Shift >= 0 and Scale in [0, 1), got %d and %v", a.Shift, a.Scale)})
	}
	a.Crop.check(op)
	a.Rand.check(op)
	dst = s.checkBatch(op, dst, idx, mean, std)
	t := imageTasks.Get().(*imageTask)
	t.augment, t.set, t.idx, t.epoch, t.out = a, s, idx, epoch, dst.Data()
	t.norm = t.norm[:0]
	for c := 0; c < s.C; c++ {
		t.norm = append(t.norm, normTable(c, mean, std))
	}
	parallel.For(len(idx), max(imageGrain/max(s.C*s.H*s.W, 1), 1), t)
	t.augment, t.set, t.idx, t.out = nil, nil, nil, nil
	imageTasks.Put(t)
	return dst
}

// imageGrain is how many pixels a thread takes at a time.
const imageGrain = 1 << 13

// imageTask is one call of Batch.
type imageTask struct {
	augment *ImageAugment
	set     *Images
	idx     []int
	epoch   uint64
	out     []float32
	norm    [][256]float32 // per channel
}

// imageWork is what one thread needs to change one image after another.
type imageWork struct {
	rng       *tensor.RNG
	image     []uint8 // the image after the crop and RandAugment
	other     []uint8 // RandAugment's second plane
	plane     []float32
	resampler resampler
	histogram [256]int
}

var (
	imageTasks = sync.Pool{New: func() any { return new(imageTask) }}
	imageWorks = sync.Pool{New: func() any { return &imageWork{rng: tensor.NewRNG(0)} }}
)

// Run implements parallel.Body over the images of the batch.
func (t *imageTask) Run(lo, hi int) {
	w := imageWorks.Get().(*imageWork)
	n := t.set.C * t.set.H * t.set.W
	for k := lo; k < hi; k++ {
		t.change(w, t.out[k*n:(k+1)*n], t.idx[k])
	}
	imageWorks.Put(w)
}

// change writes image i to out. Each sort of change has its own stream of
// random numbers, so that one does not change the effect of another.
func (t *imageTask) change(w *imageWork, out []float32, i int) {
	a, s := t.augment, t.set
	img := s.Image(i)
	if a.Crop.on() || a.Rand.N > 0 {
		img = append(w.image[:0], img...)
		w.image = img
	}
	if a.Crop.on() {
		w.rng.Seed(a.Seed, streamCrop, t.epoch, uint64(i))
		a.Crop.apply(w, img, s.Image(i), s.C, s.H, s.W)
	}
	if a.Rand.N > 0 {
		w.rng.Seed(a.Seed, streamRandAugment, t.epoch, uint64(i))
		a.Rand.apply(w, img, s.C, s.H, s.W, a.Fill)
	}
	w.rng.Seed(a.Seed, streamImageAugment, t.epoch, uint64(i))
	m := a.draw(w.rng, s.H, s.W)
	plane := s.H * s.W
	for c := range t.norm {
		m.apply(out[c*plane:(c+1)*plane], img[c*plane:(c+1)*plane], &t.norm[c])
	}
	a.erase(w.rng, out, s.C, s.H, s.W)
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
