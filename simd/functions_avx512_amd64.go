//go:build !purego

package simd

// expAVX512: for i := range n { dst[i] = exp1(x[i]) }, n > 0
//
//go:noescape
func expAVX512(dst, x *float32, n int)
