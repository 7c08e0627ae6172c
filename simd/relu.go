package simd

// This file: the rectifier.

// ReLU computes max(x, 0) of each element; NaN stays. dst may be x.
func ReLU(dst, x []float32) {
	if misfit(dst, x) {
		check2("ReLU", "dst", dst, "x", x)
	}
	relu(dst, x)
}

func reluGeneric(dst, x []float32) {
	for i, v := range x {
		if v <= 0 {
			v = 0
		}
		dst[i] = v
	}
}

// ReLUGrad computes dx = dy where x > 0, else 0. dx may be dy.
func ReLUGrad(dx, dy, x []float32) {
	if misfit(dx, dy) || misfit(dx, x) {
		check3("ReLUGrad", "dx", dx, "dy", dy, "x", x)
	}
	reluGrad(dx, dy, x)
}

func reluGradGeneric(dx, dy, x []float32) {
	for i, v := range x {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}
