//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// GELU, its tanh approximation and their gradients: see gelu.go. Loops and
// registers DI, DX, SI, CX: functions_amd64.h.

// dst = x·Φ(x)
//
// Registers: Y0 x; Y1 E; Y2 Q; Y3 Φ; Y4-Y6 of NORMAL_TAIL8.

// func geluAVX2(dst, x *float32, n int)
TEXT ·geluAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	NORMAL_TAIL8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	NORMAL_CDF8(Y0, Y2, Y3)
	VMULPS  Y3, Y0, Y0
	NEXT_FUNCTION(loop)

// dx = dy·fma(x, E/√(2π), Φ(x)); registers as above, Y1 the slope.

// func geluGradAVX2(dx, dy, x *float32, n int)
TEXT ·geluGradAVX2(SB), NOSPLIT, $0-32
	ARGS_GRADIENT

loop:
	VMOVUPS (SI), Y0
	NORMAL_TAIL8(Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	NORMAL_CDF8(Y0, Y2, Y3)
	VMULPS      INV_SQRT_2PI, Y1, Y1
	VFMADD213PS Y3, Y0, Y1
	NEXT_GRADIENT(loop)

// GELU_TANH_ARG8 computes u = 2u(x) = x·fma(cubic, x², linear); t = x².
#define GELU_TANH_ARG8(x, u, t) \
	VMULPS      x, x, t               \
	VMOVUPS     GELU_TANH_LINEAR, u   \
	VFMADD231PS GELU_TANH_CUBIC, t, u \
	VMULPS      x, u, u

// dst = x·σ(2u)
//
// Registers: Y0 x; Y1 2u; Y2-Y5 of LOGISTIC8; Y6 σ; Y7 free.

// func geluTanhAVX2(dst, x *float32, n int)
TEXT ·geluTanhAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	GELU_TANH_ARG8(Y0, Y1, Y7)
	LOGISTIC8(Y1, Y2, Y3, Y4, Y5)
	SIGMOID8(Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	VMULPS Y6, Y0, Y0
	NEXT_FUNCTION(loop)

// dx = dy·(s + bend), bend = s·o·(x·fma(slope, x², linear)) where s·o ≠ 0
//
// Registers: as above; Y6 s; Y8 o, then s·o; Y9 x², then the product; Y10 the
// mask of s·o ≠ 0.

// func geluTanhGradAVX2(dx, dy, x *float32, n int)
TEXT ·geluTanhGradAVX2(SB), NOSPLIT, $0-32
	ARGS_GRADIENT

loop:
	VMOVUPS (SI), Y0
	GELU_TANH_ARG8(Y0, Y1, Y9)
	LOGISTIC8(Y1, Y2, Y3, Y4, Y5)
	SIGMOID8(Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	SIGMOID_OTHER8(Y1, Y2, Y3, Y4, Y5, Y8, Y7)
	VMULPS      Y8, Y6, Y8
	VXORPS      Y10, Y10, Y10
	VCMPPS      $4, Y10, Y8, Y10     // not equal, or NaN
	VMOVUPS     GELU_TANH_LINEAR, Y1
	VFMADD231PS GELU_TANH_SLOPE, Y9, Y1
	VMULPS      Y0, Y1, Y9
	VMULPS      Y8, Y9, Y9
	VANDPS      Y10, Y9, Y9
	VADDPS      Y9, Y6, Y1
	NEXT_GRADIENT(loop)
