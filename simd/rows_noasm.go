//go:build purego || !(amd64 || arm64)

package simd

// This file: vector arithmetic, reductions, the kernels over rows and the
// updates of the optimizers on platforms without assembly: the portable versions.

func add(dst, a, b []float32)                               { addGeneric(dst, a, b) }
func sub(dst, a, b []float32)                               { subGeneric(dst, a, b) }
func mul(dst, a, b []float32)                               { mulGeneric(dst, a, b) }
func div(dst, a, b []float32)                               { divGeneric(dst, a, b) }
func maximum(dst, a, b []float32)                           { maximumGeneric(dst, a, b) }
func addScalar(dst, a []float32, s float32)                 { addScalarGeneric(dst, a, s) }
func scale(dst, a []float32, s float32)                     { scaleGeneric(dst, a, s) }
func scaleAdd(dst, a []float32, s float32, b []float32)     { scaleAddGeneric(dst, a, s, b) }
func mulAdd(dst, a, b []float32)                            { mulAddGeneric(dst, a, b) }
func sum(x []float32) float32                               { return sumGeneric(x) }
func dot(a, b []float32) float32                            { return dotGeneric(a, b) }
func largest(x []float32) float32                           { return largestGeneric(x) }
func squaredDiff(x []float32, m float32) float32            { return squaredDiffGeneric(x, m) }
func index(x []float32, v float32) int                      { return indexGeneric(x, v) }
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
