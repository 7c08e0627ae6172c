//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"
#include "reduce_avx512_amd64.h"

// Softmax of rows and its gradient; lanes and their combination as in
// reduce_avx512_amd64.h.

// EXPONENT computes e = exp(scale·x − top) in mask, stores it and adds it to
// lanes.
#define EXPONENT(mem, out, mask, e, a, b, c, lanes) \
	VMULPS.Z mem, Z13, mask, e       \
	VSUBPS   Z14, e, e               \
	EXP16(e, a, b, c)                \
	VMOVUPS  e, mask, out            \
	VADDPS   e, lanes, mask, lanes

// SCALE multiplies the results in mask by 1/Σe.
#define SCALE(mem, mask, e) \
	VMULPS.Z mem, Z14, mask, e \
	VMOVUPS  e, mask, mem

// For each row, over blocks of 32, the last, if it is short, under masks:
//
//	top = scale · max x          (a NaN may hide here; e and the sum have it)
//	dst = e = exp(scale·x − top); s = Σ e by lanes
//	dst = e · (1/s)
//
// Registers: DI dst; SI x; R8, DX walk over a row; R9 columns left in the last
// block; R10 columns in whole blocks; R13 rows left; CX elements left; K1, K2
// the lanes of the last block, K3 all; Z0, Z1 lanes; Z13 scale; Z14 top, then
// 1/s.

// func softmaxAVX512(dst, x *float32, rows, cols int, scale float32)
TEXT ·softmaxAVX512(SB), NOSPLIT, $0-36
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         rows+16(FP), R13
	MOVQ         cols+24(FP), R10
	VBROADCASTSS scale+32(FP), Z13
	MOVQ         R10, R9
	ANDQ         $31, R9
	SUBQ         R9, R10
	MOVQ         R9, CX
	TAIL_MASKS(CX)
	KXNORW       K3, K3, K3

row:
	VBROADCASTSS NEG_INF, Z0
	VMOVAPS      Z0, Z1
	MOVQ         SI, DX
	MOVQ         R10, CX
	TESTQ        CX, CX
	JEQ          maxRest

maxBlock:
	VMAXPS (DX), Z0, Z0
	VMAXPS 64(DX), Z1, Z1
	ADDQ   $128, DX
	SUBQ   $32, CX
	JNE    maxBlock

maxRest:
	TESTQ  R9, R9
	JEQ    maxCombine
	VMAXPS (DX), Z0, K1, Z0
	VMAXPS 64(DX), Z1, K2, Z1

maxCombine:
	COMBINE16(VMAXPS, Z0, Z1, Y0, Y1, X0, X1)
	VMULSS       X13, X0, X0
	VBROADCASTSS X0, Z14

	MOVQ  DI, R8
	MOVQ  R10, CX
	ZERO2(Z0, Z1)
	TESTQ CX, CX
	JEQ   expRest

expBlock:
	EXPONENT((SI), (R8), K3, Z2, Z3, Z4, Z5, Z0)
	EXPONENT(64(SI), 64(R8), K3, Z6, Z7, Z8, Z9, Z1)
	ADDQ $128, SI
	ADDQ $128, R8
	SUBQ $32, CX
	JNE  expBlock

expRest:
	TESTQ R9, R9
	JEQ   expCombine
	EXPONENT((SI), (R8), K1, Z2, Z3, Z4, Z5, Z0)
	CMPQ  R9, $16
	JLE   expCombine
	EXPONENT(64(SI), 64(R8), K2, Z6, Z7, Z8, Z9, Z1)

expCombine:
	LEAQ         (SI)(R9*4), SI
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VMOVSS       ONE, X1
	VDIVSS       X0, X1, X0
	VBROADCASTSS X0, Z14

	MOVQ  R10, CX
	TESTQ CX, CX
	JEQ   scaleRest

scaleBlock:
	SCALE((DI), K3, Z0)
	SCALE(64(DI), K3, Z1)
	ADDQ $128, DI
	SUBQ $32, CX
	JNE  scaleBlock

scaleRest:
	TESTQ R9, R9
	JEQ   next
	SCALE((DI), K1, Z0)
	CMPQ  R9, $16
	JLE   skip
	SCALE(64(DI), K2, Z1)

skip:
	LEAQ (DI)(R9*4), DI

next:
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET

// PRODUCT adds dy·y, fused, to lanes in mask.
#define PRODUCT(dy, y, mask, t, lanes) \
	VMOVUPS.Z   dy, mask, t         \
	VFMADD231PS y, t, mask, lanes

// GRAD computes dx = (scale·y)·(dy − s) in mask.
#define GRAD(dy, y, dx, mask, a, b) \
	VMULPS.Z  y, Z14, mask, a \
	VMOVUPS.Z dy, mask, b     \
	VSUBPS    Z13, b, b       \
	VMULPS    b, a, a         \
	VMOVUPS   a, mask, dx

// For each row, over blocks of 32, the last, if it is short, under masks:
//
//	s = Σ dy·y by lanes
//	dx = (scale·y)·(dy − s)
//
// Registers: DI dx; DX dy; SI y; R8 and R11 walk over dy and y; R9 columns
// left in the last block; R10 columns in whole blocks; R13 rows left; CX
// elements left; K1, K2 the lanes of the last block, K3 all; Z0, Z1 lanes; Z13
// s; Z14 scale.

// func softmaxGradAVX512(dx, dy, y *float32, rows, cols int, scale float32)
TEXT ·softmaxGradAVX512(SB), NOSPLIT, $0-44
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         y+16(FP), SI
	MOVQ         rows+24(FP), R13
	MOVQ         cols+32(FP), R10
	VBROADCASTSS scale+40(FP), Z14
	MOVQ         R10, R9
	ANDQ         $31, R9
	SUBQ         R9, R10
	MOVQ         R9, CX
	TAIL_MASKS(CX)
	KXNORW       K3, K3, K3

row:
	MOVQ  DX, R8
	MOVQ  SI, R11
	MOVQ  R10, CX
	ZERO2(Z0, Z1)
	TESTQ CX, CX
	JEQ   dotRest

dotBlock:
	PRODUCT((R8), (R11), K3, Z2, Z0)
	PRODUCT(64(R8), 64(R11), K3, Z3, Z1)
	ADDQ $128, R8
	ADDQ $128, R11
	SUBQ $32, CX
	JNE  dotBlock

dotRest:
	TESTQ R9, R9
	JEQ   dotCombine
	PRODUCT((R8), (R11), K1, Z2, Z0)
	PRODUCT(64(R8), 64(R11), K2, Z3, Z1)

dotCombine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VBROADCASTSS X0, Z13
	MOVQ         R10, CX
	TESTQ        CX, CX
	JEQ          last

loop:
	GRAD((DX), (SI), (DI), K3, Z0, Z1)
	GRAD(64(DX), 64(SI), 64(DI), K3, Z2, Z3)
	ADDQ $128, SI
	ADDQ $128, DX
	ADDQ $128, DI
	SUBQ $32, CX
	JNE  loop

last:
	TESTQ R9, R9
	JEQ   next
	GRAD((DX), (SI), (DI), K1, Z0, Z1)
	CMPQ  R9, $16
	JLE   skip
	GRAD(64(DX), 64(SI), 64(DI), K2, Z2, Z3)

skip:
	LEAQ (SI)(R9*4), SI
	LEAQ (DX)(R9*4), DX
	LEAQ (DI)(R9*4), DI

next:
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET
