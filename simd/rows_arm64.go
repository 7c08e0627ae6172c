//go:build !purego

package simd

func colSums(dst, x []float32)                              { colSumsGeneric(dst, x, 0) }
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

func layerNormGammaGrad(dgamma, dy, x, mean, rstd []float32) {
	layerNormGammaGradGeneric(dgamma, dy, x, mean, rstd, 0)
}

func adam(w, g, m, v []float32, s *adamScalars)          { adamGeneric(w, g, m, v, s) }
func adamMax(w, g, m, v, vmax []float32, s *adamScalars) { adamMaxGeneric(w, g, m, v, vmax, s) }
func sgd(w, g []float32, s *sgdScalars)                  { sgdGeneric(w, g, s) }
func sgdMomentum(w, g, buf []float32, s *sgdScalars)     { sgdMomentumGeneric(w, g, buf, s) }
func sgdNesterov(w, g, buf []float32, s *sgdScalars)     { sgdNesterovGeneric(w, g, buf, s) }
