//go:build purego || !(amd64 || arm64)

package simd

// This file: transposition on platforms without assembly: the portable
// versions.

func transpose(dst, x []float32, rows, cols int) { transposeGeneric(dst, x, rows, cols) }
