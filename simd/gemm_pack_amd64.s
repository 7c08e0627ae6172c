//go:build !purego

#include "textflag.h"

// Packing: rows become columns, in blocks of 8×8.
//
//	for each block of 8 columns of src (the last may overlap the one before):
//	    Y0-Y3 = columns 0-3 of rows 0-3 | 4-7, Y4-Y7 = columns 4-7 likewise
//	    interleave rows by twos, then by fours: a register a column
//	    store column l as row l of dst
//
// Registers: AX BX SI DX R8 R9 R10 R11 the rows of src (rows that are not
// there repeat the last); CX bytes into them; DI, R12 dst and its row
// distance; R13 columns left.

// ROW_POINTER sets next to the row after prev if there are more than n.
#define ROW_POINTER(n, prev, next) \
	XORQ    R15, R15 \
	CMPQ    CX, $n   \
	CMOVQGT R12, R15 \
	LEAQ    (prev)(R15*1), next

#define LOAD_PAIR(off, upper, lower, x, y) \
	VMOVUPS     off(upper)(CX*1), x           \
	VINSERTF128 $1, off(lower)(CX*1), y, y

// INTERLEAVE makes columns in Y8, Y9, Y10, Y11 of four pairs of rows.
#define INTERLEAVE(r0, r1, r2, r3) \
	VUNPCKLPS r1, r0, Y12   \
	VUNPCKHPS r1, r0, Y13   \
	VUNPCKLPS r3, r2, Y14   \
	VUNPCKHPS r3, r2, Y15   \
	VUNPCKLPD Y14, Y12, Y8  \
	VUNPCKHPD Y14, Y12, Y9  \
	VUNPCKLPD Y15, Y13, Y10 \
	VUNPCKHPD Y15, Y13, Y11

#define STORE_FOUR \
	VMOVUPS Y8, (DI)           \
	VMOVUPS Y9, (DI)(R12*1)    \
	LEAQ    (DI)(R12*2), DI    \
	VMOVUPS Y10, (DI)          \
	VMOVUPS Y11, (DI)(R12*1)   \
	LEAQ    (DI)(R12*2), DI

// func transposeAVX2(dst *float32, ldd int, src *float32, lds int, rows, n int)
TEXT ·transposeAVX2(SB), NOSPLIT, $0-48
	MOVQ src+16(FP), AX
	MOVQ lds+24(FP), R12
	MOVQ rows+32(FP), CX
	SHLQ $2, R12
	ROW_POINTER(1, AX, BX)
	ROW_POINTER(2, BX, SI)
	ROW_POINTER(3, SI, DX)
	ROW_POINTER(4, DX, R8)
	ROW_POINTER(5, R8, R9)
	ROW_POINTER(6, R9, R10)
	ROW_POINTER(7, R10, R11)
	MOVQ dst+0(FP), DI
	MOVQ ldd+8(FP), R12
	SHLQ $2, R12
	MOVQ n+40(FP), R13
	XORQ CX, CX

block:
	LOAD_PAIR(0, AX, R8, X0, Y0)
	LOAD_PAIR(0, BX, R9, X1, Y1)
	LOAD_PAIR(0, SI, R10, X2, Y2)
	LOAD_PAIR(0, DX, R11, X3, Y3)
	LOAD_PAIR(16, AX, R8, X4, Y4)
	LOAD_PAIR(16, BX, R9, X5, Y5)
	LOAD_PAIR(16, SI, R10, X6, Y6)
	LOAD_PAIR(16, DX, R11, X7, Y7)
	INTERLEAVE(Y0, Y1, Y2, Y3)
	STORE_FOUR
	INTERLEAVE(Y4, Y5, Y6, Y7)
	STORE_FOUR
	ADDQ $32, CX
	SUBQ $8, R13
	JEQ  done
	CMPQ R13, $8
	JGE  block

	// Fewer than 8 left: go back and do eight.
	SUBQ  $8, R13
	LEAQ  (CX)(R13*4), CX
	IMULQ R12, R13
	ADDQ  R13, DI
	MOVQ  $8, R13
	JMP   block

done:
	VZEROUPPER
	RET

// Copying 16, or 6, of each row of src:
//
//	for n rows: dst[0:16] = src[0:16]; dst += 16; src += lds
//
// Registers: DI dst; SI, R9 src and its row distance; CX rows left.

// func copy16AVX2(dst, src *float32, lds, n int)
TEXT ·copy16AVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ lds+16(FP), R9
	MOVQ n+24(FP), CX
	SHLQ $2, R9

sixteen:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	ADDQ    R9, SI
	ADDQ    $64, DI
	DECQ    CX
	JNE     sixteen
	VZEROUPPER
	RET

// func copy6AVX2(dst, src *float32, lds, n int)
TEXT ·copy6AVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ lds+16(FP), R9
	MOVQ n+24(FP), CX
	SHLQ $2, R9

six:
	VMOVUPS (SI), X0
	MOVQ    16(SI), AX
	VMOVUPS X0, (DI)
	MOVQ    AX, 16(DI)
	ADDQ    R9, SI
	ADDQ    $24, DI
	DECQ    CX
	JNE     six
	RET
