//go:build purego || !(amd64 || arm64)

package simd

// This file: the logarithm on platforms without assembly: the portable
// versions.

func log(dst, x []float32) { logGeneric(dst, x) }
