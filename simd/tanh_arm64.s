//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The hyperbolic tangent: see tanh.go. Loop and registers R0-R3:
// functions_arm64.h.
//
//	a = |x|; y = 1 - 2/(exp(2a) + 1); z = a²; p = fma(p(z)·z, a, a)
//	dst = the sign of x | (a < 0.625 ? p : y)
//
// Registers: V0 x, then the result; V1 a, then p; V2 y; V3 z; V4, V5 p(z); V6
// the mask; V3-V5 of EXP4; V16 the sign bit; V27-V31 constants.

#define TANH0 (27*4+0)
#define TANH1 (27*4+1)
#define TANH2 (27*4+2)
#define TANH3 (27*4+3)
#define TANH4 (28*4+0)
#define TANH_SMALL (28*4+1)

// func tanhNEON(dst, x *float32, n int)
TEXT ·tanhNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP
	MOVD $·tanhConstants(SB), R3
	VLD1 (R3), [V27.S4, V28.S4]
	VEOR V16.B16, V16.B16, V16.B16
	FNEG4(16, 16)

loop:
	NEXT_X
	FABS4(1, 0)
	FADD4(2, 1, 1)
	EXP4(2, 3, 4, 5)
	SET4(4, ONE)
	FADD4(2, 2, 4)
	SET4(3, TWO)
	FDIV4(2, 3, 2)
	FSUB4(2, 4, 2)
	FMUL4(3, 1, 1)
	SET4(5, TANH3)
	FMLA4_CONST(5, 3, TANH4)
	STEP4(4, 5, 3, TANH2)
	STEP4(5, 4, 3, TANH1)
	STEP4(4, 5, 3, TANH0)
	FMUL4(4, 4, 3)
	SET4(6, TANH_SMALL)
	FCMGT4(6, 6, 1)
	FMLA4(1, 4, 1)
	BIT16(2, 1, 6)
	BIT16(2, 0, 16)
	VMOV V2.B16, V0.B16
	NEXT_FUNCTION(loop)
