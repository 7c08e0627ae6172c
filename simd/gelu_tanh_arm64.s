//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The tanh approximation of GELU and its gradient: see gelu.go. Loops and
// registers R0-R4: functions_arm64.h. V28-V31 constants.

#define GELU_TANH_LINEAR (28*4+0)
#define GELU_TANH_CUBIC (28*4+1)
#define GELU_TANH_SLOPE (28*4+2)

#define LOAD_GELU_TANH \
	LOAD_EXP                         \
	MOVD $·geluTanhConstants(SB), R3 \
	VLD1 (R3), [V28.S4]

// GELU_TANH_ARG4 computes u = 2u(x) = x·fma(cubic, x², linear); t = x².
#define GELU_TANH_ARG4(x, u, t) \
	FMUL4(t, x, x)                     \
	SET4(u, GELU_TANH_LINEAR)          \
	FMLA4_CONST(u, t, GELU_TANH_CUBIC) \
	FMUL4(u, x, u)

// dst = x·σ(2u)
//
// Registers: V0 x; V1 2u; V2-V5 of LOGISTIC4; V6 σ; V7 free.

// func geluTanhNEON(dst, x *float32, n int)
TEXT ·geluTanhNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_GELU_TANH

loop:
	NEXT_X
	GELU_TANH_ARG4(0, 1, 7)
	LOGISTIC4(1, 2, 3, 4, 5)
	SIGMOID4(1, 2, 3, 4, 5, 6, 7)
	FMUL4(0, 0, 6)
	NEXT_FUNCTION(loop)

// dx = dy·(s + bend), bend = s·o·(x·fma(slope, x², linear)) where s·o ≠ 0
//
// Registers: as above; V6 s; V8 o, then s·o; V9 x²; V1 fma, then bend, then the
// slope; V10 the mask of s·o = 0; V11 zero; V2 then dy.

// func geluTanhGradNEON(dx, dy, x *float32, n int)
TEXT ·geluTanhGradNEON(SB), NOSPLIT, $0-32
	ARGS_GRADIENT
	LOAD_GELU_TANH
	VEOR V11.B16, V11.B16, V11.B16

loop:
	NEXT_X
	GELU_TANH_ARG4(0, 1, 9)
	LOGISTIC4(1, 2, 3, 4, 5)
	SIGMOID4(1, 2, 3, 4, 5, 6, 7)
	SIGMOID_OTHER4(1, 2, 3, 4, 5, 8, 7)
	FMUL4(8, 6, 8)
	SET4(1, GELU_TANH_LINEAR)
	FMLA4_CONST(1, 9, GELU_TANH_SLOPE)
	FMUL4(1, 0, 1)
	FMUL4(1, 8, 1)
	FCMEQ4(10, 8, 11)
	BIT16(1, 8, 10)
	FADD4(1, 6, 1)
	NEXT_GRADIENT(loop)
