//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"
#include "reduce_avx512_amd64.h"

// Layer normalisation of rows and its gradient; lanes and their combination as
// in reduce_avx512_amd64.h. A gamma that is nil is read as ones and a beta that
// is nil as −0, which change no bit: sixteen of them, again and again, by a
// step of 0 bytes instead of 64.

DATA ones16<>+0(SB)/8, $0x3f8000003f800000
DATA ones16<>+8(SB)/8, $0x3f8000003f800000
DATA ones16<>+16(SB)/8, $0x3f8000003f800000
DATA ones16<>+24(SB)/8, $0x3f8000003f800000
DATA ones16<>+32(SB)/8, $0x3f8000003f800000
DATA ones16<>+40(SB)/8, $0x3f8000003f800000
DATA ones16<>+48(SB)/8, $0x3f8000003f800000
DATA ones16<>+56(SB)/8, $0x3f8000003f800000
GLOBL ones16<>(SB), RODATA|NOPTR, $64

DATA signs16<>+0(SB)/8, $0x8000000080000000
DATA signs16<>+8(SB)/8, $0x8000000080000000
DATA signs16<>+16(SB)/8, $0x8000000080000000
DATA signs16<>+24(SB)/8, $0x8000000080000000
DATA signs16<>+32(SB)/8, $0x8000000080000000
DATA signs16<>+40(SB)/8, $0x8000000080000000
DATA signs16<>+48(SB)/8, $0x8000000080000000
DATA signs16<>+56(SB)/8, $0x8000000080000000
GLOBL signs16<>(SB), RODATA|NOPTR, $64

// ORELSE replaces a pointer that is nil by constant, and its step by 0.
#define ORELSE(pointer, step, constant, label) \
	MOVQ  $64, step         \
	TESTQ pointer, pointer  \
	JNE   label             \
	LEAQ  constant, pointer \
	XORQ  step, step        \
label:

// SQUARE adds (x−mean)² to lanes in mask.
#define SQUARE(mem, mask, d, lanes) \
	VMOVUPS.Z   mem, mask, d        \
	VSUBPS      Z13, d, d           \
	VFMADD231PS d, d, mask, lanes

// NORMALISE computes sixteen results in mask.
#define NORMALISE(mem, gamma, beta, out, mask, d, y) \
	VMOVUPS.Z     mem, mask, d       \
	VSUBPS        Z13, d, d          \
	VMULPS        Z14, d, d          \
	VMOVUPS.Z     beta, mask, y      \
	VFMADD231PS.Z gamma, d, mask, y  \
	VMOVUPS       y, mask, out

// For each row:
//
//	mean = Σ x / n; v = Σ (x−mean)² / n; rstd = 1/√(v + eps)
//	dst = fma((x−mean)·rstd, gamma, beta)
//
// all three over blocks of 32, the last, if it is short, under masks.
//
// Registers: DI dst; SI x; BX, R9 gamma and its step; R8, R10 beta and its
// step; R11 mean; R12 rstd; R13 rows left; DX walks over x, then gamma; R14
// over beta; R15 columns in whole blocks, AX in the last; CX elements left; K1,
// K2 the lanes of the last block, K3 all. X10 n; X11 eps; X12 one; Z13 mean; Z14 rstd.

// func layerNormAVX512(dst, mean, rstd, x, gamma, beta *float32, rows, cols int, eps float32)
TEXT ·layerNormAVX512(SB), NOSPLIT, $0-68
	MOVQ       dst+0(FP), DI
	MOVQ       mean+8(FP), R11
	MOVQ       rstd+16(FP), R12
	MOVQ       x+24(FP), SI
	MOVQ       gamma+32(FP), BX
	MOVQ       beta+40(FP), R8
	MOVQ       rows+48(FP), R13
	MOVQ       cols+56(FP), CX
	VMOVSS     eps+64(FP), X11
	VMOVSS     ONE, X12
	VXORPS     X10, X10, X10
	VCVTSI2SSQ CX, X10, X10
	ORELSE(BX, R9, ones16<>(SB), gammaGiven)
	ORELSE(R8, R10, signs16<>(SB), betaGiven)
	MOVQ       CX, R15
	ANDQ       $31, CX
	SUBQ       CX, R15
	TAIL_MASKS(CX)
	KXNORW     K3, K3, K3
	MOVQ       cols+56(FP), AX
	SUBQ       R15, AX

