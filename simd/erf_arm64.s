//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The error function: see erf.go. Loop and registers R0-R3: functions_arm64.h.
//
//	a = |x|; y = 1 - 2·Q(√2·a); z = a²; p = fma(p(z), a, a)
//	dst = the sign of x | (a < 1 ? p : y)
//
// Registers: V0 x, then the result; V1 a, then p; V2 √2·a, then y; V3 E, then
// z; V4 Q; V4, V5 p(z); V6 one, then the mask; V5-V8 of NORMAL_TAIL4; V16 the
// sign bit; V23-V31 constants.

#define ERF0 (23*4+0)
#define ERF1 (23*4+1)
#define ERF2 (23*4+2)
#define ERF3 (23*4+3)
#define ERF4 (24*4+0)
#define ERF5 (24*4+1)
#define ERF6 (24*4+2)
#define ERF7 (24*4+3)

// func erfNEON(dst, x *float32, n int)
TEXT ·erfNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_TAIL
	MOVD $·erfConstants(SB), R3
	VLD1 (R3), [V23.S4, V24.S4]
	VEOR V16.B16, V16.B16, V16.B16
	FNEG4(16, 16)

loop:
	NEXT_X
	FABS4(1, 0)
	FMUL4_CONST(2, 1, SQRT2)
	NORMAL_TAIL4(2, 3, 4, 5, 6, 7, 8)
	SET4(2, ONE)
	FMLS4_CONST(2, 4, TWO)
	FMUL4(3, 1, 1)
	SET4(4, ERF6)
	FMLA4_CONST(4, 3, ERF7)
	STEP4(5, 4, 3, ERF5)
	STEP4(4, 5, 3, ERF4)
	STEP4(5, 4, 3, ERF3)
	STEP4(4, 5, 3, ERF2)
	STEP4(5, 4, 3, ERF1)
	STEP4(4, 5, 3, ERF0)
	SET4(6, ONE)
	FCMGT4(6, 6, 1)
	FMLA4(1, 4, 1)
	BIT16(2, 1, 6)
	BIT16(2, 0, 16)
	VMOV V2.B16, V0.B16
	NEXT_FUNCTION(loop)
