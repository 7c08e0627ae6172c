//go:build !purego

#include "textflag.h"
#include "gemm_avx512_amd64.h"

// The 14×32 micro-kernel. For each step l:
//
//	b0, b1 = B[l, 0:16], B[l, 16:32]
//	for each row r of 14: v = broadcast A[r, l]
//	    c[r][0] += v·b0, c[r][1] += v·b1        (fused)
//
// Every four steps it asks for a row of the panel that comes next, and in the
// first of them for a row of C: of this tile, which is written at the end, or,
// where C is read at the beginning, of the tile below. All at once they would
// keep the operands waiting.
//
// Registers as in gemm_avx512_amd64.h, and R14 the row of the next panel, AX
// the bytes to the one after; BX in between the row of C; last(SP) the steps
// left when C has been asked for.

#define STEP \
	VMOVUPS (DX), Z28   \
	VMOVUPS 64(DX), Z29 \
	ROWS2_14            \
	NEXT_STEP

#define LOAD_ROW(c0, c1) \
	VMOVUPS (AX), c0   \
	VMOVUPS 64(AX), c1 \
	ADDQ    R11, AX

#define STORE_ROW(c0, c1) \
	VMOVUPS c0, (BX)   \
	VMOVUPS c1, 64(BX) \
	ADDQ    R11, BX

// AHEAD asks for a row of the panel that comes next.
#define AHEAD \
	PREFETCHT1 (R14)   \
	PREFETCHT1 64(R14) \
	ADDQ       AX, R14

// PREFETCH_ROW asks for the lines that a row of a tile of C may lie on.
#define PREFETCH_ROW \
	PREFETCHT0 (BX)    \
	PREFETCHT0 64(BX)  \
	PREFETCHT0 127(BX) \
	ADDQ       R11, BX

// func microTileAVX512(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)
TEXT ·microTileAVX512(SB), NOSPLIT, $8-88
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), DI
	MOVQ rsA+16(FP), R8
	MOVQ csA+24(FP), R9
	MOVQ b+32(FP), DX
	MOVQ rsB+40(FP), R10
	MOVQ c+48(FP), BX
	MOVQ ldc+56(FP), R11
	BYTES_AND_ROWS
	CMPB load+64(FP), $0
	JEQ  zero
	MOVQ BX, AX
	LOAD_ROW(Z0, Z1)
	LOAD_ROW(Z2, Z3)
	LOAD_ROW(Z4, Z5)
	LOAD_ROW(Z6, Z7)
	LOAD_ROW(Z8, Z9)
	LOAD_ROW(Z10, Z11)
	LOAD_ROW(Z12, Z13)
	LOAD_ROW(Z14, Z15)
	LOAD_ROW(Z16, Z17)
	LOAD_ROW(Z18, Z19)
	LOAD_ROW(Z20, Z21)
	LOAD_ROW(Z22, Z23)
	LOAD_ROW(Z24, Z25)
	LOAD_ROW(Z26, Z27)

	MOVQ AX, BX // the tile below, which comes next
	JMP  steps

zero:
	ZERO_TILE

steps:
	MOVQ ahead+72(FP), R14
	MOVQ ld+80(FP), AX
	SHLQ $2, AX
	SUBQ $4, CX
	JLT  rest
	MOVQ CX, last-8(SP)
	SUBQ $(4*14), last-8(SP)

fourAndRow:
	AHEAD
	PREFETCH_ROW
	STEP
	STEP
	STEP
	STEP
	SUBQ $4, CX
	JLT  rest
	CMPQ CX, last-8(SP)
	JGT  fourAndRow

four:
	AHEAD
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
	MOVQ c+48(FP), BX
	STORE_ROW(Z0, Z1)
	STORE_ROW(Z2, Z3)
	STORE_ROW(Z4, Z5)
	STORE_ROW(Z6, Z7)
	STORE_ROW(Z8, Z9)
	STORE_ROW(Z10, Z11)
	STORE_ROW(Z12, Z13)
	STORE_ROW(Z14, Z15)
	STORE_ROW(Z16, Z17)
	STORE_ROW(Z18, Z19)
	STORE_ROW(Z20, Z21)
	STORE_ROW(Z22, Z23)
	STORE_ROW(Z24, Z25)
	STORE_ROW(Z26, Z27)
	VZEROUPPER
	RET

// STEP_COPY is a step that stores the row of B too.
#define STEP_COPY \
	VMOVUPS (DX), Z28     \
	VMOVUPS 64(DX), Z29   \
	VMOVUPS Z28, (R14)    \
	VMOVUPS Z29, 64(R14)  \
	ADDQ    $128, R14     \
	ROWS2_14              \
	NEXT_STEP

// The same tile on rows of B that lie apart. It packs them in passing, when
// the stores cost nothing: at R14.

// func microTileCopyAVX512(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, packed *float32)
TEXT ·microTileCopyAVX512(SB), NOSPLIT, $0-80
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), DI
	MOVQ rsA+16(FP), R8
	MOVQ csA+24(FP), R9
	MOVQ b+32(FP), DX
	MOVQ rsB+40(FP), R10
	MOVQ c+48(FP), BX
	MOVQ ldc+56(FP), R11
	BYTES_AND_ROWS
	MOVQ packed+72(FP), R14
	CMPB load+64(FP), $0
	JEQ  zero
	MOVQ BX, AX
	LOAD_ROW(Z0, Z1)
	LOAD_ROW(Z2, Z3)
	LOAD_ROW(Z4, Z5)
	LOAD_ROW(Z6, Z7)
	LOAD_ROW(Z8, Z9)
	LOAD_ROW(Z10, Z11)
	LOAD_ROW(Z12, Z13)
	LOAD_ROW(Z14, Z15)
	LOAD_ROW(Z16, Z17)
	LOAD_ROW(Z18, Z19)
	LOAD_ROW(Z20, Z21)
	LOAD_ROW(Z22, Z23)
	LOAD_ROW(Z24, Z25)
	LOAD_ROW(Z26, Z27)
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
	STORE_ROW(Z0, Z1)
	STORE_ROW(Z2, Z3)
	STORE_ROW(Z4, Z5)
	STORE_ROW(Z6, Z7)
	STORE_ROW(Z8, Z9)
	STORE_ROW(Z10, Z11)
	STORE_ROW(Z12, Z13)
	STORE_ROW(Z14, Z15)
	STORE_ROW(Z16, Z17)
	STORE_ROW(Z18, Z19)
	STORE_ROW(Z20, Z21)
	STORE_ROW(Z22, Z23)
	STORE_ROW(Z24, Z25)
	STORE_ROW(Z26, Z27)
	VZEROUPPER
	RET
