//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// Softmax of rows of at most 64 columns and its gradient, four rows at a time: a
// row lies in four registers all the while, and what is left of the rows'
// reductions after the first halving is done for the four together, so that the
// steps that wait for each other come once instead of four times. Lanes and
// their combination are those of reduce_avx512_amd64.h: l with l+16 (registers
// 0 and 2, 1 and 3 being chains of a lane), l+8, l+4, l+2, l+1.
//
// Registers: DI dst; SI x; DX dy; R13 rows left; R8 bytes of a row, R9 of three;
// K1 to K4 the columns in each register of a row; Z0 to Z3 row a, Z4 to Z7 row
// b, Z8 to Z11 row c, Z12 to Z15 row d; Z28 scale; Z29 -Inf.

// ROW_MASKS sets K1 to K4 to the first n of 64 columns.
#define ROW_MASKS(n) \
	MOVQ  $-1, AX   \
	BZHIQ n, AX, AX \
	KMOVW AX, K1    \
	SHRQ  $16, AX   \
	KMOVW AX, K2    \
	SHRQ  $16, AX   \
	KMOVW AX, K3    \
	SHRQ  $16, AX   \
	KMOVW AX, K4

// COMBINE_ROWS leaves OP over the 16 lanes of a in the first quarter of r, of b
// in the second, of c and d in the others, four times each. t and u are
// overwritten.
#define COMBINE_ROWS(OP, a, b, c, d, r, t, u) \
	VSHUFF64X2 $0x44, b, a, t \
	VSHUFF64X2 $0xEE, b, a, u \
	OP         u, t, r        \
	VSHUFF64X2 $0x44, d, c, t \
	VSHUFF64X2 $0xEE, d, c, u \
	OP         u, t, t        \
	VSHUFF64X2 $0xDD, t, r, u \
	VSHUFF64X2 $0x88, t, r, r \
	OP         u, r, r        \
	VPERMILPS  $0x4E, r, t    \
	OP         t, r, r        \
	VPERMILPS  $0xB1, r, t    \
	OP         t, r, r

// LOAD_ROW loads a row, -Inf where there are no columns, and leaves the largest
// of every lane in top.
#define LOAD_ROW(row, a, b, c, d, top, t) \
	VMOVAPS Z29, a           \
	VMOVAPS Z29, b           \
	VMOVAPS Z29, c           \
	VMOVAPS Z29, d           \
	VMOVUPS row, K1, a       \
	VMOVUPS 64+row, K2, b    \
	VMOVUPS 128+row, K3, c   \
	VMOVUPS 192+row, K4, d   \
	VMAXPS  b, a, top        \
	VMAXPS  d, c, t          \
	VMAXPS  t, top, top

// EXP_ROW replaces a row by e = exp(scale·x - top), 0 where there are no columns
// (-Inf; NaN, if the sum is NaN anyway), and leaves its sum by lanes in sum.
// The top of the row is in quarter q of Z30.
#define EXP_ROW(q, a, b, c, d, sum) \
	VSHUFF32X4 q, Z30, Z30, Z31    \
	VMULPS     a, Z28, a           \
	VMULPS     b, Z28, b           \
	VMULPS     c, Z28, c           \
	VMULPS     d, Z28, d           \
	VSUBPS     Z31, a, a           \
	VSUBPS     Z31, b, b           \
	VSUBPS     Z31, c, c           \
	VSUBPS     Z31, d, d           \
	EXP16(a, Z16, Z17, Z18)        \
	EXP16(b, Z19, Z20, Z21)        \
	EXP16(c, Z22, Z23, Z16)        \
	EXP16(d, Z17, Z18, Z19)        \
	VADDPS     c, a, sum           \
	VADDPS     d, b, Z20           \
	VADDPS     Z20, sum, sum

// STORE_ROW stores a row times quarter q of Z30.
#define STORE_ROW(q, row, a, b, c, d) \
	VSHUFF32X4 q, Z30, Z30, Z31 \
	VMULPS     Z31, a, a        \
	VMULPS     Z31, b, b        \
	VMULPS     Z31, c, c        \
	VMULPS     Z31, d, d        \
	VMOVUPS    a, K1, row       \
	VMOVUPS    b, K2, 64+row    \
	VMOVUPS    c, K3, 128+row   \
	VMOVUPS    d, K4, 192+row

// For each four rows:
//
//	top = scale · max x          (a NaN may hide here; e and the sum have it)
//	e = exp(scale·x − top); s = Σ e by lanes
//	dst = e · (1/s)

// func softmaxShortAVX512(dst, x *float32, rows, cols int, scale float32)
TEXT ·softmaxShortAVX512(SB), NOSPLIT, $0-36
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         rows+16(FP), R13
	MOVQ         cols+24(FP), R8
	VBROADCASTSS scale+32(FP), Z28
	VBROADCASTSS NEG_INF, Z29
	ROW_MASKS(R8)
	SHLQ         $2, R8
	LEAQ         (R8)(R8*2), R9

