//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// What follows a product, in one sweep: see finish.go.
//
//	for blocks of eight:
//		Y0 = x + bias; pre = Y0
//		with gelu: slope = fma(Y0, E/√(2π), Φ(Y0)); Y0 = Y0·Φ(Y0)
//		dst = Y0 + residual
//
// A step whose pointer is nil is jumped over, the same ones in every block, so
// that the processor foresees it.
//
// Registers: DI dst; SI x; R8 bias; R9 pre; R10 slope; R11 residual; R12 gelu;
// BX bytes done; CX elements left; Y0 the value; Y1 E, then the slope; Y2 Q; Y3
// Φ; Y3-Y6 of NORMAL_TAIL8.

// func finishAVX2(dst, x, bias, pre, slope, residual *float32, n int, gelu bool)
TEXT ·finishAVX2(SB), NOSPLIT, $0-57
	MOVQ    dst+0(FP), DI
	MOVQ    x+8(FP), SI
	MOVQ    bias+16(FP), R8
	MOVQ    pre+24(FP), R9
	MOVQ    slope+32(FP), R10
	MOVQ    residual+40(FP), R11
	MOVQ    n+48(FP), CX
	MOVBLZX gelu+56(FP), R12
	XORL    BX, BX

loop:
	VMOVUPS (SI)(BX*1), Y0
	TESTQ   R8, R8
	JEQ     biased
	VADDPS  (R8)(BX*1), Y0, Y0

biased:
	TESTQ   R9, R9
	JEQ     stored
	VMOVUPS Y0, (R9)(BX*1)

stored:
	TESTL R12, R12
	JEQ   activated
	NORMAL_TAIL8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	NORMAL_CDF8(Y0, Y2, Y3)
	TESTQ       R10, R10
	JEQ         sloped
	VMULPS      INV_SQRT_2PI, Y1, Y1
	VFMADD213PS Y3, Y0, Y1
	VMOVUPS     Y1, (R10)(BX*1)

sloped:
	VMULPS Y3, Y0, Y0

activated:
	TESTQ  R11, R11
	JEQ    finished
	VADDPS (R11)(BX*1), Y0, Y0

finished:
	VMOVUPS Y0, (DI)(BX*1)
	ADDQ    $32, BX
	SUBQ    $8, CX
	JNE     loop
	VZEROUPPER
	RET
