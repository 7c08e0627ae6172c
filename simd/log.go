package simd

import "math"

// This file: the natural logarithm. With x = f·2ᵉ, √½ ≤ f < √2, and s = f − 1,
// which is exact: log x = e·ln 2 + s + s²·q(s), q a polynomial that is minimax
// for the relative error of s + s²·q (5e-9), fitted by reweighted least
// squares. What the sum e·ln 2 + s loses is added with the small terms, so
// that only the last rounding is one of the whole.

// Log computes the natural logarithm of each element, within 1 ulp, of
// subnormal numbers too: log 0 is −Inf, of a negative number NaN, of +Inf
// +Inf. dst may be x.
func Log(dst, x []float32) {
	if misfit(dst, x) {
		check2("Log", "dst", dst, "x", x)
	}
	log(dst, x)
}

// logPoly are the coefficients of q, constant first.
var logPoly = [9]float32{
	-0.49999988079071045, 0.33333325386047363, -0.25001582503318787, 0.20001976191997528, -0.16609077155590057,
	0.14181777834892273, -0.13242976367473602, 0.12904691696166992, -0.07622112333774567,
}

const (
	leastNormal = 0x1p-126
	sqrtHalf    = 0x3f3504f3 // the bits of √½
)

func logGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = log1(v)
	}
}

// log1 is Log of one number.
func log1(x float32) float32 {
	switch {
	case x < 0:
		return float32(math.NaN())
	case x == 0:
		return float32(math.Inf(-1))
	case x-x != 0: // +Inf, NaN
		return x
	}
	k := int32(0)
	if x < leastNormal {
		x, k = x*0x1p23, -23
	}
	// The bits below √½ times a power of 2 belong to the next lower exponent.
	bits := int32(math.Float32bits(x))
	above := (bits - sqrtHalf) >> 23
	s := math.Float32frombits(uint32(bits-above<<23)) - 1
	e := float32(above + k)
	t := FMA(e, ln2High, s)
	lost := s - FMA(-e, ln2High, t) // of t, exactly
	q := logPoly[8]
	for i := 7; i >= 0; i-- {
		q = FMA(q, s, logPoly[i])
	}
	return t + FMA(float32(s*s), q, FMA(e, ln2Low, lost))
}
