// Macros that compute exp, the normal tail and the logistic function of eight
// numbers: see exp.go, normal.go and sigmoid.go, whose steps they follow one by
// one.

#include "constants_amd64.h"

// EXP8 replaces x by exp(x). k, r and t are overwritten.
//
//	x = min(89, max(-105, x)), NaN staying; k = round(x·log2e)
//	r = x - k·ln2 (in two steps); x = 1 + r·(1 + r·q(r))
//	x = x · 2^(k>>1) · 2^(k-(k>>1))
#define EXP8(x, k, r, t) \
	VMOVUPS      EXP_HIGH, t      \
	VMINPS       x, t, x          \
	VMOVUPS      EXP_LOW, t       \
	VMAXPS       x, t, x          \
	VMULPS       LOG2E, x, k      \
	VROUNDPS     $0, k, k         \
	VMOVAPS      x, r             \
	VFNMADD231PS LN2_HIGH, k, r   \
	VFNMADD231PS LN2_LOW, k, r    \
	VMOVUPS      EXP6, x          \
	VFMADD213PS  EXP5, r, x       \
	VFMADD213PS  EXP4, r, x       \
	VFMADD213PS  EXP3, r, x       \
	VFMADD213PS  EXP2, r, x       \
	VFMADD213PS  ONE, r, x        \
	VFMADD213PS  ONE, r, x        \
	VCVTPS2DQ    k, k             \
	VPSRAD       $1, k, t         \
	VPSUBD       t, k, k          \
	VPADDD       BIAS, t, t       \
	VPADDD       BIAS, k, k       \
	VPSLLD       $23, t, t        \
	VPSLLD       $23, k, k        \
	VMULPS       t, x, x          \
	VMULPS       k, x, x

// NORMAL_TAIL8 computes e = E and q = Q of |x|. x is kept; a, b, c and d are
// overwritten.
//
//	a = min(15, |x|); s = a²; low = fma(a, a, -s); a = u = 1/fma(0.3, a, 1)
//	e = exp(-s/2); e = fma(e, -low/2, e); q = e·(u·p(u))
#define NORMAL_TAIL8(x, e, q, a, b, c, d) \
	VANDPS      MAGNITUDE, x, a  \
	VMOVUPS     TAIL_END, b      \
	VMINPS      a, b, a          \
	VMULPS      a, a, e          \
	VMOVAPS     a, q             \
	VFMSUB213PS e, a, q          \
	VMULPS      HALF_NEG, q, q   \
	VMULPS      HALF_NEG, e, e   \
	VMOVUPS     TAIL_U, b        \
	VFMADD213PS ONE, b, a        \
	VMOVUPS     ONE, b           \
	VDIVPS      a, b, a          \
	EXP8(e, b, c, d)             \
	VFMADD213PS e, q, e          \
	VMOVUPS     TAIL9, q         \
	VFMADD213PS TAIL8, a, q      \
	VFMADD213PS TAIL7, a, q      \
	VFMADD213PS TAIL6, a, q      \
	VFMADD213PS TAIL5, a, q      \
	VFMADD213PS TAIL4, a, q      \
	VFMADD213PS TAIL3, a, q      \
	VFMADD213PS TAIL2, a, q      \
	VFMADD213PS TAIL1, a, q      \
	VFMADD213PS TAIL0, a, q      \
	VMULPS      a, q, q          \
	VMULPS      e, q, q

// NORMAL_CDF8 computes c = Φ(x) from q = Q(|x|); x and q are kept.
#define NORMAL_CDF8(x, q, c) \
	VMOVUPS   ONE, c     \
	VSUBPS    q, c, c    \
	VBLENDVPS x, q, c, c

// LOGISTIC8 prepares the quotients of σ(x) and σ(−x), which are 1 or e over
// d + low. x is kept.
//
//	e = exp(-|x|); d = 1 + e; low = e - (d - 1); r = 1/d
#define LOGISTIC8(x, e, d, low, r) \
	VORPS   SIGN, x, e     \
	EXP8(e, d, low, r)     \
	VADDPS  ONE, e, d      \
	VSUBPS  ONE, d, low    \
	VSUBPS  low, e, low    \
	VMOVUPS ONE, r         \
	VDIVPS  d, r, r

// QUOTIENT8 replaces n by n/(d + low); q is overwritten.
//
//	q = n·r; n = fma(-q, low, fma(-q, d, n)); n = fma(n, r, q)
#define QUOTIENT8(n, d, low, r, q) \
	VMULPS       r, n, q   \
	VFNMADD231PS d, q, n   \
	VFNMADD231PS low, q, n \
	VFMADD213PS  q, r, n

// SIGMOID8 computes s = σ(x) from what LOGISTIC8 left; q is overwritten.
#define SIGMOID8(x, e, d, low, r, s, q) \
	VMOVUPS   ONE, s             \
	VBLENDVPS x, e, s, s         \
	QUOTIENT8(s, d, low, r, q)

// SIGMOID_OTHER8 computes o = σ(−x) likewise.
#define SIGMOID_OTHER8(x, e, d, low, r, o, q) \
	VBLENDVPS x, ONE, e, o       \
	QUOTIENT8(o, d, low, r, q)

// ARGS_FUNCTION and NEXT_FUNCTION open and close the loop of a function:
//
//	for blocks of eight of x: Y0 = x; compute; dst = Y0
//
// Registers: DI dst; SI x; CX elements left.
#define ARGS_FUNCTION \
	MOVQ dst+0(FP), DI \
	MOVQ x+8(FP), SI   \
	MOVQ n+16(FP), CX

#define NEXT_FUNCTION(loop) \
	VMOVUPS Y0, (DI) \
	ADDQ    $32, SI  \
	ADDQ    $32, DI  \
	SUBQ    $8, CX   \
	JNE     loop     \
	VZEROUPPER       \
	RET

// ARGS_GRADIENT and NEXT_GRADIENT open and close the loop of a gradient:
//
//	for blocks of eight of x and dy: Y0 = x; compute the slope Y1; dx = dy·Y1
//
// Registers: DI dx; DX dy; SI x; CX elements left.
#define ARGS_GRADIENT \
	MOVQ dx+0(FP), DI \
	MOVQ dy+8(FP), DX \
	MOVQ x+16(FP), SI \
	MOVQ n+24(FP), CX

#define NEXT_GRADIENT(loop) \
	VMULPS  (DX), Y1, Y1 \
	VMOVUPS Y1, (DI) \
	ADDQ    $32, SI  \
	ADDQ    $32, DX  \
	ADDQ    $32, DI  \
	SUBQ    $8, CX   \
	JNE     loop     \
	VZEROUPPER       \
	RET
