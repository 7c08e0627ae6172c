//go:build !purego

#include "textflag.h"

// The 6×16 micro-kernel. For each step l:
//
//	b0, b1 = B[l, 0:8], B[l, 8:16]
//	for each row r of 6: v = broadcast A[r, l]
//	    c[r][0] += v·b0, c[r][1] += v·b1        (fused)
//
// Every four steps it asks for a row of the panel that comes next.
//
// Registers:
//	DI, SI    A of rows 0 and 3 at the present step; rows 1, 2 (4, 5) lie at
//	          distance R8 and 2·R8
//	R8, R9    bytes from one row of A, from one step, to the next
//	DX, R10   B at the present step; bytes from one step to the next
//	BX, R11   C; bytes from one row to the next
//	CX        steps left
//	R12, AX   the row of the next panel; bytes to the one after
//	Y0-Y11    the tile, two registers a row
//	Y12, Y13  the row of B;  Y14, Y15  broadcast elements of A

// FMA_ROW multiplies the row of B by one element of A into a row of the tile.
#define FMA_ROW(elem, v, c0, c1) \
	VBROADCASTSS elem, v      \
	VFMADD231PS  Y12, v, c0   \
	VFMADD231PS  Y13, v, c1

#define NEXT_STEP \
	ADDQ R9, DI  \
	ADDQ R9, SI  \
	ADDQ R10, DX

// STEP is one step for all six rows.
#define STEP \
	VMOVUPS (DX), Y12                 \
	VMOVUPS 32(DX), Y13               \
	FMA_ROW((DI), Y14, Y0, Y1)        \
	FMA_ROW((DI)(R8*1), Y15, Y2, Y3)  \
	FMA_ROW((DI)(R8*2), Y14, Y4, Y5)  \
	FMA_ROW((SI), Y15, Y6, Y7)        \
	FMA_ROW((SI)(R8*1), Y14, Y8, Y9)  \
	FMA_ROW((SI)(R8*2), Y15, Y10, Y11) \
	NEXT_STEP

#define LOAD_ROW(c0, c1) \
	VMOVUPS (AX), c0   \
	VMOVUPS 32(AX), c1 \
	ADDQ    R11, AX

#define STORE_ROW(c0, c1) \
	VMOVUPS c0, (BX)   \
	VMOVUPS c1, 32(BX) \
	ADDQ    R11, BX

// PREFETCH_ROW asks for both lines that 16 floats may lie on.
#define PREFETCH_ROW \
	PREFETCHT0 (AX)   \
	PREFETCHT0 63(AX) \
	ADDQ       R11, AX

#define ZERO_TILE \
	VXORPS Y0, Y0, Y0    \
	VXORPS Y1, Y1, Y1    \
	VXORPS Y2, Y2, Y2    \
	VXORPS Y3, Y3, Y3    \
	VXORPS Y4, Y4, Y4    \
	VXORPS Y5, Y5, Y5    \
	VXORPS Y6, Y6, Y6    \
	VXORPS Y7, Y7, Y7    \
	VXORPS Y8, Y8, Y8    \
	VXORPS Y9, Y9, Y9    \
	VXORPS Y10, Y10, Y10 \
	VXORPS Y11, Y11, Y11

// func microTileAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)
TEXT ·microTileAVX2(SB), NOSPLIT, $0-88
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
	MOVQ BX, AX

	CMPB load+64(FP), $0
	JEQ  zero
	LOAD_ROW(Y0, Y1)
	LOAD_ROW(Y2, Y3)
	LOAD_ROW(Y4, Y5)
	LOAD_ROW(Y6, Y7)
	LOAD_ROW(Y8, Y9)
	LOAD_ROW(Y10, Y11)

	// AX is now at the tile below, which comes next.
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	JMP steps

zero:
	ZERO_TILE

	// C will be written at the end: ask for it now.
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW
	PREFETCH_ROW

steps:
	MOVQ ahead+72(FP), R12
	MOVQ ld+80(FP), AX
	SHLQ $2, AX
	SUBQ $4, CX
	JLT  rest

four:
	PREFETCHT1 (R12)
	ADDQ AX, R12
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

// STEP_COPY is a step that stores the row of B too.
#define STEP_COPY \
	VMOVUPS (DX), Y12                 \
	VMOVUPS 32(DX), Y13               \
	VMOVUPS Y12, (R12)                \
	VMOVUPS Y13, 32(R12)              \
	ADDQ    $64, R12                  \
	FMA_ROW((DI), Y14, Y0, Y1)        \
	FMA_ROW((DI)(R8*1), Y15, Y2, Y3)  \
	FMA_ROW((DI)(R8*2), Y14, Y4, Y5)  \
	FMA_ROW((SI), Y15, Y6, Y7)        \
	FMA_ROW((SI)(R8*1), Y14, Y8, Y9)  \
	FMA_ROW((SI)(R8*2), Y15, Y10, Y11) \
	NEXT_STEP

// The same tile on rows of B that lie apart. It packs them in passing, when
// the stores cost nothing: at R12.

// func microTileCopyAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, packed *float32)
TEXT ·microTileCopyAVX2(SB), NOSPLIT, $0-80
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
	MOVQ packed+72(FP), R12
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
	ZERO_TILE

steps:
	SUBQ $4, CX
	JLT  rest

four:
	STEP_COPY
	STEP_COPY
	STEP_COPY
	STEP_COPY
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JEQ  store

one:
	STEP_COPY
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
