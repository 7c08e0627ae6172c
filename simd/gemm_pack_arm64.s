//go:build !purego

#include "textflag.h"

// Packing for the matrix product: transposing four rows, and copying.

// func transpose4NEON(dst *float32, ldd int, src *float32, lds int, n int)
//
//	for blocks of 4 steps, the last one overlapping the one before:
//	    load 4×4, transpose, store a column at every ldd
//
// Registers: R0, R5 dst, bytes from one step to the next; R1-R4 the rows; R6
// steps left; R7 steps done twice, in bytes; V0-V3 rows; V4-V7 half transposed;
// V16-V19 columns.
TEXT ·transpose4NEON(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD ldd+8(FP), R5
	MOVD src+16(FP), R1
	MOVD lds+24(FP), R4
	MOVD n+32(FP), R6
	LSL  $2, R5
	LSL  $2, R4
	ADD  R4, R1, R2
	ADD  R4, R2, R3
	ADD  R4, R3, R4

block:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	VLD1.P 16(R3), [V2.S4]
	VLD1.P 16(R4), [V3.S4]

	// V4 and V6 are steps 0 and 1 of rows 0, 2 and of rows 1, 3.
	VZIP1  V2.S4, V0.S4, V4.S4
	VZIP2  V2.S4, V0.S4, V5.S4
	VZIP1  V3.S4, V1.S4, V6.S4
	VZIP2  V3.S4, V1.S4, V7.S4
	VZIP1  V6.S4, V4.S4, V16.S4
	VZIP2  V6.S4, V4.S4, V17.S4
	VZIP1  V7.S4, V5.S4, V18.S4
	VZIP2  V7.S4, V5.S4, V19.S4
	VST1.P [V16.S4], (R0)(R5)
	VST1.P [V17.S4], (R0)(R5)
	VST1.P [V18.S4], (R0)(R5)
	VST1.P [V19.S4], (R0)(R5)
	SUBS   $4, R6
	BEQ    done
	CMP    $4, R6
	BGE    block

	// 1 to 3 steps are left: go back by 3 to 1.
	MOVD $4, R7
	SUB  R6, R7
	MUL  R7, R5, R8
	SUB  R8, R0
	LSL  $2, R7
	SUB  R7, R1
	SUB  R7, R2
	SUB  R7, R3
	SUB  R7, R4
	MOVD $4, R6
	B    block

done:
	RET

// func copy8NEON(dst, src *float32, lds, n int)
//
//	for each step: copy 8 elements
//
// Registers: R0 dst; R1, R2 src, bytes from one step to the next; R3 steps left.
TEXT ·copy8NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD lds+16(FP), R2
	MOVD n+24(FP), R3
	LSL  $2, R2

step:
	VLD1.P (R1)(R2), [V0.S4, V1.S4]
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $1, R3
	BNE    step
	RET

// func copy12NEON(dst, src *float32, lds, n int)
//
//	for each step: copy 12 elements
//
// Registers as above.
TEXT ·copy12NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD lds+16(FP), R2
	MOVD n+24(FP), R3
	LSL  $2, R2

step:
	VLD1.P (R1)(R2), [V0.S4, V1.S4, V2.S4]
	VST1.P [V0.S4, V1.S4, V2.S4], 48(R0)
	SUBS   $1, R3
	BNE    step
	RET
