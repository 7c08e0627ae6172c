package simd

import "math"

// This file: the tail of the normal distribution, which GELU and erf stand
// on. For t ≥ 0, with E = exp(−t²/2):
//
//	Q(t) = 1 − Φ(t) = E·R(t),  R(t) = ½·erfcx(t/√2) = u·p(u),  u = 1/(1+0.3·t)
//
// p is a polynomial that is minimax for the relative error on 0 ≤ t ≤ 15
// (4e-9), fitted by reweighted least squares. The tail keeps its relative
// accuracy all the way down, which 1 − Φ does not.

// tailPoly are the coefficients of p, constant first.
var tailPoly = [10]float32{
	0.11968671530485153, 0.11957131326198578, 0.11023937165737152, 0.07837209105491638, 0.09620532393455505,
	-0.07950993627309799, 0.19188424944877625, -0.2282855212688446, 0.11246511340141296, -0.02062872052192688,
}

// tailEnd is where E is 0 in float32.
const tailEnd = 15

// normalTail returns E and Q for |x|.
func normalTail(x float32) (e, q float32) {
	t := math.Float32frombits(math.Float32bits(x) &^ (1 << 31))
	if t > tailEnd {
		t = tailEnd
	}
	s := float32(t * t)
	low := FMA(t, t, -s) // what s lost: exp would double its weight
	e = exp1(float32(-0.5 * s))
	e = FMA(e, float32(-0.5*low), e)
	u := 1 / FMA(0.3, t, 1)
	p := tailPoly[9]
	for i := 8; i >= 0; i-- {
		p = FMA(p, u, tailPoly[i])
	}
	return e, float32(e * float32(u*p))
}

// normalCDF returns Φ(x) and E.
func normalCDF(x float32) (cdf, e float32) {
	e, q := normalTail(x)
	if math.Signbit(float64(x)) {
		return q, e
	}
	return 1 - q, e
}
