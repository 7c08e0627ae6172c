package simd

// This file: SiLU, x·σ(x) (Elfwing et al., 2017), and its gradient
// σ(x)·(1 + x·(1 − σ(x))).

// SiLU computes x·σ(x) of each element, within 2 ulp of max(|result|,
// 1/4), and 3 ulp down to results of 1e-36. SiLU(−Inf) is NaN, as in PyTorch. dst may be x.
func SiLU(dst, x []float32) {
	if misfit(dst, x) {
		check2("SiLU", "dst", dst, "x", x)
	}
	silu(dst, x)
}

func siluGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(v * sigmoid1(v))
	}
}

// SiLUGrad computes dx = dy·σ(x)·(1 + x·(1 − σ(x))), the factor within 2 ulp
// of max(|factor|, 1/4); NaN for infinite x, as in PyTorch. dx may be dy.
func SiLUGrad(dx, dy, x []float32) {
	if misfit(dx, dy) || misfit(dx, x) {
		check3("SiLUGrad", "dx", dx, "dy", dy, "x", x)
	}
	siluGrad(dx, dy, x)
}

func siluGradGeneric(dx, dy, x []float32) {
	for i, v := range x {
		s, other := sigmoid2(v)
		dx[i] = float32(dy[i] * float32(s*FMA(v, other, 1)))
	}
}
