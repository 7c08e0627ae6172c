//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// The exponential. Loop and registers DI, SI, CX: functions_amd64.h.
//
//	for blocks of eight: dst = exp(x)
//
// Registers: Y0 x, then the result; Y1-Y3 of EXP8.

// func expAVX2(dst, x *float32, n int)
TEXT ·expAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	EXP8(Y0, Y1, Y2, Y3)
	NEXT_FUNCTION(loop)