row:
	MOVQ  SI, DX
	MOVQ  R15, CX
	ZERO2(Z0, Z1)
	TESTQ CX, CX
	JEQ   sumRest

sumBlock:
	VADDPS (DX), Z0, Z0
	VADDPS 64(DX), Z1, Z1
	ADDQ   $128, DX
	SUBQ   $32, CX
	JNE    sumBlock

sumRest:
	TESTQ  AX, AX
	JEQ    sumCombine
	VADDPS (DX), Z0, K1, Z0
	VADDPS 64(DX), Z1, K2, Z1

sumCombine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VDIVSS       X10, X0, X0
	VMOVSS       X0, (R11)
	VBROADCASTSS X0, Z13

	MOVQ  SI, DX
	MOVQ  R15, CX
	ZERO2(Z0, Z1)
	TESTQ CX, CX
	JEQ   squareRest

squareBlock:
	SQUARE((DX), K3, Z2, Z0)
	SQUARE(64(DX), K3, Z3, Z1)
	ADDQ $128, DX
	SUBQ $32, CX
	JNE  squareBlock

squareRest:
	TESTQ AX, AX
	JEQ   squareCombine
	SQUARE((DX), K1, Z2, Z0)
	SQUARE(64(DX), K2, Z3, Z1)

squareCombine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VDIVSS       X10, X0, X0
	VADDSS       X11, X0, X0
	VSQRTSS      X0, X0, X0
	VDIVSS       X0, X12, X0
	VMOVSS       X0, (R12)
	VBROADCASTSS X0, Z14

	MOVQ  BX, DX
	MOVQ  R8, R14
	MOVQ  R15, CX
	TESTQ CX, CX
	JEQ   last

loop:
	NORMALISE((SI), (DX), (R14), (DI), K3, Z0, Z1)
	NORMALISE(64(SI), (DX)(R9*1), (R14)(R10*1), 64(DI), K3, Z2, Z3)
	LEAQ (DX)(R9*2), DX
	LEAQ (R14)(R10*2), R14
	ADDQ $128, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JNE  loop

last:
	TESTQ AX, AX
	JEQ   next
	NORMALISE((SI), (DX), (R14), (DI), K1, Z0, Z1)
	CMPQ  AX, $16
	JLE   skip
	NORMALISE(64(SI), (DX)(R9*1), (R14)(R10*1), 64(DI), K2, Z2, Z3)

skip:
	LEAQ (SI)(AX*4), SI
	LEAQ (DI)(AX*4), DI

next:
	ADDQ $4, R11
	ADDQ $4, R12
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET

// TERMS computes h = (x−mean)·rstd and g = dy·gamma in mask.
#define TERMS(x, dy, gamma, mask, h, g) \
	VMOVUPS.Z x, mask, h        \
	VSUBPS    Z13, h, h         \
	VMULPS    Z14, h, h         \
	VMOVUPS.Z dy, mask, g       \
	VMULPS.Z  gamma, g, mask, g

// ADD_TERMS adds g to lanes and, fused, g·h to others.
#define ADD_TERMS(x, dy, gamma, mask, h, g, lanes, others) \
	TERMS(x, dy, gamma, mask, h, g) \
	VADDPS      g, lanes, mask, lanes \
	VFMADD231PS h, g, mask, others

// GRAD computes dx = rstd·fma(−h, m2, g − m1) in mask.
#define GRAD(x, dy, gamma, out, mask, h, g) \
	TERMS(x, dy, gamma, mask, h, g) \
	VSUBPS       Z11, g, g    \
	VFNMADD231PS Z12, h, g    \
	VMULPS       Z14, g, g    \
	VMOVUPS      g, mask, out

