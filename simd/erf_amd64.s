//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// The error function: see erf.go. Loop and registers DI, SI, CX:
// functions_amd64.h.
//
//	a = |x|; y = 1 - 2·Q(√2·a); z = a²; p = fma(p(z), a, a)
//	dst = the sign of x | (a < 1 ? p : y)
//
// Registers: Y0 x; Y1 a; Y2 √2·a, then y; Y4 Q, then z, then the mask; Y3 p;
// Y3, Y5-Y8 of NORMAL_TAIL8; Y5 the sign.

// func erfAVX2(dst, x *float32, n int)
TEXT ·erfAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	VANDPS       MAGNITUDE, Y0, Y1
	VMULPS       SQRT2, Y1, Y2
	NORMAL_TAIL8(Y2, Y3, Y4, Y5, Y6, Y7, Y8)
	VMOVUPS      ONE, Y2
	VFNMADD231PS TWO, Y4, Y2
	VMULPS       Y1, Y1, Y4
	VMOVUPS      ERF7, Y3
	VFMADD213PS  ERF6, Y4, Y3
	VFMADD213PS  ERF5, Y4, Y3
	VFMADD213PS  ERF4, Y4, Y3
	VFMADD213PS  ERF3, Y4, Y3
	VFMADD213PS  ERF2, Y4, Y3
	VFMADD213PS  ERF1, Y4, Y3
	VFMADD213PS  ERF0, Y4, Y3
	VFMADD213PS  Y1, Y1, Y3
	VCMPPS       $17, ONE, Y1, Y4      // less
	VBLENDVPS    Y4, Y3, Y2, Y2
	VANDPS       SIGN, Y0, Y5
	VORPS        Y5, Y2, Y0
	NEXT_FUNCTION(loop)
