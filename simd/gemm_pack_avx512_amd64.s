//go:build !purego

#include "textflag.h"

// Packing of 16, or 14, rows as columns, sixteen columns at a time while there
// are so many, then four:
//
//	for each block of 4 columns (the last may overlap the one before):
//	    Zi = the columns of rows i, i+4, i+8 and i+12, side by side, i < 4
//	    transpose the 4×4 in each quarter: Zi = column i of all rows
//	    store the columns one after the other
//
// Sixteen columns are four such blocks, whose rows are read a cache line at a
// time: rows that share cache sets would push each other out otherwise.
//
// Registers: AX BX SI DX rows 0, 4, 8 and 12; R8, R9 bytes from one row to
// the next and to the third; DI, R10 dst and the bytes of its rows; CX columns
// left; K1 the rows there are; Z0-Z3, Z4-Z7, Z8-Z11, Z12-Z15 the blocks.

#define ROW4(mem0, mem4, mem8, x, z) \
	VMOVUPS      mem0, x         \
	VINSERTF32X4 $1, mem4, z, z  \
	VINSERTF32X4 $2, mem8, z, z

// ROW_12 adds the last quarter.
#define ROW_12(mem, z) \
	VINSERTF32X4 $3, mem, z, z

#define LOAD4_14 \
	ROW4((AX), (BX), (SI), X0, Z0)                   \
	ROW4((AX)(R8*1), (BX)(R8*1), (SI)(R8*1), X1, Z1) \
	ROW4((AX)(R8*2), (BX)(R8*2), (SI)(R8*2), X2, Z2) \
	ROW4((AX)(R9*1), (BX)(R9*1), (SI)(R9*1), X3, Z3) \
	ROW_12((DX), Z0)                                 \
	ROW_12((DX)(R8*1), Z1)

#define LOAD4_16 \
	LOAD4_14               \
	ROW_12((DX)(R8*2), Z2) \
	ROW_12((DX)(R9*1), Z3)

// LINE_FIRST and LINE put the four quarters of a row's cache line into their
// blocks.
#define LINE_FIRST(mem, x0, x1, x2, x3) \
	VMOVUPS mem, x0    \
	VMOVUPS 16 mem, x1 \
	VMOVUPS 32 mem, x2 \
	VMOVUPS 48 mem, x3

#define LINE(q, mem, z0, z1, z2, z3) \
	VINSERTF32X4 q, mem, z0, z0    \
	VINSERTF32X4 q, 16 mem, z1, z1 \
	VINSERTF32X4 q, 32 mem, z2, z2 \
	VINSERTF32X4 q, 48 mem, z3, z3

#define LOAD16_14 \
	LINE_FIRST((AX), X0, X4, X8, X12)           \
	LINE($1, (BX), Z0, Z4, Z8, Z12)             \
	LINE($2, (SI), Z0, Z4, Z8, Z12)             \
	LINE($3, (DX), Z0, Z4, Z8, Z12)             \
	LINE_FIRST((AX)(R8*1), X1, X5, X9, X13)     \
	LINE($1, (BX)(R8*1), Z1, Z5, Z9, Z13)       \
	LINE($2, (SI)(R8*1), Z1, Z5, Z9, Z13)       \
	LINE($3, (DX)(R8*1), Z1, Z5, Z9, Z13)       \
	LINE_FIRST((AX)(R8*2), X2, X6, X10, X14)    \
	LINE($1, (BX)(R8*2), Z2, Z6, Z10, Z14)      \
	LINE($2, (SI)(R8*2), Z2, Z6, Z10, Z14)      \
	LINE_FIRST((AX)(R9*1), X3, X7, X11, X15)    \
	LINE($1, (BX)(R9*1), Z3, Z7, Z11, Z15)      \
	LINE($2, (SI)(R9*1), Z3, Z7, Z11, Z15)

#define LOAD16_16 \
	LOAD16_14                               \
	LINE($3, (DX)(R8*2), Z2, Z6, Z10, Z14)  \
	LINE($3, (DX)(R9*1), Z3, Z7, Z11, Z15)

// STORE4 transposes a block and stores its four columns.
#define STORE4(z0, z1, z2, z3) \
	VUNPCKLPS z1, z0, Z16          \
	VUNPCKHPS z1, z0, Z17          \
	VUNPCKLPS z3, z2, Z18          \
	VUNPCKHPS z3, z2, Z19          \
	VUNPCKLPD Z18, Z16, Z20        \
	VUNPCKHPD Z18, Z16, Z21        \
	VUNPCKLPD Z19, Z17, Z22        \
	VUNPCKHPD Z19, Z17, Z23        \
	VMOVUPS   Z20, K1, (DI)        \
	VMOVUPS   Z21, K1, (DI)(R10*1) \
	LEAQ      (DI)(R10*2), DI      \
	VMOVUPS   Z22, K1, (DI)        \
	VMOVUPS   Z23, K1, (DI)(R10*1) \
	LEAQ      (DI)(R10*2), DI

#define STORE16 \
	STORE4(Z0, Z1, Z2, Z3)    \
	STORE4(Z4, Z5, Z6, Z7)    \
	STORE4(Z8, Z9, Z10, Z11)  \
	STORE4(Z12, Z13, Z14, Z15)

#define NEXT_COLUMNS(n) \
	ADDQ $(4*n), AX \
	ADDQ $(4*n), BX \
	ADDQ $(4*n), SI \
	ADDQ $(4*n), DX \
	SUBQ $n, CX

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
	CMPQ CX, $16
	JLT  rest16

block16:
	LOAD16_16
	STORE16
	NEXT_COLUMNS(16)
	CMPQ CX, $16
	JGE  block16

rest16:
	TESTQ CX, CX
	JEQ   done
	CMPQ  CX, $4
	JGE   four16
	SUBQ  $4, CX
	BACK

four16:
	LOAD4_16
	STORE4(Z0, Z1, Z2, Z3)
	NEXT_COLUMNS(4)
	JMP rest16

fourteen:
	MOVL  $0x3FFF, R11
	KMOVW R11, K1
	CMPQ  CX, $16
	JLT   rest14

block14:
	LOAD16_14
	STORE16
	NEXT_COLUMNS(16)
	CMPQ CX, $16
	JGE  block14

rest14:
	TESTQ CX, CX
	JEQ   done
	CMPQ  CX, $4
	JGE   four14
	SUBQ  $4, CX
	BACK

four14:
	LOAD4_14
	STORE4(Z0, Z1, Z2, Z3)
	NEXT_COLUMNS(4)
	JMP rest14

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
