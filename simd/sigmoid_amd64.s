//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// The logistic function: see sigmoid.go. Loop and registers DI, SI, CX:
// functions_amd64.h.
//
//	for blocks of eight: dst = σ(x)
//
// Registers: Y0 x; Y1-Y4 of LOGISTIC8; Y5 σ; Y6 free.

// func sigmoidAVX2(dst, x *float32, n int)
TEXT ·sigmoidAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	LOGISTIC8(Y0, Y1, Y2, Y3, Y4)
	SIGMOID8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	VMOVAPS Y5, Y0
	NEXT_FUNCTION(loop)
