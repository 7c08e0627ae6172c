//go:build purego || !(amd64 || arm64)

package simd

func transpose(dst, x []float32, rows, cols int) { transposeGeneric(dst, x, rows, cols) }
