//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The logistic function: see sigmoid.go. Loop and registers R0-R3:
// functions_arm64.h.
//
//	for blocks of four: dst = σ(x)
//
// Registers: V0 x, then σ; V1 x; V2-V5 of LOGISTIC4; V6 free; V29-V31
// constants.

// func sigmoidNEON(dst, x *float32, n int)
TEXT ·sigmoidNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP

loop:
	NEXT_X
	VMOV V0.B16, V1.B16
	LOGISTIC4(1, 2, 3, 4, 5)
	SIGMOID4(1, 2, 3, 4, 5, 0, 6)
	NEXT_FUNCTION(loop)
