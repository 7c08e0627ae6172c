//go:build !purego

#include "textflag.h"

// Element-wise arithmetic. Every loop is
//
//	for blocks of eight: dst = a OP b
//
// Registers: DI dst; SI a; DX b; CX elements left; Y15 a scalar, eight times.

#define ARGS3 \
	MOVQ dst+0(FP), DI \
	MOVQ a+8(FP), SI   \
	MOVQ b+16(FP), DX  \
	MOVQ n+24(FP), CX

#define ARGS2S \
	MOVQ         dst+0(FP), DI \
	MOVQ         a+8(FP), SI   \
	MOVQ         n+16(FP), CX  \
	VBROADCASTSS s+24(FP), Y15

#define NEXT3(loop) \
	VMOVUPS Y0, (DI) \
	ADDQ    $32, SI  \
	ADDQ    $32, DX  \
	ADDQ    $32, DI  \
	SUBQ    $8, CX   \
	JNE     loop     \
	VZEROUPPER       \
	RET

#define NEXT2(loop) \
	VMOVUPS Y0, (DI) \
	ADDQ    $32, SI  \
	ADDQ    $32, DI  \
	SUBQ    $8, CX   \
	JNE     loop     \
	VZEROUPPER       \
	RET

// func addAVX2(dst, a, b *float32, n int)
TEXT ·addAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS (SI), Y0
	VADDPS  (DX), Y0, Y0
	NEXT3(loop)

// func subAVX2(dst, a, b *float32, n int)
TEXT ·subAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS (SI), Y0
	VSUBPS  (DX), Y0, Y0
	NEXT3(loop)

// func mulAVX2(dst, a, b *float32, n int)
TEXT ·mulAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS (SI), Y0
	VMULPS  (DX), Y0, Y0
	NEXT3(loop)

// func divAVX2(dst, a, b *float32, n int)
TEXT ·divAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS (SI), Y0
	VDIVPS  (DX), Y0, Y0
	NEXT3(loop)

// The larger by VMAXPS, which takes b where one is NaN; then a where a is.
//
// func maximumAVX2(dst, a, b *float32, n int)
TEXT ·maximumAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS   (SI), Y1
	VMAXPS    (DX), Y1, Y0
	VCMPPS    $3, Y1, Y1, Y2
	VBLENDVPS Y2, Y1, Y0, Y0
	NEXT3(loop)

// func mulAddAVX2(dst, a, b *float32, n int)
TEXT ·mulAddAVX2(SB), NOSPLIT, $0-32
	ARGS3

loop:
	VMOVUPS     (SI), Y1
	VMOVUPS     (DI), Y0
	VFMADD231PS (DX), Y1, Y0
	NEXT3(loop)

// func addScalarAVX2(dst, a *float32, n int, s float32)
TEXT ·addScalarAVX2(SB), NOSPLIT, $0-28
	ARGS2S

loop:
	VADDPS (SI), Y15, Y0
	NEXT2(loop)

// func scaleAVX2(dst, a *float32, n int, s float32)
TEXT ·scaleAVX2(SB), NOSPLIT, $0-28
	ARGS2S

loop:
	VMULPS (SI), Y15, Y0
	NEXT2(loop)

// func scaleAddAVX2(dst, a, b *float32, n int, s float32)
TEXT ·scaleAddAVX2(SB), NOSPLIT, $0-36
	ARGS3
	VBROADCASTSS s+32(FP), Y15

loop:
	VMOVUPS     (SI), Y0
	VFMADD231PS (DX), Y15, Y0
	NEXT3(loop)
