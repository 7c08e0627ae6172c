//go:build !purego

package simd

// The functions of functions_amd64.go sixteen elements at a time: n > 0 is any
// number, the last block being masked.

// expAVX512: for i := range n { dst[i] = exp1(x[i]) }
//
//go:noescape
func expAVX512(dst, x *float32, n int)

// tanhAVX512: for i := range n { dst[i] = tanh1(x[i]) }
//
//go:noescape
func tanhAVX512(dst, x *float32, n int)

// erfAVX512: for i := range n { dst[i] = erf1(x[i]) }
//
//go:noescape
func erfAVX512(dst, x *float32, n int)

// sigmoidAVX512: for i := range n { dst[i] = sigmoid1(x[i]) }
//
//go:noescape
func sigmoidAVX512(dst, x *float32, n int)

// reluAVX512: for i := range n { if x[i] <= 0 { dst[i] = 0 } else { dst[i] = x[i] } }
//
//go:noescape
func reluAVX512(dst, x *float32, n int)

// siluAVX512: for i := range n { dst[i] = x[i] * sigmoid1(x[i]) }
//
//go:noescape
func siluAVX512(dst, x *float32, n int)

// geluAVX512: for i := range n { cdf, _ := normalCDF(x[i]); dst[i] = x[i] * cdf }
//
//go:noescape
func geluAVX512(dst, x *float32, n int)

// geluTanhAVX512: for i := range n { dst[i] = x[i] * sigmoid1(geluTanhArg(x[i])) }
//
//go:noescape
func geluTanhAVX512(dst, x *float32, n int)

// sqrtAVX512: for i := range n { dst[i] = √x[i] }
//
//go:noescape
func sqrtAVX512(dst, x *float32, n int)

// rsqrtAVX512: for i := range n { dst[i] = 1 / √x[i] }
//
//go:noescape
func rsqrtAVX512(dst, x *float32, n int)

// reluGradAVX512: for i := range n { if x[i] > 0 { dx[i] = dy[i] } else { dx[i] = 0 } }
//
//go:noescape
func reluGradAVX512(dx, dy, x *float32, n int)

// siluGradAVX512: for i := range n { s, other := sigmoid2(x[i]); dx[i] = dy[i] * (s * fma(x[i], other, 1)) }
//
//go:noescape
func siluGradAVX512(dx, dy, x *float32, n int)

// geluGradAVX512: for i := range n { cdf, e := normalCDF(x[i]); dx[i] = dy[i] * fma(x[i], e/√(2π), cdf) }
//
//go:noescape
func geluGradAVX512(dx, dy, x *float32, n int)

// geluTanhGradAVX512: for i := range n { dx[i] = dy[i] * (s + bend), as in geluTanhGradGeneric }
//
//go:noescape
func geluTanhGradAVX512(dx, dy, x *float32, n int)
