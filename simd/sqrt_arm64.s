//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// Square roots: see sqrt.go. Loops and registers R0-R3: functions_arm64.h.

// dst = √x; V0 x, then the result.

// func sqrtNEON(dst, x *float32, n int)
TEXT ·sqrtNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	NEXT_X
	FSQRT4(0, 0)
	NEXT_FUNCTION(loop)

// dst = 1/√x; V0 x, then √x, then the result; V1 one, set before the loop;
// V29-V31 constants.

// func rsqrtNEON(dst, x *float32, n int)
TEXT ·rsqrtNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP
	SET4(1, ONE)

loop:
	NEXT_X
	FSQRT4(0, 0)
	FDIV4(0, 1, 0)
	NEXT_FUNCTION(loop)
