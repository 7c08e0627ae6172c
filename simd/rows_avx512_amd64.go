//go:build !purego

package simd

// colSumsAVX512: for r := range rows { for j := range cols { dst[j] += x[r*cols+j] } }
//
//go:noescape
func colSumsAVX512(dst, x *float32, rows, cols int)

// layerNormGammaGradAVX512: for r := range rows { for j := range cols { i := r*cols + j;
// dgamma[j] = fma(dy[i], (x[i]-mean[r])*rstd[r], dgamma[j]) } }
//
//go:noescape
func layerNormGammaGradAVX512(dgamma, dy, x, mean, rstd *float32, rows, cols int)

// softmaxAVX512: softmaxRowsGeneric over rows.
//
//go:noescape
func softmaxAVX512(dst, x *float32, rows, cols int, scale float32)

// softmaxGradAVX512: softmaxGradRowsGeneric over rows.
//
//go:noescape
func softmaxGradAVX512(dx, dy, y *float32, rows, cols int, scale float32)

// softmaxShortAVX512: softmaxRowsGeneric over rows, a multiple of 4 and at least
// that, of 1 to 64 columns.
//
//go:noescape
func softmaxShortAVX512(dst, x *float32, rows, cols int, scale float32)

// softmaxGradShortAVX512: softmaxGradRowsGeneric over such rows.
//
//go:noescape
func softmaxGradShortAVX512(dx, dy, y *float32, rows, cols int, scale float32)

// layerNormAVX512: layerNormRowsGeneric over rows.
//
//go:noescape
func layerNormAVX512(dst, mean, rstd, x, gamma, beta *float32, rows, cols int, eps float32)

// layerNormGradAVX512: layerNormGradRowsGeneric over rows.
//
//go:noescape
func layerNormGradAVX512(dx, dy, x, gamma, mean, rstd *float32, rows, cols int)
