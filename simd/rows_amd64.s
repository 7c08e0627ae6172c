//go:build !purego

#include "textflag.h"

// The element-wise halves of the row kernels, and AdamW. Every loop is over
// blocks of eight.
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

// AdamW: g += decay·w; w *= shrink; m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
// w += step·m/(√v·root + eps).
//
// Registers: DI w; SI g; BX m; R8 v; CX elements left; AX the scalars, in the
// order of adamScalars; Y7 shrink, Y8 decay, Y9-Y12 β₁ 1−β₁ β₂ 1−β₂, Y13
// root, Y14 eps, Y15 step.

// func adamAVX2(w, grad, m, v *float32, n int, s *adamScalars)
TEXT ·adamAVX2(SB), NOSPLIT, $0-48
	MOVQ         w+0(FP), DI
	MOVQ         grad+8(FP), SI
	MOVQ         m+16(FP), BX
	MOVQ         v+24(FP), R8
	MOVQ         n+32(FP), CX
	MOVQ         s+40(FP), AX
	VBROADCASTSS (AX), Y7
	VBROADCASTSS 4(AX), Y8
	VBROADCASTSS 8(AX), Y9
	VBROADCASTSS 12(AX), Y10
	VBROADCASTSS 16(AX), Y11
	VBROADCASTSS 20(AX), Y12
	VBROADCASTSS 24(AX), Y13
	VBROADCASTSS 28(AX), Y14
	VBROADCASTSS 32(AX), Y15

loop:
	VMOVUPS     (DI), Y0
	VMOVUPS     (SI), Y1
	VFMADD231PS Y0, Y8, Y1       // g + decay·w
	VMULPS      Y7, Y0, Y0       // w·shrink
	VMULPS      Y10, Y1, Y2      // (1−β₁)·g
	VFMADD231PS (BX), Y9, Y2     // m
	VMOVUPS     Y2, (BX)
	VMULPS      Y1, Y1, Y3
	VMULPS      Y12, Y3, Y3      // (1−β₂)·g²
	VFMADD231PS (R8), Y11, Y3    // v
	VMOVUPS     Y3, (R8)
	VSQRTPS     Y3, Y3
	VFMADD213PS Y14, Y13, Y3     // √v·root + eps
	VDIVPS      Y3, Y2, Y2       // m / that
	VFMADD231PS Y2, Y15, Y0
	VMOVUPS     Y0, (DI)
	ADDQ        $32, DI
	ADDQ        $32, SI
	ADDQ        $32, BX
	ADDQ        $32, R8
	SUBQ        $8, CX
	JNE         loop
	VZEROUPPER
	RET
