// Package random holds what all random numbers of data sets are drawn with: the
// streams of a seed, and the distributions that package tensor lacks.
package random

import (
	"math"

	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/tensor"
)

// The streams of one seed. Each use of randomness has its own, so that, say, the
// order of the samples tells nothing about their augmentation. The numbers never
// change: published results depend on them.
const (
	Order           uint64 = 1
	Subset          uint64 = 2
	Split           uint64 = 3
	SyntheticImage  uint64 = 4
	SyntheticAudio  uint64 = 5
	ImageAugment    uint64 = 6
	SpecAugment     uint64 = 8 // 7 was that of waveforms
	Mix             uint64 = 9
	Mesh            uint64 = 10
	SyntheticPoints uint64 = 11
	PointAugment    uint64 = 12
	Crop            uint64 = 13
	RandAugment     uint64 = 14
	SyntheticScene  uint64 = 15
	SyntheticParts  uint64 = 16
	DigitScene      uint64 = 17
	VideoAugment    uint64 = 18
	Moving          uint64 = 19
	SyntheticVideo  uint64 = 20
	SpecMove        uint64 = 0x5041
)

// Uniform returns a number in [lo, hi).
func Uniform(g *tensor.RNG, lo, hi float64) float64 {
	return lo + float64((hi-lo)*g.Float64())
}

// Beta draws from Beta(a, a), as X/(X+Y) of two Gamma(a) numbers.
func Beta(g *tensor.RNG, a float64) float64 {
	x, y := gamma(g, a), gamma(g, a)
	if x+y == 0 { // both underflowed: a is tiny, the ends are equally likely
		return float64(g.IntN(2))
	}
	return x / (x + y)
}

// gamma draws from Gamma(a, 1) by Marsaglia and Tsang (2000): for a >= 1,
// d·v with d = a - 1/3, v = (1 + z/√(9d))³; for a < 1,
// Gamma(a) = Gamma(a+1)·U^(1/a).
func gamma(g *tensor.RNG, a float64) float64 {
	if a < 1 {
		u := 1 - g.Float64() // in (0, 1]
		return float64(gamma(g, a+1) * fixedmath.Exp(fixedmath.Log(u)/a))
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(float64(9*d))
	for {
		z := g.Norm()
		v := 1 + float64(c*z)
		if v <= 0 {
			continue
		}
		v = float64(float64(v*v) * v)
		u := 1 - g.Float64()
		if fixedmath.Log(u) < float64(0.5*float64(z*z))+float64(d*((1-v)+fixedmath.Log(v))) {
			return float64(d * v)
		}
	}
}
