package simd

import "math"

// This file: the logistic function σ(x) = 1/(1 + e^−x) and SiLU, x·σ(x)
// (Elfwing et al., 2017). σ is computed from e = exp(−|x|), which does not
// overflow: 1/(1+e) for x ≥ 0, e/(1+e) for x < 0.

// Sigmoid computes σ(x) of each element, within 3 ulp. dst may be x.
func Sigmoid(dst, x []float32) {
	check2(dst, x)
	for i, v := range x {
		dst[i] = sigmoid1(v)
	}
}

func sigmoid1(x float32) float32 {
	s, _ := sigmoid2(x)
	return s
}

// sigmoid2 returns σ(x) and 1 − σ(x) = σ(−x), without cancellation.
func sigmoid2(x float32) (s, other float32) {
	e := exp1(math.Float32frombits(math.Float32bits(x) | 1<<31))
	big := 1 / (1 + e)
	small := float32(e * big)
	if math.Signbit(float64(x)) {
		return small, big
	}
	return big, small
}

// SiLU computes x·σ(x) of each element, within 4 ulp. SiLU(−Inf) is NaN, as in
// PyTorch. dst may be x.
func SiLU(dst, x []float32) {
	check2(dst, x)
	for i, v := range x {
		dst[i] = float32(v * sigmoid1(v))
	}
}

// SiLUGrad computes dx = dy·σ(x)·(1 + x·(1 − σ(x))), the factor within 3 ulp
// of 1. dx may be dy.
func SiLUGrad(dx, dy, x []float32) {
	check3(dx, dy, x)
	for i, v := range x {
		s, other := sigmoid2(v)
		dx[i] = float32(dy[i] * float32(s*FMA(v, other, 1)))
	}
}
