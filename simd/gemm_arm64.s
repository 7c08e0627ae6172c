//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// The 8×12 micro-kernel, in two ways. Where the eight values of A of a step lie
// side by side (packed, or A transposed), for each step l:
//
//	b0, b1, b2 = B[l, 0:4], B[l, 4:8], B[l, 8:12]
//	a0, a1 = A[0:4, l], A[4:8, l]
//	for each row r of 8: for each i of 3: c[r][i] += b_i·a[r]     (fused)
//
// Where each row of A lies in one piece, for four steps from l on:
//
//	for each half of the rows: a_r = A[r, l:l+4] for its four rows
//	    for each of the four steps s: b0, b1, b2 = B[l+s, 0:12]
//	        for each row r: for each i of 3: c[r][i] += b_i·a_r[s]
//
// Eight rows at once would want more registers than there are.
//
// Registers:
//	R0        steps left
//	R1, R2    A at the present step; bytes from one step to the next, or from
//	          one row to the next
//	R3, R4    B at the present step; bytes from one step to the next
//	R5, R6    C; bytes from one row to the next
//	R7        a row of C; then B at the first of four steps
//	R8-R15    rows of A at the present step
//	R16, R17  the row to prefetch; bytes from one such row to the next
//	V0-V23    the tile, three registers a row
//	V24-V26   the row of B
//	V27-V30   A

// FMA_ROW adds the row of B, times one element of A, to a row of the tile.
#define FMA_ROW(c0, c1, c2, a, i) \
	FMLA4_ELEM(c0, 24, a, i) \
	FMLA4_ELEM(c1, 25, a, i) \
	FMLA4_ELEM(c2, 26, a, i)

#define LOAD_B VLD1.P (R3)(R4), [V24.S4, V25.S4, V26.S4]

// STEP is one step for all eight rows, whose values lie side by side.
#define STEP \
	LOAD_B                                  \
	VLD1.P (R1)(R2), [V27.S4, V28.S4]       \
	FMA_ROW(0, 1, 2, 27, 0)                 \
	FMA_ROW(3, 4, 5, 27, 1)                 \
	FMA_ROW(6, 7, 8, 27, 2)                 \
	FMA_ROW(9, 10, 11, 27, 3)               \
	FMA_ROW(12, 13, 14, 28, 0)              \
	FMA_ROW(15, 16, 17, 28, 1)              \
	FMA_ROW(18, 19, 20, 28, 2)              \
	FMA_ROW(21, 22, 23, 28, 3)

// UPPER and LOWER are a step of four rows: element i of V27-V30.
#define UPPER(i) \
	LOAD_B                    \
	FMA_ROW(0, 1, 2, 27, i)   \
	FMA_ROW(3, 4, 5, 28, i)   \
	FMA_ROW(6, 7, 8, 29, i)   \
	FMA_ROW(9, 10, 11, 30, i)

#define LOWER(i) \
	LOAD_B                     \
	FMA_ROW(12, 13, 14, 27, i) \
	FMA_ROW(15, 16, 17, 28, i) \
	FMA_ROW(18, 19, 20, 29, i) \
	FMA_ROW(21, 22, 23, 30, i)

#define FOUR_STEPS(HALF) \
	HALF(0) \
	HALF(1) \
	HALF(2) \
	HALF(3)

// A_OF_4 and A_OF_1 load four steps, or one, of four rows of A.
#define A_OF_4(r0, r1, r2, r3) \
	VLD1.P 16(r0), [V27.S4] \
	VLD1.P 16(r1), [V28.S4] \
	VLD1.P 16(r2), [V29.S4] \
	VLD1.P 16(r3), [V30.S4]

#define A_OF_1(r0, r1, r2, r3) \
	FMOVS.P 4(r0), F27 \
	FMOVS.P 4(r1), F28 \
	FMOVS.P 4(r2), F29 \
	FMOVS.P 4(r3), F30

#define LOAD_ROW(c0, c1, c2) VLD1.P (R7)(R6), [c0.S4, c1.S4, c2.S4]
#define STORE_ROW(c0, c1, c2) VST1.P [c0.S4, c1.S4, c2.S4], (R5)(R6)

