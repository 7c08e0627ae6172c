//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// Square roots: see sqrt.go. Loops and registers DI, SI, CX:
// functions_amd64.h.

// dst = √x; Y0 x, then the result.

// func sqrtAVX2(dst, x *float32, n int)
TEXT ·sqrtAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	VSQRTPS Y0, Y0
	NEXT_FUNCTION(loop)

// dst = 1/√x; Y0 x, then √x; Y1 one.

// func rsqrtAVX2(dst, x *float32, n int)
TEXT ·rsqrtAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	VSQRTPS Y0, Y0
	VMOVUPS ONE, Y1
	VDIVPS  Y0, Y1, Y0
	NEXT_FUNCTION(loop)
