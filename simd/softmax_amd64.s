//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"
#include "reduce_amd64.h"

// Softmax of rows and its gradient; lanes and their combination as in
// reduce_amd64.h.

// Y13 holds the scale, Y14 the scaled maximum; SI x; DI the result.
#define SOFTMAX_EXP \
	VMULPS Y13, Y8, Y8     \
	VSUBPS Y14, Y8, Y8     \
	EXP8(Y8, Y9, Y10, Y11)

#define SOFTMAX_BODY(acc, acc2) \
	VMOVUPS (SI), Y8     \
	SOFTMAX_EXP          \
	VMOVUPS Y8, (DI)     \
	VADDPS  Y8, acc, acc \
	ADDQ    $32, SI      \
	ADDQ    $32, DI

// The last e stay in Y8.
#define SOFTMAX_MASKED(acc, acc2) \
	VMASKMOVPS (SI), Y15, Y8 \
	SOFTMAX_EXP              \
	VANDPS     Y15, Y8, Y8   \
	VADDPS     Y8, acc, acc

#define MAX_BODY(offset, acc, acc2) \
	VMAXPS offset(DX), acc, acc

// For each row:
//
//	top = scale · max x          (a NaN may hide here; e and the sum have it)
//	dst = e = exp(scale·x − top), the last ones in Y8; s = Σ e by lanes
//	dst = e · (1/s)
//
// Registers: DI dst; SI x; R8, DX walk over a row; R9 columns; R10 those in
// whole vectors; R13 rows left.

// func softmaxAVX2(dst, x *float32, rows, cols int, scale float32)
TEXT ·softmaxAVX2(SB), NOSPLIT, $0-36
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         rows+16(FP), R13
	MOVQ         cols+24(FP), R9
	VBROADCASTSS scale+32(FP), Y13
	MOVQ         R9, R10
	ANDQ         $~7, R10

row:
	VMOVUPS NEG_INF, Y0
	VMOVAPS Y0, Y1
	VMOVAPS Y0, Y2
	VMOVAPS Y0, Y3
	MOVQ    SI, DX
	MOVQ    R9, CX
	SUBQ    $32, CX
	JLT     maxRest

maxBlock:
	FOUR(MAX_BODY)
	ADDQ $128, DX
	SUBQ $32, CX
	JGE  maxBlock

maxRest:
	ADDQ $32, CX

maxVector:
	CMPQ   CX, $8
	JLT    maxLast
	VMAXPS (DX), Y0, Y0
	ADDQ   $32, DX
	SUBQ   $8, CX
	JMP    maxVector

maxLast:
	TESTQ      CX, CX
	JEQ        maxCombine
	MASK
	VMASKMOVPS (DX), Y15, Y8
	VMOVUPS    NEG_INF, Y9
	VBLENDVPS  Y15, Y8, Y9, Y8
	VMAXPS     Y8, Y1, Y1

maxCombine:
	COMBINE(VMAXPS, Y0, Y1, Y2, Y3, X0, X1)
	VMULSS       X13, X0, X0
	VBROADCASTSS X0, Y14

	MOVQ DI, R8
	MOVQ R9, CX
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(SOFTMAX_BODY, SOFTMAX_MASKED)
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS       ONE, X1
	VDIVSS       X0, X1, X0
	VBROADCASTSS X0, Y14

	MOVQ  R10, CX
	TESTQ CX, CX
	JEQ   scaleLast

scale:
	VMULPS  (R8), Y14, Y0
	VMOVUPS Y0, (R8)
	ADDQ    $32, R8
	SUBQ    $8, CX
	JNE     scale

scaleLast:
	MOVQ       R9, CX
	SUBQ       R10, CX
	JEQ        next
	VMULPS     Y8, Y14, Y8
	VMASKMOVPS Y8, Y15, (DI)
	LEAQ       (SI)(CX*4), SI
	LEAQ       (DI)(CX*4), DI

next:
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET

#define GRAD_DOT_BODY(acc, acc2) \
	VMOVUPS     (R8), Y8      \
	VFMADD231PS (R11), Y8, acc \
	ADDQ        $32, R8       \
	ADDQ        $32, R11

#define GRAD_DOT_MASKED(acc, acc2) \
	VMASKMOVPS  (R8), Y15, Y8  \
	VMASKMOVPS  (R11), Y15, Y9 \
	VFMADD231PS Y9, Y8, acc

// For each row:
//
//	s = Σ dy·y by lanes
//	dx = (scale·y)·(dy − s), the last ones under the mask the sum left in Y15
//
// Registers: DI dx; DX dy; SI y; R8 and R11 walk over dy and y; R9 columns;
// R10 those in whole vectors; R13 rows left; Y13 s; Y14 scale.

// func softmaxGradAVX2(dx, dy, y *float32, rows, cols int, scale float32)
TEXT ·softmaxGradAVX2(SB), NOSPLIT, $0-44
	MOVQ         dx+0(FP), DI
	MOVQ         dy+8(FP), DX
	MOVQ         y+16(FP), SI
	MOVQ         rows+24(FP), R13
	MOVQ         cols+32(FP), R9
	VBROADCASTSS scale+40(FP), Y14
	MOVQ         R9, R10
	ANDQ         $~7, R10

row:
	MOVQ         DX, R8
	MOVQ         SI, R11
	MOVQ         R9, CX
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(GRAD_DOT_BODY, GRAD_DOT_MASKED)
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	VBROADCASTSS X0, Y13
	MOVQ         R10, CX
	TESTQ        CX, CX
	JEQ          last

loop:
	VMULPS  (SI), Y14, Y0
	VMOVUPS (DX), Y1
	VSUBPS  Y13, Y1, Y1
	VMULPS  Y1, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     loop

last:
	MOVQ       R9, CX
	SUBQ       R10, CX
	JEQ        next
	VMASKMOVPS (SI), Y15, Y0
	VMULPS     Y0, Y14, Y0
	VMASKMOVPS (DX), Y15, Y1
	VSUBPS     Y13, Y1, Y1
	VMULPS     Y1, Y0, Y0
	VMASKMOVPS Y0, Y15, (DI)
	LEAQ       (SI)(CX*4), SI
	LEAQ       (DX)(CX*4), DX
	LEAQ       (DI)(CX*4), DI

next:
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET
