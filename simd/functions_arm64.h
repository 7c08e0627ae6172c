// Macros that compute exp, the normal tail and the logistic function of four
// numbers: see exp.go, normal.go and sigmoid.go, whose steps they follow one by
// one. Arguments are register numbers, as in neon_arm64.h, which a file includes
// first; those of a macro of several instructions must differ.

// Constants lie four to a register, loaded before a loop by LOAD_...; a name
// stands for 4·register + lane. A chain of fused multiply-adds overwrites its
// addend, which has to be copied in any case: taking it out of a lane costs
// the same, and all constants of a function stay in registers.

#define EXP_HIGH (29*4+0)
#define EXP_LOW (29*4+1)
#define LOG2E (29*4+2)
#define TWO (29*4+3)
#define LN2_HIGH (30*4+0)
#define LN2_LOW (30*4+1)
#define EXP_R2 (30*4+2)
#define EXP_R3 (30*4+3)
#define EXP_R4 (31*4+0)
#define EXP_R5 (31*4+1)
#define EXP_R6 (31*4+2)
#define ONE (31*4+3)

#define LOAD_EXP \
	MOVD $·expConstants(SB), R3 \
	VLD1 (R3), [V29.S4, V30.S4, V31.S4]

#define TAIL0 (25*4+0)
#define TAIL1 (25*4+1)
#define TAIL2 (25*4+2)
#define TAIL3 (25*4+3)
#define TAIL4 (26*4+0)
#define TAIL5 (26*4+1)
#define TAIL6 (26*4+2)
#define TAIL7 (26*4+3)
#define TAIL8 (27*4+0)
#define TAIL9 (27*4+1)
#define TAIL_U (27*4+2)
#define TAIL_END (27*4+3)
#define HALF_NEG (28*4+0)
#define INV_SQRT_2PI (28*4+1)
#define SQRT2 (28*4+2)

#define LOAD_TAIL \
	LOAD_EXP                     \
	MOVD $·tailConstants(SB), R3 \
	VLD1 (R3), [V25.S4, V26.S4, V27.S4, V28.S4]

// SET4: d = the constant c. FMUL4_CONST, FMLA4_CONST and FMLS4_CONST: d = n·c,
// d = d + n·c, d = d − n·c, the last two fused.
#define SET4(d, c) WORD $(0x4E040400 | ((c)&3)<<19 | ((c)>>2)<<5 | (d))
#define NEON_CONST(op, d, n, c) WORD $(op | ((c)&1)<<21 | ((c)&2)<<10 | ((c)>>2)<<16 | (n)<<5 | (d))
#define FMUL4_CONST(d, n, c) NEON_CONST(0x4F809000, d, n, c)
#define FMLA4_CONST(d, n, c) NEON_CONST(0x4F801000, d, n, c)
#define FMLS4_CONST(d, n, c) NEON_CONST(0x4F805000, d, n, c)

// INT_ADD4 and INT_SUB4: d = n ± m, of int32.
#define INT_ADD4(d, n, m) NEON3(0x4EA08400, d, n, m)
#define INT_SUB4(d, n, m) NEON3(0x6EA08400, d, n, m)

// STEP4 is a step of Horner's method: d = fma(n, m, c).
#define STEP4(d, n, m, c) \
	SET4(d, c) \
	FMLA4(d, n, m)

// EXP4 replaces x by exp(x). k, q and t are overwritten.
//
//	x = min(89, max(-105, x)), NaN staying; k = round(x·log2e)
//	x = r = x - k·ln2 (in two steps); t = 1 + r·(1 + r·q(r))
//	x = t · 2^(k>>1) · 2^(k-(k>>1)), the powers from the bits of 1
#define EXP4(x, k, q, t) \
	SET4(t, EXP_HIGH)           \
	FMIN4(x, x, t)              \
	SET4(t, EXP_LOW)            \
	FMAX4(x, x, t)              \
	FMUL4_CONST(k, x, LOG2E)    \
	FRINTN4(k, k)               \
	FMLS4_CONST(x, k, LN2_HIGH) \
	FMLS4_CONST(x, k, LN2_LOW)  \
	SET4(q, EXP_R5)             \
	FMLA4_CONST(q, x, EXP_R6)   \
	STEP4(t, q, x, EXP_R4)      \
	STEP4(q, t, x, EXP_R3)      \
	STEP4(t, q, x, EXP_R2)      \
	STEP4(q, t, x, ONE)         \
	STEP4(t, q, x, ONE)         \
	FCVTNS4(k, k)               \
	SSHR4(q, k, 1)              \
	INT_SUB4(k, k, q)           \
	SHL4(q, q, 23)              \
	SHL4(k, k, 23)              \
	SET4(x, ONE)                \
	INT_ADD4(q, q, x)           \
	INT_ADD4(k, k, x)           \
	FMUL4(x, t, q)              \
	FMUL4(x, x, k)

