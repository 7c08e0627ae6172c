//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// The micro-kernel at the edges of C: 1 to 8 rows, 1 to 12 columns. Rows are
// computed 1, 2, 4 or 8 at a time, columns by 1, 2 or 3 registers a row, and for
// each step l:
//
//	b = B[l, 0:4], B[l, 4:8], B[l, cols-4:cols], as many as there are registers
//	for each row r: c[r] += b·A[r, l]                   (fused)
//
// Nothing outside is read or written. The last register of a row has the last
// four columns; those it shares with the one before come out the same twice.
// Below four columns each lane is loaded and stored by itself, and lanes that
// are too many repeat the last column. Rows that are too many repeat the last
// row of A, and are not stored.
//
// Registers:
//	R0, R2    rows; steps left
//	R4-R7     four columns of B, or of C
//	R8-R15    rows of A;  R16, R17  bytes to the present step, and of a step
//	R19, R20  B at the present step; bytes from one step to the next
//	R21       the last four columns of B
//	R22, R23  C; bytes from one row to the next
//	R24       rows of C left
//	R25       the last four columns of C
//	R1, R3, R26  byte offsets of the last four columns; of the columns in lanes
//	          3, 1 and 2
//	V0-V23    the tile, three registers a row
//	V24-V26   the row of B;  V27-V30  elements of A

// NEXT_A points to the row of A after so many rows, or to the last one again. R2
// is the distance of rows, R3 scratch.
#define NEXT_A(rows, prev, next) \
	CMP  $rows, R0     \
	CSEL GT, R2, ZR, R3 \
	ADD  R3, prev, next

// LAST_ROW leaves when all rows of C are done.
#define LAST_ROW(out) \
	SUBS $1, R24 \
	BEQ  out

// FMA_n adds to the n registers of a row the row of B, times an element of A.
#define FMA_1(a, c0, c1, c2) \
	FMLA4_ELEM(c0, 24, a, 0)

#define FMA_2(a, c0, c1, c2) \
	FMLA4_ELEM(c0, 24, a, 0) \
	FMLA4_ELEM(c1, 25, a, 0)

#define FMA_3(a, c0, c1, c2) \
	FMLA4_ELEM(c0, 24, a, 0) \
	FMLA4_ELEM(c1, 25, a, 0) \
	FMLA4_ELEM(c2, 26, a, 0)

// ROWS_n does one step of n rows, with FMA one of the above.
#define ROWS_1(FMA) \
	FMOVS (R8)(R16), F27 \
	FMA(27, 0, 1, 2)

#define ROWS_2(FMA) \
	FMOVS (R8)(R16), F27 \
	FMOVS (R9)(R16), F28 \
	FMA(27, 0, 1, 2)     \
	FMA(28, 3, 4, 5)

#define ROWS_4(FMA) \
	FMOVS (R8)(R16), F27  \
	FMOVS (R9)(R16), F28  \
	FMOVS (R10)(R16), F29 \
	FMOVS (R11)(R16), F30 \
	FMA(27, 0, 1, 2)      \
	FMA(28, 3, 4, 5)      \
	FMA(29, 6, 7, 8)      \
	FMA(30, 9, 10, 11)

#define ROWS_8(FMA) \
	ROWS_4(FMA)           \
	FMOVS (R12)(R16), F27 \
	FMOVS (R13)(R16), F28 \
	FMOVS (R14)(R16), F29 \
	FMOVS (R15)(R16), F30 \
	FMA(27, 12, 13, 14)   \
	FMA(28, 15, 16, 17)   \
	FMA(29, 18, 19, 20)   \
	FMA(30, 21, 22, 23)

// B_n loads n registers of B; B_LANES columns one by one.
#define B_1 VLD1.P (R19)(R20), [V24.S4]
#define B_2 \
	B_1                         \
	VLD1.P (R21)(R20), [V25.S4]
#define B_3 \
	VLD1.P (R19)(R20), [V24.S4, V25.S4] \
	VLD1.P (R21)(R20), [V26.S4]
