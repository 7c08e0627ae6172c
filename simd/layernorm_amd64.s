//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"
#include "reduce_amd64.h"

// Layer normalisation of rows and its gradients; lanes and their combination
// as in reduce_amd64.h. A gamma that is nil is read as ones and a beta that is
// nil as −0, which change no bit: eight of them, again and again, by a step of
// 0 bytes instead of 32.

// ORELSE replaces a pointer that is nil by constant, and its step by 0.
#define ORELSE(pointer, step, constant, label) \
	MOVQ  $32, step         \
	TESTQ pointer, pointer  \
	JNE   label             \
	LEAQ  constant, pointer \
	XORQ  step, step        \
label:

#define SUM_BODY(offset, acc, acc2) \
	VADDPS offset(DX), acc, acc

#define SUM_MASKED(offset, acc, acc2) \
	VMOVUPS    offset(AX), Y15     \
	VMASKMOVPS offset(DX), Y15, Y8 \
	VADDPS     Y8, acc, acc

// Y13 holds the mean.
#define SQUARE_BODY(offset, acc, acc2) \
	VMOVUPS     offset(DX), Y8 \
	VSUBPS      Y13, Y8, Y8    \
	VFMADD231PS Y8, Y8, acc

#define SQUARE_MASKED(offset, acc, acc2) \
	VMOVUPS     offset(AX), Y15     \
	VMASKMOVPS  offset(DX), Y15, Y8 \
	VSUBPS      Y13, Y8, Y8         \
	VANDPS      Y15, Y8, Y8         \
	VFMADD231PS Y8, Y8, acc

// For each row:
//
//	mean = Σ x / n; v = Σ (x−mean)² / n; rstd = 1/√(v + eps)
//	dst = fma((x−mean)·rstd, gamma, beta)
//
// Registers: DI dst; SI x; BX, R9 gamma and its step; R8, R10 beta and its
// step; R11 mean; R12 rstd; R13 rows left; DX walks over x, then gamma; R14
// over beta; CX elements left; AX masks of the last block. Y9 mask of the last
// vector; X10 n; X11 eps; X12 one; Y13 mean; Y14 rstd.

// func layerNormAVX2(dst, mean, rstd, x, gamma, beta *float32, rows, cols int, eps float32)
TEXT ·layerNormAVX2(SB), NOSPLIT, $0-68
	MOVQ         dst+0(FP), DI
	MOVQ         mean+8(FP), R11
	MOVQ         rstd+16(FP), R12
	MOVQ         x+24(FP), SI
	MOVQ         gamma+32(FP), BX
	MOVQ         beta+40(FP), R8
	MOVQ         rows+48(FP), R13
	MOVQ         cols+56(FP), CX
	VMOVSS       eps+64(FP), X11
	VMOVSS       ONE, X12
	VXORPS       X10, X10, X10
	VCVTSI2SSQ   CX, X10, X10
	ORELSE(BX, R9, ONE, gammaGiven)
	ORELSE(R8, R10, SIGN, betaGiven)
	ANDQ         $31, CX
	MASKS32
	MOVQ         cols+56(FP), CX
	ANDQ         $7, CX
	SHLQ         $2, CX
	LEAQ         masks<>+128(SB), DX
	SUBQ         CX, DX
	VMOVUPS      (DX), Y9

row:
	MOVQ SI, DX
	MOVQ cols+56(FP), CX
	ZERO4(Y0, Y1, Y2, Y3)
	SUBQ $32, CX
	JLT  sumRest

sumBlock:
	FOUR(SUM_BODY)
	ADDQ $128, DX
	SUBQ $32, CX
	JGE  sumBlock

sumRest:
	ADDQ $32, CX
	JEQ  sumCombine
	FOUR(SUM_MASKED)

sumCombine:
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	VDIVSS       X10, X0, X0
	VMOVSS       X0, (R11)
	VBROADCASTSS X0, Y13

	MOVQ SI, DX
	MOVQ cols+56(FP), CX
	ZERO4(Y0, Y1, Y2, Y3)
	SUBQ $32, CX
	JLT  squareRest

squareBlock:
	FOUR(SQUARE_BODY)
	ADDQ $128, DX
	SUBQ $32, CX
	JGE  squareBlock

squareRest:
	ADDQ $32, CX
	JEQ  squareCombine
	FOUR(SQUARE_MASKED)

