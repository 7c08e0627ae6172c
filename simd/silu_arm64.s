//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// SiLU and its gradient: see silu.go. Loops and registers R0-R4:
// functions_arm64.h.

// dst = x·σ(x)
//
// Registers: V0 x; V1 e, V3-V5 the rest of LOGISTIC4; V6 σ; V7 free; V29-V31
// constants.

// func siluNEON(dst, x *float32, n int)
TEXT ·siluNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP

loop:
	NEXT_X
	LOGISTIC4(0, 1, 3, 4, 5)
	SIGMOID4(0, 1, 3, 4, 5, 6, 7)
	FMUL4(0, 0, 6)
	NEXT_FUNCTION(loop)

// dx = dy·(s·fma(x, o, 1)), s = σ(x), o = σ(−x)
//
// Registers: as above; V2 o, then dy; V1 fma, then the slope.

// func siluGradNEON(dx, dy, x *float32, n int)
TEXT ·siluGradNEON(SB), NOSPLIT, $0-32
	ARGS_GRADIENT
	LOAD_EXP

loop:
	NEXT_X
	LOGISTIC4(0, 1, 3, 4, 5)
	SIGMOID4(0, 1, 3, 4, 5, 6, 7)
	SIGMOID_OTHER4(0, 1, 3, 4, 5, 2, 7)
	STEP4(1, 0, 2, ONE)
	FMUL4(1, 6, 1)
	NEXT_GRADIENT(loop)