// PREFETCH_ROW asks for both lines that 12 floats may lie on.
#define PREFETCH_ROW \
	PRFM (R7), PLDL1KEEP   \
	PRFM 40(R7), PLDL1KEEP \
	ADD  R6, R7

// PREFETCH_AHEAD asks for a row of the next panel, every aheadSteps steps.
#define PREFETCH_AHEAD \
	PRFM (R16), PLDL2KEEP   \
	PRFM 40(R16), PLDL2KEEP \
	ADD  R17, R16

#define ZERO_ROW(c0, c1, c2) \
	VEOR c0.B16, c0.B16, c0.B16 \
	VEOR c1.B16, c1.B16, c1.B16 \
	VEOR c2.B16, c2.B16, c2.B16

// func microTileNEON(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)
TEXT ·microTileNEON(SB), NOSPLIT, $0-88
	MOVD k+0(FP), R0
	MOVD a+8(FP), R1
	MOVD rsA+16(FP), R2
	MOVD b+32(FP), R3
	MOVD rsB+40(FP), R4
	MOVD c+48(FP), R5
	MOVD ldc+56(FP), R6
	LSL  $2, R4
	MOVD ahead+72(FP), R16
	MOVD ld+80(FP), R17
	LSL  $2, R6
	LSL  $2, R17
	MOVD R5, R7

	MOVBU load+64(FP), R8
	CBZ   R8, zero
	LOAD_ROW(V0, V1, V2)
	LOAD_ROW(V3, V4, V5)
	LOAD_ROW(V6, V7, V8)
	LOAD_ROW(V9, V10, V11)
	LOAD_ROW(V12, V13, V14)
	LOAD_ROW(V15, V16, V17)
	LOAD_ROW(V18, V19, V20)
	LOAD_ROW(V21, V22, V23)
	B     prefetch

zero:
	ZERO_ROW(V0, V1, V2)
	ZERO_ROW(V3, V4, V5)
	ZERO_ROW(V6, V7, V8)
	ZERO_ROW(V9, V10, V11)
	ZERO_ROW(V12, V13, V14)
	ZERO_ROW(V15, V16, V17)
	ZERO_ROW(V18, V19, V20)
	ZERO_ROW(V21, V22, V23)

	// R7 is at this tile, which is written at the end, or at the one below,
	// which comes next.
prefetch:
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW

	CMP $1, R2
	BNE rows

	// Rows side by side.
	MOVD csA+24(FP), R2
	LSL  $2, R2
	SUBS $4, R0
	BLT  rest

four:
	PREFETCH_AHEAD
	STEP
	STEP
	STEP
	STEP
	SUBS $4, R0
	BGE  four

rest:
	ADDS $4, R0
	BEQ  store

one:
	STEP
	SUBS $1, R0
	BNE  one
	B    store

	// Each row in one piece.
rows:
	LSL  $2, R2
	MOVD R1, R8
	ADD  R2, R8, R9
	ADD  R2, R9, R10
	ADD  R2, R10, R11
	ADD  R2, R11, R12
	ADD  R2, R12, R13
	ADD  R2, R13, R14
	ADD  R2, R14, R15
	SUBS $4, R0
	BLT  restRows

fourRows:
	PREFETCH_AHEAD
	MOVD R3, R7
	A_OF_4(R8, R9, R10, R11)
	FOUR_STEPS(UPPER)
	MOVD R7, R3
	A_OF_4(R12, R13, R14, R15)
	FOUR_STEPS(LOWER)
	SUBS $4, R0
	BGE  fourRows

restRows:
	ADDS $4, R0
	BEQ  store

oneRows:
	MOVD R3, R7
	A_OF_1(R8, R9, R10, R11)
	UPPER(0)
	MOVD R7, R3
	A_OF_1(R12, R13, R14, R15)
	LOWER(0)
	SUBS $1, R0
	BNE  oneRows

store:
	STORE_ROW(V0, V1, V2)
	STORE_ROW(V3, V4, V5)
	STORE_ROW(V6, V7, V8)
	STORE_ROW(V9, V10, V11)
	STORE_ROW(V12, V13, V14)
	STORE_ROW(V15, V16, V17)
	STORE_ROW(V18, V19, V20)
	STORE_ROW(V21, V22, V23)
	RET