#define B_LANES \
	VLD1.P (R4)(R20), V24.S[0] \
	VLD1.P (R5)(R20), V24.S[1] \
	VLD1.P (R6)(R20), V24.S[2] \
	VLD1.P (R7)(R20), V24.S[3]

// C_n and C_LANES load n registers of C; PUT_n and PUT_LANES store them.
#define C_1(c0, c1, c2) VLD1.P (R4)(R23), [c0.S4]
#define C_2(c0, c1, c2) \
	C_1(c0, c1, c2)            \
	VLD1.P (R25)(R23), [c1.S4]
#define C_3(c0, c1, c2) \
	VLD1.P (R4)(R23), [c0.S4, c1.S4] \
	VLD1.P (R25)(R23), [c2.S4]
#define C_LANES(c0, c1, c2) \
	VLD1.P (R4)(R23), c0.S[0] \
	VLD1.P (R5)(R23), c0.S[1] \
	VLD1.P (R6)(R23), c0.S[2] \
	VLD1.P (R7)(R23), c0.S[3]

#define PUT_1(c0, c1, c2) VST1.P [c0.S4], (R4)(R23)
#define PUT_2(c0, c1, c2) \
	PUT_1(c0, c1, c2)          \
	VST1.P [c1.S4], (R25)(R23)
#define PUT_3(c0, c1, c2) \
	VST1.P [c0.S4, c1.S4], (R4)(R23) \
	VST1.P [c2.S4], (R25)(R23)
#define PUT_LANES(c0, c1, c2) \
	VST1.P c0.S[0], (R4)(R23) \
	VST1.P c0.S[1], (R5)(R23) \
	VST1.P c0.S[2], (R6)(R23) \
	VST1.P c0.S[3], (R7)(R23)

// EACH_ROW does C_n or PUT_n for all rows there are, from the first.
#define EACH_ROW(DO, out) \
	MOVD R0, R24      \
	DO(V0, V1, V2)    \
	LAST_ROW(out)     \
	DO(V3, V4, V5)    \
	LAST_ROW(out)     \
	DO(V6, V7, V8)    \
	LAST_ROW(out)     \
	DO(V9, V10, V11)  \
	LAST_ROW(out)     \
	DO(V12, V13, V14) \
	LAST_ROW(out)     \
	DO(V15, V16, V17) \
	LAST_ROW(out)     \
	DO(V18, V19, V20) \
	LAST_ROW(out)     \
	DO(V21, V22, V23)

// AT_C and LANES_AT point to the first row of C: its first and last columns, or
// the column of each lane.
#define AT_C \
	MOVD R22, R4      \
	ADD  R1, R22, R25

#define LANES_AT(base) \
	MOVD base, R4      \
	ADD  R3, base, R5  \
	ADD  R26, base, R6 \
	ADD  R1, base, R7

#define BRANCH_ROWS(loop1, loop2, loop4) \
	CMP $2, R0 \
	BLT loop1  \
	BEQ loop2  \
	CMP $4, R0 \
	BLE loop4

#define LOOP(LOAD_B, ROWS, FMA, loop) \
loop:                \
	LOAD_B             \
	ROWS(FMA)          \
	ADD  R17, R16      \
	SUBS $1, R2        \
	BNE  loop

#define ZERO_ROW(c0, c1, c2) \
	VEOR c0.B16, c0.B16, c0.B16 \
	VEOR c1.B16, c1.B16, c1.B16 \
	VEOR c2.B16, c2.B16, c2.B16

