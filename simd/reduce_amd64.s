//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// Reductions in 32 lanes, four registers of eight:
//
//	for blocks of 32: Y0..Y3 op= the four vectors of the block
//	the rest: whole vectors to Y0, Y1, ... in order, then one under a mask
//	combine lane l with l+16, l+8, l+4, l+2, l+1
//
// Registers: SI, DX inputs; CX elements left; Y0-Y3 (and Y4-Y7) lanes; Y15
// the mask; AX its address.

// BLOCKS runs BODY, which takes a register of lanes and moves the inputs on,
// over all whole vectors, and MASKED, under the mask Y15, over the rest.
#define BLOCKS(BODY, MASKED) \
	SUBQ  $32, CX        \
	JLT   rest           \
block:                   \
	BODY(Y0, Y4)         \
	BODY(Y1, Y5)         \
	BODY(Y2, Y6)         \
	BODY(Y3, Y7)         \
	SUBQ  $32, CX        \
	JGE   block          \
rest:                    \
	ADDQ  $32, CX        \
	CMPQ  CX, $8         \
	JLT   last0          \
	BODY(Y0, Y4)         \
	SUBQ  $8, CX         \
	CMPQ  CX, $8         \
	JLT   last1          \
	BODY(Y1, Y5)         \
	SUBQ  $8, CX         \
	CMPQ  CX, $8         \
	JLT   last2          \
	BODY(Y2, Y6)         \
	SUBQ  $8, CX         \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y3, Y7)       \
	JMP   combine        \
last0:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y0, Y4)       \
	JMP   combine        \
last1:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y1, Y5)       \
	JMP   combine        \
last2:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y2, Y6)       \
combine:

// MASK turns on the first CX lanes of Y15.
#define MASK \
	LEAQ    ·masks+128(SB), AX \
	SHLQ    $2, CX             \
	SUBQ    CX, AX             \
	VMOVUPS (AX), Y15

// COMBINE leaves OP over all lanes in the low element of x0, the low half of y0.
#define COMBINE(OP, y0, y1, y2, y3, x0, x1) \
	OP           y2, y0, y0  \
	OP           y3, y1, y1  \
	OP           y1, y0, y0  \
	VEXTRACTF128 $1, y0, x1  \
	OP           x1, x0, x0  \
	VMOVHLPS     x0, x0, x1  \
	OP           x1, x0, x0  \
	VMOVSHDUP    x0, x1      \
	OP           x1, x0, x0

#define ZERO4(a, b, c, d) \
	VXORPS a, a, a \
	VXORPS b, b, b \
	VXORPS c, c, c \
	VXORPS d, d, d

#define SUM_BODY(acc, acc2) \
	VADDPS (SI), acc, acc \
	ADDQ   $32, SI

#define SUM_MASKED(acc, acc2) \
	VMASKMOVPS (SI), Y15, Y8 \
	VADDPS     Y8, acc, acc

