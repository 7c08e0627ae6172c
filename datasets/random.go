package datasets

import (
	"math"

	"github.com/gopathway/pathway/tensor"
)

// Streams of one seed. Each use of randomness has its own, so that, say, the
// order of the samples tells nothing about their augmentation.
const (
	streamOrder uint64 = iota + 1
	streamSubset
	streamSplit
	streamSynthImage
	streamSynthAudio
	streamImageAugment
	streamWaveAugment
	streamSpecAugment
	streamMix
	streamMesh
	streamSynthPoints
	streamPointAugment
	streamCrop
	streamRandAugment
	streamSynthScene
	streamSynthParts
	streamDigitScene
	streamVideoAugment
	streamMoving
	streamSynthVideo
)

// uniform returns a number in [lo, hi).
func uniform(g *tensor.RNG, lo, hi float64) float64 {
	return lo + float64((hi-lo)*g.Float64())
}

// beta draws from Beta(a, a), as X/(X+Y) of two Gamma(a) numbers.
func beta(g *tensor.RNG, a float64) float64 {
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
		return float64(gamma(g, a+1) * fixedExp(fixedLog(u)/a))
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
		if fixedLog(u) < float64(0.5*float64(z*z))+float64(d*((1-v)+fixedLog(v))) {
			return float64(d * v)
		}
	}
}
