//go:build purego || !(amd64 || arm64)

package simd

func log(dst, x []float32) { logGeneric(dst, x) }
