//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The error function: see erf.go. Loop and registers DI, SI, CX, AX, K1:
// functions_avx512_amd64.h.
//
//	a = |x|; y = 1 - 2·Q(√2·a); z = a²; p = fma(p(z), a, a)
//	dst = the sign of x | (a < 1 ? p : y)
//
// Registers: Z0 x; Z1 a; Z2 √2·a, then y; Z4 Q, then z; Z3 p; Z3, Z5-Z8 of
// NORMAL_TAIL16; K2 the lanes of a < 1.

// func erfAVX512(dst, x *float32, n int)
TEXT ·erfAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VANDPS.BCST       MAGNITUDE, Z0, Z1
	VMULPS.BCST       SQRT2, Z1, Z2
	NORMAL_TAIL16(Z2, Z3, Z4, Z5, Z6, Z7, Z8)
	VBROADCASTSS      ONE, Z2
	VFNMADD231PS.BCST TWO, Z4, Z2
	VMULPS            Z1, Z1, Z4
	VBROADCASTSS      ERF7, Z3
	VFMADD213PS.BCST  ERF6, Z4, Z3
	VFMADD213PS.BCST  ERF5, Z4, Z3
	VFMADD213PS.BCST  ERF4, Z4, Z3
	VFMADD213PS.BCST  ERF3, Z4, Z3
	VFMADD213PS.BCST  ERF2, Z4, Z3
	VFMADD213PS.BCST  ERF1, Z4, Z3
	VFMADD213PS.BCST  ERF0, Z4, Z3
	VFMADD213PS       Z1, Z1, Z3
	VCMPPS.BCST       $17, ONE, Z1, K2    // less
	VMOVAPS           Z3, K2, Z2
	VPTERNLOGD.BCST   $0xEC, SIGN, Z2, Z0 // Z0&SIGN | Z2
	NEXT_FUNCTION16(loop, next, done)