rows:
	LOAD_ROW(0(SI), Z0, Z1, Z2, Z3, Z24, Z16)
	LOAD_ROW(0(SI)(R8*1), Z4, Z5, Z6, Z7, Z25, Z17)
	LOAD_ROW(0(SI)(R8*2), Z8, Z9, Z10, Z11, Z26, Z18)
	LOAD_ROW(0(SI)(R9*1), Z12, Z13, Z14, Z15, Z27, Z19)
	COMBINE_ROWS(VMAXPS, Z24, Z25, Z26, Z27, Z30, Z16, Z17)
	VMULPS Z28, Z30, Z30

	EXP_ROW($0x00, Z0, Z1, Z2, Z3, Z24)
	EXP_ROW($0x55, Z4, Z5, Z6, Z7, Z25)
	EXP_ROW($0xAA, Z8, Z9, Z10, Z11, Z26)
	EXP_ROW($0xFF, Z12, Z13, Z14, Z15, Z27)
	COMBINE_ROWS(VADDPS, Z24, Z25, Z26, Z27, Z30, Z16, Z17)
	VBROADCASTSS ONE, Z16
	VDIVPS       Z30, Z16, Z30

	STORE_ROW($0x00, 0(DI), Z0, Z1, Z2, Z3)
	STORE_ROW($0x55, 0(DI)(R8*1), Z4, Z5, Z6, Z7)
	STORE_ROW($0xAA, 0(DI)(R8*2), Z8, Z9, Z10, Z11)
	STORE_ROW($0xFF, 0(DI)(R9*1), Z12, Z13, Z14, Z15)
	LEAQ (SI)(R8*4), SI
	LEAQ (DI)(R8*4), DI
	SUBQ $4, R13
	JNE  rows
	VZEROUPPER
	RET

// PRODUCT_ROW loads a row of dy, zeros where there are no columns, and leaves
// Σ dy·y by lanes in sum. t and u are overwritten.
#define PRODUCT_ROW(dy, y, a, b, c, d, sum, t) \
	VMOVUPS.Z   dy, K1, a       \
	VMOVUPS.Z   64+dy, K2, b    \
	VMOVUPS.Z   128+dy, K3, c   \
	VMOVUPS.Z   192+dy, K4, d   \
	VMULPS.Z    y, a, K1, sum   \
	VMULPS.Z    64+y, b, K2, t  \
	VFMADD231PS 128+y, c, K3, sum \
	VFMADD231PS 192+y, d, K4, t \
	VADDPS      t, sum, sum

// GRAD_ROW stores dx = (scale·y)·(dy − s), s being quarter q of Z30.
#define GRAD_ROW(q, y, dx, a, b, c, d) \
	VSHUFF32X4 q, Z30, Z30, Z31   \
	VMULPS.Z   y, Z28, K1, Z16     \
	VMULPS.Z   64+y, Z28, K2, Z17  \
	VMULPS.Z   128+y, Z28, K3, Z18 \
	VMULPS.Z   192+y, Z28, K4, Z19 \
	VSUBPS     Z31, a, a           \
	VSUBPS     Z31, b, b           \
	VSUBPS     Z31, c, c           \
	VSUBPS     Z31, d, d           \
	VMULPS     a, Z16, a           \
	VMULPS     b, Z17, b           \
	VMULPS     c, Z18, c           \
	VMULPS     d, Z19, d           \
	VMOVUPS    a, K1, dx           \
	VMOVUPS    b, K2, 64+dx        \
	VMOVUPS    c, K3, 128+dx       \
	VMOVUPS    d, K4, 192+dx

// For each four rows: s = Σ dy·y by lanes, -0 made +0; dx = (scale·y)·(dy − s).

// func softmaxGradShortAVX512(dx, dy, y *float32, rows, cols int, scale float32)
TEXT ·softmaxGradShortAVX512(SB), NOSPLIT, $0-44
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         y+16(FP), SI
	MOVQ         rows+24(FP), R13
	MOVQ         cols+32(FP), R8
	VBROADCASTSS scale+40(FP), Z28
	ROW_MASKS(R8)
	SHLQ         $2, R8
	LEAQ         (R8)(R8*2), R9

rows:
	PRODUCT_ROW(0(DX), 0(SI), Z0, Z1, Z2, Z3, Z24, Z16)
	PRODUCT_ROW(0(DX)(R8*1), 0(SI)(R8*1), Z4, Z5, Z6, Z7, Z25, Z17)
	PRODUCT_ROW(0(DX)(R8*2), 0(SI)(R8*2), Z8, Z9, Z10, Z11, Z26, Z18)
	PRODUCT_ROW(0(DX)(R9*1), 0(SI)(R9*1), Z12, Z13, Z14, Z15, Z27, Z19)
	COMBINE_ROWS(VADDPS, Z24, Z25, Z26, Z27, Z30, Z16, Z17)
	VPXORD Z16, Z16, Z16
	VADDPS Z16, Z30, Z30

	GRAD_ROW($0x00, 0(SI), 0(DI), Z0, Z1, Z2, Z3)
	GRAD_ROW($0x55, 0(SI)(R8*1), 0(DI)(R8*1), Z4, Z5, Z6, Z7)
	GRAD_ROW($0xAA, 0(SI)(R8*2), 0(DI)(R8*2), Z8, Z9, Z10, Z11)
	GRAD_ROW($0xFF, 0(SI)(R9*1), 0(DI)(R9*1), Z12, Z13, Z14, Z15)
	LEAQ (SI)(R8*4), SI
	LEAQ (DX)(R8*4), DX
	LEAQ (DI)(R8*4), DI
	SUBQ $4, R13
	JNE  rows
	VZEROUPPER
	RET
