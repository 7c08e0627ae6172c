//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// GELU, its tanh approximation and their gradients: see gelu.go. Loops and
// registers DI, DX, SI, CX, AX, K1: functions_avx512_amd64.h.

// dst = x·Φ(x)
//
// Registers: Z0 x; Z1 E; Z2 Q; Z3 Φ; Z3-Z6 of NORMAL_TAIL16; K2 the sign of x.

// func geluAVX512(dst, x *float32, n int)
TEXT ·geluAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	NORMAL_TAIL16(Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	NORMAL_CDF16(Z0, Z2, Z3)
	VMULPS Z3, Z0, Z0
	NEXT_FUNCTION16(loop, next, done)

// dx = dy·fma(x, E/√(2π), Φ(x)); registers as above, Z1 the slope.

// func geluGradAVX512(dx, dy, x *float32, n int)
TEXT ·geluGradAVX512(SB), NOSPLIT, $0-32
	ARGS_GRADIENT16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	NORMAL_TAIL16(Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	NORMAL_CDF16(Z0, Z2, Z3)
	VMULPS.BCST INV_SQRT_2PI, Z1, Z1
	VFMADD213PS Z3, Z0, Z1
	NEXT_GRADIENT16(loop, next, done)

// GELU_TANH_ARG16 computes u = 2u(x) = x·fma(cubic, x², linear); t = x².
#define GELU_TANH_ARG16(x, u, t) \
	VMULPS           x, x, t               \
	VBROADCASTSS     GELU_TANH_LINEAR, u   \
	VFMADD231PS.BCST GELU_TANH_CUBIC, t, u \
	VMULPS           x, u, u

// dst = x·σ(2u)
//
// Registers: Z0 x; Z1 2u; Z2-Z5 and K2 of LOGISTIC16; Z6 σ; Z7 free.

// func geluTanhAVX512(dst, x *float32, n int)
TEXT ·geluTanhAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	GELU_TANH_ARG16(Z0, Z1, Z7)
	LOGISTIC16(Z1, Z2, Z3, Z4, Z5)
	SIGMOID16(Z2, Z3, Z4, Z5, Z6, Z7)
	VMULPS Z6, Z0, Z0
	NEXT_FUNCTION16(loop, next, done)

// dx = dy·(s + bend), bend = s·o·(x·fma(slope, x², linear)) where s·o ≠ 0
//
// Registers: as above; Z6 s; Z8 o, then s·o; Z9 x², then the product; Z10
// zero; K3 the lanes of s·o ≠ 0.

// func geluTanhGradAVX512(dx, dy, x *float32, n int)
TEXT ·geluTanhGradAVX512(SB), NOSPLIT, $0-32
	ARGS_GRADIENT16
	VPXORD Z10, Z10, Z10
	JMP    next

loop:
	VMOVUPS.Z (SI), K1, Z0
	GELU_TANH_ARG16(Z0, Z1, Z9)
	LOGISTIC16(Z1, Z2, Z3, Z4, Z5)
	SIGMOID16(Z2, Z3, Z4, Z5, Z6, Z7)
	SIGMOID_OTHER16(Z2, Z3, Z4, Z5, Z8, Z7)
	VMULPS           Z8, Z6, Z8
	VCMPPS           $4, Z10, Z8, K3       // not equal, or NaN
	VBROADCASTSS     GELU_TANH_LINEAR, Z1
	VFMADD231PS.BCST GELU_TANH_SLOPE, Z9, Z1
	VMULPS           Z0, Z1, Z9
	VMULPS.Z         Z8, Z9, K3, Z9
	VADDPS           Z9, Z6, Z1
	NEXT_GRADIENT16(loop, next, done)
