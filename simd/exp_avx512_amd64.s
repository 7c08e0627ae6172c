//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The exponential. Loop and registers DI, SI, CX, K1: functions_avx512_amd64.h.
//
//	for blocks of sixteen: dst = exp(x)
//
// Registers: Z0 x, then the result; Z1-Z3 of EXP16.

// func expAVX512(dst, x *float32, n int)
TEXT ·expAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	EXP16(Z0, Z1, Z2, Z3)
	NEXT_FUNCTION16(loop, next, done)
