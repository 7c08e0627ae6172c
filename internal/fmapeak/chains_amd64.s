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
