//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The logistic function: see sigmoid.go. Loop and registers DI, SI, CX, AX, K1:
// functions_avx512_amd64.h.
//
//	for blocks of sixteen: dst = σ(x)
//
// Registers: Z0 x, then σ; Z1-Z4 and K2 of LOGISTIC16; Z5 free.

// func sigmoidAVX512(dst, x *float32, n int)
TEXT ·sigmoidAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	LOGISTIC16(Z0, Z1, Z2, Z3, Z4)
	SIGMOID16(Z1, Z2, Z3, Z4, Z0, Z5)
	NEXT_FUNCTION16(loop, next, done)
