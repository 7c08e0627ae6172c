//go:build !purego

package simd

import "unsafe"

// finish is finishGeneric: NEON for whole blocks of four, the portable version
// for what is left.
func finish(dst, x, bias, pre, slope, residual []float32, gelu bool) {
	n := len(x)
	whole := fours(n)
	if whole > 0 {
		finishNEON(&dst[0], &x[0], unsafe.SliceData(bias), unsafe.SliceData(pre), unsafe.SliceData(slope), unsafe.SliceData(residual), whole, gelu)
	}
	if whole < n {
		finishGeneric(dst[whole:], x[whole:], part(bias, whole, n), part(pre, whole, n), part(slope, whole, n), part(residual, whole, n), gelu)
	}
}

// finishNEON is finishGeneric for n elements, a multiple of 4 above 0: a nil
// pointer stands for a nil slice.
//
//go:noescape
func finishNEON(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)
