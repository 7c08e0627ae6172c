//go:build purego || !(amd64 || arm64)

package simd

// This file: what follows a product on platforms without assembly: the portable
// versions.

func finish(dst, x, bias, pre, slope, residual []float32, gelu bool) {
	finishGeneric(dst, x, bias, pre, slope, residual, gelu)
}
