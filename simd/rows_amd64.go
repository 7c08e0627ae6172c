//go:build !purego

package simd

// The kernels over rows, and reductions. Most take any number of columns;
// those that add up columns take multiples of eight and leave the rest to the
// portable version.

func colSums(dst, x []float32) {
	if useAVX512 {
		colSumsAVX512(&dst[0], &x[0], len(x)/len(dst), len(dst))
		return
	}
	n := whole(len(dst))
	if n > 0 {
		colSumsAVX2(&dst[0], &x[0], len(x)/len(dst), len(dst), n)
	}
	if n < len(dst) {
		colSumsGeneric(dst, x, n)
	}
}

// shortRow is how many columns the kernels for short rows hold in registers.
const shortRow = 64

func softmaxRows(dst, x []float32, cols int, scale float32) {
	if useAVX512 {
		rows := len(x) / cols
		if four := rows &^ 3; cols <= shortRow && four > 0 {
			softmaxShortAVX512(&dst[0], &x[0], four, cols, scale)
			if four == rows {
				return
			}
			dst, x, rows = dst[four*cols:], x[four*cols:], rows-four
		}
		softmaxAVX512(&dst[0], &x[0], rows, cols, scale)
		return
	}
	if useAVX2 {
		softmaxAVX2(&dst[0], &x[0], len(x)/cols, cols, scale)
		return
	}
	softmaxRowsGeneric(dst, x, cols, scale)
}

func softmaxGradRows(dx, dy, y []float32, cols int, scale float32) {
	if useAVX512 {
		rows := len(y) / cols
		if four := rows &^ 3; cols <= shortRow && four > 0 {
			softmaxGradShortAVX512(&dx[0], &dy[0], &y[0], four, cols, scale)
			if four == rows {
				return
			}
			dx, dy, y, rows = dx[four*cols:], dy[four*cols:], y[four*cols:], rows-four
		}
		softmaxGradAVX512(&dx[0], &dy[0], &y[0], rows, cols, scale)
		return
	}
	if useAVX2 {
		softmaxGradAVX2(&dx[0], &dy[0], &y[0], len(y)/cols, cols, scale)
		return
	}
	softmaxGradRowsGeneric(dx, dy, y, cols, scale)
}

func layerNormRows(dst, mean, rstd, x, gamma, beta []float32, cols int, eps float32) {
	if useAVX512 {
		layerNormAVX512(&dst[0], &mean[0], &rstd[0], &x[0], first(gamma), first(beta), len(x)/cols, cols, eps)
		return
	}
	if useAVX2 {
		layerNormAVX2(&dst[0], &mean[0], &rstd[0], &x[0], first(gamma), first(beta), len(x)/cols, cols, eps)
		return
	}
	layerNormRowsGeneric(dst, mean, rstd, x, gamma, beta, cols, eps)
}

func layerNormGradRows(dx, dy, x, gamma, mean, rstd []float32, cols int) {
	if useAVX512 {
		layerNormGradAVX512(&dx[0], &dy[0], &x[0], first(gamma), &mean[0], &rstd[0], len(mean), cols)
		return
	}
	if useAVX2 {
		layerNormGradAVX2(&dx[0], &dy[0], &x[0], first(gamma), &mean[0], &rstd[0], len(mean), cols)
		return
	}
	layerNormGradRowsGeneric(dx, dy, x, gamma, mean, rstd, cols)
}

func layerNormGammaGrad(dgamma, dy, x, mean, rstd []float32) {
	if useAVX512 {
		layerNormGammaGradAVX512(&dgamma[0], &dy[0], &x[0], &mean[0], &rstd[0], len(mean), len(dgamma))
		return
	}
	n := whole(len(dgamma))
	if n > 0 {
		layerNormGammaGradAVX2(&dgamma[0], &dy[0], &x[0], &mean[0], &rstd[0], len(mean), len(dgamma), n)
	}
	if n < len(dgamma) {
		layerNormGammaGradGeneric(dgamma, dy, x, mean, rstd, n)
	}
}

// first returns the address of the first element of x, or nil if x is nil.
func first(x []float32) *float32 {
	if x == nil {
		return nil
	}
	return &x[0]
}

// colSumsAVX2: for r := range rows { for j := range n { dst[j] += x[r*cols+j] } }
//
//go:noescape
func colSumsAVX2(dst, x *float32, rows, cols, n int)

// softmaxAVX2: softmaxRowsGeneric over rows.
//
//go:noescape
func softmaxAVX2(dst, x *float32, rows, cols int, scale float32)

// softmaxGradAVX2: softmaxGradRowsGeneric over rows.
//
//go:noescape
func softmaxGradAVX2(dx, dy, y *float32, rows, cols int, scale float32)

// layerNormAVX2: layerNormRowsGeneric over rows.
//
//go:noescape
func layerNormAVX2(dst, mean, rstd, x, gamma, beta *float32, rows, cols int, eps float32)

// layerNormGradAVX2: layerNormGradRowsGeneric over rows.
//
//go:noescape
func layerNormGradAVX2(dx, dy, x, gamma, mean, rstd *float32, rows, cols int)

// layerNormGammaGradAVX2: for r := range rows { for j := range n { i := r*cols + j;
// dgamma[j] = fma(dy[i], (x[i]-mean[r])*rstd[r], dgamma[j]) } }
//
//go:noescape
func layerNormGammaGradAVX2(dgamma, dy, x, mean, rstd *float32, rows, cols, n int)
