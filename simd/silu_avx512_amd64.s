//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// SiLU and its gradient: see silu.go. Loops and registers DI, DX, SI, CX, AX,
// K1: functions_avx512_amd64.h.

// dst = x·σ(x)
//
// Registers: Z0 x; Z1-Z4 and K2 of LOGISTIC16; Z5 σ; Z6 free.

// func siluAVX512(dst, x *float32, n int)
TEXT ·siluAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	LOGISTIC16(Z0, Z1, Z2, Z3, Z4)
	SIGMOID16(Z1, Z2, Z3, Z4, Z5, Z6)
	VMULPS Z5, Z0, Z0
	NEXT_FUNCTION16(loop, next, done)

// dx = dy·(s·fma(x, o, 1)), s = σ(x), o = σ(−x); registers as above, Z7 o,
// Z1 the slope.

// func siluGradAVX512(dx, dy, x *float32, n int)
TEXT ·siluGradAVX512(SB), NOSPLIT, $0-32
	ARGS_GRADIENT16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	LOGISTIC16(Z0, Z1, Z2, Z3, Z4)
	SIGMOID16(Z1, Z2, Z3, Z4, Z5, Z6)
	SIGMOID_OTHER16(Z1, Z2, Z3, Z4, Z7, Z6)
	VFMADD213PS.BCST ONE, Z0, Z7
	VMULPS           Z7, Z5, Z1
	NEXT_GRADIENT16(loop, next, done)
