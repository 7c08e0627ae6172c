package simd

import "math"

// This file: the multiply-add that all kernels are built on.

// FMA returns a·b + c with one rounding, to nearest even: what VFMADD and
// FMLA compute. It is exact on every platform, also for subnormal results.
//
// The product of two float32 is exact in float64; the sum may have to be
// rounded there, and rounding that again to float32 goes wrong in one case:
// when the float64 lies halfway between two float32 and the true sum does
// not. Then, and for subnormals, the sum is rounded to odd first (Boldo and
// Melquiond, 2008), which makes the second rounding right.
func FMA(a, b, c float32) float32 {
	p := float64(float64(a) * float64(b))
	z := float64(c)
	s := p + z
	if roundsOnce(s) {
		return float32(s)
	}
	return roundOdd(p, z, s)
}

// roundsOnce reports whether float32(s) is right for a sum that has been
// rounded to the float64 s: it is neither halfway nor perhaps subnormal.
func roundsOnce(s float64) bool {
	u := math.Float64bits(s)
	const (
		below = 1<<29 - 1 // the bits of a float64 that a float32 has not
		half  = 1 << 28
		small = 1023 - 126 // exponent of the smallest normal
	)
	return u&below != half && u>>52&0x7FF > small
}

// roundOdd returns p + z rounded to odd and then to float32; s is the sum
// rounded to nearest.
func roundOdd(p, z, s float64) float32 {
	t := s - p
	err := (p - (s - t)) + (z - t) // of s, exactly (Knuth's TwoSum)
	if u := math.Float64bits(s); err != 0 && u&1 == 0 {
		if (err > 0) == (s > 0) {
			u++ // the true sum lies farther from zero
		} else {
			u--
		}
		s = math.Float64frombits(u)
	}
	return float32(s)
}
