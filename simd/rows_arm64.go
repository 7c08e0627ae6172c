//go:build !purego

package simd

// The kernels over rows. Those that add up columns take multiples of four and
// leave the rest to the portable version.

func colSums(dst, x []float32) {
	n := whole4(len(dst))
	if n > 0 {
		colSumsNEON(&dst[0], &x[0], len(x)/len(dst), len(dst), n)
	}
	if n < len(dst) {
		colSumsGeneric(dst, x, n)
	}
}

func layerNormGammaGrad(dgamma, dy, x, mean, rstd []float32) {
	n := whole4(len(dgamma))
	if n > 0 {
		layerNormGammaGradNEON(&dgamma[0], &dy[0], &x[0], &mean[0], &rstd[0], len(mean), len(dgamma), n)
	}
	if n < len(dgamma) {
		layerNormGammaGradGeneric(dgamma, dy, x, mean, rstd, n)
	}
}

// softmaxRows takes a few rows at a time, which the cache holds, and all their
// exponentials in one go.
func softmaxRows(dst, x []float32, cols int, factor float32) {
	if !useNEON {
		softmaxRowsGeneric(dst, x, cols, factor)
		return
	}
	for step := nearRows(cols) * cols; len(x) > 0; {
		n := min(step, len(x))
		for lo := 0; lo < n; lo += cols {
			top := factor * largest(x[lo:lo+cols])
			scaleSubNEON(&dst[lo], &x[lo], cols, factor, top)
		}
		exp(dst[:n], dst[:n])
		for lo := 0; lo < n; lo += cols {
			d := dst[lo : lo+cols]
			scale(d, d, 1/sum(d))
		}
		dst, x = dst[n:], x[n:]
	}
}

func softmaxGradRows(dx, dy, y []float32, cols int, scale float32) {
	if !useNEON {
		softmaxGradRowsGeneric(dx, dy, y, cols, scale)
		return
	}
	for lo := 0; lo < len(y); lo += cols {
		s := dotNEON(&dy[lo], &y[lo], cols)
		softmaxGradNEON(&dx[lo], &dy[lo], &y[lo], cols, scale, s)
	}
}

func layerNormRows(dst, mean, rstd, x, gamma, beta []float32, cols int, eps float32) {
	if !useNEON {
		layerNormRowsGeneric(dst, mean, rstd, x, gamma, beta, cols, eps)
		return
	}
	n := float32(cols)
	for r := 0; r*cols < len(x); r++ {
		a := &x[r*cols]
		mean[r] = sumNEON(a, cols) / n
		rstd[r] = 1 / sqrt32(squaredDiffNEON(a, cols, mean[r])/n+eps)
		normaliseNEON(&dst[r*cols], a, first(gamma), first(beta), cols, mean[r], rstd[r])
	}
}

func layerNormGradRows(dx, dy, x, gamma, mean, rstd []float32, cols int) {
	if !useNEON {
		layerNormGradRowsGeneric(dx, dy, x, gamma, mean, rstd, cols)
		return
	}
	n := float32(cols)
	for r, m := range mean {
		lo := r * cols
		s1, s2 := layerNormGradSumsNEON(&dy[lo], &x[lo], first(gamma), cols, m, rstd[r])
		layerNormGradNEON(&dx[lo], &dy[lo], &x[lo], first(gamma), cols, m, rstd[r], s1/n, s2/n)
	}
}

// first returns the address of the first element of x, or nil if x is nil.
func first(x []float32) *float32 {
	if x == nil {
		return nil
	}
	return &x[0]
}

// colSumsNEON: for r := range rows { for j := range n { dst[j] += x[r*cols+j] } }
//
//go:noescape
func colSumsNEON(dst, x *float32, rows, cols, n int)

// layerNormGammaGradNEON: for r := range rows { for j := range n { i := r*cols + j;
// dgamma[j] = fma(dy[i], (x[i]-mean[r])*rstd[r], dgamma[j]) } }
//
//go:noescape
func layerNormGammaGradNEON(dgamma, dy, x, mean, rstd *float32, rows, cols, n int)

// scaleSubNEON: for i := range n { dst[i] = float32(scale*x[i]) - top }
//
//go:noescape
func scaleSubNEON(dst, x *float32, n int, scale, top float32)

// softmaxGradNEON: for i := range n { dx[i] = float32(scale*y[i]) * (dy[i] - dot) }
//
//go:noescape
func softmaxGradNEON(dx, dy, y *float32, n int, scale, dot float32)

// normaliseNEON: for i := range n { h := float32((x[i]-mean) * rstd);
// dst[i] = fma(h, gamma[i], beta[i]) }, gamma 1 and beta −0 if they are nil.
//
//go:noescape
func normaliseNEON(dst, x, gamma, beta *float32, n int, mean, rstd float32)

// layerNormGradSumsNEON: for i := range n { h := float32((x[i]-mean) * rstd);
// g := float32(dy[i] * gamma[i]); v[i%32] += g; w[i%32] = fma(g, h, w[i%32]) };
// combine(v), combine(w). Gamma is 1 if it is nil.
//
//go:noescape
func layerNormGradSumsNEON(dy, x, gamma *float32, n int, mean, rstd float32) (sumG, sumGH float32)

// layerNormGradNEON: for i := range n { h := float32((x[i]-mean) * rstd);
// g := float32(dy[i] * gamma[i]); dx[i] = rstd * fma(-h, m2, g-m1) }
//
//go:noescape
func layerNormGradNEON(dx, dy, x, gamma *float32, n int, mean, rstd, m1, m2 float32)
