//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"
#include "reduce_amd64.h"

// Reductions in 32 lanes, four registers of eight:
//
//	for blocks of 32: Y0..Y3 op= the four vectors of the block
//	the rest: whole vectors to Y0, Y1, ... in order, then one under a mask
//	combine lane l with l+16, l+8, l+4, l+2, l+1
//
// Registers: SI, DX inputs; CX elements left; Y0-Y3 (and Y4-Y7) lanes; Y15
// the mask; AX its address.

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
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
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
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// Y13 holds m.
#define SQUARE_BODY(acc, acc2) \
	VMOVUPS     (SI), Y8    \
	VSUBPS      Y13, Y8, Y8 \
	VFMADD231PS Y8, Y8, acc \
	ADDQ        $32, SI

#define SQUARE_MASKED(acc, acc2) \
	VMASKMOVPS  (SI), Y15, Y8 \
	VSUBPS      Y13, Y8, Y8   \
	VANDPS      Y15, Y8, Y8   \
	VFMADD231PS Y8, Y8, acc

// func squaredDiffAVX2(x *float32, n int, m float32) float32
TEXT ·squaredDiffAVX2(SB), NOSPLIT, $0-28
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS m+16(FP), Y13
	ZERO4(Y0, Y1, Y2, Y3)
	BLOCKS(SQUARE_BODY, SQUARE_MASKED)
	COMBINE_SUM(Y0, Y1, Y2, Y3, X0, X1)
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

// Sums of columns, chains over the rows, for blocks of 32 and then 8 columns:
//
//	Y0..Y3 = dst; for each row: Y0..Y3 += x; dst = Y0..Y3
//
// Registers: DI dst; SI x, the first row; DX a row; R8 bytes of a row; R9 rows;
// R10 rows left; CX columns left.

// func colSumsAVX2(dst, x *float32, rows, cols, n int)
TEXT ·colSumsAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ rows+16(FP), R9
	MOVQ cols+24(FP), R8
	MOVQ n+32(FP), CX
	SHLQ $2, R8
	SUBQ $32, CX
	JLT  narrow

wide:
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	MOVQ    SI, DX
	MOVQ    R9, R10

wideRow:
	VADDPS  (DX), Y0, Y0
	VADDPS  32(DX), Y1, Y1
	VADDPS  64(DX), Y2, Y2
	VADDPS  96(DX), Y3, Y3
	ADDQ    R8, DX
	SUBQ    $1, R10
	JNE     wideRow
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ    $128, DI
	ADDQ    $128, SI
	SUBQ    $32, CX
	JGE     wide

narrow:
	ADDQ $32, CX
	JEQ  done

eight:
	VMOVUPS (DI), Y0
	MOVQ    SI, DX
	MOVQ    R9, R10

eightRow:
	VADDPS  (DX), Y0, Y0
	ADDQ    R8, DX
	SUBQ    $1, R10
	JNE     eightRow
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	SUBQ    $8, CX
	JNE     eight

done:
	VZEROUPPER
	RET

// The first that equals v, in blocks of eight:
//
//	for blocks: if any x == v: return its place
//
// Registers: SI x; CX elements; AX elements done; DX a bit for each that
// equals; Y1 v.

// func indexAVX2(x *float32, n int, v float32) int
TEXT ·indexAVX2(SB), NOSPLIT, $0-32
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	VBROADCASTSS v+16(FP), Y1
	XORQ         AX, AX

look:
	VCMPPS    $0, (SI)(AX*4), Y1, Y0
	VMOVMSKPS Y0, DX
	TESTL     DX, DX
	JNE       found
	ADDQ      $8, AX
	CMPQ      AX, CX
	JLT       look
	MOVQ      CX, ret+24(FP)
	VZEROUPPER
	RET

found:
	BSFL DX, DX
	ADDQ DX, AX
	MOVQ AX, ret+24(FP)
	VZEROUPPER
	RET
