//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "functions_arm64.h"

// The natural logarithm: see log.go. Loop and registers R0-R3:
// functions_arm64.h.
//
//	f = x, or x·2²³ of a subnormal one; e = its exponent from √½, -23 for those
//	s = f/2ᵉ - 1; t = fma(e, ln2High, s); low = s - fma(-e, ln2High, t)
//	r = t + fma(s², q(s), fma(e, ln2Low, low))
//	dst = x if not x < Inf; -Inf if x = 0; NaN if x < 0; r
//
// Registers: V0 x; V1 f, then s; V2 e, then s²; V3 t; V4 low; V5, V6 q in
// turns; V1-V4 masks at the ends; V25-V31 constants.

#define LOG0 (25*4+0)
#define LOG1 (25*4+1)
#define LOG2 (25*4+2)
#define LOG3 (25*4+3)
#define LOG4 (26*4+0)
#define LOG5 (26*4+1)
#define LOG6 (26*4+2)
#define LOG7 (26*4+3)
#define LOG8 (27*4+0)
#define LOG_LEAST_NORMAL (27*4+1)
#define LOG_SCALE (27*4+2)
#define LOG_SCALED (27*4+3)
#define LOG_SQRT_HALF (28*4+0)
#define LOG_INF (28*4+1)
#define LOG_NEG_INF (28*4+2)

// func logNEON(dst, x *float32, n int)
TEXT ·logNEON(SB), NOSPLIT, $0-24
	ARGS_FUNCTION
	LOAD_EXP
	MOVD $·logConstants(SB), R3
	VLD1 (R3), [V25.S4, V26.S4, V27.S4, V28.S4]

loop:
	NEXT_X
	SET4(1, LOG_LEAST_NORMAL)
	FCMGT4(1, 1, 0)
	SET4(3, LOG_SCALED)
	VAND V1.B16, V3.B16, V3.B16
	FMUL4_CONST(2, 0, LOG_SCALE)
	BSL16(1, 2, 0)
	SET4(2, LOG_SQRT_HALF)
	INT_SUB4(2, 1, 2)
	SSHR4(2, 2, 23)
	SHL4(4, 2, 23)
	INT_SUB4(1, 1, 4)
	SET4(4, ONE)
	FSUB4(1, 1, 4)
	INT_SUB4(2, 2, 3)
	SCVTF4(2, 2)

	VMOV V1.B16, V3.B16
	FMLA4_CONST(3, 2, LN2_HIGH)
	VMOV V3.B16, V4.B16
	FMLS4_CONST(4, 2, LN2_HIGH)
	FSUB4(4, 1, 4)
	FMLA4_CONST(4, 2, LN2_LOW)
	FMUL4(2, 1, 1)
	SET4(5, LOG7)
	FMLA4_CONST(5, 1, LOG8)
	STEP4(6, 5, 1, LOG6)
	STEP4(5, 6, 1, LOG5)
	STEP4(6, 5, 1, LOG4)
	STEP4(5, 6, 1, LOG3)
	STEP4(6, 5, 1, LOG2)
	STEP4(5, 6, 1, LOG1)
	STEP4(6, 5, 1, LOG0)
	FMLA4(4, 2, 6)
	FADD4(3, 3, 4)

	SET4(1, LOG_INF)
	FCMGT4(1, 1, 0)
	BSL16(1, 3, 0)
	VEOR V2.B16, V2.B16, V2.B16
	FCMEQ4(3, 0, 2)
	SET4(4, LOG_NEG_INF)
	BIT16(1, 4, 3)
	FCMLT4_ZERO(2, 0)
	VORR V1.B16, V2.B16, V0.B16
	NEXT_FUNCTION(loop)

// logConstants: coefficients of q, and the ends.
DATA ·logConstants+0(SB)/4, $0xbefffffc // LOG0
DATA ·logConstants+4(SB)/4, $0x3eaaaaa8 // LOG1
DATA ·logConstants+8(SB)/4, $0xbe800213 // LOG2
DATA ·logConstants+12(SB)/4, $0x3e4cd1fb // LOG3
DATA ·logConstants+16(SB)/4, $0xbe2a13b3 // LOG4
DATA ·logConstants+20(SB)/4, $0x3e1138ae // LOG5
DATA ·logConstants+24(SB)/4, $0xbe079bab // LOG6
DATA ·logConstants+28(SB)/4, $0x3e0424e0 // LOG7
DATA ·logConstants+32(SB)/4, $0xbd9c19d2 // LOG8
DATA ·logConstants+36(SB)/4, $0x00800000 // LOG_LEAST_NORMAL: numbers below are subnormal
DATA ·logConstants+40(SB)/4, $0x4b000000 // LOG_SCALE: takes them up
DATA ·logConstants+44(SB)/4, $0x00000017 // LOG_SCALED: by so many powers of 2
DATA ·logConstants+48(SB)/4, $0x3f3504f3 // LOG_SQRT_HALF: bits of √½
DATA ·logConstants+52(SB)/4, $0x7f800000 // LOG_INF
DATA ·logConstants+56(SB)/4, $0xff800000 // LOG_NEG_INF
DATA ·logConstants+60(SB)/4, $0x00000000
GLOBL ·logConstants(SB), NOPTR|RODATA, $64
