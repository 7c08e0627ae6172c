//go:build !purego

package simd

// The functions of one vector and their gradients: NEON for whole blocks of
// four, the portable version for what is left.

// fours returns how many of n elements the kernels of this level take: all
// whole blocks of four.
func fours(n int) int {
	if useNEON {
		return n &^ 3
	}
	return 0
}

func exp(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		expNEON(&dst[0], &x[0], n)
	}
	expGeneric(dst[n:], x[n:])
}

func tanh(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		tanhNEON(&dst[0], &x[0], n)
	}
	tanhGeneric(dst[n:], x[n:])
}

func erf(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		erfNEON(&dst[0], &x[0], n)
	}
	erfGeneric(dst[n:], x[n:])
}

func sigmoid(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		sigmoidNEON(&dst[0], &x[0], n)
	}
	sigmoidGeneric(dst[n:], x[n:])
}

func relu(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		reluNEON(&dst[0], &x[0], n)
	}
	reluGeneric(dst[n:], x[n:])
}

func silu(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		siluNEON(&dst[0], &x[0], n)
	}
	siluGeneric(dst[n:], x[n:])
}

func gelu(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		geluNEON(&dst[0], &x[0], n)
	}
	geluGeneric(dst[n:], x[n:])
}

func geluTanh(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		geluTanhNEON(&dst[0], &x[0], n)
	}
	geluTanhGeneric(dst[n:], x[n:])
}

func sqrt(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		sqrtNEON(&dst[0], &x[0], n)
	}
	sqrtGeneric(dst[n:], x[n:])
}

func rsqrt(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		rsqrtNEON(&dst[0], &x[0], n)
	}
	rsqrtGeneric(dst[n:], x[n:])
}

func reluGrad(dx, dy, x []float32) {
	n := fours(len(x))
	if n > 0 {
		reluGradNEON(&dx[0], &dy[0], &x[0], n)
	}
	reluGradGeneric(dx[n:], dy[n:], x[n:])
}

func siluGrad(dx, dy, x []float32) {
	n := fours(len(x))
	if n > 0 {
		siluGradNEON(&dx[0], &dy[0], &x[0], n)
	}
	siluGradGeneric(dx[n:], dy[n:], x[n:])
}

func geluGrad(dx, dy, x []float32) {
	n := fours(len(x))
	if n > 0 {
		geluGradNEON(&dx[0], &dy[0], &x[0], n)
	}
	geluGradGeneric(dx[n:], dy[n:], x[n:])
}

func geluTanhGrad(dx, dy, x []float32) {
	n := fours(len(x))
	if n > 0 {
		geluTanhGradNEON(&dx[0], &dy[0], &x[0], n)
	}
	geluTanhGradGeneric(dx[n:], dy[n:], x[n:])
}

// expNEON: for i := range n { dst[i] = exp1(x[i]) }
//
//go:noescape
func expNEON(dst, x *float32, n int)

// tanhNEON: for i := range n { dst[i] = tanh1(x[i]) }
//
//go:noescape
func tanhNEON(dst, x *float32, n int)

// erfNEON: for i := range n { dst[i] = erf1(x[i]) }
//
//go:noescape
func erfNEON(dst, x *float32, n int)

// sigmoidNEON: for i := range n { dst[i] = sigmoid1(x[i]) }
//
//go:noescape
func sigmoidNEON(dst, x *float32, n int)

// reluNEON: for i := range n { if x[i] <= 0 { dst[i] = 0 } else { dst[i] = x[i] } }
//
//go:noescape
func reluNEON(dst, x *float32, n int)

// siluNEON: for i := range n { dst[i] = x[i] * sigmoid1(x[i]) }
//
//go:noescape
func siluNEON(dst, x *float32, n int)

// geluNEON: for i := range n { cdf, _ := normalCDF(x[i]); dst[i] = x[i] * cdf }
//
//go:noescape
func geluNEON(dst, x *float32, n int)

// geluTanhNEON: for i := range n { dst[i] = x[i] * sigmoid1(geluTanhArg(x[i])) }
//
//go:noescape
func geluTanhNEON(dst, x *float32, n int)

// sqrtNEON: for i := range n { dst[i] = √x[i] }
//
//go:noescape
func sqrtNEON(dst, x *float32, n int)

// rsqrtNEON: for i := range n { dst[i] = 1 / √x[i] }
//
//go:noescape
func rsqrtNEON(dst, x *float32, n int)

// reluGradNEON: for i := range n { if x[i] > 0 { dx[i] = dy[i] } else { dx[i] = 0 } }
//
//go:noescape
func reluGradNEON(dx, dy, x *float32, n int)

// siluGradNEON: for i := range n { s, other := sigmoid2(x[i]); dx[i] = dy[i] * (s * fma(x[i], other, 1)) }
//
//go:noescape
func siluGradNEON(dx, dy, x *float32, n int)

// geluGradNEON: for i := range n { cdf, e := normalCDF(x[i]); dx[i] = dy[i] * fma(x[i], e/√(2π), cdf) }
//
//go:noescape
func geluGradNEON(dx, dy, x *float32, n int)

// geluTanhGradNEON: for i := range n { dx[i] = dy[i] * (s + bend), as in geluTanhGradGeneric }
//
//go:noescape
func geluTanhGradNEON(dx, dy, x *float32, n int)
