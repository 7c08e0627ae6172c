//go:build !purego

#include "textflag.h"

// The 6×16 micro-kernel. For each step l:
//
//	b0, b1 = B[l, 0:8], B[l, 8:16]
//	for each row r of 6: v = broadcast A[r, l]
//	    c[r][0] += v·b0, c[r][1] += v·b1        (fused)
//
// Registers:
//	DI, SI    A of rows 0 and 3 at the present step; rows 1, 2 (4, 5) lie at
//	          distance R8 and 2·R8
//	R8, R9    bytes from one row of A, from one step, to the next
//	DX, R10   B at the present step; bytes from one step to the next
//	BX, R11   C; bytes from one row to the next
//	CX        steps left
//	Y0-Y11    the tile, two registers a row
//	Y12, Y13  the row of B;  Y14, Y15  broadcast elements of A

// ROW multiplies the row of B by one element of A into a row of the tile.
#define ROW(elem, v, c0, c1) \
	VBROADCASTSS elem, v      \
	VFMADD231PS  Y12, v, c0   \
	VFMADD231PS  Y13, v, c1

// STEP is one step for all six rows.
#define STEP \
	VMOVUPS (DX), Y12             \
	VMOVUPS 32(DX), Y13           \
	ROW((DI), Y14, Y0, Y1)        \
	ROW((DI)(R8*1), Y15, Y2, Y3)  \
	ROW((DI)(R8*2), Y14, Y4, Y5)  \
	ROW((SI), Y15, Y6, Y7)        \
	ROW((SI)(R8*1), Y14, Y8, Y9)  \
	ROW((SI)(R8*2), Y15, Y10, Y11) \
	ADDQ R9, DI                   \
	ADDQ R9, SI                   \
	ADDQ R10, DX

// ROWS applies OP to the six rows of C: address, then registers.
#define LOAD_ROW(c0, c1) \
	VMOVUPS (AX), c0   \
	VMOVUPS 32(AX), c1 \
	ADDQ    R11, AX

#define STORE_ROW(c0, c1) \
	VMOVUPS c0, (BX)   \
	VMOVUPS c1, 32(BX) \
	ADDQ    R11, BX

// func microTileAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)
TEXT ·microTileAVX2(SB), NOSPLIT, $0-65
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), DI
	MOVQ rsA+16(FP), R8
	MOVQ csA+24(FP), R9
	MOVQ b+32(FP), DX
	MOVQ rsB+40(FP), R10
	MOVQ c+48(FP), BX
	MOVQ ldc+56(FP), R11
	SHLQ $2, R8
	SHLQ $2, R9
	SHLQ $2, R10
	SHLQ $2, R11
	LEAQ (R8)(R8*2), SI
	ADDQ DI, SI

	CMPB load+64(FP), $0
	JEQ  zero
	MOVQ BX, AX
	LOAD_ROW(Y0, Y1)
	LOAD_ROW(Y2, Y3)
	LOAD_ROW(Y4, Y5)
	LOAD_ROW(Y6, Y7)
	LOAD_ROW(Y8, Y9)
	LOAD_ROW(Y10, Y11)
	JMP  steps

zero:
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	VXORPS Y8, Y8, Y8
	VXORPS Y9, Y9, Y9
	VXORPS Y10, Y10, Y10
	VXORPS Y11, Y11, Y11

	// C will be written at the end: ask for it now.
	MOVQ       BX, AX
	PREFETCHT0 (AX)
	PREFETCHT0 (AX)(R11*1)
	LEAQ       (AX)(R11*2), AX
	PREFETCHT0 (AX)
	PREFETCHT0 (AX)(R11*1)
	LEAQ       (AX)(R11*2), AX
	PREFETCHT0 (AX)
	PREFETCHT0 (AX)(R11*1)

steps:
	SUBQ $4, CX
	JLT  rest

four:
	STEP
	STEP
	STEP
	STEP
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JEQ  store

one:
	STEP
	DECQ CX
	JNE  one

store:
	STORE_ROW(Y0, Y1)
	STORE_ROW(Y2, Y3)
	STORE_ROW(Y4, Y5)
	STORE_ROW(Y6, Y7)
	STORE_ROW(Y8, Y9)
	STORE_ROW(Y10, Y11)
	VZEROUPPER
	RET

// The transposition of 8×8 blocks: pairs of rows are interleaved by twos,
// then by fours, then halves are exchanged.
//
//	for each block of 8 columns of src:
//	    Y0..Y7 = rows; interleave lanes; store column l as row l of dst
//
// Registers: DI, R8 dst and its row distance; SI, R9 src and its row
// distance; DX = src + 4 rows; CX columns left; AX rows of dst 4-7.

