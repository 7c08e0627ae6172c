//go:build !purego

package simd

// The functions of one vector and their gradients: AVX-512 for any number of
// elements, or AVX2 for whole blocks of eight and the portable version for what
// is left.

func exp(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		expAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		expAVX2(&dst[0], &x[0], n)
	}
	expGeneric(dst[n:], x[n:])
}

func tanh(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		tanhAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		tanhAVX2(&dst[0], &x[0], n)
	}
	tanhGeneric(dst[n:], x[n:])
}

func erf(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		erfAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		erfAVX2(&dst[0], &x[0], n)
	}
	erfGeneric(dst[n:], x[n:])
}

func sigmoid(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		sigmoidAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		sigmoidAVX2(&dst[0], &x[0], n)
	}
	sigmoidGeneric(dst[n:], x[n:])
}

func relu(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		reluAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		reluAVX2(&dst[0], &x[0], n)
	}
	reluGeneric(dst[n:], x[n:])
}

func silu(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		siluAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		siluAVX2(&dst[0], &x[0], n)
	}
	siluGeneric(dst[n:], x[n:])
}

func gelu(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		geluAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		geluAVX2(&dst[0], &x[0], n)
	}
	geluGeneric(dst[n:], x[n:])
}

func geluTanh(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		geluTanhAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		geluTanhAVX2(&dst[0], &x[0], n)
	}
	geluTanhGeneric(dst[n:], x[n:])
}

func sqrt(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		sqrtAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		sqrtAVX2(&dst[0], &x[0], n)
	}
	sqrtGeneric(dst[n:], x[n:])
}

func rsqrt(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		rsqrtAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		rsqrtAVX2(&dst[0], &x[0], n)
	}
	rsqrtGeneric(dst[n:], x[n:])
}

func reluGrad(dx, dy, x []float32) {
	if useAVX512 && len(x) > 0 {
		reluGradAVX512(&dx[0], &dy[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		reluGradAVX2(&dx[0], &dy[0], &x[0], n)
	}
	reluGradGeneric(dx[n:], dy[n:], x[n:])
}

func siluGrad(dx, dy, x []float32) {
	if useAVX512 && len(x) > 0 {
		siluGradAVX512(&dx[0], &dy[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		siluGradAVX2(&dx[0], &dy[0], &x[0], n)
	}
	siluGradGeneric(dx[n:], dy[n:], x[n:])
}

func geluGrad(dx, dy, x []float32) {
	if useAVX512 && len(x) > 0 {
		geluGradAVX512(&dx[0], &dy[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		geluGradAVX2(&dx[0], &dy[0], &x[0], n)
	}
	geluGradGeneric(dx[n:], dy[n:], x[n:])
}

func geluTanhGrad(dx, dy, x []float32) {
	if useAVX512 && len(x) > 0 {
		geluTanhGradAVX512(&dx[0], &dy[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		geluTanhGradAVX2(&dx[0], &dy[0], &x[0], n)
	}
	geluTanhGradGeneric(dx[n:], dy[n:], x[n:])
}

// expAVX2: for i := range n { dst[i] = exp1(x[i]) }
//
//go:noescape
func expAVX2(dst, x *float32, n int)

// tanhAVX2: for i := range n { dst[i] = tanh1(x[i]) }
//
//go:noescape
func tanhAVX2(dst, x *float32, n int)

// erfAVX2: for i := range n { dst[i] = erf1(x[i]) }
//
//go:noescape
func erfAVX2(dst, x *float32, n int)

// sigmoidAVX2: for i := range n { dst[i] = sigmoid1(x[i]) }
//
//go:noescape
func sigmoidAVX2(dst, x *float32, n int)

// reluAVX2: for i := range n { if x[i] <= 0 { dst[i] = 0 } else { dst[i] = x[i] } }
//
//go:noescape
func reluAVX2(dst, x *float32, n int)

// siluAVX2: for i := range n { dst[i] = x[i] * sigmoid1(x[i]) }
//
//go:noescape
func siluAVX2(dst, x *float32, n int)

// geluAVX2: for i := range n { cdf, _ := normalCDF(x[i]); dst[i] = x[i] * cdf }
//
//go:noescape
func geluAVX2(dst, x *float32, n int)

// geluTanhAVX2: for i := range n { dst[i] = x[i] * sigmoid1(geluTanhArg(x[i])) }
//
//go:noescape
func geluTanhAVX2(dst, x *float32, n int)

// sqrtAVX2: for i := range n { dst[i] = √x[i] }
//
//go:noescape
func sqrtAVX2(dst, x *float32, n int)

// rsqrtAVX2: for i := range n { dst[i] = 1 / √x[i] }
//
//go:noescape
func rsqrtAVX2(dst, x *float32, n int)

// reluGradAVX2: for i := range n { if x[i] > 0 { dx[i] = dy[i] } else { dx[i] = 0 } }
//
//go:noescape
func reluGradAVX2(dx, dy, x *float32, n int)

// siluGradAVX2: for i := range n { s, other := sigmoid2(x[i]); dx[i] = dy[i] * (s * fma(x[i], other, 1)) }
//
//go:noescape
func siluGradAVX2(dx, dy, x *float32, n int)

// geluGradAVX2: for i := range n { cdf, e := normalCDF(x[i]); dx[i] = dy[i] * fma(x[i], e/√(2π), cdf) }
//
//go:noescape
func geluGradAVX2(dx, dy, x *float32, n int)

// geluTanhGradAVX2: for i := range n { dx[i] = dy[i] * (s + bend), as in geluTanhGradGeneric }
//
//go:noescape
func geluTanhGradAVX2(dx, dy, x *float32, n int)
