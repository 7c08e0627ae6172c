//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"
#include "log_amd64.h"

// The natural logarithm: see log.go. Loop and registers DI, SI, CX:
// functions_amd64.h.
//
//	f = x, or x·2²³ of a subnormal one; e = its exponent from √½, -23 for those
//	s = f/2ᵉ - 1; t = fma(e, ln2High, s); low = s - fma(-e, ln2High, t)
//	r = t + fma(s², q(s), fma(e, ln2Low, low))
//	dst = x if not x < Inf; -Inf if x = 0; NaN if x < 0; r
//
// Registers: Y0 x; Y1 where x is subnormal, then other masks; Y2 f, then s;
// Y3 e; Y4 f's exponent in place, then t; Y5 low; Y6 s²; Y7 q.

// func logAVX2(dst, x *float32, n int)
TEXT ·logAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS   (SI), Y0
	VCMPPS    $17, LOG_LEAST_NORMAL, Y0, Y1 // less
	VMULPS    LOG_SCALE, Y0, Y2
	VBLENDVPS Y1, Y2, Y0, Y2
	VPSUBD    LOG_SQRT_HALF, Y2, Y3
	VPSRAD    $23, Y3, Y3
	VPSLLD    $23, Y3, Y4
	VPSUBD    Y4, Y2, Y2
	VSUBPS    ONE, Y2, Y2
	VPAND     LOG_SCALED, Y1, Y1
	VPSUBD    Y1, Y3, Y3
	VCVTDQ2PS Y3, Y3

	VMOVUPS      LN2_HIGH, Y4
	VFMADD213PS  Y2, Y3, Y4
	VMOVAPS      Y4, Y5
	VFNMADD231PS LN2_HIGH, Y3, Y5
	VSUBPS       Y5, Y2, Y5
	VFMADD231PS  LN2_LOW, Y3, Y5
	VMULPS       Y2, Y2, Y6
	VMOVUPS      LOG8, Y7
	VFMADD213PS  LOG7, Y2, Y7
	VFMADD213PS  LOG6, Y2, Y7
	VFMADD213PS  LOG5, Y2, Y7
	VFMADD213PS  LOG4, Y2, Y7
	VFMADD213PS  LOG3, Y2, Y7
	VFMADD213PS  LOG2, Y2, Y7
	VFMADD213PS  LOG1, Y2, Y7
	VFMADD213PS  LOG0, Y2, Y7
	VFMADD231PS  Y7, Y6, Y5
	VADDPS       Y5, Y4, Y4

	VCMPPS    $21, LOG_INF, Y0, Y1 // not less
	VBLENDVPS Y1, Y0, Y4, Y4
	VXORPS    Y5, Y5, Y5
	VCMPPS    $0, Y5, Y0, Y1       // equal
	VBLENDVPS Y1, NEG_INF, Y4, Y4
	VCMPPS    $17, Y5, Y0, Y1      // less; all ones are a NaN
	VORPS     Y1, Y4, Y0
	NEXT_FUNCTION(loop)