// func sumAVX2(x *float32, n int) float32
TEXT ·sumAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(SUM_BODY, SUM_MASKED)
	COMBINE(VADDPS, Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

#define DOT_BODY(acc, acc2) \
	VMOVUPS     (SI), Y8     \
	VFMADD231PS (DX), Y8, acc \
	ADDQ        $32, SI      \
	ADDQ        $32, DX

#define DOT_MASKED(acc, acc2) \
	VMASKMOVPS  (SI), Y15, Y8 \
	VMASKMOVPS  (DX), Y15, Y9 \
	VFMADD231PS Y9, Y8, acc

// func dotAVX2(a, b *float32, n int) float32
TEXT ·dotAVX2(SB), NOSPLIT, $0-28
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DX
	MOVQ n+16(FP), CX
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(DOT_BODY, DOT_MASKED)
	COMBINE(VADDPS, Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// Y14 holds m.
#define SQUARE_BODY(acc, acc2) \
	VMOVUPS     (SI), Y8    \
	VSUBPS      Y14, Y8, Y8 \
	VFMADD231PS Y8, Y8, acc \
	ADDQ        $32, SI

#define SQUARE_MASKED(acc, acc2) \
	VMASKMOVPS  (SI), Y15, Y8 \
	VSUBPS      Y14, Y8, Y8   \
	VANDPS      Y15, Y8, Y8   \
	VFMADD231PS Y8, Y8, acc

// func squaredDiffAVX2(x *float32, n int, m float32) float32
TEXT ·squaredDiffAVX2(SB), NOSPLIT, $0-28
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS m+16(FP), Y14
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(SQUARE_BODY, SQUARE_MASKED)
	COMBINE(VADDPS, Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS       X0, ret+24(FP)
	VZEROUPPER
	RET

// Y10 collects where x is NaN.
#define MAX_BODY(acc, acc2) \
	VMOVUPS (SI), Y8         \
	VMAXPS  acc, Y8, acc     \
	VCMPPS  $3, Y8, Y8, Y9   \
	VORPS   Y9, Y10, Y10     \
	ADDQ    $32, SI

#define MAX_MASKED(acc, acc2) \
	VMASKMOVPS (SI), Y15, Y8       \
	VCMPPS     $3, Y8, Y8, Y9      \
	VORPS      Y9, Y10, Y10        \
	VMOVUPS    NEG_INF, Y9         \
	VBLENDVPS  Y15, Y8, Y9, Y8     \
	VMAXPS     acc, Y8, acc

// func largestAVX2(x *float32, n int) float32
TEXT ·largestAVX2(SB), NOSPLIT, $0-20
	MOVQ      x+0(FP), SI
	MOVQ      n+8(FP), CX
	VMOVUPS   NEG_INF, Y0
	VMOVAPS   Y0, Y1
	VMOVAPS   Y0, Y2
	VMOVAPS   Y0, Y3
	VXORPS    Y10, Y10, Y10
	BLOCKS(MAX_BODY, MAX_MASKED)
	COMBINE(VMAXPS, Y0, Y1, Y2, Y3, X0, X1)
	VXORPS    X1, X1, X1
	VADDSS    X1, X0, X0
	VMOVMSKPS Y10, AX
	TESTL     AX, AX
	JEQ       number
	MOVL      $0x7fc00000, AX
	MOVL      AX, ret+16(FP)
	VZEROUPPER
	RET

number:
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// Y13 holds the scale, Y14 the scaled maximum; DI the result.
#define SOFTMAX_EXP(acc) \
	VMULPS Y13, Y8, Y8     \
	VSUBPS Y14, Y8, Y8     \
	EXP8(Y8, Y9, Y10, Y11)

#define SOFTMAX_BODY(acc, acc2) \
	VMOVUPS (SI), Y8       \
	SOFTMAX_EXP(acc)       \
	VMOVUPS Y8, (DI)       \
	VADDPS  Y8, acc, acc   \
	ADDQ    $32, SI        \
	ADDQ    $32, DI

#define SOFTMAX_MASKED(acc, acc2) \
	VMASKMOVPS (SI), Y15, Y8  \
	SOFTMAX_EXP(acc)          \
	VANDPS     Y15, Y8, Y8    \
	VMASKMOVPS Y8, Y15, (DI)  \
	VADDPS     Y8, acc, acc

// func softmaxExpAVX2(dst, x *float32, n int, scale, top float32) float32
TEXT ·softmaxExpAVX2(SB), NOSPLIT, $0-36
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSS scale+24(FP), Y13
	VBROADCASTSS top+28(FP), Y14
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(SOFTMAX_BODY, SOFTMAX_MASKED)
	COMBINE(VADDPS, Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS       X0, ret+32(FP)
	VZEROUPPER
	RET

// g = dy·gamma into acc, g·(x−mean)·rstd into acc2. Y13 holds mean, Y14 rstd;
// SI x; DX dy; BX gamma.
#define NORM_SUMS(acc, acc2) \
	VSUBPS      Y13, Y8, Y8   \
	VMULPS      Y14, Y8, Y8   \
	VMULPS      Y9, Y10, Y10  \
	VADDPS      Y10, acc, acc \
	VFMADD231PS Y8, Y10, acc2

#define NORM_SUMS_BODY(acc, acc2) \
	VMOVUPS (SI), Y8     \
	VMOVUPS (DX), Y9     \
	VMOVUPS (BX), Y10    \
	NORM_SUMS(acc, acc2) \
	ADDQ    $32, SI      \
	ADDQ    $32, DX      \
	ADDQ    $32, BX

#define NORM_SUMS_MASKED(acc, acc2) \
	VMASKMOVPS (SI), Y15, Y8  \
	VMASKMOVPS (DX), Y15, Y9  \
	VMASKMOVPS (BX), Y15, Y10 \
	NORM_SUMS(acc, acc2)

// func layerNormGradSumsAVX2(dy, x, gamma *float32, n int, mean, rstd float32) (s1, s2 float32)
TEXT ·layerNormGradSumsAVX2(SB), NOSPLIT, $0-48
	MOVQ         dy+0(FP), DX
	MOVQ         x+8(FP), SI
	MOVQ         gamma+16(FP), BX
	MOVQ         n+24(FP), CX
	VBROADCASTSS mean+32(FP), Y13
	VBROADCASTSS rstd+36(FP), Y14
	ZERO4(Y0, Y1, Y2, Y3)
	ZERO4(Y4, Y5, Y6, Y7)
	BLOCKS(NORM_SUMS_BODY, NORM_SUMS_MASKED)
	COMBINE(VADDPS, Y0, Y1, Y2, Y3, X0, X1)
	COMBINE(VADDPS, Y4, Y5, Y6, Y7, X4, X5)
	VMOVSS       X0, s1+40(FP)
	VMOVSS       X4, s2+44(FP)
	VZEROUPPER
	RET
