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

// NORMAL_TAIL16 computes e = E and q = Q of |x|. x is kept; a, b, c and d are
// overwritten.
//
//	a = min(15, |x|); s = a²; low = fma(a, a, -s); a = u = 1/fma(0.3, a, 1)
//	e = exp(-s/2); e = fma(e, -low/2, e); q = e·(u·p(u))
#define NORMAL_TAIL16(x, e, q, a, b, c, d) \
	VANDPS.BCST      MAGNITUDE, x, a \
	VBROADCASTSS     TAIL_END, b     \
	VMINPS           a, b, a         \
	VMULPS           a, a, e         \
	VMOVAPS          a, q            \
	VFMSUB213PS      e, a, q         \
	VMULPS.BCST      HALF_NEG, q, q  \
	VMULPS.BCST      HALF_NEG, e, e  \
	VBROADCASTSS     ONE, b          \
	VFMADD132PS.BCST TAIL_U, b, a    \
	VDIVPS           a, b, a         \
	EXP16(e, b, c, d)                \
	VFMADD213PS      e, q, e         \
	VBROADCASTSS     TAIL9, q        \
	VFMADD213PS.BCST TAIL8, a, q     \
	VFMADD213PS.BCST TAIL7, a, q     \
	VFMADD213PS.BCST TAIL6, a, q     \
	VFMADD213PS.BCST TAIL5, a, q     \
	VFMADD213PS.BCST TAIL4, a, q     \
	VFMADD213PS.BCST TAIL3, a, q     \
	VFMADD213PS.BCST TAIL2, a, q     \
	VFMADD213PS.BCST TAIL1, a, q     \
	VFMADD213PS.BCST TAIL0, a, q     \
	VMULPS           a, q, q         \
	VMULPS           e, q, q

// NORMAL_CDF16 computes c = Φ(x) from q = Q(|x|); x and q are kept. K2 is
// overwritten.
#define NORMAL_CDF16(x, q, c) \
	VPMOVD2M     x, K2   \
	VBROADCASTSS ONE, c  \
	VSUBPS       q, c, c \
	VMOVAPS      q, K2, c

// LOGISTIC16 prepares the quotients of σ(x) and σ(−x), which are 1 or e over
// d + low. x is kept; K2 is the sign of x.
//
//	e = exp(-|x|); d = 1 + e; low = e - (d - 1); r = 1/d
#define LOGISTIC16(x, e, d, low, r) \
	VPMOVD2M     x, K2       \
	VORPS.BCST   SIGN, x, e  \
	EXP16(e, d, low, r)      \
	VBROADCASTSS ONE, r      \
	VADDPS       r, e, d     \
	VSUBPS       r, d, low   \
	VSUBPS       low, e, low \
	VDIVPS       d, r, r

// QUOTIENT16 replaces n by n/(d + low); q is overwritten.
//
//	q = n·r; n = fma(-q, low, fma(-q, d, n)); n = fma(n, r, q)
#define QUOTIENT16(n, d, low, r, q) \
	VMULPS       r, n, q   \
	VFNMADD231PS d, q, n   \
	VFNMADD231PS low, q, n \
	VFMADD213PS  q, r, n

// SIGMOID16 computes s = σ(x) from what LOGISTIC16 left; q is overwritten.
#define SIGMOID16(e, d, low, r, s, q) \
	VBROADCASTSS ONE, s         \
	VMOVAPS      e, K2, s       \
	QUOTIENT16(s, d, low, r, q)

// SIGMOID_OTHER16 computes o = σ(−x) likewise.
#define SIGMOID_OTHER16(e, d, low, r, o, q) \
	VMOVAPS      e, o           \
	VBROADCASTSS ONE, K2, o     \
	QUOTIENT16(o, d, low, r, q)

// ARGS_FUNCTION16 and NEXT_FUNCTION16 enclose the loop of a function, which is
// entered at next. Its blocks are whole but for the last:
//
//	next: for n > 0 {
//		K1 = the first min(n, 16) lanes
//	loop:
//		Z0 = x in K1, zeros elsewhere; compute; dst = Z0 in K1
//		n -= 16
//	}
//
// Masked loads and stores touch no memory outside K1 and cost what plain ones
// do, so that whole blocks need no loop of their own.
//
// Registers: DI dst; SI x; CX elements left; K1 the lanes; AX free.
#define ARGS_FUNCTION16 \
	MOVQ   dst+0(FP), DI \
	MOVQ   x+8(FP), SI   \
	MOVQ   n+16(FP), CX  \
	KXNORW K1, K1, K1

#define NEXT_FUNCTION16(loop, next, done) \
	VMOVUPS Z0, K1, (DI) \
	ADDQ    $64, SI      \
	ADDQ    $64, DI      \
	SUBQ    $16, CX      \
next:                    \
	NEXT_LANES16(loop, done)

// NEXT_LANES16 goes to loop with all lanes in K1, which is how K1 begins, or
// with the first CX of them, or returns if none is left.
#define NEXT_LANES16(loop, done) \
	CMPQ  CX, $16  \
	JGE   loop     \
	TESTQ CX, CX   \
	JLE   done     \
	MOVL  $1, AX   \
	SHLL  CX, AX   \
	DECL  AX       \
	KMOVW AX, K1   \
	JMP   loop     \
done:              \
	VZEROUPPER     \
	RET

// ARGS_GRADIENT16 and NEXT_GRADIENT16 are those of a gradient:
//
//	next: for n > 0 {
//		K1 = the first min(n, 16) lanes
//	loop:
//		Z0 = x in K1; compute the slope Z1; dx = dy·Z1 in K1
//		n -= 16
//	}
//
// Registers: DI dx; DX dy; SI x; CX elements left; K1 the lanes; AX free.
#define ARGS_GRADIENT16 \
	MOVQ   dx+0(FP), DI \
	MOVQ   dy+8(FP), DX \
	MOVQ   x+16(FP), SI \
	MOVQ   n+24(FP), CX \
	KXNORW K1, K1, K1

#define NEXT_GRADIENT16(loop, next, done) \
	VMULPS.Z (DX), Z1, K1, Z1 \
	VMOVUPS  Z1, K1, (DI)     \
	ADDQ     $64, SI          \
	ADDQ     $64, DX          \
	ADDQ     $64, DI          \
	SUBQ     $16, CX          \
next:                         \
	NEXT_LANES16(loop, done)
