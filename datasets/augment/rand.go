package augment

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/tensor"
)

// RandAugment changes an image by N operations in turn, each drawn from 14 that
// are equally likely, all at one magnitude (Cubuk et al., 2020). The zero value
// is off.
//
// Magnitude goes from 0 to 10, as in timm; torchvision counts to 30. At m:
//
//	identity, autocontrast, equalize   whatever m is
//	rotate            ±3·m degrees
//	shear x, y        ±0.03·m
//	translate x, y    ±0.045·m of the width, height
//	color, contrast, brightness, sharpness   factors 1 ± 0.09·m
//	posterize         8 − 0.4·m bits are kept
//	solarize          pixels from 256 − 25.6·m on are inverted
//
// Operations are Pillow's, with results rounded to the nearest pixel value.
// Geometry is bilinear. Color changes images of three channels only.
type RandAugment struct {
	N         int     // operations per image; 2 is usual
	Magnitude float64 // 0 to 10; 9 is usual with N 2
}

func (a *RandAugment) check(op string) {
	if a.N < 0 || !(a.Magnitude >= 0 && a.Magnitude <= 10) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Rand.N >= 0 and Rand.Magnitude in [0, 10], got %d and %v", a.N, a.Magnitude)})
	}
}

// The operations, in the order of the paper.
const (
	randIdentity = iota
	randAutoContrast
	randEqualize
	randRotate
	randSolarize
	randColor
	randPosterize
	randContrast
	randBrightness
	randSharpness
	randShearX
	randShearY
	randTranslateX
	randTranslateY
	randOps
)

// apply changes img [c, h, w] in place.
func (a *RandAugment) apply(work *imageWork, img []uint8, c, h, w int, fill uint8) {
	p := planes{img, c, h, w, work}
	for n := 0; n < a.N; n++ {
		// Both numbers are drawn whether they are used or not.
		op, negative := work.rng.IntN(randOps), work.rng.IntN(2) == 1
		p.operate(op, a.Magnitude/10, negative, fill)
	}
}

// operate does one operation at strength s in [0, 1].
func (p planes) operate(op int, s float64, negative bool, fill uint8) {
	signed := s
	if negative {
		signed = -s
	}
	factor := fixedFactor(1 + float64(0.9*signed))
	switch op {
	case randAutoContrast:
		p.eachChannel(autoContrast)
	case randEqualize:
		p.eachChannel(equalize)
	case randRotate:
		sin, cos := fixedmath.Sincos(float64(30*signed) / 360)
		p.warp(warp{xx: cos, xy: -sin, yx: sin, yy: cos}.around(float64(p.w-1)/2, float64(p.h-1)/2), fill)
	case randSolarize:
		p.table(solarize(256 - int(math.Round(float64(256*s)))))
	case randColor:
		p.color(factor)
	case randPosterize:
		p.table(posterize(8 - int(math.Round(float64(4*s)))))
	case randContrast:
		p.table(towards(p.meanGrey(), factor))
	case randBrightness:
		p.table(towards(0, factor))
	case randSharpness:
		p.sharpness(factor)
	case randShearX:
		p.warp(warp{xx: 1, xy: float64(0.3 * signed), yy: 1}.around(-0.5, -0.5), fill)
	case randShearY:
		p.warp(warp{xx: 1, yx: float64(0.3 * signed), yy: 1}.around(-0.5, -0.5), fill)
	case randTranslateX:
		p.warp(warp{xx: 1, yy: 1, x0: float64(float64(0.45*signed) * float64(p.w))}, fill)
	case randTranslateY:
		p.warp(warp{xx: 1, yy: 1, y0: float64(float64(0.45*signed) * float64(p.h))}, fill)
	}
}

// around returns the map that applies m, which is linear, about the point (cx,
// cy) instead of the origin.
func (m warp) around(cx, cy float64) warp {
	m.x0 = cx - float64(m.xx*cx) - float64(m.xy*cy)
	m.y0 = cy - float64(m.yx*cx) - float64(m.yy*cy)
	return m
}
