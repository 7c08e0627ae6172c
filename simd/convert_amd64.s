//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"
#include "convert_amd64.h"

// Conversions between float32 and narrow formats: see convert.go. Each loop is
//
//	for blocks of eight: dst = x, converted
//
// Registers: DI dst; SI x; CX elements left; Y0 x, then the result; Y1, Y2
// in between; Y13-Y15 constants.

// NEXT8 moves past a block of eight and closes the loop.
#define NEXT8(dstBytes, xBytes, loop) \
	ADDQ $xBytes, SI   \
	ADDQ $dstBytes, DI \
	SUBQ $8, CX        \
	JNE  loop          \
	VZEROUPPER         \
	RET

// dst = upper half of x + 0x7fff + the last bit of that half, or for NaN of
// x | quiet
//
// Y1 is the upper half.

// func bf16FromFloat32AVX2(dst *uint16, x *float32, n int)
TEXT ·bf16FromFloat32AVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	VPBROADCASTD BF16_BELOW_HALF, Y13
	VPBROADCASTD BF16_LAST, Y14
	VPBROADCASTD BF16_QUIET, Y15

loop:
	VMOVUPS      (SI), Y0
	VPSRLD       $16, Y0, Y1
	VPAND        Y14, Y1, Y2
	VPADDD       Y13, Y2, Y2
	VPADDD       Y0, Y2, Y2
	VPSRLD       $16, Y2, Y2
	VPOR         Y15, Y1, Y1
	VCMPPS       $3, Y0, Y0, Y0 // NaN
	VBLENDVPS    Y0, Y1, Y2, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKUSDW    X1, X0, X0
	VMOVDQU      X0, (DI)
	NEXT8(16, 32, loop)

// func float32FromBF16AVX2(dst *float32, x *uint16, n int)
TEXT ·float32FromBF16AVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VPMOVZXWD (SI), Y0
	VPSLLD    $16, Y0, Y0
	VMOVDQU   Y0, (DI)
	NEXT8(32, 16, loop)

// func f16FromFloat32AVX2(dst *uint16, x *float32, n int)
TEXT ·f16FromFloat32AVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS   (SI), Y0
	VCVTPS2PH $0, Y0, (DI) // to nearest even
	NEXT8(16, 32, loop)

// func float32FromF16AVX2(dst *float32, x *uint16, n int)
TEXT ·float32FromF16AVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VCVTPH2PS (SI), Y0
	VMOVUPS   Y0, (DI)
	NEXT8(32, 16, loop)

// dst = x/scale, 0 if that is NaN, from -127 to 127, rounded to nearest even
//
// Y13 is -127, Y14 127, Y15 the scale.

// func int8FromFloat32AVX2(dst *int8, x *float32, n int, scale float32)
TEXT ·int8FromFloat32AVX2(SB), NOSPLIT, $0-28
	ARGS_FUNCTION
	VBROADCASTSS INT8_LEAST, Y13
	VBROADCASTSS INT8_MOST, Y14
	VBROADCASTSS scale+24(FP), Y15

loop:
	VMOVUPS      (SI), Y0
	VDIVPS       Y15, Y0, Y0
	VCMPPS       $7, Y0, Y0, Y1 // not NaN
	VANDPS       Y1, Y0, Y0
	VMAXPS       Y13, Y0, Y0
	VMINPS       Y14, Y0, Y0
	VCVTPS2DQ    Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKSSDW    X1, X0, X0
	VPACKSSWB    X0, X0, X0
	VMOVQ        X0, (DI)
	NEXT8(8, 32, loop)

// func float32FromInt8AVX2(dst *float32, x *int8, n int, scale float32)
TEXT ·float32FromInt8AVX2(SB), NOSPLIT, $0-28
	ARGS_FUNCTION
	VBROADCASTSS scale+24(FP), Y15

loop:
	VPMOVSXBD (SI), Y0
	VCVTDQ2PS Y0, Y0
	VMULPS    Y15, Y0, Y0
	VMOVUPS   Y0, (DI)
	NEXT8(32, 8, loop)
