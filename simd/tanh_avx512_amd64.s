//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The hyperbolic tangent: see tanh.go. Loop and registers DI, SI, CX, AX, K1:
// functions_avx512_amd64.h.
//
//	a = |x|; y = 1 - 2/(exp(2a) + 1); z = a²; p = fma(p(z)·z, a, a)
//	dst = the sign of x | (a < 0.625 ? p : y)
//
// Registers: Z0 x; Z1 a; Z2 y; Z3 p; Z4 z; Z3-Z5 of EXP16; Z6 one; K2 the
// lanes of a < 0.625.

// func tanhAVX512(dst, x *float32, n int)
TEXT ·tanhAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VANDPS.BCST      MAGNITUDE, Z0, Z1
	VADDPS           Z1, Z1, Z2
	EXP16(Z2, Z3, Z4, Z5)
	VBROADCASTSS     ONE, Z6
	VADDPS           Z6, Z2, Z2
	VBROADCASTSS     TWO, Z3
	VDIVPS           Z2, Z3, Z2
	VSUBPS           Z2, Z6, Z2
	VMULPS           Z1, Z1, Z4
	VBROADCASTSS     TANH4, Z3
	VFMADD213PS.BCST TANH3, Z4, Z3
	VFMADD213PS.BCST TANH2, Z4, Z3
	VFMADD213PS.BCST TANH1, Z4, Z3
	VFMADD213PS.BCST TANH0, Z4, Z3
	VMULPS           Z4, Z3, Z3
	VFMADD213PS      Z1, Z1, Z3
	VCMPPS.BCST      $17, TANH_SMALL, Z1, K2 // less
	VMOVAPS          Z3, K2, Z2
	VPTERNLOGD.BCST  $0xEC, SIGN, Z2, Z0     // Z0&SIGN | Z2
	NEXT_FUNCTION16(loop, next, done)
