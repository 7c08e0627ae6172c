//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// Element-wise arithmetic. Every loop is
//
//	for blocks of sixteen, the last under a mask: dst = a OP b
//
// Registers: DI dst; SI a; DX b; CX elements left; K1 the lanes of a block;
// AX free; Z15 a scalar in all lanes.

#define ARGS3 \
	MOVQ   dst+0(FP), DI \
	MOVQ   a+8(FP), SI   \
	MOVQ   b+16(FP), DX  \
	MOVQ   n+24(FP), CX  \
	KXNORW K1, K1, K1

#define ARGS2S \
	MOVQ         dst+0(FP), DI \
	MOVQ         a+8(FP), SI   \
	MOVQ         n+16(FP), CX  \
	VBROADCASTSS s+24(FP), Z15 \
	KXNORW       K1, K1, K1

#define NEXT3(loop, next, done) \
	VMOVUPS Z0, K1, (DI) \
	ADDQ    $64, SI      \
	ADDQ    $64, DX      \
	ADDQ    $64, DI      \
	SUBQ    $16, CX      \
next:                    \
	NEXT_LANES16(loop, done)

#define NEXT2(loop, next, done) \
	VMOVUPS Z0, K1, (DI) \
	ADDQ    $64, SI      \
	ADDQ    $64, DI      \
	SUBQ    $16, CX      \
next:                    \
	NEXT_LANES16(loop, done)

// func addAVX512(dst, a, b *float32, n int)
TEXT ·addAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VADDPS.Z  (DX), Z0, K1, Z0
	NEXT3(loop, next, done)

// func subAVX512(dst, a, b *float32, n int)
TEXT ·subAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VSUBPS.Z  (DX), Z0, K1, Z0
	NEXT3(loop, next, done)

// func mulAVX512(dst, a, b *float32, n int)
TEXT ·mulAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VMULPS.Z  (DX), Z0, K1, Z0
	NEXT3(loop, next, done)

// func divAVX512(dst, a, b *float32, n int)
TEXT ·divAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VDIVPS.Z  (DX), Z0, K1, Z0
	NEXT3(loop, next, done)

// The larger by VMAXPS, which takes b where one is NaN; then a where a is.
//
// func maximumAVX512(dst, a, b *float32, n int)
TEXT ·maximumAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z1
	VMAXPS.Z  (DX), Z1, K1, Z0
	VCMPPS    $3, Z1, Z1, K2
	VMOVAPS   Z1, K2, Z0
	NEXT3(loop, next, done)

// func mulAddAVX512(dst, a, b *float32, n int)
TEXT ·mulAddAVX512(SB), NOSPLIT, $0-32
	ARGS3
	JMP next

loop:
	VMOVUPS.Z     (SI), K1, Z1
	VMOVUPS.Z     (DI), K1, Z0
	VFMADD231PS.Z (DX), Z1, K1, Z0
	NEXT3(loop, next, done)

// func addScalarAVX512(dst, a *float32, n int, s float32)
TEXT ·addScalarAVX512(SB), NOSPLIT, $0-28
	ARGS2S
	JMP next

loop:
	VADDPS.Z (SI), Z15, K1, Z0
	NEXT2(loop, next, done)

// func scaleAVX512(dst, a *float32, n int, s float32)
TEXT ·scaleAVX512(SB), NOSPLIT, $0-28
	ARGS2S
	JMP next

loop:
	VMULPS.Z (SI), Z15, K1, Z0
	NEXT2(loop, next, done)

// func scaleAddAVX512(dst, a, b *float32, n int, s float32)
TEXT ·scaleAddAVX512(SB), NOSPLIT, $0-36
	ARGS3
	VBROADCASTSS s+32(FP), Z15
	JMP          next

loop:
	VMOVUPS.Z     (SI), K1, Z0
	VFMADD231PS.Z (DX), Z15, K1, Z0
	NEXT3(loop, next, done)
