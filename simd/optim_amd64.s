//go:build !purego

#include "textflag.h"

// The optimizers' updates, over blocks of eight. See optim.go for the steps.
//
// SGD: d = g + decay·w; buf = momentum·buf + take·d; w += step·buf, or
// w += step·d without buf, or w += step·(d + momentum·buf) by Nesterov.
//
// Registers: DI w; SI g; BX buf; CX elements left; AX the scalars, in the
// order of sgdScalars: Y12 step, Y13 decay, Y14 momentum, Y15 take.

#define SGD_SCALARS \
	VBROADCASTSS (AX), Y12   \
	VBROADCASTSS 4(AX), Y13  \
	VBROADCASTSS 8(AX), Y14  \
	VBROADCASTSS 12(AX), Y15

#define ARGS_SGD \
	MOVQ w+0(FP), DI     \
	MOVQ grad+8(FP), SI \
	MOVQ buf+16(FP), BX  \
	MOVQ n+24(FP), CX    \
	MOVQ s+32(FP), AX    \
	SGD_SCALARS

// SGD_BUF leaves w in Y0, d in Y1 and the new buf, which it stores, in Y2.
#define SGD_BUF \
	VMOVUPS     (DI), Y0      \
	VMOVUPS     (SI), Y1      \
	VFMADD231PS Y0, Y13, Y1   \
	VMULPS      Y15, Y1, Y2   \
	VFMADD231PS (BX), Y14, Y2 \
	VMOVUPS     Y2, (BX)

#define NEXT_SGD(loop) \
	VMOVUPS Y0, (DI) \
	ADDQ    $32, DI  \
	ADDQ    $32, SI  \
	ADDQ    $32, BX  \
	SUBQ    $8, CX   \
	JNE     loop     \
	VZEROUPPER       \
	RET

// func sgdAVX2(w, grad *float32, n int, s *sgdScalars)
TEXT ·sgdAVX2(SB), NOSPLIT, $0-32
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ s+24(FP), AX
	SGD_SCALARS

loop:
	VMOVUPS     (DI), Y0
	VMOVUPS     (SI), Y1
	VFMADD231PS Y0, Y13, Y1  // d
	VFMADD231PS Y1, Y12, Y0  // w + step·d
	NEXT_SGD(loop)

// func sgdMomentumAVX2(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdMomentumAVX2(SB), NOSPLIT, $0-40
	ARGS_SGD

loop:
	SGD_BUF
	VFMADD231PS Y2, Y12, Y0 // w + step·buf
	NEXT_SGD(loop)

// func sgdNesterovAVX2(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdNesterovAVX2(SB), NOSPLIT, $0-40
	ARGS_SGD

loop:
	SGD_BUF
	VFMADD231PS Y2, Y14, Y1 // d + momentum·buf
	VFMADD231PS Y1, Y12, Y0 // w + step·that
	NEXT_SGD(loop)

// Adam: g += decay·w; w *= shrink; m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
// w += step·m/(√u·root + eps), u being v or, with AMSGrad, the largest so far.
//
// Registers: DI w; SI g; BX m; R8 v; R9 vmax; CX elements left; AX the
// scalars, in the order of adamScalars: Y7 shrink, Y8 decay, Y9-Y12 β₁ 1−β₁ β₂
// 1−β₂, Y13 root, Y14 eps, Y15 step.

#define ADAM_SCALARS \
	VBROADCASTSS (AX), Y7    \
	VBROADCASTSS 4(AX), Y8   \
	VBROADCASTSS 8(AX), Y9   \
	VBROADCASTSS 12(AX), Y10 \
	VBROADCASTSS 16(AX), Y11 \
	VBROADCASTSS 20(AX), Y12 \
	VBROADCASTSS 24(AX), Y13 \
	VBROADCASTSS 28(AX), Y14 \
	VBROADCASTSS 32(AX), Y15

// ADAM_MOMENTS leaves w·shrink in Y0, m in Y2 and v in Y3, and stores both.
#define ADAM_MOMENTS \
	VMOVUPS     (DI), Y0      \
	VMOVUPS     (SI), Y1      \
	VFMADD231PS Y0, Y8, Y1    \
	VMULPS      Y7, Y0, Y0    \
	VMULPS      Y10, Y1, Y2   \
	VFMADD231PS (BX), Y9, Y2  \
	VMOVUPS     Y2, (BX)      \
	VMULPS      Y1, Y1, Y3    \
	VMULPS      Y12, Y3, Y3   \
	VFMADD231PS (R8), Y11, Y3 \
	VMOVUPS     Y3, (R8)

// ADAM_UPDATE takes the step by m in Y2 and u in Y3, and goes on to the next
// block.
#define ADAM_UPDATE(loop) \
	VSQRTPS     Y3, Y3       \
	VFMADD213PS Y14, Y13, Y3 \
	VDIVPS      Y3, Y2, Y2   \
	VFMADD231PS Y2, Y15, Y0  \
	VMOVUPS     Y0, (DI)     \
	ADDQ        $32, DI      \
	ADDQ        $32, SI      \
	ADDQ        $32, BX      \
	ADDQ        $32, R8      \
	SUBQ        $8, CX       \
	JNE         loop         \
	VZEROUPPER               \
	RET

// func adamAVX2(w, grad, m, v *float32, n int, s *adamScalars)
TEXT ·adamAVX2(SB), NOSPLIT, $0-48
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ v+24(FP), R8
	MOVQ n+32(FP), CX
	MOVQ s+40(FP), AX
	ADAM_SCALARS

loop:
	ADAM_MOMENTS
	ADAM_UPDATE(loop)

// func adamMaxAVX2(w, grad, m, v, vmax *float32, n int, s *adamScalars)
TEXT ·adamMaxAVX2(SB), NOSPLIT, $0-56
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ v+24(FP), R8
	MOVQ vmax+32(FP), R9
	MOVQ n+40(FP), CX
	MOVQ s+48(FP), AX
	ADAM_SCALARS

loop:
	ADAM_MOMENTS
	VMAXPS    (R9), Y3, Y4   // v > vmax ? v : vmax
	VCMPPS    $3, Y3, Y3, Y5
	VBLENDVPS Y5, Y3, Y4, Y3 // and v where it is NaN
	VMOVUPS   Y3, (R9)
	ADDQ      $32, R9
	ADAM_UPDATE(loop)
