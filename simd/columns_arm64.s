//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "reduce_arm64.h"

// Kernels that go down the columns, as chains over the rows, for blocks of 32
// columns and then of 4:
//
//	V0..V7 = dst; for each row: V0..V7 op= x; dst = V0..V7
//
// Registers: R0 dst; R1 x, the first row, and R8 a row; R2 dy, the first row,
// and R9 a row; R3 columns left; R4 bytes of a row; R5 rows, R10 rows left;
// R6, R7 mean, rstd, and R11, R12 those of a row; V0-V7 results; V16, V17
// elements; V30 mean; V31 rstd.

#define COL_SUM(LOAD, offset, acc) \
	LOAD offset(R8), F16 \
	FADD4(acc, acc, 16)

// func colSumsNEON(dst, x *float32, rows, cols, n int)
TEXT ·colSumsNEON(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD x+8(FP), R1
	MOVD rows+16(FP), R5
	MOVD cols+24(FP), R4
	MOVD n+32(FP), R3
	LSL  $2, R4
	SUBS $32, R3, R3
	BLT  narrow

wide:
	LOAD8(R0, F0, F1, F2, F3, F4, F5, F6, F7)
	MOVD R1, R8
	MOVD R5, R10

wideRow:
	EIGHT(COL_SUM)
	ADD  R4, R8
	SUBS $1, R10, R10
	BNE  wideRow
	STORE8(R0, F0, F1, F2, F3, F4, F5, F6, F7)
	ADD  $128, R0
	ADD  $128, R1
	SUBS $32, R3, R3
	BGE  wide

narrow:
	ADDS $32, R3, R3
	BEQ  done

four:
	FMOVQ (R0), F0
	MOVD  R1, R8
	MOVD  R5, R10

fourRow:
	COL_SUM(FMOVQ, 0, 0)
	ADD   R4, R8
	SUBS  $1, R10, R10
	BNE   fourRow
	FMOVQ F0, (R0)
	ADD   $16, R0
	ADD   $16, R1
	SUBS  $4, R3, R3
	BNE   four

done:
	RET

// dgamma = fma(dy, (x−mean)·rstd, dgamma)
#define GAMMA(LOAD, offset, acc) \
	LOAD offset(R8), F16 \
	LOAD offset(R9), F17 \
	FSUB4(16, 16, 30)    \
	FMUL4(16, 16, 31)    \
	FMLA4(acc, 17, 16)

// FIRST_ROW and NEXT_ROW move x, dy and the statistics.
#define FIRST_ROW \
	MOVD R1, R8  \
	MOVD R2, R9  \
	MOVD R6, R11 \
	MOVD R7, R12 \
	MOVD R5, R10

#define ROW_STATISTICS \
	VLD1R.P 4(R11), [V30.S4] \
	VLD1R.P 4(R12), [V31.S4]

#define NEXT_ROW(loop) \
	ADD  R4, R8       \
	ADD  R4, R9       \
	SUBS $1, R10, R10 \
	BNE  loop

// func layerNormGammaGradNEON(dgamma, dy, x, mean, rstd *float32, rows, cols, n int)
TEXT ·layerNormGammaGradNEON(SB), NOSPLIT, $0-64
	MOVD dgamma+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD x+16(FP), R1
	MOVD mean+24(FP), R6
	MOVD rstd+32(FP), R7
	MOVD rows+40(FP), R5
	MOVD cols+48(FP), R4
	MOVD n+56(FP), R3
	LSL  $2, R4
	SUBS $32, R3, R3
	BLT  narrow

wide:
	LOAD8(R0, F0, F1, F2, F3, F4, F5, F6, F7)
	FIRST_ROW

wideRow:
	ROW_STATISTICS
	EIGHT(GAMMA)
	NEXT_ROW(wideRow)
	STORE8(R0, F0, F1, F2, F3, F4, F5, F6, F7)
	ADD  $128, R0
	ADD  $128, R1
	ADD  $128, R2
	SUBS $32, R3, R3
	BGE  wide

narrow:
	ADDS $32, R3, R3
	BEQ  done

four:
	FMOVQ (R0), F0
	FIRST_ROW

fourRow:
	ROW_STATISTICS
	GAMMA(FMOVQ, 0, 0)
	NEXT_ROW(fourRow)
	FMOVQ F0, (R0)
	ADD   $16, R0
	ADD   $16, R1
	ADD   $16, R2
	SUBS  $4, R3, R3
	BNE   four

done:
	RET
