//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// The hyperbolic tangent: see tanh.go. Loop and registers DI, SI, CX:
// functions_amd64.h.
//
//	a = |x|; y = 1 - 2/(exp(2a) + 1); z = a²; p = fma(p(z)·z, a, a)
//	dst = the sign of x | (a < 0.625 ? p : y)
//
// Registers: Y0 x; Y1 a; Y2 y; Y3 p; Y4 z, then the mask; Y5 the sign.

// func tanhAVX2(dst, x *float32, n int)
TEXT ·tanhAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	VANDPS      MAGNITUDE, Y0, Y1
	VADDPS      Y1, Y1, Y2
	EXP8(Y2, Y3, Y4, Y5)
	VADDPS      ONE, Y2, Y2
	VMOVUPS     TWO, Y3
	VDIVPS      Y2, Y3, Y2
	VMOVUPS     ONE, Y3
	VSUBPS      Y2, Y3, Y2
	VMULPS      Y1, Y1, Y4
	VMOVUPS     TANH4, Y3
	VFMADD213PS TANH3, Y4, Y3
	VFMADD213PS TANH2, Y4, Y3
	VFMADD213PS TANH1, Y4, Y3
	VFMADD213PS TANH0, Y4, Y3
	VMULPS      Y4, Y3, Y3
	VFMADD213PS Y1, Y1, Y3
	VCMPPS      $17, TANH_SMALL, Y1, Y4 // less
	VBLENDVPS   Y4, Y3, Y2, Y2
	VANDPS      SIGN, Y0, Y5
	VORPS       Y5, Y2, Y0
	NEXT_FUNCTION(loop)
