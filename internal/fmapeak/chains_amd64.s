//go:build !purego

#include "textflag.h"

// Twelve independent accumulators cover the latency of two FMA units.
//
//	for rounds: twice: Y0..Y11 += Y12·Y13
//
// Registers: CX rounds left; Y0-Y11 accumulators; Y12, Y13 factors (zero).

#define LINK \
	VFMADD231PS Y12, Y13, Y0  \
	VFMADD231PS Y12, Y13, Y1  \
	VFMADD231PS Y12, Y13, Y2  \
	VFMADD231PS Y12, Y13, Y3  \
	VFMADD231PS Y12, Y13, Y4  \
	VFMADD231PS Y12, Y13, Y5  \
	VFMADD231PS Y12, Y13, Y6  \
	VFMADD231PS Y12, Y13, Y7  \
	VFMADD231PS Y12, Y13, Y8  \
	VFMADD231PS Y12, Y13, Y9  \
	VFMADD231PS Y12, Y13, Y10 \
	VFMADD231PS Y12, Y13, Y11

// func chainsAVX2(rounds int)
TEXT ·chainsAVX2(SB), NOSPLIT, $0-8
	MOVQ rounds+0(FP), CX
	VZEROALL

round:
	LINK
	LINK
	DECQ CX
	JNE  round
	VZEROUPPER
	RET

// The same with twenty-four accumulators.
//
//	for rounds: Z0..Z23 += Z24·Z25
//
// Registers: CX rounds left; Z0-Z23 accumulators; Z24, Z25 factors (zero).

#define WIDE(a, b, c, d) \
	VFMADD231PS Z24, Z25, a \
	VFMADD231PS Z24, Z25, b \
	VFMADD231PS Z24, Z25, c \
	VFMADD231PS Z24, Z25, d

#define CLEAR(a, b, c, d) \
	VPXORD a, a, a \
	VPXORD b, b, b \
	VPXORD c, c, c \
	VPXORD d, d, d

// func chainsAVX512(rounds int)
TEXT ·chainsAVX512(SB), NOSPLIT, $0-8
	MOVQ rounds+0(FP), CX
	CLEAR(Z0, Z1, Z2, Z3)
	CLEAR(Z4, Z5, Z6, Z7)
	CLEAR(Z8, Z9, Z10, Z11)
	CLEAR(Z12, Z13, Z14, Z15)
	CLEAR(Z16, Z17, Z18, Z19)
	CLEAR(Z20, Z21, Z22, Z23)
	VPXORD Z24, Z24, Z24
	VPXORD Z25, Z25, Z25

wide:
	WIDE(Z0, Z1, Z2, Z3)
	WIDE(Z4, Z5, Z6, Z7)
	WIDE(Z8, Z9, Z10, Z11)
	WIDE(Z12, Z13, Z14, Z15)
	WIDE(Z16, Z17, Z18, Z19)
	WIDE(Z20, Z21, Z22, Z23)
	DECQ CX
	JNE  wide
	VZEROUPPER
	RET
