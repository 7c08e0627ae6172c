//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// Kernels that go down the columns of a matrix: chains over the rows.

// Sums, for blocks of 64 columns and then of sixteen, the last under a mask:
//
//	Z0..Z3 = dst; for each row: Z0..Z3 += x; dst = Z0..Z3
//
// Registers: DI dst; SI x, the first row; DX a row; R8 bytes of a row; R9 rows;
// R10 rows left; CX columns left; K1 the columns of a block; AX free.

// func colSumsAVX512(dst, x *float32, rows, cols int)
TEXT ·colSumsAVX512(SB), NOSPLIT, $0-32
	MOVQ   dst+0(FP), DI
	MOVQ   x+8(FP), SI
	MOVQ   rows+16(FP), R9
	MOVQ   cols+24(FP), R8
	MOVQ   R8, CX
	SHLQ   $2, R8
	KXNORW K1, K1, K1
	SUBQ   $64, CX
	JLT    narrow

wide:
	VMOVUPS (DI), Z0
	VMOVUPS 64(DI), Z1
	VMOVUPS 128(DI), Z2
	VMOVUPS 192(DI), Z3
	MOVQ    SI, DX
	MOVQ    R9, R10

wideRow:
	VADDPS  (DX), Z0, Z0
	VADDPS  64(DX), Z1, Z1
	VADDPS  128(DX), Z2, Z2
	VADDPS  192(DX), Z3, Z3
	ADDQ    R8, DX
	SUBQ    $1, R10
	JNE     wideRow
	VMOVUPS Z0, (DI)
	VMOVUPS Z1, 64(DI)
	VMOVUPS Z2, 128(DI)
	VMOVUPS Z3, 192(DI)
	ADDQ    $256, DI
	ADDQ    $256, SI
	SUBQ    $64, CX
	JGE     wide

narrow:
	ADDQ $64, CX
	JMP  next

sixteen:
	VMOVUPS.Z (DI), K1, Z0
	MOVQ      SI, DX
	MOVQ      R9, R10

sixteenRow:
	VADDPS.Z (DX), Z0, K1, Z0
	ADDQ     R8, DX
	SUBQ     $1, R10
	JNE      sixteenRow
	VMOVUPS  Z0, K1, (DI)
	ADDQ     $64, DI
	ADDQ     $64, SI
	SUBQ     $16, CX

next:
	NEXT_LANES16(sixteen, done)

// ROW_STATISTICS broadcasts the mean and rstd of row R12.
#define ROW_STATISTICS \
	VBROADCASTSS (R8)(R12*4), Z13 \
	VBROADCASTSS (BX)(R12*4), Z14

// GAMMA adds a row's sixteen columns in K1 to dgamma in acc.
#define GAMMA(offset, acc) \
	VMOVUPS.Z     offset(R10), K1, Z8      \
	VSUBPS        Z13, Z8, Z8              \
	VMULPS        Z14, Z8, Z8              \
	VFMADD231PS.Z offset(R11), Z8, K1, acc

// The gradient of gamma, for blocks of 32 columns and then of sixteen, the
// last under a mask:
//
//	Z0, Z1 = dgamma
//	for each row: Z0, Z1 = fma(dy, (x−mean)·rstd, Z0, Z1)
//	dgamma = Z0, Z1
//
// Registers: DI dgamma; DX dy and SI x, the first row; R10, R11 walk over the
// rows of x, dy; R8 mean; BX rstd; R9 bytes of a row; R12 row; R13 rows; CX
// columns left; K1 the columns of a block; AX free.

// func layerNormGammaGradAVX512(dgamma, dy, x, mean, rstd *float32, rows, cols int)
TEXT ·layerNormGammaGradAVX512(SB), NOSPLIT, $0-56
	MOVQ   dgamma+0(FP), DI
	MOVQ   dy+8(FP), DX
	MOVQ   x+16(FP), SI
	MOVQ   mean+24(FP), R8
	MOVQ   rstd+32(FP), BX
	MOVQ   rows+40(FP), R13
	MOVQ   cols+48(FP), R9
	MOVQ   R9, CX
	SHLQ   $2, R9
	KXNORW K1, K1, K1
	SUBQ   $32, CX
	JLT    narrow

wide:
	VMOVUPS (DI), Z0
	VMOVUPS 64(DI), Z1
	MOVQ    SI, R10
	MOVQ    DX, R11
	XORQ    R12, R12

wideRow:
	ROW_STATISTICS
	GAMMA(0, Z0)
	GAMMA(64, Z1)
	ADDQ    R9, R10
	ADDQ    R9, R11
	ADDQ    $1, R12
	CMPQ    R12, R13
	JLT     wideRow
	VMOVUPS Z0, (DI)
	VMOVUPS Z1, 64(DI)
	ADDQ    $128, DI
	ADDQ    $128, SI
	ADDQ    $128, DX
	SUBQ    $32, CX
	JGE     wide

narrow:
	ADDQ $32, CX
	JMP  next

sixteen:
	VMOVUPS.Z (DI), K1, Z0
	MOVQ      SI, R10
	MOVQ      DX, R11
	XORQ      R12, R12

sixteenRow:
	ROW_STATISTICS
	GAMMA(0, Z0)
	ADDQ    R9, R10
	ADDQ    R9, R11
	ADDQ    $1, R12
	CMPQ    R12, R13
	JLT     sixteenRow
	VMOVUPS Z0, K1, (DI)
	ADDQ    $64, DI
	ADDQ    $64, SI
	ADDQ    $64, DX
	SUBQ    $16, CX

next:
	NEXT_LANES16(sixteen, done)
