//go:build !purego

package simd

// The AVX2 kernels take multiples of eight elements, at least eight; what is
// left is done by the portable version. Reductions and the exponentials of
// softmax take any number.

// whole returns how many of n elements an AVX2 kernel takes.
func whole(n int) int {
	if useAVX2 {
		return n &^ 7
	}
	return 0
}

func softmaxRow(dst, x []float32, scale float32) {
	if !useAVX2 {
		softmaxRowGeneric(dst, x, scale)
		return
	}
	top := float32(scale * largestAVX2(&x[0], len(x)))
	s := softmaxExpAVX2(&dst[0], &x[0], len(x), scale, top)
	Scale(dst, dst, 1/s)
}

func softmaxGradRow(dx, dy, y []float32, scale float32) {
	s := dot(dy, y)
	n := whole(len(y))
	if n > 0 {
		softmaxGradAVX2(&dx[0], &dy[0], &y[0], n, s, scale)
	}
	softmaxGradTail(dx[n:], dy[n:], y[n:], s, scale)
}

func normalise(dst, x, gamma, beta []float32, mean, rstd float32) {
	n := 0
	if gamma != nil && beta != nil {
		if n = whole(len(x)); n > 0 {
			normaliseAVX2(&dst[0], &x[0], &gamma[0], &beta[0], n, mean, rstd)
			gamma, beta = gamma[n:], beta[n:]
		}
	}
	normaliseGeneric(dst[n:], x[n:], gamma, beta, mean, rstd)
}

func mulAddNorm(dst, dy, x []float32, mean, rstd float32) {
	n := whole(len(x))
	if n > 0 {
		mulAddNormAVX2(&dst[0], &dy[0], &x[0], n, mean, rstd)
	}
	mulAddNormGeneric(dst[n:], dy[n:], x[n:], mean, rstd)
}

func layerNormGradRow(dx, dy, x, gamma []float32, mean, rstd float32) {
	n := whole(len(x))
	if gamma == nil || n == 0 {
		layerNormGradRowGeneric(dx, dy, x, gamma, mean, rstd)
		return
	}
	s1, s2 := layerNormGradSumsAVX2(&dy[0], &x[0], &gamma[0], len(x), mean, rstd)
	m1, m2 := s1/float32(len(x)), s2/float32(len(x))
	layerNormGradAVX2(&dx[0], &dy[0], &x[0], &gamma[0], n, mean, rstd, m1, m2)
	layerNormGradTail(dx[n:], dy[n:], x[n:], gamma[n:], mean, rstd, m1, m2)
}

// softmaxExpAVX2 computes dst = exp(scale·x − top) and returns its sum by
// lanes: for i := range n { dst[i] = exp(scale*x[i] - top) }; return Sum(dst)
//
//go:noescape
func softmaxExpAVX2(dst, x *float32, n int, scale, top float32) float32

// softmaxGradAVX2: for i := range n { dx[i] = scale*y[i] * (dy[i] - dot) }
//
//go:noescape
func softmaxGradAVX2(dx, dy, y *float32, n int, dot, scale float32)

// normaliseAVX2: for i := range n { dst[i] = fma((x[i]-mean)*rstd, gamma[i], beta[i]) }
//
//go:noescape
func normaliseAVX2(dst, x, gamma, beta *float32, n int, mean, rstd float32)

// mulAddNormAVX2: for i := range n { dst[i] = fma(dy[i], (x[i]-mean)*rstd, dst[i]) }
//
//go:noescape
func mulAddNormAVX2(dst, dy, x *float32, n int, mean, rstd float32)

// layerNormGradSumsAVX2 returns, by lanes, the sums of g[i] = dy[i]*gamma[i]
// and of fma(g[i], (x[i]-mean)*rstd, ·).
//
//go:noescape
func layerNormGradSumsAVX2(dy, x, gamma *float32, n int, mean, rstd float32) (s1, s2 float32)

// layerNormGradAVX2: for i := range n { dx[i] = rstd * fma(-(x[i]-mean)*rstd, m2, dy[i]*gamma[i]-m1) }
//
//go:noescape
func layerNormGradAVX2(dx, dy, x, gamma *float32, n int, mean, rstd, m1, m2 float32)
