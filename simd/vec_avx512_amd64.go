//go:build !purego

package simd

// The AVX-512 kernels over vectors and rows take any number of elements above
// 0: the last block is done under a mask.

// addAVX512: for i := range n { dst[i] = a[i] + b[i] }
//
//go:noescape
func addAVX512(dst, a, b *float32, n int)

// subAVX512: for i := range n { dst[i] = a[i] - b[i] }
//
//go:noescape
func subAVX512(dst, a, b *float32, n int)

// mulAVX512: for i := range n { dst[i] = a[i] * b[i] }
//
//go:noescape
func mulAVX512(dst, a, b *float32, n int)

// divAVX512: for i := range n { dst[i] = a[i] / b[i] }
//
//go:noescape
func divAVX512(dst, a, b *float32, n int)

// maximumAVX512: for i := range n { dst[i] = the larger of a[i] and b[i] }
//
//go:noescape
func maximumAVX512(dst, a, b *float32, n int)

// mulAddAVX512: for i := range n { dst[i] = fma(a[i], b[i], dst[i]) }
//
//go:noescape
func mulAddAVX512(dst, a, b *float32, n int)

// addScalarAVX512: for i := range n { dst[i] = a[i] + s }
//
//go:noescape
func addScalarAVX512(dst, a *float32, n int, s float32)

// scaleAVX512: for i := range n { dst[i] = s * a[i] }
//
//go:noescape
func scaleAVX512(dst, a *float32, n int, s float32)

// scaleAddAVX512: for i := range n { dst[i] = fma(s, b[i], a[i]) }
//
//go:noescape
func scaleAddAVX512(dst, a, b *float32, n int, s float32)

// sgdAVX512 is sgdAVX2 for any n.
//
//go:noescape
func sgdAVX512(w, grad *float32, n int, s *sgdScalars)

// sgdMomentumAVX512 is sgdMomentumAVX2 for any n.
//
//go:noescape
func sgdMomentumAVX512(w, grad, buf *float32, n int, s *sgdScalars)

// sgdNesterovAVX512 is sgdNesterovAVX2 for any n.
//
//go:noescape
func sgdNesterovAVX512(w, grad, buf *float32, n int, s *sgdScalars)

// adamAVX512 is adamAVX2 for any n.
//
//go:noescape
func adamAVX512(w, grad, m, v *float32, n int, s *adamScalars)

// adamMaxAVX512 is adamMaxAVX2 for any n.
//
//go:noescape
func adamMaxAVX512(w, grad, m, v, vmax *float32, n int, s *adamScalars)

// sumAVX512: for i := range n { v[i%32] += x[i] }; combine(v)
//
//go:noescape
func sumAVX512(x *float32, n int) float32

// dotAVX512: for i := range n { v[i%32] = fma(a[i], b[i], v[i%32]) }; combine(v)
//
//go:noescape
func dotAVX512(a, b *float32, n int) float32

// largestAVX512: for i := range n { the larger of x[i]; NaN if one is } + 0
//
//go:noescape
func largestAVX512(x *float32, n int) float32

// squaredDiffAVX512: for i := range n { d := x[i] - m;
// v[i%32] = fma(d, d, v[i%32]) }; combine(v)
//
//go:noescape
func squaredDiffAVX512(x *float32, n int, m float32) float32

// indexAVX512: the first i with x[i] == v; n if there is none.
//
//go:noescape
func indexAVX512(x *float32, n int, v float32) int
