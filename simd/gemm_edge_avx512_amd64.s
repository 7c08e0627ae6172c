//go:build !purego

#include "textflag.h"
#include "gemm_avx512_amd64.h"

// The micro-kernel for 1 to 14 rows and 1 to 32 columns: a loop for each
// number of rows, with two registers a row or, up to 16 columns, with one.
//
//	K1, K2 = the columns there are in the first, the second register
//	for each step l: b0, b1 = B[l, columns]
//	    for each row r: c[r][0] += A[r, l]·b0, c[r][1] += A[r, l]·b1
//
// Registers as in gemm_avx512_amd64.h, and R14 the rows, AX an address.

#define LOAD_B2 \
	VMOVUPS   (DX), Z28       \
	VMOVUPS.Z 64(DX), K2, Z29

#define LOAD_B1 \
	VMOVUPS.Z (DX), K1, Z28

#define NEXT(loop) \
	NEXT_STEP  \
	DECQ CX    \
	JNE  loop

// LAST_ROW leaves when n rows are done; else AX moves to the next.
#define LAST_ROW(n, out) \
	CMPQ R14, $n \
	JEQ  out     \
	ADDQ R11, AX

#define LOAD_ROW2(c0, c1) \
	VMOVUPS   (AX), c0       \
	VMOVUPS.Z 64(AX), K2, c1

#define LOAD_ROW1(c0) \
	VMOVUPS.Z (AX), K1, c0

#define STORE_ROW2(c0, c1) \
	VMOVUPS c0, (AX)       \
	VMOVUPS c1, K2, 64(AX)

#define STORE_ROW1(c0) \
	VMOVUPS c0, K1, (AX)

// MASK turns on the first n bits of k.
#define MASK(n, k) \
	MOVL  $1, AX   \
	SHLXL n, AX, AX \
	DECL  AX       \
	KMOVW AX, k

// func microEdgeAVX512(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)
TEXT ·microEdgeAVX512(SB), NOSPLIT, $0-81
	MOVQ rows+0(FP), R14
	MOVQ cols+8(FP), CX
	MOVQ a+24(FP), DI
	MOVQ rsA+32(FP), R8
	MOVQ csA+40(FP), R9
	MOVQ b+48(FP), DX
	MOVQ rsB+56(FP), R10
	MOVQ c+64(FP), BX
	MOVQ ldc+72(FP), R11
	BYTES_AND_ROWS
	ZERO_TILE
	CMPQ CX, $16
	JLE  narrow

	// Two registers a row.
	SUBQ $16, CX
	MASK(CX, K2)
	MOVQ k+16(FP), CX
	MOVQ BX, AX
	CMPB load+80(FP), $0
	JEQ  wide
	LOAD_ROW2(Z0, Z1)
	LAST_ROW(1, wide)
	LOAD_ROW2(Z2, Z3)
	LAST_ROW(2, wide)
	LOAD_ROW2(Z4, Z5)
	LAST_ROW(3, wide)
	LOAD_ROW2(Z6, Z7)
	LAST_ROW(4, wide)
	LOAD_ROW2(Z8, Z9)
	LAST_ROW(5, wide)
	LOAD_ROW2(Z10, Z11)
	LAST_ROW(6, wide)
	LOAD_ROW2(Z12, Z13)
	LAST_ROW(7, wide)
	LOAD_ROW2(Z14, Z15)
	LAST_ROW(8, wide)
	LOAD_ROW2(Z16, Z17)
	LAST_ROW(9, wide)
	LOAD_ROW2(Z18, Z19)
	LAST_ROW(10, wide)
	LOAD_ROW2(Z20, Z21)
	LAST_ROW(11, wide)
	LOAD_ROW2(Z22, Z23)
	LAST_ROW(12, wide)
	LOAD_ROW2(Z24, Z25)
	LAST_ROW(13, wide)
	LOAD_ROW2(Z26, Z27)

wide:
	CMPQ R14, $2
	JLT  wide1
	JEQ  wide2
	CMPQ R14, $4
	JLT  wide3
	JEQ  wide4
	CMPQ R14, $6
	JLT  wide5
	JEQ  wide6
	CMPQ R14, $8
	JLT  wide7
	JEQ  wide8
	CMPQ R14, $10
	JLT  wide9
	JEQ  wide10
	CMPQ R14, $12
	JLT  wide11
	JEQ  wide12
	CMPQ R14, $14
	JLT  wide13

wide14:
	LOAD_B2
	ROWS2_14
	NEXT(wide14)
	JMP storeWide

wide13:
	LOAD_B2
	ROWS2_13
	NEXT(wide13)
	JMP storeWide

wide12:
	LOAD_B2
	ROWS2_12
	NEXT(wide12)
	JMP storeWide

wide11:
	LOAD_B2
	ROWS2_11
	NEXT(wide11)
	JMP storeWide

wide10:
	LOAD_B2
	ROWS2_10
	NEXT(wide10)
	JMP storeWide

wide9:
	LOAD_B2
	ROWS2_9
	NEXT(wide9)
	JMP storeWide

wide8:
	LOAD_B2
	ROWS2_8
	NEXT(wide8)
	JMP storeWide

wide7:
	LOAD_B2
	ROWS2_7
	NEXT(wide7)
	JMP storeWide

wide6:
	LOAD_B2
	ROWS2_6
	NEXT(wide6)
	JMP storeWide

wide5:
	LOAD_B2
	ROWS2_5
	NEXT(wide5)
	JMP storeWide

wide4:
	LOAD_B2
	ROWS2_4
	NEXT(wide4)
	JMP storeWide

wide3:
	LOAD_B2
	ROWS2_3
	NEXT(wide3)
	JMP storeWide

