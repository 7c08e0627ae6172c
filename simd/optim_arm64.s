//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// The optimizers' updates, over blocks of four. See optim.go for the steps.
//
// SGD: d = g + decay·w; buf = momentum·buf + take·d; w += step·buf, or
// w += step·d without buf, or w += step·(d + momentum·buf) by Nesterov.
//
// Registers: R0 w; R1 g; R2 buf; R3 elements left; R4 the scalars, in the
// order of sgdScalars: V28 step, V29 decay, V30 momentum, V31 take.

#define SGD_SCALARS \
	VLD1R.P 4(R4), [V28.S4] \
	VLD1R.P 4(R4), [V29.S4] \
	VLD1R.P 4(R4), [V30.S4] \
	VLD1R   (R4), [V31.S4]

#define ARGS_SGD \
	MOVD w+0(FP), R0    \
	MOVD grad+8(FP), R1 \
	MOVD buf+16(FP), R2 \
	MOVD n+24(FP), R3   \
	MOVD s+32(FP), R4   \
	SGD_SCALARS

// SGD_D leaves w in V0 and d in V1.
#define SGD_D \
	VLD1   (R0), [V0.S4]   \
	VLD1.P 16(R1), [V1.S4] \
	FMLA4(1, 29, 0)

// SGD_BUF leaves w in V0, d in V1 and the new buf, which it stores, in V2.
#define SGD_BUF \
	SGD_D                  \
	FMUL4(2, 31, 1)        \
	VLD1   (R2), [V3.S4]   \
	FMLA4(2, 30, 3)        \
	VST1.P [V2.S4], 16(R2)

#define NEXT_SGD(loop) \
	VST1.P [V0.S4], 16(R0) \
	SUBS   $4, R3, R3      \
	BNE    loop            \
	RET

// func sgdNEON(w, grad *float32, n int, s *sgdScalars)
TEXT ·sgdNEON(SB), NOSPLIT, $0-32
	MOVD w+0(FP), R0
	MOVD grad+8(FP), R1
	MOVD n+16(FP), R3
	MOVD s+24(FP), R4
	SGD_SCALARS

loop:
	SGD_D
	FMLA4(0, 28, 1) // w + step·d
	NEXT_SGD(loop)

// func sgdMomentumNEON(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdMomentumNEON(SB), NOSPLIT, $0-40
	ARGS_SGD

loop:
	SGD_BUF
	FMLA4(0, 28, 2) // w + step·buf
	NEXT_SGD(loop)

// func sgdNesterovNEON(w, grad, buf *float32, n int, s *sgdScalars)
TEXT ·sgdNesterovNEON(SB), NOSPLIT, $0-40
	ARGS_SGD

loop:
	SGD_BUF
	FMLA4(1, 30, 2) // d + momentum·buf
	FMLA4(0, 28, 1) // w + step·that
	NEXT_SGD(loop)

// Adam: g += decay·w; w *= shrink; m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
// w += step·m/(√u·root + eps), u being v or, with AMSGrad, the largest so far.
//
// Registers: R0 w; R1 g; R2 m; R5 v; R6 vmax; R3 elements left; R4 the
// scalars, in the order of adamScalars: V23 shrink, V24 decay, V25-V28 β₁ 1−β₁
// β₂ 1−β₂, V29 root, V30 eps, V31 step.

#define ADAM_SCALARS \
	VLD1R.P 4(R4), [V23.S4] \
	VLD1R.P 4(R4), [V24.S4] \
	VLD1R.P 4(R4), [V25.S4] \
	VLD1R.P 4(R4), [V26.S4] \
	VLD1R.P 4(R4), [V27.S4] \
	VLD1R.P 4(R4), [V28.S4] \
	VLD1R.P 4(R4), [V29.S4] \
	VLD1R.P 4(R4), [V30.S4] \
	VLD1R   (R4), [V31.S4]

// ADAM_MOMENTS leaves w·shrink in V0, m in V2 and v in V3, and stores both.
#define ADAM_MOMENTS \
	VLD1   (R0), [V0.S4]   \
	VLD1.P 16(R1), [V1.S4] \
	FMLA4(1, 24, 0)        \
	FMUL4(0, 23, 0)        \
	FMUL4(2, 26, 1)        \
	VLD1   (R2), [V4.S4]   \
	FMLA4(2, 25, 4)        \
	VST1.P [V2.S4], 16(R2) \
	FMUL4(3, 1, 1)         \
	FMUL4(3, 28, 3)        \
	VLD1   (R5), [V5.S4]   \
	FMLA4(3, 27, 5)        \
	VST1.P [V3.S4], 16(R5)

// ADAM_UPDATE takes the step by m in V2 and u in V3, and goes on to the next
// block.
#define ADAM_UPDATE(loop) \
	FSQRT4(3, 3)           \
	VMOV   V30.B16, V4.B16 \
	FMLA4(4, 29, 3)        \
	FDIV4(2, 2, 4)         \
	FMLA4(0, 31, 2)        \
	VST1.P [V0.S4], 16(R0) \
	SUBS   $4, R3, R3      \
	BNE    loop            \
	RET

// func adamNEON(w, grad, m, v *float32, n int, s *adamScalars)
TEXT ·adamNEON(SB), NOSPLIT, $0-48
	MOVD w+0(FP), R0
	MOVD grad+8(FP), R1
	MOVD m+16(FP), R2
	MOVD v+24(FP), R5
	MOVD n+32(FP), R3
	MOVD s+40(FP), R4
	ADAM_SCALARS

loop:
	ADAM_MOMENTS
	ADAM_UPDATE(loop)

// func adamMaxNEON(w, grad, m, v, vmax *float32, n int, s *adamScalars)
TEXT ·adamMaxNEON(SB), NOSPLIT, $0-56
	MOVD w+0(FP), R0
	MOVD grad+8(FP), R1
	MOVD m+16(FP), R2
	MOVD v+24(FP), R5
	MOVD vmax+32(FP), R6
	MOVD n+40(FP), R3
	MOVD s+48(FP), R4
	ADAM_SCALARS

loop:
	ADAM_MOMENTS
	VLD1   (R6), [V6.S4]
	FCMGT4(7, 3, 6)
	FCMEQ4(16, 3, 3)
	BSL16(7, 3, 6)  // v > vmax ? v : vmax
	BIT16(3, 7, 16) // and v where it is NaN
	VST1.P [V3.S4], 16(R6)
	ADAM_UPDATE(loop)
