//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// Element-wise arithmetic. Every loop is
//
//	for blocks of 16, and then of 4: dst = x OP y
//
// Registers: R0 dst; R1 a; R2 b; R3 elements left; V0-V3 x, which is a (or
// dst, where that is added to), and becomes the result; V4-V7 y; V16-V19 a
// third operand; V20, V21 scratch; V31 a scalar, four times.

#define ARGS3 \
	MOVD dst+0(FP), R0 \
	MOVD a+8(FP), R1   \
	MOVD b+16(FP), R2  \
	MOVD n+24(FP), R3

#define ARGS2S \
	MOVD  dst+0(FP), R0    \
	MOVD  a+8(FP), R1      \
	MOVD  n+16(FP), R3     \
	FMOVS s+24(FP), F31    \
	VDUP  V31.S[0], V31.S4

#define A16 VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
#define A4 VLD1.P 16(R1), [V0.S4]

#define AB16 \
	A16                                         \
	VLD1.P 64(R2), [V4.S4, V5.S4, V6.S4, V7.S4]

#define AB4 \
	A4                     \
	VLD1.P 16(R2), [V4.S4]

#define DST_AB16 \
	VLD1   (R0), [V0.S4, V1.S4, V2.S4, V3.S4]       \
	VLD1.P 64(R1), [V4.S4, V5.S4, V6.S4, V7.S4]     \
	VLD1.P 64(R2), [V16.S4, V17.S4, V18.S4, V19.S4]

#define DST_AB4 \
	VLD1   (R0), [V0.S4]    \
	VLD1.P 16(R1), [V4.S4]  \
	VLD1.P 16(R2), [V16.S4]

// LOOP runs over all elements: LOAD16 or LOAD4, and OP(x, y, z), which leaves
// the result in x.
#define LOOP(LOAD16, LOAD4, OP) \
	SUBS   $16, R3, R3                          \
	BLT    rest                                 \
block:                                              \
	LOAD16                                      \
	OP(0, 4, 16)                                \
	OP(1, 5, 17)                                \
	OP(2, 6, 18)                                \
	OP(3, 7, 19)                                \
	VST1.P [V0.S4, V1.S4, V2.S4, V3.S4], 64(R0) \
	SUBS   $16, R3, R3                          \
	BGE    block                                \
rest:                                               \
	ADDS   $16, R3, R3                          \
	BEQ    done                                 \
four:                                               \
	LOAD4                                       \
	OP(0, 4, 16)                                \
	VST1.P [V0.S4], 16(R0)                      \
	SUBS   $4, R3, R3                           \
	BNE    four                                 \
done:                                               \
	RET

#define ADD(x, y, z) FADD4(x, x, y)
#define SUB(x, y, z) FSUB4(x, x, y)
#define MUL(x, y, z) FMUL4(x, x, y)
#define DIV(x, y, z) FDIV4(x, x, y)
#define MULADD(x, y, z) FMLA4(x, y, z)
#define ADD_SCALAR(x, y, z) FADD4(x, x, 31)
#define SCALE(x, y, z) FMUL4(x, x, 31)
#define SCALE_ADD(x, y, z) FMLA4(x, y, 31)

// y, unless x is larger; but x stays where it is NaN. FMAX would not do: it
// puts +0 above −0, where equal numbers give y.
#define MAXIMUM(x, y, z) \
	FCMGT4(20, x, y) \
	FCMEQ4(21, x, x) \
	BSL16(20, x, y)  \
	BIT16(x, 20, 21)

// func addNEON(dst, a, b *float32, n int)
TEXT ·addNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(AB16, AB4, ADD)

// func subNEON(dst, a, b *float32, n int)
TEXT ·subNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(AB16, AB4, SUB)

// func mulNEON(dst, a, b *float32, n int)
TEXT ·mulNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(AB16, AB4, MUL)

// func divNEON(dst, a, b *float32, n int)
TEXT ·divNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(AB16, AB4, DIV)

// func maximumNEON(dst, a, b *float32, n int)
TEXT ·maximumNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(AB16, AB4, MAXIMUM)

// func mulAddNEON(dst, a, b *float32, n int)
TEXT ·mulAddNEON(SB), NOSPLIT, $0-32
	ARGS3
	LOOP(DST_AB16, DST_AB4, MULADD)

// func addScalarNEON(dst, a *float32, n int, s float32)
TEXT ·addScalarNEON(SB), NOSPLIT, $0-28
	ARGS2S
	LOOP(A16, A4, ADD_SCALAR)

// func scaleNEON(dst, a *float32, n int, s float32)
TEXT ·scaleNEON(SB), NOSPLIT, $0-28
	ARGS2S
	LOOP(A16, A4, SCALE)

// func scaleAddNEON(dst, a, b *float32, n int, s float32)
TEXT ·scaleAddNEON(SB), NOSPLIT, $0-36
	ARGS3
	FMOVS s+32(FP), F31
	VDUP  V31.S[0], V31.S4
	LOOP(AB16, AB4, SCALE_ADD)
