//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The optimizers' updates, over blocks of sixteen, the last under a mask; the
// steps are those of optim.go and optim_amd64.s:
//
// SGD: d = g + decay·w; buf = momentum·buf + take·d; w += step·buf, or
// w += step·d without buf, or w += step·(d + momentum·buf) by Nesterov.
//
// Registers: DI w; SI g; BX buf; CX elements left; K1 the lanes of a block; AX
// free, at first the scalars, in the order of sgdScalars: Z12 step, Z13 decay,
// Z14 momentum, Z15 take.

#define SGD_SCALARS \
	VBROADCASTSS (AX), Z12   \
	VBROADCASTSS 4(AX), Z13  \
	VBROADCASTSS 8(AX), Z14  \
	VBROADCASTSS 12(AX), Z15 \
	KXNORW       K1, K1, K1

#define ARGS_SGD \
	MOVQ w+0(FP), DI    \
	MOVQ grad+8(FP), SI \
	MOVQ buf+16(FP), BX \
	MOVQ n+24(FP), CX   \
	MOVQ s+32(FP), AX   \
	SGD_SCALARS

// SGD_BUF leaves w in Z0, d in Z1 and the new buf, which it stores, in Z2.
#define SGD_BUF \
	VMOVUPS.Z     (DI), K1, Z0      \
	VMOVUPS.Z     (SI), K1, Z1      \
	VFMADD231PS   Z0, Z13, Z1       \
	VMULPS        Z15, Z1, Z2       \
	VFMADD231PS.Z (BX), Z14, K1, Z2 \
	VMOVUPS       Z2, K1, (BX)

#define NEXT_SGD(loop, next, done) \
	VMOVUPS Z0, K1, (DI) \
	ADDQ    $64, DI      \
	ADDQ    $64, SI      \
	ADDQ    $64, BX      \
	SUBQ    $16, CX      \
next:                    \
	NEXT_LANES16(loop, done)

// func sgdAVX512(w, grad *float32, n int, s *sgdScalars)
TEXT ·sgdAVX512(SB), NOSPLIT, $0-32
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ s+24(FP), AX
	SGD_SCALARS
	JMP  next

loop:
	VMOVUPS.Z   (DI), K1, Z0
	VMOVUPS.Z   (SI), K1, Z1
	VFMADD231PS Z0, Z13, Z1  // d
	VFMADD231PS Z1, Z12, Z0  // w + step·d
	NEXT_SGD(loop, next, done)

// func sgdMomentumAVX512(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdMomentumAVX512(SB), NOSPLIT, $0-40
	ARGS_SGD
	JMP next

loop:
	SGD_BUF
	VFMADD231PS Z2, Z12, Z0 // w + step·buf
	NEXT_SGD(loop, next, done)

// func sgdNesterovAVX512(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdNesterovAVX512(SB), NOSPLIT, $0-40
	ARGS_SGD
	JMP next

loop:
	SGD_BUF
	VFMADD231PS Z2, Z14, Z1 // d + momentum·buf
	VFMADD231PS Z1, Z12, Z0 // w + step·that
	NEXT_SGD(loop, next, done)

// Adam: g += decay·w; w *= shrink; m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
// w += step·m/(√u·root + eps), u being v or, with AMSGrad, the largest so far.
//
// Registers: DI w; SI g; BX m; R8 v; R9 vmax; CX elements left; K1 the lanes
// of a block; AX free, at first the scalars, in the order of adamScalars: Z7
// shrink, Z8 decay, Z9-Z12 β₁ 1−β₁ β₂ 1−β₂, Z13 root, Z14 eps, Z15 step.

#define ADAM_SCALARS \
	VBROADCASTSS (AX), Z7    \
	VBROADCASTSS 4(AX), Z8   \
	VBROADCASTSS 8(AX), Z9   \
	VBROADCASTSS 12(AX), Z10 \
	VBROADCASTSS 16(AX), Z11 \
	VBROADCASTSS 20(AX), Z12 \
	VBROADCASTSS 24(AX), Z13 \
	VBROADCASTSS 28(AX), Z14 \
	VBROADCASTSS 32(AX), Z15 \
	KXNORW       K1, K1, K1

// ADAM_MOMENTS leaves w·shrink in Z0, m in Z2 and v in Z3, and stores both.
#define ADAM_MOMENTS \
	VMOVUPS.Z     (DI), K1, Z0      \
	VMOVUPS.Z     (SI), K1, Z1      \
	VFMADD231PS   Z0, Z8, Z1        \
	VMULPS        Z7, Z0, Z0        \
	VMULPS        Z10, Z1, Z2       \
	VFMADD231PS.Z (BX), Z9, K1, Z2  \
	VMOVUPS       Z2, K1, (BX)      \
	VMULPS        Z1, Z1, Z3        \
	VMULPS        Z12, Z3, Z3       \
	VFMADD231PS.Z (R8), Z11, K1, Z3 \
	VMOVUPS       Z3, K1, (R8)

// ADAM_UPDATE takes the step by m in Z2 and u in Z3, and goes on to the next
// block.
#define ADAM_UPDATE(loop, next, done) \
	VSQRTPS     Z3, Z3       \
	VFMADD213PS Z14, Z13, Z3 \
	VDIVPS      Z3, Z2, Z2   \
	VFMADD231PS Z2, Z15, Z0  \
	VMOVUPS     Z0, K1, (DI) \
	ADDQ        $64, DI      \
	ADDQ        $64, SI      \
	ADDQ        $64, BX      \
	ADDQ        $64, R8      \
	SUBQ        $16, CX      \
next:                        \
	NEXT_LANES16(loop, done)

// func adamAVX512(w, grad, m, v *float32, n int, s *adamScalars)
TEXT ·adamAVX512(SB), NOSPLIT, $0-48
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ v+24(FP), R8
	MOVQ n+32(FP), CX
	MOVQ s+40(FP), AX
	ADAM_SCALARS
	JMP  next

loop:
	ADAM_MOMENTS
	ADAM_UPDATE(loop, next, done)

// func adamMaxAVX512(w, grad, m, v, vmax *float32, n int, s *adamScalars)
TEXT ·adamMaxAVX512(SB), NOSPLIT, $0-56
	MOVQ w+0(FP), DI
	MOVQ grad+8(FP), SI
	MOVQ m+16(FP), BX
	MOVQ v+24(FP), R8
	MOVQ vmax+32(FP), R9
	MOVQ n+40(FP), CX
	MOVQ s+48(FP), AX
	ADAM_SCALARS
	JMP  next

loop:
	ADAM_MOMENTS
	VMAXPS.Z (R9), Z3, K1, Z4 // v > vmax ? v : vmax
	VCMPPS   $3, Z3, Z3, K2
	VMOVAPS  Z3, K2, Z4       // and v where it is NaN
	VMOVAPS  Z4, Z3
	VMOVUPS  Z3, K1, (R9)
	ADDQ     $64, R9
	ADAM_UPDATE(loop, next, done)
