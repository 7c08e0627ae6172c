// The macros of functions_amd64.h for sixteen numbers, step by step the same.
// Included in its place: it brings the names of the constants along, which are
// read by broadcasting the first of their eight copies.

#include "functions_amd64.h"

// EXP16 replaces x by exp(x). k, r and t are overwritten.
//
//	x = min(89, max(-105, x)), NaN staying; k = round(x·log2e)
//	r = x - k·ln2 (in two steps); x = 1 + r·(1 + r·q(r))
//	x = x · 2^k, which rounds once as the two factors of EXP8 do, the first of
//	them being exact
#define EXP16(x, k, r, t) \
	VBROADCASTSS      EXP_HIGH, t    \
	VMINPS            x, t, x        \
	VBROADCASTSS      EXP_LOW, t     \
	VMAXPS            x, t, x        \
	VMULPS.BCST       LOG2E, x, k    \
	VRNDSCALEPS       $8, k, k       \
	VMOVAPS           x, r           \
	VFNMADD231PS.BCST LN2_HIGH, k, r \
	VFNMADD231PS.BCST LN2_LOW, k, r  \
	VBROADCASTSS      EXP6, x        \
	VFMADD213PS.BCST  EXP5, r, x     \
	VFMADD213PS.BCST  EXP4, r, x     \
	VFMADD213PS.BCST  EXP3, r, x     \
	VFMADD213PS.BCST  EXP2, r, x     \
	VFMADD213PS.BCST  ONE, r, x      \
	VFMADD213PS.BCST  ONE, r, x      \
	VSCALEFPS         k, x, x

// ARGS_FUNCTION16, LANES16 and NEXT_FUNCTION16 make the loop of a function. Its
// blocks are whole but for the last:
//
//	for n > 0 {
//		K1 = the first min(n, 16) lanes
//		Z0 = x in K1, zeros elsewhere; compute; dst = Z0 in K1
//		n -= 16
//	}
//
// Registers: DI dst; SI x; CX elements left; K1 the lanes; AX free.
#define ARGS_FUNCTION16 \
	MOVQ   dst+0(FP), DI \
	MOVQ   x+8(FP), SI   \
	MOVQ   n+16(FP), CX  \
	KXNORW K1, K1, K1

#define LANES16(whole) \
	CMPQ  CX, $16 \
	JGE   whole   \
	MOVL  $1, AX  \
	SHLL  CX, AX  \
	DECL  AX      \
	KMOVW AX, K1

#define NEXT_FUNCTION16(loop) \
	VMOVUPS Z0, K1, (DI) \
	ADDQ    $64, SI      \
	ADDQ    $64, DI      \
	SUBQ    $16, CX      \
	JG      loop         \
	VZEROUPPER           \
	RET
