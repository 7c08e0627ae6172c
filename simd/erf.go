package simd

import "math"

// This file: the error function: x + x·p(x²) near 0 (p minimax, 4e-11),
// ±(1 − 2·Q(√2·|x|)) elsewhere, with the normal tail Q.

// erfPoly are the coefficients of p, constant first.
var erfPoly = [8]float32{
	0.12837916612625122, -0.37612637877464294, 0.11283780634403229, -0.02686532586812973,
	0.0052207172848284245, -0.0008479264797642827, 0.0001122945177485235, -9.558529200148769e-06,
}

// Erf computes erf(x) of each element, within 2 ulp. dst may be x.
func Erf(dst, x []float32) {
	if misfit(dst, x) {
		check2("Erf", "dst", dst, "x", x)
	}
	erf(dst, x)
}

func erfGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = erf1(v)
	}
}

func erf1(x float32) float32 {
	const sign = 1 << 31
	bits := math.Float32bits(x)
	t := math.Float32frombits(bits &^ sign)
	if t < 1 {
		z := float32(t * t)
		p := erfPoly[7]
		for i := 6; i >= 0; i-- {
			p = FMA(p, z, erfPoly[i])
		}
		return math.Float32frombits(math.Float32bits(FMA(p, t, t)) | bits&sign)
	}
	_, q := normalTail(float32(t * math.Sqrt2))
	y := FMA(-2, q, 1)
	return math.Float32frombits(math.Float32bits(y) | bits&sign)
}