// func transpose8AVX2(dst *float32, ldd int, src *float32, lds int, n int)
TEXT ·transpose8AVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ ldd+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ lds+24(FP), R9
	MOVQ n+32(FP), CX
	SHLQ $2, R8
	SHLQ $2, R9
	LEAQ (R9)(R9*2), R10     // 3 rows of src
	LEAQ (R8)(R8*2), R11     // 3 rows of dst
	LEAQ (SI)(R9*4), DX

block:
	VMOVUPS (SI), Y0
	VMOVUPS (SI)(R9*1), Y1
	VMOVUPS (SI)(R9*2), Y2
	VMOVUPS (SI)(R10*1), Y3
	VMOVUPS (DX), Y4
	VMOVUPS (DX)(R9*1), Y5
	VMOVUPS (DX)(R9*2), Y6
	VMOVUPS (DX)(R10*1), Y7

	VUNPCKLPS Y1, Y0, Y8     // rows 0 1, columns 0 1 | 4 5
	VUNPCKHPS Y1, Y0, Y9     // rows 0 1, columns 2 3 | 6 7
	VUNPCKLPS Y3, Y2, Y10
	VUNPCKHPS Y3, Y2, Y11
	VUNPCKLPS Y5, Y4, Y12
	VUNPCKHPS Y5, Y4, Y13
	VUNPCKLPS Y7, Y6, Y14
	VUNPCKHPS Y7, Y6, Y15

	VUNPCKLPD Y10, Y8, Y0    // rows 0-3, column 0 | 4
	VUNPCKHPD Y10, Y8, Y1    // column 1 | 5
	VUNPCKLPD Y11, Y9, Y2    // column 2 | 6
	VUNPCKHPD Y11, Y9, Y3    // column 3 | 7
	VUNPCKLPD Y14, Y12, Y4   // rows 4-7
	VUNPCKHPD Y14, Y12, Y5
	VUNPCKLPD Y15, Y13, Y6
	VUNPCKHPD Y15, Y13, Y7

	VPERM2F128 $0x20, Y4, Y0, Y8  // column 0
	VPERM2F128 $0x20, Y5, Y1, Y9
	VPERM2F128 $0x20, Y6, Y2, Y10
	VPERM2F128 $0x20, Y7, Y3, Y11
	VPERM2F128 $0x31, Y4, Y0, Y12 // column 4
	VPERM2F128 $0x31, Y5, Y1, Y13
	VPERM2F128 $0x31, Y6, Y2, Y14
	VPERM2F128 $0x31, Y7, Y3, Y15

	LEAQ    (DI)(R8*4), AX
	VMOVUPS Y8, (DI)
	VMOVUPS Y9, (DI)(R8*1)
	VMOVUPS Y10, (DI)(R8*2)
	VMOVUPS Y11, (DI)(R11*1)
	VMOVUPS Y12, (AX)
	VMOVUPS Y13, (AX)(R8*1)
	VMOVUPS Y14, (AX)(R8*2)
	VMOVUPS Y15, (AX)(R11*1)

	ADDQ $32, SI
	ADDQ $32, DX
	LEAQ (AX)(R8*4), DI
	SUBQ $8, CX
	JNE  block
	VZEROUPPER
	RET

// Rows of eight floats, one step each.
//
// Registers: DI, R8 dst and its row distance; SI, R9 src and its row
// distance; CX rows left.

// func copy8AVX2(dst *float32, ldd int, src *float32, lds int, n int)
TEXT ·copy8AVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ ldd+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ lds+24(FP), R9
	MOVQ n+32(FP), CX
	SHLQ $2, R8
	SHLQ $2, R9

row8:
	VMOVUPS (SI), Y0
	VMOVUPS Y0, (DI)
	ADDQ    R9, SI
	ADDQ    R8, DI
	DECQ    CX
	JNE     row8
	VZEROUPPER
	RET

// Rows of 64 floats, cut into four panels.
//
// Registers: DI panel 0, R8 the distance of panels, R10 = 3·R8; SI, R9 src and
// its row distance; CX rows left.

// func copyPanelsAVX2(dst *float32, panel int, src *float32, lds int, n int)
TEXT ·copyPanelsAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ panel+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ lds+24(FP), R9
	MOVQ n+32(FP), CX
	SHLQ $2, R8
	SHLQ $2, R9
	LEAQ (R8)(R8*2), R10

row64:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS 64(SI), Y2
	VMOVUPS 96(SI), Y3
	VMOVUPS 128(SI), Y4
	VMOVUPS 160(SI), Y5
	VMOVUPS 192(SI), Y6
	VMOVUPS 224(SI), Y7
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, (DI)(R8*1)
	VMOVUPS Y3, 32(DI)(R8*1)
	VMOVUPS Y4, (DI)(R8*2)
	VMOVUPS Y5, 32(DI)(R8*2)
	VMOVUPS Y6, (DI)(R10*1)
	VMOVUPS Y7, 32(DI)(R10*1)
	ADDQ    R9, SI
	ADDQ    $64, DI
	DECQ    CX
	JNE     row64
	VZEROUPPER
	RET
