//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"
#include "convert_amd64.h"

// Conversions between float32 and narrow formats: see convert.go, and
// convert_amd64.s for the steps. Each loop is
//
//	next: for n > 0 {
//		K1 = the first min(n, 16) lanes
//	loop:
//		dst = x in K1, converted
//		n -= 16
//	}
//
// Registers: DI dst; SI x; CX elements left; K1 the lanes; AX free; Z0 x, then
// the result; Z1, Z2 in between; K2 where x is NaN, or is not; Z13-Z15 constants.

// NEXT16 closes the loop, which is entered at next.
#define NEXT16(dstBytes, xBytes, loop, next, done) \
	ADDQ $xBytes, SI   \
	ADDQ $dstBytes, DI \
	SUBQ $16, CX       \
next:                  \
	NEXT_LANES16(loop, done)

// func bf16FromFloat32AVX512(dst *uint16, x *float32, n int)
TEXT ·bf16FromFloat32AVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	VPBROADCASTD BF16_BELOW_HALF, Z13
	VPBROADCASTD BF16_LAST, Z14
	VPBROADCASTD BF16_QUIET, Z15
	JMP          next

loop:
	VMOVDQU32.Z (SI), K1, Z0
	VPSRLD      $16, Z0, Z1
	VPANDD      Z14, Z1, Z2
	VPADDD      Z13, Z2, Z2
	VPADDD      Z0, Z2, Z2
	VPSRLD      $16, Z2, Z2
	VCMPPS      $3, Z0, Z0, K2
	VPORD       Z15, Z1, K2, Z2
	VPMOVDW     Z2, Y2
	VMOVDQU16   Y2, K1, (DI)
	NEXT16(32, 64, loop, next, done)

// func float32FromBF16AVX512(dst *float32, x *uint16, n int)
TEXT ·float32FromBF16AVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VPMOVZXWD.Z (SI), K1, Z0
	VPSLLD      $16, Z0, Z0
	VMOVDQU32   Z0, K1, (DI)
	NEXT16(64, 32, loop, next, done)

// func f16FromFloat32AVX512(dst *uint16, x *float32, n int)
TEXT ·f16FromFloat32AVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VCVTPS2PH $0, Z0, Y0
	VMOVDQU16 Y0, K1, (DI)
	NEXT16(32, 64, loop, next, done)

// func float32FromF16AVX512(dst *float32, x *uint16, n int)
TEXT ·float32FromF16AVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VCVTPH2PS.Z (SI), K1, Z0
	VMOVUPS     Z0, K1, (DI)
	NEXT16(64, 32, loop, next, done)

// func int8FromFloat32AVX512(dst *int8, x *float32, n int, scale float32)
TEXT ·int8FromFloat32AVX512(SB), NOSPLIT, $0-28
	ARGS_FUNCTION16
	VBROADCASTSS INT8_LEAST, Z13
	VBROADCASTSS INT8_MOST, Z14
	VBROADCASTSS scale+24(FP), Z15
	JMP          next

loop:
	VMOVUPS.Z   (SI), K1, Z0
	VDIVPS      Z15, Z0, Z0
	VCMPPS      $7, Z0, Z0, K2
	VMAXPS.Z    Z13, Z0, K2, Z0
	VMINPS      Z14, Z0, Z0
	VCVTPS2DQ   Z0, Z0
	VPMOVDB     Z0, X0
	VMOVDQU8    X0, K1, (DI)
	NEXT16(16, 64, loop, next, done)

// func float32FromInt8AVX512(dst *float32, x *int8, n int, scale float32)
TEXT ·float32FromInt8AVX512(SB), NOSPLIT, $0-28
	ARGS_FUNCTION16
	VBROADCASTSS scale+24(FP), Z15
	JMP          next

loop:
	VPMOVSXBD.Z (SI), K1, Z0
	VCVTDQ2PS   Z0, Z0
	VMULPS      Z15, Z0, Z0
	VMOVUPS     Z0, K1, (DI)
	NEXT16(64, 16, loop, next, done)
