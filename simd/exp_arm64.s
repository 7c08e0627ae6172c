//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The exponential. Loop and registers R0-R3: functions_arm64.h.
//
//	for blocks of four: dst = exp(x)
//
// Registers: V0 x, then the result; V1-V3 of EXP4; V29-V31 constants.

// func expNEON(dst, x *float32, n int)
TEXT ·expNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP

loop:
	NEXT_X
	EXP4(0, 1, 2, 3)
	NEXT_FUNCTION(loop)
