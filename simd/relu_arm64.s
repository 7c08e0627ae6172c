//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The rectifier and its gradient: see relu.go. Loops and registers R0-R4:
// functions_arm64.h.

// dst = x ≤ 0 ? +0 : x
//
// Registers: V0 x; V1 the mask of x ≤ 0; V2 zero.

// func reluNEON(dst, x *float32, n int)
TEXT ·reluNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	VEOR V2.B16, V2.B16, V2.B16

loop:
	NEXT_X
	FCMLE4_ZERO(1, 0)
	BIT16(0, 2, 1)
	NEXT_FUNCTION(loop)

// dx = x > 0 ? dy : +0
//
// Registers: V0 x, then dx; V1 the mask of x > 0; V2 dy.

// func reluGradNEON(dx, dy, x *float32, n int)
TEXT ·reluGradNEON(SB), NOSPLIT, $0-32
	ARGS_GRADIENT

loop:
	NEXT_X
	VLD1.P 16(R4), [V2.S4]
	FCMGT4_ZERO(1, 0)
	VAND   V2.B16, V1.B16, V0.B16
	NEXT_FUNCTION(loop)
