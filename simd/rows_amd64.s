//go:build !purego

#include "textflag.h"

// The element-wise halves of the row kernels. Every loop is over blocks of
// eight.
//
// Registers: DI result; SI x; DX dy; BX gamma; R8 beta; CX elements left;
// Y12-Y15 the row's scalars.

// func normaliseAVX2(dst, x, gamma, beta *float32, n int, mean, rstd float32)
TEXT ·normaliseAVX2(SB), NOSPLIT, $0-48
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         gamma+16(FP), BX
	MOVQ         beta+24(FP), R8
	MOVQ         n+32(FP), CX
	VBROADCASTSS mean+40(FP), Y13
	VBROADCASTSS rstd+44(FP), Y14

loop:
	VMOVUPS     (SI), Y0
	VSUBPS      Y13, Y0, Y0
	VMULPS      Y14, Y0, Y0
	VMOVUPS     (R8), Y1
	VFMADD231PS (BX), Y0, Y1
	VMOVUPS     Y1, (DI)
	ADDQ        $32, SI
	ADDQ        $32, BX
	ADDQ        $32, R8
	ADDQ        $32, DI
	SUBQ        $8, CX
	JNE         loop
	VZEROUPPER
	RET

// func mulAddNormAVX2(dst, dy, x *float32, n int, mean, rstd float32)
TEXT ·mulAddNormAVX2(SB), NOSPLIT, $0-40
	MOVQ         dst+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         x+16(FP), SI
	MOVQ         n+24(FP), CX
	VBROADCASTSS mean+32(FP), Y13
	VBROADCASTSS rstd+36(FP), Y14

loop:
	VMOVUPS     (SI), Y0
	VSUBPS      Y13, Y0, Y0
	VMULPS      Y14, Y0, Y0
	VMOVUPS     (DI), Y1
	VFMADD231PS (DX), Y0, Y1
	VMOVUPS     Y1, (DI)
	ADDQ        $32, SI
	ADDQ        $32, DX
	ADDQ        $32, DI
	SUBQ        $8, CX
	JNE         loop
	VZEROUPPER
	RET

// func layerNormGradAVX2(dx, dy, x, gamma *float32, n int, mean, rstd, m1, m2 float32)
TEXT ·layerNormGradAVX2(SB), NOSPLIT, $0-56
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         x+16(FP), SI
	MOVQ         gamma+24(FP), BX
	MOVQ         n+32(FP), CX
	VBROADCASTSS mean+40(FP), Y13
	VBROADCASTSS rstd+44(FP), Y14
	VBROADCASTSS m1+48(FP), Y15
	VBROADCASTSS m2+52(FP), Y12

loop:
	VMOVUPS      (SI), Y0
	VSUBPS       Y13, Y0, Y0
	VMULPS       Y14, Y0, Y0       // h
	VMOVUPS      (DX), Y1
	VMULPS       (BX), Y1, Y1      // g
	VSUBPS       Y15, Y1, Y1       // g - m1
	VFNMADD231PS Y12, Y0, Y1       // g - m1 - h·m2
	VMULPS       Y14, Y1, Y1
	VMOVUPS      Y1, (DI)
	ADDQ         $32, SI
	ADDQ         $32, DX
	ADDQ         $32, BX
	ADDQ         $32, DI
	SUBQ         $8, CX
	JNE          loop
	VZEROUPPER
	RET

// func softmaxGradAVX2(dx, dy, y *float32, n int, dot, scale float32)
TEXT ·softmaxGradAVX2(SB), NOSPLIT, $0-40
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         y+16(FP), SI
	MOVQ         n+24(FP), CX
	VBROADCASTSS dot+32(FP), Y13
	VBROADCASTSS scale+36(FP), Y14

loop:
	VMULPS  (SI), Y14, Y0
	VMOVUPS (DX), Y1
	VSUBPS  Y13, Y1, Y1
	VMULPS  Y1, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     loop
	VZEROUPPER
	RET
