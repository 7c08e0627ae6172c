//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// Square roots: see sqrt.go. Loops and registers DI, SI, CX, AX, K1:
// functions_avx512_amd64.h.

// dst = √x; Z0 x, then the result.

// func sqrtAVX512(dst, x *float32, n int)
TEXT ·sqrtAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VSQRTPS   Z0, Z0
	NEXT_FUNCTION16(loop, next, done)

// dst = 1/√x; Z0 x, then √x; Z1 one.

// func rsqrtAVX512(dst, x *float32, n int)
TEXT ·rsqrtAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	VBROADCASTSS ONE, Z1
	JMP          next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VSQRTPS   Z0, Z0
	VDIVPS    Z0, Z1, Z0
	NEXT_FUNCTION16(loop, next, done)
