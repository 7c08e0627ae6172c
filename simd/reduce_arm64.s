//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "reduce_arm64.h"

// Reductions in 32 lanes, eight registers of four:
//
//	for blocks of 32: V0..V7 op= the eight vectors of the block
//	the rest, four at a time and then singly: lanes in memory op= x
//	combine lane l with l+16, l+8, l+4, l+2, l+1
//
// Registers: R1, R2 inputs; R3 elements left; R4 lanes in memory, R5 walks
// over them; V0-V7 lanes; V16, V17 elements.

#define MOVE1(bytes) ADD $bytes, R1

#define MOVE2(bytes) \
	ADD $bytes, R1 \
	ADD $bytes, R2

#define SUM_BODY(LOAD, offset, acc) \
	LOAD offset(R1), F16 \
	FADD4(acc, acc, 16)

// func sumNEON(x *float32, n int) float32
TEXT ·sumNEON(SB), NOSPLIT, $128-20
	MOVD x+0(FP), R1
	MOVD n+8(FP), R3
	MOVD $lanes-128(SP), R4
	ZERO8(V0, V1, V2, V3, V4, V5, V6, V7)
	BLOCKS(SUM_BODY, MOVE1)
	COMBINE
	FMOVS F0, ret+16(FP)
	RET

#define DOT_BODY(LOAD, offset, acc) \
	LOAD offset(R1), F16 \
	LOAD offset(R2), F17 \
	FMLA4(acc, 16, 17)

// func dotNEON(a, b *float32, n int) float32
TEXT ·dotNEON(SB), NOSPLIT, $128-28
	MOVD a+0(FP), R1
	MOVD b+8(FP), R2
	MOVD n+16(FP), R3
	MOVD $lanes-128(SP), R4
	ZERO8(V0, V1, V2, V3, V4, V5, V6, V7)
	BLOCKS(DOT_BODY, MOVE2)
	COMBINE
	FMOVS F0, ret+24(FP)
	RET

// V16 holds the mean.
#define SQUARE_BODY(LOAD, offset, acc) \
	LOAD offset(R1), F17 \
	FSUB4(17, 17, 16)    \
	FMLA4(acc, 17, 17)

// func squaredDiffNEON(x *float32, n int, m float32) float32
TEXT ·squaredDiffNEON(SB), NOSPLIT, $128-28
	MOVD  x+0(FP), R1
	MOVD  n+8(FP), R3
	FMOVS m+16(FP), F16
	VDUP  V16.S[0], V16.S4
	MOVD  $lanes-128(SP), R4
	ZERO8(V0, V1, V2, V3, V4, V5, V6, V7)
	BLOCKS(SQUARE_BODY, MOVE1)
	COMBINE
	FMOVS F0, ret+24(FP)
	RET

#define MAX_BODY(LOAD, offset, acc) \
	LOAD offset(R1), F16 \
	FMAX4(acc, acc, 16)

// The order in which numbers are compared does not show, so there are no
// lanes in memory:
//
//	for blocks of 32: V0..V7 = the larger of them and of x
//	V0 = the largest of V0..V7, of vectors left and of single elements left,
//	which are loaded to all four places
//	the largest of V0's four, plus 0: −0 becomes +0
//
// FMAX is NaN where one of its inputs is, so a NaN comes out at last.
//
// func largestNEON(x *float32, n int) float32
TEXT ·largestNEON(SB), NOSPLIT, $0-20
	MOVD x+0(FP), R1
	MOVD n+8(FP), R3
	MOVD $0xff800000, R4 // −Inf
	VDUP R4, V0.S4
	SUBS $32, R3, R3
	BLT  rest
	VDUP R4, V1.S4
	VDUP R4, V2.S4
	VDUP R4, V3.S4
	VDUP R4, V4.S4
	VDUP R4, V5.S4
	VDUP R4, V6.S4
	VDUP R4, V7.S4

block:
	EIGHT(MAX_BODY)
	MOVE1(128)
	SUBS $32, R3, R3
	BGE  block
	FMAX4(0, 0, 4)
	FMAX4(1, 1, 5)
	FMAX4(2, 2, 6)
	FMAX4(3, 3, 7)
	FMAX4(0, 0, 2)
	FMAX4(1, 1, 3)
	FMAX4(0, 0, 1)

rest:
	ADDS $28, R3, R3
	BLT  last

four:
	MAX_BODY(FMOVQ, 0, 0)
	MOVE1(16)
	SUBS $4, R3, R3
	BGE  four

last:
	ADDS $4, R3, R3
	BEQ  combine

one:
	VLD1R.P 4(R1), [V16.S4]
	FMAX4(0, 0, 16)
	SUBS    $1, R3, R3
	BNE     one

combine:
	VEXT  $8, V0.B16, V0.B16, V1.B16
	FMAX4(0, 0, 1)
	VDUP  V0.S[1], V1.S4
	FMAX4(0, 0, 1)
	FMOVS ZR, F1
	FADDS F1, F0, F0
	FMOVS F0, ret+16(FP)
	RET

// The first block of four with an element that equals v:
//
//	for blocks: if any x == v: return where it begins
//
// Registers: R0 x; R1 elements; R2 elements done; R3, R4 what equals; V1 v.

// func indexNEON(x *float32, n int, v float32) int
TEXT ·indexNEON(SB), NOSPLIT, $0-32
	MOVD  x+0(FP), R0
	MOVD  n+8(FP), R1
	FMOVS v+16(FP), F1
	VDUP  V1.S[0], V1.S4
	MOVD  $0, R2

look:
	VLD1.P 16(R0), [V0.S4]
	FCMEQ4(2, 0, 1)
	VMOV   V2.D[0], R3
	VMOV   V2.D[1], R4
	ORR    R3, R4, R4
	CBNZ   R4, found
	ADD    $4, R2
	CMP    R1, R2
	BLT    look

found:
	MOVD R2, ret+24(FP)
	RET