squareCombine:
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	VDIVSS       X10, X0, X0
	VADDSS       X11, X0, X0
	VSQRTSS      X0, X0, X0
	VDIVSS       X0, X12, X0
	VMOVSS       X0, (R12)
	VBROADCASTSS X0, Y14

	MOVQ BX, DX
	MOVQ R8, R14
	MOVQ cols+56(FP), CX
	SUBQ $8, CX
	JLT  last

loop:
	VMOVUPS     (SI), Y0
	VSUBPS      Y13, Y0, Y0
	VMULPS      Y14, Y0, Y0
	VMOVUPS     (R14), Y1
	VFMADD231PS (DX), Y0, Y1
	VMOVUPS     Y1, (DI)
	ADDQ        $32, SI
	ADDQ        $32, DI
	ADDQ        R9, DX
	ADDQ        R10, R14
	SUBQ        $8, CX
	JGE         loop

last:
	ADDQ        $8, CX
	JEQ         next
	VMASKMOVPS  (SI), Y9, Y0
	VSUBPS      Y13, Y0, Y0
	VMULPS      Y14, Y0, Y0
	VMASKMOVPS  (DX), Y9, Y2
	VMASKMOVPS  (R14), Y9, Y1
	VFMADD231PS Y2, Y0, Y1
	VMASKMOVPS  Y1, Y9, (DI)
	LEAQ        (SI)(CX*4), SI
	LEAQ        (DI)(CX*4), DI

next:
	ADDQ $4, R11
	ADDQ $4, R12
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET

// h = (x−mean)·rstd and g = dy·gamma: g into acc, fma(g, h, ·) into acc2.
#define GRAD_SUMS_BODY(acc, acc2) \
	VMOVUPS     (R10), Y8     \
	VSUBPS      Y13, Y8, Y8   \
	VMULPS      Y14, Y8, Y8   \
	VMOVUPS     (R11), Y9     \
	VMULPS      (R12), Y9, Y9 \
	VADDPS      Y9, acc, acc  \
	VFMADD231PS Y8, Y9, acc2  \
	ADDQ        $32, R10      \
	ADDQ        $32, R11      \
	ADDQ        R9, R12

#define GRAD_SUMS_MASKED(acc, acc2) \
	VMASKMOVPS  (R10), Y15, Y8  \
	VSUBPS      Y13, Y8, Y8     \
	VMULPS      Y14, Y8, Y8     \
	VANDPS      Y15, Y8, Y8     \
	VMASKMOVPS  (R11), Y15, Y9  \
	VMASKMOVPS  (R12), Y15, Y10 \
	VMULPS      Y10, Y9, Y9     \
	VADDPS      Y9, acc, acc    \
	VFMADD231PS Y8, Y9, acc2

// GRAD computes dx in Y9 from x in Y8 and g in Y9.
//
//	h = (x−mean)·rstd; dx = rstd·fma(−h, m2, g − m1)
#define GRAD \
	VSUBPS       Y13, Y8, Y8 \
	VMULPS       Y14, Y8, Y8 \
	VSUBPS       Y11, Y9, Y9 \
	VFNMADD231PS Y12, Y8, Y9 \
	VMULPS       Y14, Y9, Y9

// For each row:
//
//	m1 = Σ g / n; m2 = Σ g·h / n, by lanes
//	dx = rstd·(g − m1 − h·m2), the last ones under the mask left in Y15
//
// Registers: DI dx; SI x; DX dy; BX, R9 gamma and its step; R10, R11, R12 walk
// over x, dy, gamma; R8 mean; R14 rstd; R13 rows left; CX elements left. Y11
// m1; Y12 m2; Y13 mean; Y14 rstd.

// func layerNormGradAVX2(dx, dy, x, gamma, mean, rstd *float32, rows, cols int)
TEXT ·layerNormGradAVX2(SB), NOSPLIT, $0-64
	MOVQ dx+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ gamma+24(FP), BX
	MOVQ mean+32(FP), R8
	MOVQ rstd+40(FP), R14
	MOVQ rows+48(FP), R13
	ORELSE(BX, R9, ONE, gammaGiven)

