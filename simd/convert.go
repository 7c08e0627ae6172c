package simd

import "math"

// This file: conversions between float32 and the narrow formats that models
// are stored in. Each function takes dst and x of one length, which do not
// share memory.

// BF16FromFloat32 rounds each element to bfloat16, the upper half of a
// float32: to nearest even, numbers beyond the largest to ±Inf; NaN stays NaN.
func BF16FromFloat32(dst []uint16, x []float32) {
	checkNarrow("BF16FromFloat32", dst, x)
	bf16FromFloat32(dst, x)
}

// Float32FromBF16 converts each element from bfloat16, exactly.
func Float32FromBF16(dst []float32, x []uint16) {
	checkNarrow("Float32FromBF16", dst, x)
	float32FromBF16(dst, x)
}

// F16FromFloat32 rounds each element to IEEE binary16: to nearest even, to
// subnormal numbers too, from 65520 on to ±Inf; NaN stays NaN.
func F16FromFloat32(dst []uint16, x []float32) {
	checkNarrow("F16FromFloat32", dst, x)
	f16FromFloat32(dst, x)
}

// Float32FromF16 converts each element from IEEE binary16, exactly.
func Float32FromF16(dst []float32, x []uint16) {
	checkNarrow("Float32FromF16", dst, x)
	float32FromF16(dst, x)
}

// Int8FromFloat32 computes dst = x/scale of each element, the float32 quotient
// rounded to the nearest even integer and limited to ±127; NaN gives 0. With
// scale 0, which a vector of zeros has, zeros give 0 likewise.
func Int8FromFloat32(dst []int8, x []float32, scale float32) {
	checkNarrow("Int8FromFloat32", dst, x)
	int8FromFloat32(dst, x, scale)
}

// Float32FromInt8 computes dst = scale·x of each element, rounded once.
func Float32FromInt8(dst []float32, x []int8, scale float32) {
	checkNarrow("Float32FromInt8", dst, x)
	float32FromInt8(dst, x, scale)
}

func bf16FromFloat32Generic(dst []uint16, x []float32) {
	for i, v := range x {
		b := math.Float32bits(v)
		if v != v {
			dst[i] = uint16(b>>16) | 1<<6 // quiet
			continue
		}
		// Just below half of the last place, and the rest of a tie that is odd.
		dst[i] = uint16((b + 1<<15 - 1 + b>>16&1) >> 16)
	}
}

func float32FromBF16Generic(dst []float32, x []uint16) {
	for i, v := range x {
		dst[i] = math.Float32frombits(uint32(v) << 16)
	}
}

// A binary16 has a sign, 5 bits of exponent and 10 of mantissa; a float32 has
// 13 more of mantissa, and exponents that are larger by 112.
const (
	f16Bits     = 23 - 10
	f16Exponent = (127 - 15) << 23
	f16Sign     = 1 << 15
	f16Inf      = 0x1f << 10
	f16Quiet    = 1 << 9
	f16Over     = 65520   // halfway from the largest to the next exponent
	f16Normal   = 0x1p-14 // the least
)

func f16FromFloat32Generic(dst []uint16, x []float32) {
	for i, v := range x {
		b := math.Float32bits(v)
		sign := uint16(b>>16) & f16Sign
		b &^= 1 << 31
		a := math.Float32frombits(b)
		switch {
		case v != v:
			dst[i] = sign | f16Inf | f16Quiet | uint16(b>>f16Bits)&(1<<10-1)
		case a >= f16Over:
			dst[i] = sign | f16Inf
		case a >= f16Normal:
			b += 1<<(f16Bits-1) - 1 + b>>f16Bits&1
			dst[i] = sign | uint16((b-f16Exponent)>>f16Bits)
		default: // the last place of ½ is that of subnormal numbers
			dst[i] = sign | uint16(math.Float32bits(a+0.5)-math.Float32bits(0.5))
		}
	}
}

func float32FromF16Generic(dst []float32, x []uint16) {
	for i, v := range x {
		sign, a := uint32(v&f16Sign)<<16, uint32(v&^f16Sign)
		switch {
		case a > f16Inf:
			a = 0x7fc00000 | a<<f16Bits
		case a == f16Inf:
			a = 0x7f800000
		case a >= 1<<10:
			a = a<<f16Bits + f16Exponent
		default:
			a = math.Float32bits(float32(a) * 0x1p-24)
		}
		dst[i] = math.Float32frombits(sign | a)
	}
}

func int8FromFloat32Generic(dst []int8, x []float32, scale float32) {
	for i, v := range x {
		q := v / scale
		switch {
		case q != q:
			q = 0
		case q > 127:
			q = 127
		case q < -127:
			q = -127
		}
		dst[i] = int8(math.RoundToEven(float64(q)))
	}
}

func float32FromInt8Generic(dst []float32, x []int8, scale float32) {
	for i, v := range x {
		dst[i] = float32(v) * scale
	}
}
