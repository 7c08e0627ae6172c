//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// What follows a product, in one sweep: see finish.go.
//
//	for blocks of four:
//		V0 = x + bias; pre = V0
//		with gelu: slope = fma(V0, E/√(2π), Φ(V0)); V0 = V0·Φ(V0)
//		dst = V0 + residual
//
// A step whose pointer is nil is jumped over, the same ones in every block, so
// that the processor foresees it.
//
// Registers: R0 dst; R1 x; R2 elements left; R3 for addresses of constants; R4
// gelu; R5 bias; R6 pre; R7 slope; R8 residual; V0 the value; V1 Φ, then the
// slope; V2 Q, then the product; V3-V6 of NORMAL_TAIL4; V7 E; V16 an addend;
// V25-V31 constants.

// func finishNEON(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)
TEXT ·finishNEON(SB), NOSPLIT, $0-57
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  bias+16(FP), R5
	MOVD  pre+24(FP), R6
	MOVD  slope+32(FP), R7
	MOVD  residual+40(FP), R8
	MOVD  n+48(FP), R2
	MOVBU gelu+56(FP), R4
	LOAD_TAIL

loop:
	NEXT_X
	CBZ    R5, biased
	VLD1.P 16(R5), [V16.S4]
	FADD4(0, 0, 16)

biased:
	CBZ    R6, stored
	VST1.P [V0.S4], 16(R6)

stored:
	CBZ R4, activated
	NORMAL_TAIL4(0, 7, 2, 3, 4, 5, 6)
	NORMAL_CDF4(0, 2, 1, 4)
	FMUL4(2, 0, 1)
	CBZ R7, sloped
	FMUL4_CONST(7, 7, INV_SQRT_2PI)
	FMLA4(1, 0, 7)
	VST1.P [V1.S4], 16(R7)

sloped:
	VMOV V2.B16, V0.B16

activated:
	CBZ    R8, finished
	VLD1.P 16(R8), [V16.S4]
	FADD4(0, 0, 16)

finished:
	NEXT_FUNCTION(loop)
