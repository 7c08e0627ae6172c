//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"
#include "reduce_avx512_amd64.h"

// Reductions in 32 lanes, two registers of sixteen:
//
//	for blocks of 32: Z0, Z1 op= the two vectors of the block
//	the rest: the same under masks, which leave the other lanes alone
//	combine lane l with l+16, l+8, l+4, l+2, l+1
//
// Registers: SI, DX inputs; CX elements left; Z0, Z1 lanes; K1, K2 the lanes
// of the rest; AX free.

// func sumAVX512(x *float32, n int) float32
TEXT ·sumAVX512(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	ZERO2(Z0, Z1)
	SUBQ $32, CX
	JLT  rest

block:
	VADDPS (SI), Z0, Z0
	VADDPS 64(SI), Z1, Z1
	ADDQ   $128, SI
	SUBQ   $32, CX
	JGE    block

rest:
	ADDQ   $32, CX
	TAIL_MASKS(CX)
	JEQ    combine
	VADDPS (SI), Z0, K1, Z0
	VADDPS 64(SI), Z1, K2, Z1

combine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// func dotAVX512(a, b *float32, n int) float32
TEXT ·dotAVX512(SB), NOSPLIT, $0-28
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DX
	MOVQ n+16(FP), CX
	ZERO2(Z0, Z1)
	SUBQ $32, CX
	JLT  rest

block:
	VMOVUPS     (SI), Z2
	VMOVUPS     64(SI), Z3
	VFMADD231PS (DX), Z2, Z0
	VFMADD231PS 64(DX), Z3, Z1
	ADDQ        $128, SI
	ADDQ        $128, DX
	SUBQ        $32, CX
	JGE         block

rest:
	ADDQ        $32, CX
	TAIL_MASKS(CX)
	JEQ         combine
	VMOVUPS.Z   (SI), K1, Z2
	VMOVUPS.Z   64(SI), K2, Z3
	VFMADD231PS (DX), Z2, K1, Z0
	VFMADD231PS 64(DX), Z3, K2, Z1

combine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// SQUARE adds (x−m)² to lanes in mask; Z13 holds m.
#define SQUARE(mem, mask, d, lanes) \
	VMOVUPS.Z   mem, mask, d       \
	VSUBPS      Z13, d, d          \
	VFMADD231PS d, d, mask, lanes

// func squaredDiffAVX512(x *float32, n int, m float32) float32
TEXT ·squaredDiffAVX512(SB), NOSPLIT, $0-28
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS m+16(FP), Z13
	KXNORW       K3, K3, K3
	ZERO2(Z0, Z1)
	SUBQ         $32, CX
	JLT          rest

block:
	SQUARE((SI), K3, Z2, Z0)
	SQUARE(64(SI), K3, Z3, Z1)
	ADDQ $128, SI
	SUBQ $32, CX
	JGE  block

rest:
	ADDQ $32, CX
	TAIL_MASKS(CX)
	JEQ  combine
	SQUARE((SI), K1, Z2, Z0)
	SQUARE(64(SI), K2, Z3, Z1)

combine:
	COMBINE_SUM16(Z0, Z1, Y0, Y1, X0, X1)
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// LARGER takes the larger of the lanes and a vector, under a mask, and notes in
// K5 where that is NaN.
#define LARGER(mem, mask, lanes) \
	VMOVUPS.Z mem, mask, Z2         \
	VMAXPS    lanes, Z2, mask, lanes \
	VCMPPS    $3, Z2, Z2, K4        \
	KORW      K4, K5, K5

// func largestAVX512(x *float32, n int) float32
TEXT ·largestAVX512(SB), NOSPLIT, $0-20
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS NEG_INF, Z0
	VMOVAPS      Z0, Z1
	KXORW        K5, K5, K5
	KXNORW       K3, K3, K3
	SUBQ         $32, CX
	JLT          rest

block:
	LARGER((SI), K3, Z0)
	LARGER(64(SI), K3, Z1)
	ADDQ $128, SI
	SUBQ $32, CX
	JGE  block

rest:
	ADDQ $32, CX
	TAIL_MASKS(CX)
	JEQ  combine
	LARGER((SI), K1, Z0)
	LARGER(64(SI), K2, Z1)

combine:
	COMBINE16(VMAXPS, Z0, Z1, Y0, Y1, X0, X1)
	VXORPS X1, X1, X1
	VADDSS X1, X0, X0
	KTESTW K5, K5
	JEQ    number
	MOVL   $0x7fc00000, AX
	MOVL   AX, ret+16(FP)
	VZEROUPPER
	RET

number:
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// The first that equals v, in blocks of sixteen, the last under a mask:
//
//	for blocks: if any x == v: return its place
//
// Registers: SI x; CX elements left; DX elements done; R8 a bit for each that
// equals; K1 the lanes of a block; AX free; Z1 v.

// func indexAVX512(x *float32, n int, v float32) int
TEXT ·indexAVX512(SB), NOSPLIT, $0-32
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS v+16(FP), Z1
	MOVQ         CX, ret+24(FP)
	XORQ         DX, DX
	KXNORW       K1, K1, K1
	JMP          next

look:
	VCMPPS   $0, (SI)(DX*4), Z1, K1, K2
	KMOVW    K2, R8
	TESTL    R8, R8
	JNE      found
	ADDQ     $16, DX
	SUBQ     $16, CX

next:
	NEXT_LANES16(look, done)

found:
	BSFL R8, R8
	ADDQ R8, DX
	MOVQ DX, ret+24(FP)
	VZEROUPPER
	RET