// func microEdgeNEON(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)
TEXT ·microEdgeNEON(SB), NOSPLIT, $0-81
	MOVD rows+0(FP), R0
	MOVD a+24(FP), R8
	MOVD rsA+32(FP), R2
	LSL  $2, R2
	NEXT_A(1, R8, R9)
	NEXT_A(2, R9, R10)
	NEXT_A(3, R10, R11)
	NEXT_A(4, R11, R12)
	NEXT_A(5, R12, R13)
	NEXT_A(6, R13, R14)
	NEXT_A(7, R14, R15)

	MOVD cols+8(FP), R1
	MOVD k+16(FP), R2
	MOVD csA+40(FP), R17
	MOVD b+48(FP), R19
	MOVD rsB+56(FP), R20
	MOVD c+64(FP), R22
	MOVD ldc+72(FP), R23
	MOVD $0, R16
	LSL  $2, R17
	LSL  $2, R20
	LSL  $2, R23

	ZERO_ROW(V0, V1, V2)
	ZERO_ROW(V3, V4, V5)
	ZERO_ROW(V6, V7, V8)
	ZERO_ROW(V9, V10, V11)
	ZERO_ROW(V12, V13, V14)
	ZERO_ROW(V15, V16, V17)
	ZERO_ROW(V18, V19, V20)
	ZERO_ROW(V21, V22, V23)

	MOVBU load+80(FP), R6
	SUBS  $4, R1
	BLT   lanes
	LSL   $2, R1
	ADD   R1, R19, R21
	AT_C
	CMP   $16, R1
	BGT   three
	CBNZ  R1, two

	// Four columns: one register.
	CBZ R6, steps1
	EACH_ROW(C_1, steps1)

steps1:
	BRANCH_ROWS(one1, one2, one4)
	LOOP(B_1, ROWS_8, FMA_1, one8)
	B store1
	LOOP(B_1, ROWS_4, FMA_1, one4)
	B store1
	LOOP(B_1, ROWS_2, FMA_1, one2)
	B store1
	LOOP(B_1, ROWS_1, FMA_1, one1)

store1:
	AT_C
	EACH_ROW(PUT_1, done)
	RET

	// 5 to 8 columns: two registers.
two:
	CBZ R6, steps2
	EACH_ROW(C_2, steps2)

steps2:
	BRANCH_ROWS(two1, two2, two4)
	LOOP(B_2, ROWS_8, FMA_2, two8)
	B store2
	LOOP(B_2, ROWS_4, FMA_2, two4)
	B store2
	LOOP(B_2, ROWS_2, FMA_2, two2)
	B store2
	LOOP(B_2, ROWS_1, FMA_2, two1)

store2:
	AT_C
	EACH_ROW(PUT_2, done)
	RET

	// 9 to 12 columns: three registers.
three:
	CBZ R6, steps3
	EACH_ROW(C_3, steps3)

steps3:
	BRANCH_ROWS(three1, three2, three4)
	LOOP(B_3, ROWS_8, FMA_3, three8)
	B store3
	LOOP(B_3, ROWS_4, FMA_3, three4)
	B store3
	LOOP(B_3, ROWS_2, FMA_3, three2)
	B store3
	LOOP(B_3, ROWS_1, FMA_3, three1)

store3:
	AT_C
	EACH_ROW(PUT_3, done)
	RET

	// 1 to 3 columns: one register, lane by lane. Offsets are those of columns
	// 1, 2 and 3, or of the last one.
lanes:
	ADD  $3, R1
	LSL  $2, R1
	MOVD $4, R3
	CMP  R3, R1
	CSEL LT, R1, R3, R3
	MOVD R1, R26
	CBZ  R6, stepsLanes
	LANES_AT(R22)
	EACH_ROW(C_LANES, stepsLanes)

stepsLanes:
	LANES_AT(R19)
	BRANCH_ROWS(lanes1, lanes2, lanes4)
	LOOP(B_LANES, ROWS_8, FMA_1, lanes8)
	B storeLanes
	LOOP(B_LANES, ROWS_4, FMA_1, lanes4)
	B storeLanes
	LOOP(B_LANES, ROWS_2, FMA_1, lanes2)
	B storeLanes
	LOOP(B_LANES, ROWS_1, FMA_1, lanes1)

storeLanes:
	LANES_AT(R22)
	EACH_ROW(PUT_LANES, done)

done:
	RET
