//go:build !purego

package simd

import "unsafe"

// finish is finishGeneric: AVX-512 for any number of elements, or AVX2 for
// whole blocks of eight and the portable version for what is left.
func finish(dst, x, bias, pre, slope, residual []float32, gelu bool) {
	n := len(x)
	if useAVX512 && n > 0 {
		finishAVX512(&dst[0], &x[0], unsafe.SliceData(bias), unsafe.SliceData(pre), unsafe.SliceData(slope), unsafe.SliceData(residual), n, gelu)
		return
	}
	eights := whole(n)
	if eights > 0 {
		finishAVX2(&dst[0], &x[0], unsafe.SliceData(bias), unsafe.SliceData(pre), unsafe.SliceData(slope), unsafe.SliceData(residual), eights, gelu)
	}
	if eights < n {
		finishGeneric(dst[eights:], x[eights:], part(bias, eights, n), part(pre, eights, n), part(slope, eights, n), part(residual, eights, n), gelu)
	}
}

// finishAVX2 is finishGeneric for n elements, a multiple of 8 above 0: a nil
// pointer stands for a nil slice.
//
//go:noescape
func finishAVX2(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)

// finishAVX512 is finishAVX2 for any n above 0.
//
//go:noescape
func finishAVX512(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)
