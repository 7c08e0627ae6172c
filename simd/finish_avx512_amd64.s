//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// What follows a product, in one sweep: see finish.go.
//
//	for blocks of sixteen, the last under a mask:
//		Z0 = x + bias; pre = Z0
//		with gelu: slope = fma(Z0, E/√(2π), Φ(Z0)); Z0 = Z0·Φ(Z0)
//		dst = Z0 + residual
//
// A step whose pointer is nil is jumped over, the same ones in every block, so
// that the processor foresees it.
//
// Registers: DI dst; SI x; R8 bias; R9 pre; R10 slope; R11 residual; R12 gelu;
// BX bytes done; CX elements left; K1 the lanes of a block; AX free; Z0 the
// value; Z1 E, then the slope; Z2 Q; Z3 Φ; Z3-Z6 of NORMAL_TAIL16; K2 the sign.

// func finishAVX512(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)
TEXT ·finishAVX512(SB), NOSPLIT, $0-57
	MOVQ    dst+0(FP), DI
	MOVQ    x+8(FP), SI
	MOVQ    bias+16(FP), R8
	MOVQ    pre+24(FP), R9
	MOVQ    slope+32(FP), R10
	MOVQ    residual+40(FP), R11
	MOVQ    n+48(FP), CX
	MOVBLZX gelu+56(FP), R12
	XORL    BX, BX
	KXNORW  K1, K1, K1
	JMP     next

loop:
	VMOVUPS.Z (SI)(BX*1), K1, Z0
	TESTQ     R8, R8
	JEQ       biased
	VADDPS.Z  (R8)(BX*1), Z0, K1, Z0

biased:
	TESTQ   R9, R9
	JEQ     stored
	VMOVUPS Z0, K1, (R9)(BX*1)

stored:
	TESTL R12, R12
	JEQ   activated
	NORMAL_TAIL16(Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	NORMAL_CDF16(Z0, Z2, Z3)
	TESTQ       R10, R10
	JEQ         sloped
	VMULPS.BCST INV_SQRT_2PI, Z1, Z1
	VFMADD213PS Z3, Z0, Z1
	VMOVUPS     Z1, K1, (R10)(BX*1)

sloped:
	VMULPS Z3, Z0, Z0

activated:
	TESTQ    R11, R11
	JEQ      finished
	VADDPS.Z (R11)(BX*1), Z0, K1, Z0

finished:
	VMOVUPS Z0, K1, (DI)(BX*1)
	ADDQ    $64, BX
	SUBQ    $16, CX

next:
	NEXT_LANES16(loop, done)