// For each row:
//
//	m1 = Σ g / n; m2 = Σ g·h / n, by lanes
//	dx = rstd·(g − m1 − h·m2)
//
// both over blocks of 32, the last, if it is short, under masks.
//
// Registers: DI dx; SI x; DX dy; BX, R9 gamma and its step; R10, R11, R12 walk
// over x, dy, gamma; R8 mean; R14 rstd; R13 rows left; R15 columns in whole
// blocks, AX in the last; CX elements left; K1, K2 the lanes of the last block,
// K3 all. Z0, Z1 lanes of m1, Z4, Z5 of m2; X10 n; Z11 m1; Z12 m2; Z13 mean; Z14 rstd.

// func layerNormGradAVX512(dx, dy, x, gamma, mean, rstd *float32, rows, cols int)
TEXT ·layerNormGradAVX512(SB), NOSPLIT, $0-64
	MOVQ       dx+0(FP), DI
	MOVQ       dy+8(FP), DX
	MOVQ       x+16(FP), SI
	MOVQ       gamma+24(FP), BX
	MOVQ       mean+32(FP), R8
	MOVQ       rstd+40(FP), R14
	MOVQ       rows+48(FP), R13
	MOVQ       cols+56(FP), CX
	VXORPS     X10, X10, X10
	VCVTSI2SSQ CX, X10, X10
	ORELSE(BX, R9, ones16<>(SB), gammaGiven)
	MOVQ       CX, R15
	ANDQ       $31, CX
	SUBQ       CX, R15
	TAIL_MASKS(CX)
	KXNORW     K3, K3, K3
	MOVQ       cols+56(FP), AX
	SUBQ       R15, AX

row:
	MOVQ         SI, R10
	MOVQ         DX, R11
	MOVQ         BX, R12
	VBROADCASTSS (R8), Z13
	VBROADCASTSS (R14), Z14
	ZERO2(Z0, Z1)
	ZERO2(Z4, Z5)
	MOVQ         R15, CX
	TESTQ        CX, CX
	JEQ          sumRest

sumBlock:
	ADD_TERMS((R10), (R11), (R12), K3, Z2, Z3, Z0, Z4)
	ADD_TERMS(64(R10), 64(R11), (R12)(R9*1), K3, Z6, Z7, Z1, Z5)
	ADDQ $128, R10
	ADDQ $128, R11
	LEAQ (R12)(R9*2), R12
	SUBQ $32, CX
	JNE  sumBlock

sumRest:
	TESTQ AX, AX
	JEQ   sumCombine
	ADD_TERMS((R10), (R11), (R12), K1, Z2, Z3, Z0, Z4)
	ADD_TERMS(64(R10), 64(R11), (R12)(R9*1), K2, Z6, Z7, Z1, Z5)

sumCombine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	COMBINE_SUM16(Z4, Z5, Y4, Y5, X4, X5)
	VDIVSS       X10, X0, X0
	VDIVSS       X10, X4, X4
	VBROADCASTSS X0, Z11
	VBROADCASTSS X4, Z12

	MOVQ  BX, R12
	MOVQ  R15, CX
	TESTQ CX, CX
	JEQ   last

loop:
	GRAD((SI), (DX), (R12), (DI), K3, Z0, Z1)
	GRAD(64(SI), 64(DX), (R12)(R9*1), 64(DI), K3, Z2, Z3)
	ADDQ $128, SI
	ADDQ $128, DX
	ADDQ $128, DI
	LEAQ (R12)(R9*2), R12
	SUBQ $32, CX
	JNE  loop

last:
	TESTQ AX, AX
	JEQ   next
	GRAD((SI), (DX), (R12), (DI), K1, Z0, Z1)
	CMPQ  AX, $16
	JLE   skip
	GRAD(64(SI), 64(DX), (R12)(R9*1), 64(DI), K2, Z2, Z3)

skip:
	LEAQ (SI)(AX*4), SI
	LEAQ (DX)(AX*4), DX
	LEAQ (DI)(AX*4), DI

next:
	ADDQ $4, R8
	ADDQ $4, R14
	SUBQ $1, R13
	JNE  row
	VZEROUPPER
	RET
