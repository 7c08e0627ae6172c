//go:build !purego

package simd

// The NEON conversions take multiples of eight elements, at least eight: that
// many narrow numbers of 16 bits fill a register. What is left is done by the
// portable version.

// eights returns how many of n elements a conversion of this level takes.
func eights(n int) int {
	if useNEON {
		return n &^ 7
	}
	return 0
}

func bf16FromFloat32(dst []uint16, x []float32) {
	n := eights(len(x))
	if n > 0 {
		bf16FromFloat32NEON(&dst[0], &x[0], n)
	}
	bf16FromFloat32Generic(dst[n:], x[n:])
}

func float32FromBF16(dst []float32, x []uint16) {
	n := eights(len(x))
	if n > 0 {
		float32FromBF16NEON(&dst[0], &x[0], n)
	}
	float32FromBF16Generic(dst[n:], x[n:])
}

func f16FromFloat32(dst []uint16, x []float32) {
	n := eights(len(x))
	if n > 0 {
		f16FromFloat32NEON(&dst[0], &x[0], n)
	}
	f16FromFloat32Generic(dst[n:], x[n:])
}

func float32FromF16(dst []float32, x []uint16) {
	n := eights(len(x))
	if n > 0 {
		float32FromF16NEON(&dst[0], &x[0], n)
	}
	float32FromF16Generic(dst[n:], x[n:])
}

func int8FromFloat32(dst []int8, x []float32, scale float32) {
	n := eights(len(x))
	if n > 0 {
		int8FromFloat32NEON(&dst[0], &x[0], n, scale)
	}
	int8FromFloat32Generic(dst[n:], x[n:], scale)
}

func float32FromInt8(dst []float32, x []int8, scale float32) {
	n := eights(len(x))
	if n > 0 {
		float32FromInt8NEON(&dst[0], &x[0], n, scale)
	}
	float32FromInt8Generic(dst[n:], x[n:], scale)
}

// bf16FromFloat32NEON: for i := range n { dst[i] = x[i] rounded to bfloat16 }, n a multiple of 8
//
//go:noescape
func bf16FromFloat32NEON(dst *uint16, x *float32, n int)

// float32FromBF16NEON: for i := range n { dst[i] = float32 of the bits x[i] << 16 }, n a multiple of 8
//
//go:noescape
func float32FromBF16NEON(dst *float32, x *uint16, n int)

// f16FromFloat32NEON: for i := range n { dst[i] = x[i] rounded to binary16 }, n a multiple of 8
//
//go:noescape
func f16FromFloat32NEON(dst *uint16, x *float32, n int)

// float32FromF16NEON: for i := range n { dst[i] = x[i] as float32 }, n a multiple of 8
//
//go:noescape
func float32FromF16NEON(dst *float32, x *uint16, n int)

// int8FromFloat32NEON: for i := range n { dst[i] = int8(clamp(roundToEven(x[i]/scale), ±127)), 0 for NaN }, n a multiple of 8
//
//go:noescape
func int8FromFloat32NEON(dst *int8, x *float32, n int, scale float32)

// float32FromInt8NEON: for i := range n { dst[i] = float32(x[i]) * scale }, n a multiple of 8
//
//go:noescape
func float32FromInt8NEON(dst *float32, x *int8, n int, scale float32)
