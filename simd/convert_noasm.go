//go:build purego || !(amd64 || arm64)

package simd

// This file: the conversions on platforms without assembly: the portable
// versions.

func bf16FromFloat32(dst []uint16, x []float32)              { bf16FromFloat32Generic(dst, x) }
func float32FromBF16(dst []float32, x []uint16)              { float32FromBF16Generic(dst, x) }
func f16FromFloat32(dst []uint16, x []float32)               { f16FromFloat32Generic(dst, x) }
func float32FromF16(dst []float32, x []uint16)               { float32FromF16Generic(dst, x) }
func int8FromFloat32(dst []int8, x []float32, scale float32) { int8FromFloat32Generic(dst, x, scale) }
func float32FromInt8(dst []float32, x []int8, scale float32) { float32FromInt8Generic(dst, x, scale) }
