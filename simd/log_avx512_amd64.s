//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"
#include "log_amd64.h"

// The natural logarithm: see log.go. Loop and registers DI, SI, CX, K1:
// functions_avx512_amd64.h.
//
//	e, f = exponent and mantissa of x, 1 ≤ f < 2
//	if f ≥ √2 { f = f/2; e = e + 1 }
//	s = f - 1; t = fma(e, ln2High, s); low = s - fma(-e, ln2High, t)
//	dst = t + fma(s², q(s), fma(e, ln2Low, low)), but for special x
//
// Taking exponents of subnormal numbers is no special case here, and one
// instruction puts in what the logarithms of 0, infinities, negative numbers
// and NaN are.
//
// Registers: Z0 x, at last the result; Z2 f, then s; Z3 e; Z4 t; Z5 low;
// Z6 s²; Z7 q; K2 where f ≥ √2.

// func logAVX512(dst, x *float32, n int)
TEXT ·logAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	JMP next

loop:
	VMOVUPS.Z    (SI), K1, Z0
	VGETEXPPS    Z0, Z3
	VGETMANTPS   $0, Z0, Z2
	VCMPPS.BCST  $29, SQRT2, Z2, K2 // greater or equal
	VMULPS.BCST  LOG_HALF, Z2, K2, Z2
	VADDPS.BCST  ONE, Z3, K2, Z3
	VSUBPS.BCST  ONE, Z2, Z2

	VBROADCASTSS      LN2_HIGH, Z4
	VMOVAPS           Z4, Z5
	VFMADD213PS       Z2, Z3, Z4
	VFNMADD213PS      Z4, Z3, Z5
	VSUBPS            Z5, Z2, Z5
	VFMADD231PS.BCST  LN2_LOW, Z3, Z5
	VMULPS            Z2, Z2, Z6
	VBROADCASTSS      LOG8, Z7
	VFMADD213PS.BCST  LOG7, Z2, Z7
	VFMADD213PS.BCST  LOG6, Z2, Z7
	VFMADD213PS.BCST  LOG5, Z2, Z7
	VFMADD213PS.BCST  LOG4, Z2, Z7
	VFMADD213PS.BCST  LOG3, Z2, Z7
	VFMADD213PS.BCST  LOG2, Z2, Z7
	VFMADD213PS.BCST  LOG1, Z2, Z7
	VFMADD213PS.BCST  LOG0, Z2, Z7
	VFMADD231PS       Z7, Z6, Z5
	VADDPS            Z5, Z4, Z4
	VFIXUPIMMPS.BCST  $0, LOG_SPECIAL, Z0, Z4
	VMOVAPS           Z4, Z0
	NEXT_FUNCTION16(loop, next, done)