wide2:
	LOAD_B2
	ROWS2_2
	NEXT(wide2)
	JMP storeWide

wide1:
	LOAD_B2
	ROWS2_1
	NEXT(wide1)

storeWide:
	MOVQ BX, AX
	STORE_ROW2(Z0, Z1)
	LAST_ROW(1, done)
	STORE_ROW2(Z2, Z3)
	LAST_ROW(2, done)
	STORE_ROW2(Z4, Z5)
	LAST_ROW(3, done)
	STORE_ROW2(Z6, Z7)
	LAST_ROW(4, done)
	STORE_ROW2(Z8, Z9)
	LAST_ROW(5, done)
	STORE_ROW2(Z10, Z11)
	LAST_ROW(6, done)
	STORE_ROW2(Z12, Z13)
	LAST_ROW(7, done)
	STORE_ROW2(Z14, Z15)
	LAST_ROW(8, done)
	STORE_ROW2(Z16, Z17)
	LAST_ROW(9, done)
	STORE_ROW2(Z18, Z19)
	LAST_ROW(10, done)
	STORE_ROW2(Z20, Z21)
	LAST_ROW(11, done)
	STORE_ROW2(Z22, Z23)
	LAST_ROW(12, done)
	STORE_ROW2(Z24, Z25)
	LAST_ROW(13, done)
	STORE_ROW2(Z26, Z27)
	JMP done

narrow:
	MASK(CX, K1)
	MOVQ k+16(FP), CX
	MOVQ BX, AX
	CMPB load+80(FP), $0
	JEQ  slim
	LOAD_ROW1(Z0)
	LAST_ROW(1, slim)
	LOAD_ROW1(Z2)
	LAST_ROW(2, slim)
	LOAD_ROW1(Z4)
	LAST_ROW(3, slim)
	LOAD_ROW1(Z6)
	LAST_ROW(4, slim)
	LOAD_ROW1(Z8)
	LAST_ROW(5, slim)
	LOAD_ROW1(Z10)
	LAST_ROW(6, slim)
	LOAD_ROW1(Z12)
	LAST_ROW(7, slim)
	LOAD_ROW1(Z14)
	LAST_ROW(8, slim)
	LOAD_ROW1(Z16)
	LAST_ROW(9, slim)
	LOAD_ROW1(Z18)
	LAST_ROW(10, slim)
	LOAD_ROW1(Z20)
	LAST_ROW(11, slim)
	LOAD_ROW1(Z22)
	LAST_ROW(12, slim)
	LOAD_ROW1(Z24)
	LAST_ROW(13, slim)
	LOAD_ROW1(Z26)

slim:
	CMPQ R14, $2
	JLT  slim1
	JEQ  slim2
	CMPQ R14, $4
	JLT  slim3
	JEQ  slim4
	CMPQ R14, $6
	JLT  slim5
	JEQ  slim6
	CMPQ R14, $8
	JLT  slim7
	JEQ  slim8
	CMPQ R14, $10
	JLT  slim9
	JEQ  slim10
	CMPQ R14, $12
	JLT  slim11
	JEQ  slim12
	CMPQ R14, $14
	JLT  slim13

slim14:
	LOAD_B1
	ROWS1_14
	NEXT(slim14)
	JMP storeSlim

slim13:
	LOAD_B1
	ROWS1_13
	NEXT(slim13)
	JMP storeSlim

slim12:
	LOAD_B1
	ROWS1_12
	NEXT(slim12)
	JMP storeSlim

slim11:
	LOAD_B1
	ROWS1_11
	NEXT(slim11)
	JMP storeSlim

slim10:
	LOAD_B1
	ROWS1_10
	NEXT(slim10)
	JMP storeSlim

slim9:
	LOAD_B1
	ROWS1_9
	NEXT(slim9)
	JMP storeSlim

slim8:
	LOAD_B1
	ROWS1_8
	NEXT(slim8)
	JMP storeSlim

slim7:
	LOAD_B1
	ROWS1_7
	NEXT(slim7)
	JMP storeSlim

slim6:
	LOAD_B1
	ROWS1_6
	NEXT(slim6)
	JMP storeSlim

slim5:
	LOAD_B1
	ROWS1_5
	NEXT(slim5)
	JMP storeSlim

slim4:
	LOAD_B1
	ROWS1_4
	NEXT(slim4)
	JMP storeSlim

slim3:
	LOAD_B1
	ROWS1_3
	NEXT(slim3)
	JMP storeSlim

slim2:
	LOAD_B1
	ROWS1_2
	NEXT(slim2)
	JMP storeSlim

slim1:
	LOAD_B1
	ROWS1_1
	NEXT(slim1)

storeSlim:
	MOVQ BX, AX
	STORE_ROW1(Z0)
	LAST_ROW(1, done)
	STORE_ROW1(Z2)
	LAST_ROW(2, done)
	STORE_ROW1(Z4)
	LAST_ROW(3, done)
	STORE_ROW1(Z6)
	LAST_ROW(4, done)
	STORE_ROW1(Z8)
	LAST_ROW(5, done)
	STORE_ROW1(Z10)
	LAST_ROW(6, done)
	STORE_ROW1(Z12)
	LAST_ROW(7, done)
	STORE_ROW1(Z14)
	LAST_ROW(8, done)
	STORE_ROW1(Z16)
	LAST_ROW(9, done)
	STORE_ROW1(Z18)
	LAST_ROW(10, done)
	STORE_ROW1(Z20)
	LAST_ROW(11, done)
	STORE_ROW1(Z22)
	LAST_ROW(12, done)
	STORE_ROW1(Z24)
	LAST_ROW(13, done)
	STORE_ROW1(Z26)

done:
	VZEROUPPER
	RET
