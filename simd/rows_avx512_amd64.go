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
