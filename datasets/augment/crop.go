package augment

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/tensor"
)

// RandomResizedCrop takes a random part of an image and resizes it to the size
// of the whole, bilinear with antialiasing (Szegedy et al., 2015; the
// parameters are torchvision's). The zero value is off. ImageNet's usual
// training has Scale {0.08, 1}, MAE's {0.2, 1}, both with the usual Ratio.
type RandomResizedCrop struct {
	Scale [2]float64 // the part's share of the area, smallest and largest; zeros: off
	Ratio [2]float64 // its width over its height; zeros: 3/4 to 4/3
}

func (c *RandomResizedCrop) on() bool { return c.Scale != [2]float64{} }

// check panics unless c is off or its ranges make sense.
func (c *RandomResizedCrop) check(op string) {
	s, r := c.Scale, c.ratio()
	if c.on() && !(0 < s[0] && s[0] <= s[1] && s[1] <= 1) || !(0 < r[0] && r[0] <= r[1] && r[1] <= math.MaxFloat32) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Crop.Scale within (0, 1] and Crop.Ratio above 0, both ascending, got %v and %v", s, c.Ratio)})
	}
}

func (c *RandomResizedCrop) ratio() [2]float64 {
	if c.Ratio == [2]float64{} {
		return [2]float64{3.0 / 4, 4.0 / 3}
	}
	return c.Ratio
}

// box draws the part of an image of h×w pixels. When ten parts have not fitted,
// it is the largest around the centre with a ratio that is allowed.
func (c *RandomResizedCrop) box(g *tensor.RNG, h, w int) (y0, x0, ch, cw int) {
	ratio := c.ratio()
	lo, hi := fixedmath.Log(ratio[0]), fixedmath.Log(ratio[1])
	for try := 0; try < 10; try++ {
		area := float64(h*w) * random.Uniform(g, c.Scale[0], c.Scale[1])
		r := fixedmath.Exp(random.Uniform(g, lo, hi))
		cw = int(math.RoundToEven(math.Sqrt(float64(area * r))))
		ch = int(math.RoundToEven(math.Sqrt(area / r)))
		if 0 < cw && cw <= w && 0 < ch && ch <= h {
			return g.IntN(h - ch + 1), g.IntN(w - cw + 1), ch, cw
		}
	}
	ch, cw = h, w
	switch whole := float64(w) / float64(h); {
	case whole < ratio[0]:
		ch = max(int(math.RoundToEven(float64(w)/ratio[0])), 1)
	case whole > ratio[1]:
		cw = max(int(math.RoundToEven(float64(float64(h)*ratio[1]))), 1)
	}
	return (h - ch) / 2, (w - cw) / 2, ch, cw
}

// apply writes a random part of src [c, h, w] to dst of the same shape.
func (c *RandomResizedCrop) apply(work *imageWork, dst, src []uint8, channels, h, w int) {
	y0, x0, ch, cw := c.box(work.rng, h, w)
	plane := h * w
	for k := 0; k < channels; k++ {
		work.resizer.Resize(dst[k*plane:(k+1)*plane], h, w, src[k*plane+y0*w+x0:(k+1)*plane], ch, cw, w)
	}
}