// NORMAL_TAIL4 computes e = E and q = Q of |x|. x is kept; a, b, c and d are
// overwritten.
//
//	a = min(15, |x|); s = a²; low = fma(a, a, -s); a = u = 1/fma(0.3, a, 1)
//	e = exp(-s/2); e = fma(e, -low/2, e); q = e·(u·p(u))
#define NORMAL_TAIL4(x, e, q, a, b, c, d) \
	FABS4(a, x)                 \
	SET4(b, TAIL_END)           \
	FMIN4(a, a, b)              \
	FMUL4(e, a, a)              \
	FNEG4(q, e)                 \
	FMLA4(q, a, a)              \
	FMUL4_CONST(q, q, HALF_NEG) \
	FMUL4_CONST(e, e, HALF_NEG) \
	SET4(b, ONE)                \
	FMLA4_CONST(b, a, TAIL_U)   \
	SET4(a, ONE)                \
	FDIV4(a, a, b)              \
	EXP4(e, b, c, d)            \
	FMLA4(e, e, q)              \
	SET4(q, TAIL8)              \
	FMLA4_CONST(q, a, TAIL9)    \
	STEP4(b, q, a, TAIL7)       \
	STEP4(q, b, a, TAIL6)       \
	STEP4(b, q, a, TAIL5)       \
	STEP4(q, b, a, TAIL4)       \
	STEP4(b, q, a, TAIL3)       \
	STEP4(q, b, a, TAIL2)       \
	STEP4(b, q, a, TAIL1)       \
	STEP4(q, b, a, TAIL0)       \
	FMUL4(q, q, a)              \
	FMUL4(q, q, e)

// NORMAL_CDF4 computes c = Φ(x) from q = Q(|x|): q where the sign of x is set,
// else 1 - q. x and q are kept; m is overwritten.
#define NORMAL_CDF4(x, q, c, m) \
	SET4(c, ONE)    \
	FSUB4(c, c, q)  \
	SSHR4(m, x, 31) \
	BIT16(c, q, m)

// LOGISTIC4 prepares the quotients of σ(x) and σ(−x), which are 1 or e over
// d + low. x is kept.
//
//	e = exp(-|x|); d = 1 + e; low = e - (d - 1); r = 1/d
#define LOGISTIC4(x, e, d, low, r) \
	FABS4(e, x)        \
	FNEG4(e, e)        \
	EXP4(e, d, low, r) \
	SET4(r, ONE)       \
	FADD4(d, r, e)     \
	FSUB4(low, d, r)   \
	FSUB4(low, e, low) \
	FDIV4(r, r, d)

// QUOTIENT4 computes s = n/(d + low); n is overwritten.
//
//	s = n·r; n = fma(-s, low, fma(-s, d, n)); s = fma(n, r, s)
#define QUOTIENT4(s, n, d, low, r) \
	FMUL4(s, n, r)   \
	FMLS4(n, s, d)   \
	FMLS4(n, s, low) \
	FMLA4(s, n, r)

// SIGMOID4 computes s = σ(x) from what LOGISTIC4 left; n is overwritten.
#define SIGMOID4(x, e, d, low, r, s, n) \
	SET4(s, ONE)    \
	SSHR4(n, x, 31) \
	BSL16(n, e, s)  \
	QUOTIENT4(s, n, d, low, r)

// SIGMOID_OTHER4 computes o = σ(−x) likewise.
#define SIGMOID_OTHER4(x, e, d, low, r, o, n) \
	SET4(o, ONE)    \
	SSHR4(n, x, 31) \
	BSL16(n, o, e)  \
	QUOTIENT4(o, n, d, low, r)

// ARGS_FUNCTION, NEXT_X and NEXT_FUNCTION make the loop of a function:
//
//	for blocks of four of x: V0 = x; compute; dst = V0
//
// Registers: R0 dst; R1 x; R2 elements left; R3 for addresses of constants.
#define ARGS_FUNCTION \
	MOVD dst+0(FP), R0 \
	MOVD x+8(FP), R1   \
	MOVD n+16(FP), R2

#define NEXT_X VLD1.P 16(R1), [V0.S4]

#define NEXT_FUNCTION(loop) \
	VST1.P [V0.S4], 16(R0) \
	SUBS   $4, R2, R2      \
	BNE    loop            \
	RET

// ARGS_GRADIENT, NEXT_X and NEXT_GRADIENT make that of a gradient:
//
//	for blocks of four of x and dy: V0 = x; compute the slope V1; dx = dy·V1
//
// Registers: R0 dx; R4 dy; R1 x; R2 elements left; R3 as above; V2 dy.
#define ARGS_GRADIENT \
	MOVD dx+0(FP), R0 \
	MOVD dy+8(FP), R4 \
	MOVD x+16(FP), R1 \
	MOVD n+24(FP), R2

#define NEXT_GRADIENT(loop) \
	VLD1.P 16(R4), [V2.S4] \
	FMUL4(1, 2, 1)         \
	VST1.P [V1.S4], 16(R0) \
	SUBS   $4, R2, R2      \
	BNE    loop            \
	RET
