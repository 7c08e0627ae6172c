//go:build purego || !amd64

package simd

func add(dst, a, b []float32)                             { addGeneric(dst, a, b) }
func sub(dst, a, b []float32)                             { subGeneric(dst, a, b) }
func mul(dst, a, b []float32)                             { mulGeneric(dst, a, b) }
func div(dst, a, b []float32)                             { divGeneric(dst, a, b) }
func maximum(dst, a, b []float32)                         { maximumGeneric(dst, a, b) }
func addScalar(dst, a []float32, s float32)               { addScalarGeneric(dst, a, s) }
func scale(dst, a []float32, s float32)                   { scaleGeneric(dst, a, s) }
func scaleAdd(dst, a []float32, s float32, b []float32)   { scaleAddGeneric(dst, a, s, b) }
func mulAdd(dst, a, b []float32)                          { mulAddGeneric(dst, a, b) }
func sum(x []float32) float32                             { return sumGeneric(x) }
func dot(a, b []float32) float32                          { return dotGeneric(a, b) }
func largest(x []float32) float32                         { return largestGeneric(x) }
func squaredDiff(x []float32, m float32) float32          { return squaredDiffGeneric(x, m) }
func softmaxRow(dst, x []float32, scale float32)          { softmaxRowGeneric(dst, x, scale) }
func softmaxGradRow(dx, dy, y []float32, scale float32)   { softmaxGradRowGeneric(dx, dy, y, scale) }
func mulAddNorm(dst, dy, x []float32, mean, rstd float32) { mulAddNormGeneric(dst, dy, x, mean, rstd) }
func normalise(dst, x, gamma, beta []float32, m, rstd float32) {
	normaliseGeneric(dst, x, gamma, beta, m, rstd)
}

func layerNormGradRow(dx, dy, x, gamma []float32, mean, rstd float32) {
	layerNormGradRowGeneric(dx, dy, x, gamma, mean, rstd)
}

func adam(w, g, m, v []float32, s *adamScalars)          { adamGeneric(w, g, m, v, s) }
func adamMax(w, g, m, v, vmax []float32, s *adamScalars) { adamMaxGeneric(w, g, m, v, vmax, s) }
func sgd(w, g []float32, s *sgdScalars)                  { sgdGeneric(w, g, s) }
func sgdMomentum(w, g, buf []float32, s *sgdScalars)     { sgdMomentumGeneric(w, g, buf, s) }
func sgdNesterov(w, g, buf []float32, s *sgdScalars)     { sgdNesterovGeneric(w, g, buf, s) }
