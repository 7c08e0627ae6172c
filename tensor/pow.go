package tensor

// xᵖ for float32 x and p, computed in float64 with every rounding written
// out: by multiplication for small integer p, by a square root for halves of
// one, else as exp(p·ln x).

import (
	"math"

	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/simd"
)

// maxPowInt is the largest |p| that is computed by repeated squaring; within
// it float64 keeps the result correct to float32.
const maxPowInt = 64

func powScalar(dst, x []float32, p float32) {
	switch {
	case p == 0.5:
		simd.Sqrt(dst, x)
	case p == 1:
		copy(dst, x)
	case p == float32(int(clampTo(p, maxPowInt))):
		n := int(p)
		for i, v := range x {
			dst[i] = powInt(float64(v), n)
		}
	default:
		for i, v := range x {
			dst[i] = powReal(float64(v), float64(p))
		}
	}
}

// clampTo limits p to [-m, m], so that it converts to int; NaN gives 0.
func clampTo(p, m float32) float32 {
	if p > m {
		return m
	}
	if p >= -m {
		return p
	}
	if p < -m {
		return -m
	}
	return 0
}

// powInt returns vⁿ.
func powInt(v float64, n int) float32 {
	if n < 0 {
		v, n = 1/v, -n
	}
	r := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			r = float64(r * v)
		}
		v = float64(v * v)
	}
	return float32(r)
}

// powReal returns vᵖ for a p that powInt does not take.
func powReal(v, p float64) float32 {
	odd := false
	switch whole := p == math.Trunc(p); {
	case v != v || p != p:
		return float32(math.NaN())
	case v < 0 && !whole && v >= -math.MaxFloat64:
		return float32(math.NaN())
	case v < 0:
		odd = math.Abs(math.Mod(p, 2)) == 1
		v = -v
	}
	var r float64
	switch {
	case v == 1:
		r = 1
	case v == 0 || math.IsInf(v, 1) || math.IsInf(p, 0):
		// The result is 0 or infinite, by whether base and exponent pull the
		// same way.
		if (v > 1) == (p > 0) {
			r = math.Inf(1)
		}
	default:
		r = fixedmath.Exp(float64(p * fixedmath.Log(v)))
	}
	if odd {
		r = -r
	}
	return float32(r)
}
