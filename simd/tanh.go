package simd

import "math"

// This file: the hyperbolic tangent: x + x³·p(x²) near 0 (p minimax, 6e-9),
// ±(1 − 2/(e^2|x| + 1)) elsewhere.

// tanhPoly are the coefficients of p, constant first.
var tanhPoly = [5]float32{
	-0.3333326280117035, 0.1333089917898178, -0.05369296297430992, 0.02048330567777157, -0.005528624635189772,
}

// tanhSmall is where the polynomial ends.
const tanhSmall = 0.625

// Tanh computes tanh(x) of each element, within 2 ulp. dst may be x.
func Tanh(dst, x []float32) {
	if misfit(dst, x) {
		check2("Tanh", "dst", dst, "x", x)
	}
	tanh(dst, x)
}

func tanhGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = tanh1(v)
	}
}

func tanh1(x float32) float32 {
	const sign = 1 << 31
	bits := math.Float32bits(x)
	t := math.Float32frombits(bits &^ sign)
	y := 1 - 2/(exp1(2*t)+1)
	if t < tanhSmall {
		z := float32(t * t)
		p := tanhPoly[4]
		for i := 3; i >= 0; i-- {
			p = FMA(p, z, tanhPoly[i])
		}
		y = FMA(float32(p*z), t, t)
	}
	return math.Float32frombits(math.Float32bits(y) | bits&sign)
}
