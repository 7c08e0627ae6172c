package simd

import "math"

// This file: the logistic function σ(x) = 1/(1 + e^−x). It is computed from
// e = exp(−|x|), which does not overflow: 1/(1+e) for x ≥ 0, e/(1+e) for
// x < 0.

// Sigmoid computes σ(x) of each element, within 2 ulp, subnormal results
// included. dst may be x.
func Sigmoid(dst, x []float32) {
	if misfit(dst, x) {
		check2("Sigmoid", "dst", dst, "x", x)
	}
	sigmoid(dst, x)
}

func sigmoidGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = sigmoid1(v)
	}
}

// sigmoid1 is Sigmoid of one number.
func sigmoid1(x float32) float32 {
	s, _ := sigmoid2(x)
	return s
}

// sigmoid2 returns σ(x) and 1 − σ(x) = σ(−x), without cancellation.
func sigmoid2(x float32) (s, other float32) {
	e := exp1(math.Float32frombits(math.Float32bits(x) | 1<<31))
	d := 1 + e
	low := e - (d - 1) // what d lost, exactly
	r := 1 / d
	big, small := quotient(1, d, low, r), quotient(e, d, low, r)
	if math.Signbit(float64(x)) {
		return small, big
	}
	return big, small
}

// quotient returns n/(d + low) for r ≈ 1/d: a first guess and one step of
// Newton's method.
func quotient(n, d, low, r float32) float32 {
	q := float32(n * r)
	rest := FMA(-q, low, FMA(-q, d, n))
	return FMA(rest, r, q)
}
