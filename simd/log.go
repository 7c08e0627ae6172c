package simd

import "math"

// This file: the natural logarithm. With x = f·2ᵉ, √½ ≤ f < √2, and
// z = (f−1)/(f+1): log x = e·ln 2 + 2·(z + z³/3 + z⁵/5 + ...), in float64 with
// every rounding written out, so that no compiler may fuse it.

// Log computes the natural logarithm of each element, correctly rounded but
// for one case in a million: log 0 is −Inf, of a negative number NaN. dst may
// be x.
func Log(dst, x []float32) {
	check2(dst, x)
	for i, v := range x {
		dst[i] = log1(v)
	}
}

func log1(x float32) float32 {
	switch {
	case x < 0:
		return float32(math.NaN())
	case x == 0:
		return float32(math.Inf(-1))
	case x-x != 0: // +Inf, NaN
		return x
	}
	f, e := math.Frexp(float64(x))
	if f < math.Sqrt2/2 {
		f, e = f*2, e-1
	}
	z := (f - 1) / (f + 1)
	w := float64(z * z)
	p := 0.0
	for k := 17.0; k > 1; k -= 2 {
		p = float64(p*w) + 1/k
	}
	p = float64(float64(p*w) * z)
	return float32(float64(float64(e)*math.Ln2) + float64(2*(z+p)))
}
