//go:build !purego

#include "textflag.h"
#include "functions_amd64.h"

// The rectifier and its gradient: see relu.go. Loops and registers DI, DX, SI,
// CX: functions_amd64.h.

// dst = x ≤ 0 ? +0 : x
//
// Registers: Y0 x; Y1 the mask of x ≤ 0; Y2 zero.

// func reluAVX2(dst, x *float32, n int)
TEXT ·reluAVX2(SB), NOSPLIT, $0-24
	ARGS_FUNCTION

loop:
	VMOVUPS (SI), Y0
	VXORPS  Y2, Y2, Y2
	VCMPPS  $18, Y2, Y0, Y1 // at most
	VANDNPS Y0, Y1, Y0
	NEXT_FUNCTION(loop)

// dx = x > 0 ? dy : +0; registers as above, Y1 the mask, then dx.

// func reluGradAVX2(dx, dy, x *float32, n int)
TEXT ·reluGradAVX2(SB), NOSPLIT, $0-32
	ARGS_GRADIENT
	VXORPS Y2, Y2, Y2

loop:
	VMOVUPS (SI), Y0
	VCMPPS  $30, Y2, Y0, Y1 // greater
	VANDPS  (DX), Y1, Y1
	VMOVUPS Y1, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     loop
	VZEROUPPER
	RET
