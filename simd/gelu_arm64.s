//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// GELU and its gradient: see gelu.go. Loops and registers R0-R4:
// functions_arm64.h.

// dst = x·Φ(x)
//
// Registers: V0 x; V1 E; V2 Q; V3 Φ; V3-V6 of NORMAL_TAIL4; V4 free; V25-V31
// constants.

// func geluNEON(dst, x *float32, n int)
TEXT ·geluNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_TAIL

loop:
	NEXT_X
	NORMAL_TAIL4(0, 1, 2, 3, 4, 5, 6)
	NORMAL_CDF4(0, 2, 3, 4)
	FMUL4(0, 0, 3)
	NEXT_FUNCTION(loop)

// dx = dy·fma(x, E/√(2π), Φ(x))
//
// Registers: as above, but E is V7; V1 Φ, then the slope; V2 then dy.

// func geluGradNEON(dx, dy, x *float32, n int)
TEXT ·geluGradNEON(SB), NOSPLIT, $0-32
	ARGS_GRADIENT
	LOAD_TAIL

loop:
	NEXT_X
	NORMAL_TAIL4(0, 7, 2, 3, 4, 5, 6)
	NORMAL_CDF4(0, 2, 1, 4)
	FMUL4_CONST(7, 7, INV_SQRT_2PI)
	FMLA4(1, 0, 7)
	NEXT_GRADIENT(loop)
