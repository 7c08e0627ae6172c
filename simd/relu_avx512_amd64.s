//go:build !purego

#include "textflag.h"
#include "functions_avx512_amd64.h"

// The rectifier and its gradient: see relu.go. Loops and registers DI, DX, SI,
// CX, AX, K1: functions_avx512_amd64.h.

// dst = x ≤ 0 ? +0 : x
//
// Registers: Z0 x; Z2 zero; K2 the lanes of x > 0 and NaN.

// func reluAVX512(dst, x *float32, n int)
TEXT ·reluAVX512(SB), NOSPLIT, $0-24
	ARGS_FUNCTION16
	VPXORD Z2, Z2, Z2
	JMP    next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VCMPPS    $22, Z2, Z0, K2 // not at most
	VMOVAPS.Z Z0, K2, Z0
	NEXT_FUNCTION16(loop, next, done)

// dx = x > 0 ? dy : +0; registers as above, K2 the lanes of x > 0, Z1 dx.

// func reluGradAVX512(dx, dy, x *float32, n int)
TEXT ·reluGradAVX512(SB), NOSPLIT, $0-32
	ARGS_GRADIENT16
	VPXORD Z2, Z2, Z2
	JMP    next

loop:
	VMOVUPS.Z (SI), K1, Z0
	VCMPPS    $30, Z2, Z0, K1, K2 // greater
	VMOVUPS.Z (DX), K2, Z1
	VMOVUPS   Z1, K1, (DI)
	ADDQ      $64, SI
	ADDQ      $64, DX
	ADDQ      $64, DI
	SUBQ      $16, CX

next:
	NEXT_LANES16(loop, done)
