package simd

// This file: square roots. Both operations of Rsqrt are correctly rounded.

// Sqrt computes √x of each element, correctly rounded. dst may be x.
func Sqrt(dst, x []float32) {
	if misfit(dst, x) {
		check2("Sqrt", "dst", dst, "x", x)
	}
	sqrt(dst, x)
}

func sqrtGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = sqrt32(v)
	}
}

// Rsqrt computes 1/√x of each element. dst may be x.
func Rsqrt(dst, x []float32) {
	if misfit(dst, x) {
		check2("Rsqrt", "dst", dst, "x", x)
	}
	rsqrt(dst, x)
}

func rsqrtGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = 1 / sqrt32(v)
	}
}
