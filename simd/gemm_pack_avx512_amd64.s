//go:build !purego

#include "textflag.h"

// Packing of 16, or 14, rows as columns, four columns at a time:
//
//	for each block of 4 columns (the last may overlap the one before):
//	    Zi = the columns of rows i, i+4, i+8 and i+12, side by side, i < 4
//	    transpose the 4×4 in each quarter: Zi = column i of all rows
//	    store the columns one after the other
//
// Registers: AX BX SI DX rows 0, 4, 8 and 12; R8, R9 bytes from one row to
// the next and to the third; DI, R10 dst and the bytes of its rows; CX columns
// left; K1 the rows there are.

#define ROW4(mem0, mem4, mem8, x, z) \
	VMOVUPS      mem0, x         \
	VINSERTF32X4 $1, mem4, z, z  \
	VINSERTF32X4 $2, mem8, z, z

// ROW_12 adds the last quarter.
#define ROW_12(mem, z) \
	VINSERTF32X4 $3, mem, z, z

#define LOAD_14 \
	ROW4((AX), (BX), (SI), X0, Z0)                            \
	ROW4((AX)(R8*1), (BX)(R8*1), (SI)(R8*1), X1, Z1)          \
	ROW4((AX)(R8*2), (BX)(R8*2), (SI)(R8*2), X2, Z2)          \
	ROW4((AX)(R9*1), (BX)(R9*1), (SI)(R9*1), X3, Z3)          \
	ROW_12((DX), Z0)                                          \
	ROW_12((DX)(R8*1), Z1)

#define LOAD_16 \
	LOAD_14                \
	ROW_12((DX)(R8*2), Z2) \
	ROW_12((DX)(R9*1), Z3)

#define TRANSPOSE_AND_STORE \
	VUNPCKLPS Z1, Z0, Z4          \
	VUNPCKHPS Z1, Z0, Z5          \
	VUNPCKLPS Z3, Z2, Z6          \
	VUNPCKHPS Z3, Z2, Z7          \
	VUNPCKLPD Z6, Z4, Z0          \
	VUNPCKHPD Z6, Z4, Z1          \
	VUNPCKLPD Z7, Z5, Z2          \
	VUNPCKHPD Z7, Z5, Z3          \
	VMOVUPS   Z0, K1, (DI)        \
	VMOVUPS   Z1, K1, (DI)(R10*1) \
	LEAQ      (DI)(R10*2), DI     \
	VMOVUPS   Z2, K1, (DI)        \
	VMOVUPS   Z3, K1, (DI)(R10*1) \
	LEAQ      (DI)(R10*2), DI

#define NEXT_COLUMNS \
	ADDQ $16, AX \
	ADDQ $16, BX \
	ADDQ $16, SI \
	ADDQ $16, DX \
	SUBQ $4, CX

// BACK moves so that the last four columns come next: CX is −1, −2 or −3 when
// so many of the next four are not there.
#define BACK \
	LEAQ  (AX)(CX*4), AX \
	LEAQ  (BX)(CX*4), BX \
	LEAQ  (SI)(CX*4), SI \
	LEAQ  (DX)(CX*4), DX \
	IMULQ R10, CX        \
	ADDQ  CX, DI         \
	MOVQ  $4, CX

// func transpose16AVX512(dst *float32, ldd int, src *float32, lds int, rows, n int)
TEXT ·transpose16AVX512(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ ldd+8(FP), R10
	MOVQ src+16(FP), AX
	MOVQ lds+24(FP), R8
	MOVQ rows+32(FP), R11
	MOVQ n+40(FP), CX
	SHLQ $2, R10
	SHLQ $2, R8
	LEAQ (R8)(R8*2), R9
	LEAQ (AX)(R8*4), BX
	LEAQ (BX)(R8*4), SI
	LEAQ (SI)(R8*4), DX
	CMPQ R11, $16
	JNE  fourteen
	MOVL $0xFFFF, R11
	KMOVW R11, K1

block16:
	LOAD_16
	TRANSPOSE_AND_STORE
	NEXT_COLUMNS
	JEQ done
	CMPQ CX, $4
	JGE  block16
	SUBQ $4, CX
	BACK
	JMP  block16

fourteen:
	MOVL  $0x3FFF, R11
	KMOVW R11, K1

block14:
	LOAD_14
	TRANSPOSE_AND_STORE
	NEXT_COLUMNS
	JEQ done
	CMPQ CX, $4
	JGE  block14
	SUBQ $4, CX
	BACK
	JMP  block14

done:
	VZEROUPPER
	RET

// Copying up to 32 floats of each row of src:
//
//	for n rows: dst[0:cols] = src[0:cols]; dst += width; src += lds
//
// Registers: DI, R10 dst and the bytes to the next; SI, R9 src likewise; CX
// rows left; K1, K2 the columns there are of the first and the second 16.

// func copyAVX512(dst *float32, width int, src *float32, lds, cols, n int)
TEXT ·copyAVX512(SB), NOSPLIT, $0-48
	MOVQ  dst+0(FP), DI
	MOVQ  width+8(FP), R10
	MOVQ  src+16(FP), SI
	MOVQ  lds+24(FP), R9
	MOVQ  cols+32(FP), CX
	SHLQ  $2, R9
	SHLQ  $2, R10
	MOVQ  $1, AX
	SHLXQ CX, AX, AX
	DECQ  AX
	KMOVW AX, K1
	SHRQ  $16, AX
	KMOVW AX, K2
	MOVQ  n+40(FP), CX
	TESTQ AX, AX
	JEQ   narrow

wide:
	VMOVUPS   (SI), Z0
	VMOVUPS.Z 64(SI), K2, Z1
	VMOVUPS   Z0, (DI)
	VMOVUPS   Z1, K2, 64(DI)
	ADDQ      R9, SI
	ADDQ      R10, DI
	DECQ      CX
	JNE       wide
	VZEROUPPER
	RET

narrow:
	VMOVUPS.Z (SI), K1, Z0
	VMOVUPS   Z0, K1, (DI)
	ADDQ      R9, SI
	ADDQ      R10, DI
	DECQ      CX
	JNE       narrow
	VZEROUPPER
	RET
