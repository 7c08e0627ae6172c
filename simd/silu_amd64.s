//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// SiLU and its gradient: see silu.go. Loops and registers DI, DX, SI, CX:
// functions_amd64.h.

// dst = x·σ(x)
//
// Registers: Y0 x; Y1-Y4 of LOGISTIC8; Y5 σ; Y6 free.

// func siluAVX2(dst, x *float32, n int)
TEXT ·siluAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	LOGISTIC8(Y0, Y1, Y2, Y3, Y4)
	SIGMOID8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	VMULPS  Y5, Y0, Y0
	NEXT_FUNCTION(loop)

// dx = dy·(s·fma(x, o, 1)), s = σ(x), o = σ(−x); registers as above, Y7 o,
// Y1 the slope.

// func siluGradAVX2(dx, dy, x *float32, n int)
TEXT ·siluGradAVX2(SB), NOSPLIT, $0-32
	ARGS_GRADIENT

loop:
	VMOVUPS (SI), Y0
	LOGISTIC8(Y0, Y1, Y2, Y3, Y4)
	SIGMOID8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	SIGMOID_OTHER8(Y0, Y1, Y2, Y3, Y4, Y7, Y6)
	VFMADD213PS ONE, Y0, Y7
	VMULPS      Y7, Y5, Y1
	NEXT_GRADIENT(loop)
