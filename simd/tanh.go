package simd

import "math"

// This file: the hyperbolic tangent: x + x³·p(x²) near 0 (p minimax, 6e-9),
// ±(1 − 2/(e^2|x| + 1)) elsewhere.

// Tanh computes tanh(x) of each element, within 2 ulp. dst may be x.
func Tanh(dst, x []float32) {
	check2(dst, x)
	for i, v := range x {
		dst[i] = tanh1(v)
	}
}

func tanh1(x float32) float32 {
	const sign = 1 << 31
	bits := math.Float32bits(x)
	t := math.Float32frombits(bits &^ sign)
	y := 1 - 2/(exp1(2*t)+1)
	if t < 0.625 {
		z := float32(t * t)
		p := FMA(-0.005528624635189772, z, 0.02048330567777157)
		p = FMA(p, z, -0.05369296297430992)
		p = FMA(p, z, 0.1333089917898178)
		p = FMA(p, z, -0.3333326280117035)
		y = FMA(float32(p*z), t, t)
	}
	return math.Float32frombits(math.Float32bits(y) | bits&sign)
}