row:
	MOVQ         SI, R10
	MOVQ         DX, R11
	MOVQ         BX, R12
	MOVQ         cols+56(FP), CX
	VXORPS       X10, X10, X10
	VCVTSI2SSQ   CX, X10, X11
	VBROADCASTSS (R8), Y13
	VBROADCASTSS (R14), Y14
	ZERO4(Y0, Y1, Y2, Y3)
	ZERO4(Y4, Y5, Y6, Y7)
	BLOCKS(GRAD_SUMS_BODY, GRAD_SUMS_MASKED)
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	COMBINE_SUM(Y4, Y5, Y6, Y7, X4, X5)
	VDIVSS       X11, X4, X4
	VDIVSS       X11, X0, X0
	VBROADCASTSS X4, Y12
	VBROADCASTSS X0, Y11

	MOVQ BX, R12
	MOVQ cols+56(FP), CX
	SUBQ $8, CX
	JLT  last

loop:
	VMOVUPS (SI), Y8
	VMOVUPS (DX), Y9
	VMULPS  (R12), Y9, Y9
	GRAD
	VMOVUPS Y9, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, DI
	ADDQ    R9, R12
	SUBQ    $8, CX
	JGE     loop

last:
	ADDQ       $8, CX
	JEQ        next
	VMASKMOVPS (SI), Y15, Y8
	VMASKMOVPS (DX), Y15, Y9
	VMASKMOVPS (R12), Y15, Y10
	VMULPS     Y10, Y9, Y9
	GRAD
	VMASKMOVPS Y9, Y15, (DI)
	LEAQ       (SI)(CX*4), SI
	LEAQ       (DX)(CX*4), DX
	LEAQ       (DI)(CX*4), DI

next:
	ADDQ $4, R8
	ADDQ $4, R14
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET

// GAMMA(offset, acc) adds a row's eight columns to dgamma in acc.
#define GAMMA(offset, acc, acc2) \
	VMOVUPS     offset(R10), Y8      \
	VSUBPS      Y13, Y8, Y8          \
	VMULPS      Y14, Y8, Y8          \
	VFMADD231PS offset(R11), Y8, acc

// ROW_STATISTICS broadcasts the mean and rstd of row R12.
#define ROW_STATISTICS \
	VBROADCASTSS (AX)(R12*4), Y13 \
	VBROADCASTSS (BX)(R12*4), Y14

// Chains over the rows, for blocks of 32 and then 8 columns:
//
//	Y0..Y3 = dgamma
//	for each row: Y0..Y3 = fma(dy, (x−mean)·rstd, Y0..Y3)
//	dgamma = Y0..Y3
//
// Registers: DI dgamma; DX dy and SI x, the first row; R10, R11 walk over the
// rows of x, dy; AX mean; BX rstd; R9 bytes of a row; R12 row; R13 rows; CX
// columns left.

// func layerNormGammaGradAVX2(dgamma, dy, x, mean, rstd *float32, rows, cols, n int)
TEXT ·layerNormGammaGradAVX2(SB), NOSPLIT, $0-64
	MOVQ dgamma+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ mean+24(FP), AX
	MOVQ rstd+32(FP), BX
	MOVQ rows+40(FP), R13
	MOVQ cols+48(FP), R9
	MOVQ n+56(FP), CX
	SHLQ $2, R9
	SUBQ $32, CX
	JLT  narrow

wide:
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	MOVQ    SI, R10
	MOVQ    DX, R11
	XORQ    R12, R12

wideRow:
	ROW_STATISTICS
	FOUR(GAMMA)
	ADDQ    R9, R10
	ADDQ    R9, R11
	ADDQ    $1, R12
	CMPQ    R12, R13
	JLT     wideRow
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ    $128, DI
	ADDQ    $128, SI
	ADDQ    $128, DX
	SUBQ    $32, CX
	JGE     wide

narrow:
	ADDQ $32, CX
	JEQ  done

eight:
	VMOVUPS (DI), Y0
	MOVQ    SI, R10
	MOVQ    DX, R11
	XORQ    R12, R12

eightRow:
	ROW_STATISTICS
	GAMMA(0, Y0, Y4)
	ADDQ    R9, R10
	ADDQ    R9, R11
	ADDQ    $1, R12
	CMPQ    R12, R13
	JLT     eightRow
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, DX
	SUBQ    $8, CX
	JNE     eight

done:
	VZEROUPPER
	RET
