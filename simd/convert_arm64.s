//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// Conversions between float32 and narrow formats: see convert.go. Each loop is
//
//	for blocks of eight: dst = x, converted
//
// Registers: R0 dst; R1 x; R2 elements left; R3 for constants; V0, V1 eight
// float32, or V0 eight narrow numbers, then what becomes of them; V2-V7 in
// between; V30, V31 constants.

#define ARGS \
	MOVD dst+0(FP), R0 \
	MOVD x+8(FP), R1   \
	MOVD n+16(FP), R2

#define ARGS_SCALE \
	ARGS                    \
	FMOVS scale+24(FP), F31 \
	VDUP  V31.S[0], V31.S4

#define LOAD_WIDE VLD1.P 32(R1), [V0.S4, V1.S4]
#define LOAD_SHORT VLD1.P 16(R1), [V0.H8]
#define LOAD_BYTES VLD1.P 8(R1), [V0.B8]

// STORE_... close the loop.
#define STORE_WIDE(loop) \
	VST1.P [V0.S4, V1.S4], 32(R0) \
	SUBS   $8, R2, R2             \
	BNE    loop                   \
	RET

#define STORE_SHORT(loop) \
	VST1.P [V0.H8], 16(R0) \
	SUBS   $8, R2, R2      \
	BNE    loop            \
	RET

#define STORE_BYTES(loop) \
	VST1.P [V0.B8], 8(R0) \
	SUBS   $8, R2, R2     \
	BNE    loop           \
	RET

// dst = upper half of x + 0x7fff + the last bit of that half, or for NaN of
// x | quiet
//
// V2, V3 the sums, to which USRA adds the bit, shifted to the top before; V4,
// V5 the quiet NaNs; V6, V7 where x is a number; V30 0x7fff; V31 quiet.

// func bf16FromFloat32NEON(dst *uint16, x *float32, n int)
TEXT ·bf16FromFloat32NEON(SB), NOSPLIT, $0-24
	ARGS
	MOVD $0x7fff, R3
	VDUP R3, V30.S4
	MOVD $(1<<22), R3
	VDUP R3, V31.S4

loop:
	LOAD_WIDE
	VADD  V30.S4, V0.S4, V2.S4
	VADD  V30.S4, V1.S4, V3.S4
	VORR  V31.B16, V0.B16, V4.B16
	VORR  V31.B16, V1.B16, V5.B16
	FCMEQ4(6, 0, 0)
	FCMEQ4(7, 1, 1)
	SHL4(0, 0, 15)
	SHL4(1, 1, 15)
	VUSRA $31, V0.S4, V2.S4
	VUSRA $31, V1.S4, V3.S4
	BSL16(6, 2, 4)
	BSL16(7, 3, 5)
	VUZP2 V7.H8, V6.H8, V0.H8
	STORE_SHORT(loop)

// V31 is zero, the lower halves.

// func float32FromBF16NEON(dst *float32, x *uint16, n int)
TEXT ·float32FromBF16NEON(SB), NOSPLIT, $0-24
	ARGS
	VEOR V31.B16, V31.B16, V31.B16

loop:
	LOAD_SHORT
	VZIP2 V0.H8, V31.H8, V1.H8
	VZIP1 V0.H8, V31.H8, V0.H8
	STORE_WIDE(loop)

// func f16FromFloat32NEON(dst *uint16, x *float32, n int)
TEXT ·f16FromFloat32NEON(SB), NOSPLIT, $0-24
	ARGS

loop:
	LOAD_WIDE
	FCVTN4(0, 0)
	FCVTN4_HIGH(0, 1)
	STORE_SHORT(loop)

// func float32FromF16NEON(dst *float32, x *uint16, n int)
TEXT ·float32FromF16NEON(SB), NOSPLIT, $0-24
	ARGS

loop:
	LOAD_SHORT
	FCVTL4_HIGH(1, 0)
	FCVTL4(0, 0)
	STORE_WIDE(loop)

// dst = x/scale, rounded to nearest even, 0 if that is NaN, from -127 to 127
//
// Rounding before limiting gives the same numbers: the limits are integers.
// Narrowing limits to -128 and 127. V30 is -127; V31 the scale.

// func int8FromFloat32NEON(dst *int8, x *float32, n int, scale float32)
TEXT ·int8FromFloat32NEON(SB), NOSPLIT, $0-28
	ARGS_SCALE
	MOVD $-127, R3
	VDUP R3, V30.B16

loop:
	LOAD_WIDE
	FDIV4(0, 0, 31)
	FDIV4(1, 1, 31)
	FCVTNS4(0, 0)
	FCVTNS4(1, 1)
	SQXTN4(0, 0)
	SQXTN4_HIGH(0, 1)
	SQXTN8(0, 0)
	SMAX8(0, 0, 30)
	STORE_BYTES(loop)

// func float32FromInt8NEON(dst *float32, x *int8, n int, scale float32)
TEXT ·float32FromInt8NEON(SB), NOSPLIT, $0-28
	ARGS_SCALE

loop:
	LOAD_BYTES
	SXTL8(0, 0)
	SXTL4_HIGH(1, 0)
	SXTL4(0, 0)
	SCVTF4(0, 0)
	SCVTF4(1, 1)
	FMUL4(0, 0, 31)
	FMUL4(1, 1, 31)
	STORE_WIDE(loop)
