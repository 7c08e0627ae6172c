//go:build !purego

package simd

import "github.com/klauspost/cpuid/v2"

// hasF16C tells whether the CPU converts binary16. Every CPU with AVX2 so far
// does, but the level does not promise it. AVX-512 has its own instructions.
var hasF16C = cpuid.CPU.Supports(cpuid.F16C)

func bf16FromFloat32(dst []uint16, x []float32) {
	if useAVX512 && len(x) > 0 {
		bf16FromFloat32AVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		bf16FromFloat32AVX2(&dst[0], &x[0], n)
	}
	bf16FromFloat32Generic(dst[n:], x[n:])
}

func float32FromBF16(dst []float32, x []uint16) {
	if useAVX512 && len(x) > 0 {
		float32FromBF16AVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		float32FromBF16AVX2(&dst[0], &x[0], n)
	}
	float32FromBF16Generic(dst[n:], x[n:])
}

func f16FromFloat32(dst []uint16, x []float32) {
	if useAVX512 && len(x) > 0 {
		f16FromFloat32AVX512(&dst[0], &x[0], len(x))
		return
	}
	n := 0
	if hasF16C {
		n = whole(len(x))
	}
	if n > 0 {
		f16FromFloat32AVX2(&dst[0], &x[0], n)
	}
	f16FromFloat32Generic(dst[n:], x[n:])
}

func float32FromF16(dst []float32, x []uint16) {
	if useAVX512 && len(x) > 0 {
		float32FromF16AVX512(&dst[0], &x[0], len(x))
		return
	}
	n := 0
	if hasF16C {
		n = whole(len(x))
	}
	if n > 0 {
		float32FromF16AVX2(&dst[0], &x[0], n)
	}
	float32FromF16Generic(dst[n:], x[n:])
}

func int8FromFloat32(dst []int8, x []float32, scale float32) {
	if useAVX512 && len(x) > 0 {
		int8FromFloat32AVX512(&dst[0], &x[0], len(x), scale)
		return
	}
	n := whole(len(x))
	if n > 0 {
		int8FromFloat32AVX2(&dst[0], &x[0], n, scale)
	}
	int8FromFloat32Generic(dst[n:], x[n:], scale)
}

func float32FromInt8(dst []float32, x []int8, scale float32) {
	if useAVX512 && len(x) > 0 {
		float32FromInt8AVX512(&dst[0], &x[0], len(x), scale)
		return
	}
	n := whole(len(x))
	if n > 0 {
		float32FromInt8AVX2(&dst[0], &x[0], n, scale)
	}
	float32FromInt8Generic(dst[n:], x[n:], scale)
}

// bf16FromFloat32AVX2: for i := range n { dst[i] = x[i] rounded to bfloat16 }, n a multiple of 8
//
//go:noescape
func bf16FromFloat32AVX2(dst *uint16, x *float32, n int)

// float32FromBF16AVX2: for i := range n { dst[i] = float32 of the bits x[i] << 16 }, n a multiple of 8
//
//go:noescape
func float32FromBF16AVX2(dst *float32, x *uint16, n int)

// f16FromFloat32AVX2: for i := range n { dst[i] = x[i] rounded to binary16 }, n a multiple of 8
//
//go:noescape
func f16FromFloat32AVX2(dst *uint16, x *float32, n int)

// float32FromF16AVX2: for i := range n { dst[i] = x[i] as float32 }, n a multiple of 8
//
//go:noescape
func float32FromF16AVX2(dst *float32, x *uint16, n int)

// int8FromFloat32AVX2: for i := range n { dst[i] = int8(roundToEven(clamp(x[i]/scale, ±127))), 0 for NaN }, n a multiple of 8
//
//go:noescape
func int8FromFloat32AVX2(dst *int8, x *float32, n int, scale float32)

// float32FromInt8AVX2: for i := range n { dst[i] = float32(x[i]) * scale }, n a multiple of 8
//
//go:noescape
func float32FromInt8AVX2(dst *float32, x *int8, n int, scale float32)

// bf16FromFloat32AVX512: for i := range n { dst[i] = x[i] rounded to bfloat16 }
//
//go:noescape
func bf16FromFloat32AVX512(dst *uint16, x *float32, n int)

// float32FromBF16AVX512: for i := range n { dst[i] = float32 of the bits x[i] << 16 }
//
//go:noescape
func float32FromBF16AVX512(dst *float32, x *uint16, n int)

// f16FromFloat32AVX512: for i := range n { dst[i] = x[i] rounded to binary16 }
//
//go:noescape
func f16FromFloat32AVX512(dst *uint16, x *float32, n int)

// float32FromF16AVX512: for i := range n { dst[i] = x[i] as float32 }
//
//go:noescape
func float32FromF16AVX512(dst *float32, x *uint16, n int)

// int8FromFloat32AVX512: for i := range n { dst[i] = int8(roundToEven(clamp(x[i]/scale, ±127))), 0 for NaN }
//
//go:noescape
func int8FromFloat32AVX512(dst *int8, x *float32, n int, scale float32)

// float32FromInt8AVX512: for i := range n { dst[i] = float32(x[i]) * scale }
//
//go:noescape
func float32FromInt8AVX512(dst *float32, x *int8, n int, scale float32)
