package augment

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// Image changes images in this order: on the 8-bit pixels the crop and
// RandAugment, then geometry (one bilinear look-up for shift, rotation and scale
// together), then normalisation, then random erasing.
type Image struct {
	RandomResizedCrop RandomResizedCrop // a part of the image at the size of the whole
	RandAugment       RandAugment       // random changes of colour and geometry
	Shift             float64           // largest shift each way along both axes, as a share of the shorter side
	Rotate            float64           // largest rotation in degrees, each way
	Scale             float64           // sizes are multiplied by 1-Scale to 1+Scale; in [0, 1)
	Flip              bool              // mirror left to right half of the time; not for digits
	Fill              uint8             // pixel value where nothing was; 0 is black
	RandomErasing     float64           // probability of random erasing (Zhong et al., 2020)
}

// check panics unless the settings make sense.
func (a *Image) check(op string) {
	if !(a.Shift >= 0 && a.Shift <= 1) || !(a.Scale >= 0 && a.Scale < 1) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Shift in [0, 1] and Scale in [0, 1), got %v and %v", a.Shift, a.Scale)})
	}
	a.RandomResizedCrop.check(op)
	a.RandAugment.check(op)
}

// Images returns set with its images changed as a says.
func Images(set *datasets.Images, a Image, seed uint64) datasets.Varied {
	a.check("augment.Images")
	return &images{set, imageChange{a, seed}}
}

// imageChange is how images are changed, and the seed of it.
type imageChange struct {
	Image
	seed uint64
}

// images is a set of images that vary; as a set it is the images as they are.
type images struct {
	*datasets.Images
	change imageChange
}

// Epoch implements datasets.Varied.
func (s *images) Epoch(epoch uint64) datasets.Set { return &imagesAt{s.Images, &s.change, epoch} }

// imagesAt is the images of one epoch.
type imagesAt struct {
	*datasets.Images
	change *imageChange
	epoch  uint64
}

// Batch implements datasets.Set.
func (s *imagesAt) Batch(dst *tensor.Tensor, idx []int) {
	s.change.batch(dst, s.Images, idx, s.epoch)
}

// batch fills dst with the images idx of s as epoch sees them, several at a time.
func (a *imageChange) batch(dst *tensor.Tensor, s *datasets.Images, idx []int, epoch uint64) {
	const op = "augment.Images: Batch"
	datasets.CheckBatch(op, s, dst, idx)
	pixels.CheckMoments(op, s.C, s.Mean, s.Std)
	t := imageTasks.Get().(*imageTask)
	t.augment, t.set, t.idx, t.epoch, t.out = a, s, idx, epoch, dst.Data()
	if len(t.norm) != s.C {
		t.norm = make([][256]float32, s.C)
	}
	for c := range t.norm {
		pixels.Normalize(&t.norm[c], c, s.Mean, s.Std)
	}
	parallel.For(len(idx), max(imageGrain/max(s.C*s.H*s.W, 1), 1), t)
	t.augment, t.set, t.idx, t.out = nil, nil, nil, nil
	imageTasks.Put(t)
}

// imageGrain is how many pixels a thread takes at a time.
const imageGrain = 1 << 13

// imageTask is one call of Batch.
type imageTask struct {
	augment *imageChange
	set     *datasets.Images
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
	resizer   pixels.Resizer
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
	if a.RandomResizedCrop.on() || a.RandAugment.N > 0 {
		img = append(w.image[:0], img...)
		w.image = img
	}
	if a.RandomResizedCrop.on() {
		w.rng.Seed(a.seed, random.Crop, t.epoch, uint64(i))
		a.RandomResizedCrop.apply(w, img, s.Image(i), s.C, s.H, s.W)
	}
	if a.RandAugment.N > 0 {
		w.rng.Seed(a.seed, random.RandAugment, t.epoch, uint64(i))
		a.RandAugment.apply(w, img, s.C, s.H, s.W, a.Fill)
	}
	w.rng.Seed(a.seed, random.ImageAugment, t.epoch, uint64(i))
	m := a.draw(w.rng, s.H, s.W)
	plane := s.H * s.W
	for c := range t.norm {
		m.apply(out[c*plane:(c+1)*plane], img[c*plane:(c+1)*plane], &t.norm[c])
	}
	a.erase(w.rng, out, s.C, s.H, s.W)
}

// draw chooses the geometry. All numbers are drawn whether they are used or
// not, so that one setting does not change the effect of another.
func (a *Image) draw(g *tensor.RNG, h, w int) warp {
	far := share(a.Shift, min(h, w))
	dx, dy := g.IntN(2*far+1)-far, g.IntN(2*far+1)-far
	turn := random.Uniform(g, -a.Rotate, a.Rotate) / 360
	size := random.Uniform(g, 1-a.Scale, 1+a.Scale)
	mirror := g.IntN(2) == 1 && a.Flip

	m := warp{h: h, w: w, mirror: mirror, fill: a.Fill}
	if a.Rotate == 0 && a.Scale == 0 {
		m.whole, m.shiftX, m.shiftY = true, -dx, -dy
		return m
	}
	// Inverse map around the centre: undo the shift, the turn and the size,
	// and then the mirror.
	sin, cos := fixedmath.Sincos(turn)
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

// erase sets a random rectangle to 0, the mean after normalisation, with
// probability RandomErasing: 2 to 33 % of the area, sides in proportions from
// 3:10 to 10:3.
func (a *Image) erase(g *tensor.RNG, img []float32, c, h, w int) {
	if a.RandomErasing == 0 || g.Float64() >= a.RandomErasing {
		return
	}
	for try := 0; try < 10; try++ {
		area := float64(random.Uniform(g, 0.02, 1.0/3) * float64(h*w))
		limit := fixedmath.Log(10.0 / 3)
		ratio := fixedmath.Exp(random.Uniform(g, -limit, limit))
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
