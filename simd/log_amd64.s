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

// The constants of log_amd64.h, as bits.

// LOG_LEAST_NORMAL: numbers below are subnormal
DATA ·logConstants+0(SB)/8, $0x0080000000800000
DATA ·logConstants+8(SB)/8, $0x0080000000800000
DATA ·logConstants+16(SB)/8, $0x0080000000800000
DATA ·logConstants+24(SB)/8, $0x0080000000800000
// LOG_SCALE: takes them up
DATA ·logConstants+32(SB)/8, $0x4b0000004b000000
DATA ·logConstants+40(SB)/8, $0x4b0000004b000000
DATA ·logConstants+48(SB)/8, $0x4b0000004b000000
DATA ·logConstants+56(SB)/8, $0x4b0000004b000000
// LOG_SCALED: by so many powers of 2
DATA ·logConstants+64(SB)/8, $0x0000001700000017
DATA ·logConstants+72(SB)/8, $0x0000001700000017
DATA ·logConstants+80(SB)/8, $0x0000001700000017
DATA ·logConstants+88(SB)/8, $0x0000001700000017
// LOG_SQRT_HALF: bits of √½
DATA ·logConstants+96(SB)/8, $0x3f3504f33f3504f3
DATA ·logConstants+104(SB)/8, $0x3f3504f33f3504f3
DATA ·logConstants+112(SB)/8, $0x3f3504f33f3504f3
DATA ·logConstants+120(SB)/8, $0x3f3504f33f3504f3
// LOG_INF
DATA ·logConstants+128(SB)/8, $0x7f8000007f800000
DATA ·logConstants+136(SB)/8, $0x7f8000007f800000
DATA ·logConstants+144(SB)/8, $0x7f8000007f800000
DATA ·logConstants+152(SB)/8, $0x7f8000007f800000
// LOG0: coefficients of q
DATA ·logConstants+160(SB)/8, $0xbefffffcbefffffc
DATA ·logConstants+168(SB)/8, $0xbefffffcbefffffc
DATA ·logConstants+176(SB)/8, $0xbefffffcbefffffc
DATA ·logConstants+184(SB)/8, $0xbefffffcbefffffc
// LOG1
DATA ·logConstants+192(SB)/8, $0x3eaaaaa83eaaaaa8
DATA ·logConstants+200(SB)/8, $0x3eaaaaa83eaaaaa8
DATA ·logConstants+208(SB)/8, $0x3eaaaaa83eaaaaa8
DATA ·logConstants+216(SB)/8, $0x3eaaaaa83eaaaaa8
// LOG2
DATA ·logConstants+224(SB)/8, $0xbe800213be800213
DATA ·logConstants+232(SB)/8, $0xbe800213be800213
DATA ·logConstants+240(SB)/8, $0xbe800213be800213
DATA ·logConstants+248(SB)/8, $0xbe800213be800213
// LOG3
DATA ·logConstants+256(SB)/8, $0x3e4cd1fb3e4cd1fb
DATA ·logConstants+264(SB)/8, $0x3e4cd1fb3e4cd1fb
DATA ·logConstants+272(SB)/8, $0x3e4cd1fb3e4cd1fb
DATA ·logConstants+280(SB)/8, $0x3e4cd1fb3e4cd1fb
// LOG4
DATA ·logConstants+288(SB)/8, $0xbe2a13b3be2a13b3
DATA ·logConstants+296(SB)/8, $0xbe2a13b3be2a13b3
DATA ·logConstants+304(SB)/8, $0xbe2a13b3be2a13b3
DATA ·logConstants+312(SB)/8, $0xbe2a13b3be2a13b3
// LOG5
DATA ·logConstants+320(SB)/8, $0x3e1138ae3e1138ae
DATA ·logConstants+328(SB)/8, $0x3e1138ae3e1138ae
DATA ·logConstants+336(SB)/8, $0x3e1138ae3e1138ae
DATA ·logConstants+344(SB)/8, $0x3e1138ae3e1138ae
// LOG6
DATA ·logConstants+352(SB)/8, $0xbe079babbe079bab
DATA ·logConstants+360(SB)/8, $0xbe079babbe079bab
DATA ·logConstants+368(SB)/8, $0xbe079babbe079bab
DATA ·logConstants+376(SB)/8, $0xbe079babbe079bab
// LOG7
DATA ·logConstants+384(SB)/8, $0x3e0424e03e0424e0
DATA ·logConstants+392(SB)/8, $0x3e0424e03e0424e0
DATA ·logConstants+400(SB)/8, $0x3e0424e03e0424e0
DATA ·logConstants+408(SB)/8, $0x3e0424e03e0424e0
// LOG8
DATA ·logConstants+416(SB)/8, $0xbd9c19d2bd9c19d2
DATA ·logConstants+424(SB)/8, $0xbd9c19d2bd9c19d2
DATA ·logConstants+432(SB)/8, $0xbd9c19d2bd9c19d2
DATA ·logConstants+440(SB)/8, $0xbd9c19d2bd9c19d2
// LOG_HALF: for AVX-512, once each: ½
DATA ·logConstants+448(SB)/4, $0x3f000000
// LOG_SPECIAL: VFIXUPIMM: NaN stays, 0 becomes −Inf, a negative number NaN, +Inf stays
DATA ·logConstants+452(SB)/4, $0x03530422
GLOBL ·logConstants(SB), NOPTR|RODATA, $456
