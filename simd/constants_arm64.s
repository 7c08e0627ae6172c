//go:build !purego

#include "textflag.h"

// The constants of the functions, as bits, in the lanes of the registers that
// functions_arm64.h, erf_arm64.s, tanh_arm64.s and gelu_tanh_arm64.s name.

// expConstants: of exp, and 1 and 2.
DATA ·expConstants+0(SB)/4, $0x42b20000 // EXP_HIGH
DATA ·expConstants+4(SB)/4, $0xc2d20000 // EXP_LOW
DATA ·expConstants+8(SB)/4, $0x3fb8aa3b // LOG2E
DATA ·expConstants+12(SB)/4, $0x40000000 // TWO
DATA ·expConstants+16(SB)/4, $0x3f317218 // LN2_HIGH
DATA ·expConstants+20(SB)/4, $0xb102e308 // LN2_LOW
DATA ·expConstants+24(SB)/4, $0x3efffffe // EXP_R2
DATA ·expConstants+28(SB)/4, $0x3e2aaa48 // EXP_R3
DATA ·expConstants+32(SB)/4, $0x3d2aac7c // EXP_R4
DATA ·expConstants+36(SB)/4, $0x3c091d82 // EXP_R5
DATA ·expConstants+40(SB)/4, $0x3ab51129 // EXP_R6
DATA ·expConstants+44(SB)/4, $0x3f800000 // ONE
GLOBL ·expConstants(SB), NOPTR|RODATA, $48

// tailConstants: of the normal tail, GELU and erf.
DATA ·tailConstants+0(SB)/4, $0x3df51e4f // TAIL0
DATA ·tailConstants+4(SB)/4, $0x3df4e1ce // TAIL1
DATA ·tailConstants+8(SB)/4, $0x3de1c52e // TAIL2
DATA ·tailConstants+12(SB)/4, $0x3da0818c // TAIL3
DATA ·tailConstants+16(SB)/4, $0x3dc5074c // TAIL4
DATA ·tailConstants+20(SB)/4, $0xbda2d61b // TAIL5
DATA ·tailConstants+24(SB)/4, $0x3e447d4e // TAIL6
DATA ·tailConstants+28(SB)/4, $0xbe69c3ae // TAIL7
DATA ·tailConstants+32(SB)/4, $0x3de6541c // TAIL8
DATA ·tailConstants+36(SB)/4, $0xbca8fd90 // TAIL9
DATA ·tailConstants+40(SB)/4, $0x3e99999a // TAIL_U
DATA ·tailConstants+44(SB)/4, $0x41700000 // TAIL_END
DATA ·tailConstants+48(SB)/4, $0xbf000000 // HALF_NEG
DATA ·tailConstants+52(SB)/4, $0x3ecc422a // INV_SQRT_2PI
DATA ·tailConstants+56(SB)/4, $0x3fb504f3 // SQRT2
DATA ·tailConstants+60(SB)/4, $0x00000000
GLOBL ·tailConstants(SB), NOPTR|RODATA, $64

// erfConstants: coefficients of erf near 0.
DATA ·erfConstants+0(SB)/4, $0x3e0375d4 // ERF0
DATA ·erfConstants+4(SB)/4, $0xbec093a3 // ERF1
DATA ·erfConstants+8(SB)/4, $0x3de71782 // ERF2
DATA ·erfConstants+12(SB)/4, $0xbcdc14ac // ERF3
DATA ·erfConstants+16(SB)/4, $0x3bab128d // ERF4
DATA ·erfConstants+20(SB)/4, $0xba5e4762 // ERF5
DATA ·erfConstants+24(SB)/4, $0x38eb7fa9 // ERF6
DATA ·erfConstants+28(SB)/4, $0xb7205d92 // ERF7
GLOBL ·erfConstants(SB), NOPTR|RODATA, $32

// tanhConstants: coefficients of tanh near 0, and where they end.
DATA ·tanhConstants+0(SB)/4, $0xbeaaaa93 // TANH0
DATA ·tanhConstants+4(SB)/4, $0x3e088227 // TANH1
DATA ·tanhConstants+8(SB)/4, $0xbd5bed27 // TANH2
DATA ·tanhConstants+12(SB)/4, $0x3ca7cc9b // TANH3
DATA ·tanhConstants+16(SB)/4, $0xbbb52977 // TANH4
DATA ·tanhConstants+20(SB)/4, $0x3f200000 // TANH_SMALL
DATA ·tanhConstants+24(SB)/4, $0x00000000
DATA ·tanhConstants+28(SB)/4, $0x00000000
GLOBL ·tanhConstants(SB), NOPTR|RODATA, $32

// geluTanhConstants: of the tanh form of GELU.
DATA ·geluTanhConstants+0(SB)/4, $0x3fcc422a // GELU_TANH_LINEAR
DATA ·geluTanhConstants+4(SB)/4, $0x3d922279 // GELU_TANH_CUBIC
DATA ·geluTanhConstants+8(SB)/4, $0x3e5b33b6 // GELU_TANH_SLOPE
DATA ·geluTanhConstants+12(SB)/4, $0x00000000
GLOBL ·geluTanhConstants(SB), NOPTR|RODATA, $16
