//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// Functions of one vector. Every loop is
//
//	for blocks of eight: load x (and dy), compute, store
//
// Registers: DI result; SI x; DX dy; CX blocks left, as elements.

// func expAVX2(dst, x *float32, n int)
TEXT ·expAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	VMOVUPS (SI), Y0
	EXP8(Y0, Y1, Y2, Y3)
	VMOVUPS Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     loop
	VZEROUPPER
	RET

// func geluAVX2(dst, x *float32, n int)
TEXT ·geluAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	VMOVUPS (SI), Y0
	NORMAL_TAIL8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	NORMAL_CDF8(Y0, Y2, Y3)
	VMULPS  Y3, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     loop
	VZEROUPPER
	RET

// func geluGradAVX2(dx, dy, x *float32, n int)
TEXT ·geluGradAVX2(SB), NOSPLIT, $0-32
	MOVQ dx+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX

loop:
	VMOVUPS     (SI), Y0
	NORMAL_TAIL8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	NORMAL_CDF8(Y0, Y2, Y3)
	VMULPS      INV_SQRT_2PI, Y1, Y1
	VFMADD213PS Y3, Y0, Y1
	VMULPS      (DX), Y1, Y1
	VMOVUPS     Y1, (DI)
	ADDQ        $32, SI
	ADDQ        $32, DX
	ADDQ        $32, DI
	SUBQ        $8, CX
	JNE         loop
	VZEROUPPER
	RET
