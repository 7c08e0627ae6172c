package simd

import "math"

// This file: the exponential. With n = round(x·log₂e) and r = x − n·ln 2,
// |r| ≤ ½ ln 2: exp(x) = 2ⁿ·(1 + r·(1 + r·q(r))), q a polynomial that is minimax
// for the relative error of the whole (3e-9), fitted by reweighted least
// squares.

// Exp computes e^x of each element, within 1 ulp, subnormal results included;
// NaN gives NaN, results above the largest float32 +Inf, below half the
// smallest 0. dst may be x.
func Exp(dst, x []float32) {
	if misfit(dst, x) {
		check2("Exp", "dst", dst, "x", x)
	}
	exp(dst, x)
}

const (
	expHigh = 89   // exp is +Inf from here
	expLow  = -105 // exp is 0 from here
	log2e   = float32(math.Log2E)
	ln2High = float32(0.693147182464599609375)   // ln 2 rounded to float32
	ln2Low  = float32(-1.904654299957768e-09)    // ln 2 − ln2High
	exp2    = float32(0.4999999403953552)        // of r²
	exp3    = float32(0.16666519641876220703125) // of r³
	exp4    = float32(0.0416684001684188842773)  // of r⁴
	exp5    = float32(0.0083688516169786453247)  // of r⁵
	exp6    = float32(0.00138143182266503572464) // of r⁶
)

func expGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = exp1(v)
	}
}

// exp1 is Exp of one number.
func exp1(x float32) float32 {
	switch {
	case x != x:
		return x
	case x > expHigh:
		x = expHigh
	case x < expLow:
		x = expLow
	}
	n := float32(math.RoundToEven(float64(float32(x * log2e))))
	r := FMA(-n, ln2High, x)
	r = FMA(-n, ln2Low, r)
	q := FMA(exp6, r, exp5)
	q = FMA(q, r, exp4)
	q = FMA(q, r, exp3)
	q = FMA(q, r, exp2)
	q = FMA(q, r, 1)
	y := FMA(q, r, 1)
	// 2ⁿ in two factors: one alone overflows or underflows near the ends.
	k := int32(n)
	half := k >> 1
	return float32(float32(y*pow2(half)) * pow2(k-half))
}

// pow2 returns 2^k for k in -126..127.
func pow2(k int32) float32 { return math.Float32frombits(uint32(k+127) << 23) }
