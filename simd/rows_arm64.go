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

func softmaxRows(dst, x []float32, cols int, scale float32) { softmaxRowsGeneric(dst, x, cols, scale) }

func softmaxGradRows(dx, dy, y []float32, cols int, scale float32) {
	softmaxGradRowsGeneric(dx, dy, y, cols, scale)
}

func layerNormRows(dst, mean, rstd, x, gamma, beta []float32, cols int, eps float32) {
	layerNormRowsGeneric(dst, mean, rstd, x, gamma, beta, cols, eps)
}

func layerNormGradRows(dx, dy, x, gamma, mean, rstd []float32, cols int) {
	layerNormGradRowsGeneric(dx, dy, x, gamma, mean, rstd, cols)
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
