//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"
#include "reduce_arm64.h"

// The steps of softmax, layer norm and their gradients over one row. But for
// the sums, every loop is
//
//	for blocks of four, and then for single elements: dst = f(inputs)
//
// where BODY(MOVE, bytes) is f: MOVE is FMOVQ, which moves four elements, or
// FMOVS, which moves one.
//
// A gamma that is nil is read as ones and a beta that is nil as −0, which
// change no bit: four of them, again and again, by a step of 0 bytes.
//
// Registers: R0 dst; R1 x or y; R2 dy; R3 elements left; R6, R7 gamma and its
// step; R8, R9 beta and its step; V28 m1; V29 m2; V30 mean, or scale; V31 rstd,
// or what is subtracted.

DATA ones<>+0(SB)/8, $0x3f8000003f800000
DATA ones<>+8(SB)/8, $0x3f8000003f800000
GLOBL ones<>(SB), RODATA|NOPTR, $16

DATA minusZeros<>+0(SB)/8, $0x8000000080000000
DATA minusZeros<>+8(SB)/8, $0x8000000080000000
GLOBL minusZeros<>(SB), RODATA|NOPTR, $16

// ORELSE replaces a pointer that is nil by constant, and its step by 0.
#define ORELSE(pointer, step, constant, label) \
	MOVD $16, step          \
	CBNZ pointer, label     \
	MOVD $constant, pointer \
	MOVD ZR, step           \
label:

// BROADCAST fills v, whose first element is f, with the argument.
#define BROADCAST(argument, f, v) \
	FMOVS argument, f  \
	VDUP  v.S[0], v.S4

// LOOP also shortens the steps of gamma and beta for single elements.
#define LOOP(BODY) \
	SUBS $4, R3, R3 \
	BLT  last       \
four:                   \
	BODY(FMOVQ, 16) \
	SUBS $4, R3, R3 \
	BGE  four       \
last:                   \
	ADDS $4, R3, R3 \
	BEQ  done       \
	LSR  $2, R7     \
	LSR  $2, R9     \
one:                    \
	BODY(FMOVS, 4)  \
	SUBS $1, R3, R3 \
	BNE  one        \
done:                   \
	RET

// dst = scale·x − top, each rounded.
#define SCALE_SUB(MOVE, bytes) \
	MOVE.P bytes(R1), F0 \
	FMUL4(0, 0, 30)      \
	FSUB4(0, 0, 31)      \
	MOVE.P F0, bytes(R0)

// func scaleSubNEON(dst, x *float32, n int, scale, top float32)
TEXT ·scaleSubNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R3
	BROADCAST(scale+24(FP), F30, V30)
	BROADCAST(top+28(FP), F31, V31)
	LOOP(SCALE_SUB)

// dx = (scale·y)·(dy − dot)
#define SOFTMAX_GRAD(MOVE, bytes) \
	MOVE.P bytes(R1), F0 \
	MOVE.P bytes(R2), F1 \
	FMUL4(0, 0, 30)      \
	FSUB4(1, 1, 31)      \
	FMUL4(0, 0, 1)       \
	MOVE.P F0, bytes(R0)

// func softmaxGradNEON(dx, dy, y *float32, n int, scale, dot float32)
TEXT ·softmaxGradNEON(SB), NOSPLIT, $0-40
	MOVD dx+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD y+16(FP), R1
	MOVD n+24(FP), R3
	BROADCAST(scale+32(FP), F30, V30)
	BROADCAST(dot+36(FP), F31, V31)
	LOOP(SOFTMAX_GRAD)

// dst = fma((x−mean)·rstd, gamma, beta)
#define NORMALISE(MOVE, bytes) \
	MOVE.P bytes(R1), F0 \
	MOVE   (R6), F1      \
	MOVE   (R8), F2      \
	ADD    R7, R6        \
	ADD    R9, R8        \
	FSUB4(0, 0, 30)      \
	FMUL4(0, 0, 31)      \
	FMLA4(2, 0, 1)       \
	MOVE.P F2, bytes(R0)

// func normaliseNEON(dst, x, gamma, beta *float32, n int, mean, rstd float32)
TEXT ·normaliseNEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD x+8(FP), R1
	MOVD gamma+16(FP), R6
	MOVD beta+24(FP), R8
	MOVD n+32(FP), R3
	BROADCAST(mean+40(FP), F30, V30)
	BROADCAST(rstd+44(FP), F31, V31)
	ORELSE(R6, R7, ones<>(SB), gammaGiven)
	ORELSE(R8, R9, minusZeros<>(SB), betaGiven)
	LOOP(NORMALISE)

// h = (x−mean)·rstd and g = dy·gamma, in V16 and V17. The pointers to x and dy
// stay, those to gamma go on.
#define TERMS(LOAD, offset) \
	LOAD offset(R1), F16 \
	LOAD offset(R2), F17 \
	LOAD (R6), F18       \
	ADD  R7, R6          \
	FSUB4(16, 16, 30)    \
	FMUL4(16, 16, 31)    \
	FMUL4(17, 17, 18)

// The sums of g are in eight registers, those of g·h in the next eight.
#define GRAD_SUMS(LOAD, offset, acc) \
	TERMS(LOAD, offset)  \
	FADD4(acc, acc, 17)  \
	FMLA4(acc+8, 17, 16)

#define MOVE_X_DY(bytes) \
	ADD $bytes, R1 \
	ADD $bytes, R2

// Two sums in 32 lanes, as BLOCKS of reduce_arm64.h has it for one:
//
//	for blocks of 32: V0..V7 += g; V8..V15 = fma(g, h, V8..V15)
//	the rest, four at a time and then singly: the same with lanes in memory
//	combine the lanes of g, and those of g·h
//
// R4 points to the lanes in memory, g before g·h, and R5 walks over them.
//
// func layerNormGradSumsNEON(dy, x, gamma *float32, n int, mean, rstd float32) (sumG, sumGH float32)
TEXT ·layerNormGradSumsNEON(SB), NOSPLIT, $256-48
	MOVD dy+0(FP), R2
	MOVD x+8(FP), R1
	MOVD gamma+16(FP), R6
	MOVD n+24(FP), R3
	BROADCAST(mean+32(FP), F30, V30)
	BROADCAST(rstd+36(FP), F31, V31)
	ORELSE(R6, R7, ones<>(SB), gammaGiven)
	MOVD $lanes-256(SP), R4
	ADD  $128, R4, R5
	ZERO8(V0, V1, V2, V3, V4, V5, V6, V7)
	ZERO8(V8, V9, V10, V11, V12, V13, V14, V15)
	SUBS $32, R3, R3
	BLT  rest

block:
	EIGHT(GRAD_SUMS)
	MOVE_X_DY(128)
	SUBS $32, R3, R3
	BGE  block

rest:
	STORE8(R4, F0, F1, F2, F3, F4, F5, F6, F7)
	STORE8(R5, F8, F9, F10, F11, F12, F13, F14, F15)
	MOVD R4, R5
	ADDS $28, R3, R3
	BLT  last

four:
	FMOVQ (R5), F0
	FMOVQ 128(R5), F8
	GRAD_SUMS(FMOVQ, 0, 0)
	FMOVQ F0, (R5)
	FMOVQ F8, 128(R5)
	ADD   $16, R5
	MOVE_X_DY(16)
	SUBS  $4, R3, R3
	BGE   four

last:
	ADDS $4, R3, R3
	BEQ  combine
	LSR  $2, R7

one:
	FMOVS (R5), F0
	FMOVS 128(R5), F8
	GRAD_SUMS(FMOVS, 0, 0)
	FMOVS F0, (R5)
	FMOVS F8, 128(R5)
	ADD   $4, R5
	MOVE_X_DY(4)
	SUBS  $1, R3, R3
	BNE   one

combine:
	LOAD8(R4, F0, F1, F2, F3, F4, F5, F6, F7)
	COMBINE
	FMOVS F0, sumG+40(FP)
	ADD   $128, R4
	LOAD8(R4, F0, F1, F2, F3, F4, F5, F6, F7)
	COMBINE
	FMOVS F0, sumGH+44(FP)
	RET

// dx = rstd·fma(−h, m2, g − m1)
#define LAYER_NORM_GRAD(MOVE, bytes) \
	TERMS(MOVE, 0)        \
	MOVE_X_DY(bytes)      \
	FSUB4(17, 17, 28)     \
	FMLS4(17, 16, 29)     \
	FMUL4(17, 17, 31)     \
	MOVE.P F17, bytes(R0)

// func layerNormGradNEON(dx, dy, x, gamma *float32, n int, mean, rstd, m1, m2 float32)
TEXT ·layerNormGradNEON(SB), NOSPLIT, $0-56
	MOVD dx+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD x+16(FP), R1
	MOVD gamma+24(FP), R6
	MOVD n+32(FP), R3
	BROADCAST(mean+40(FP), F30, V30)
	BROADCAST(rstd+44(FP), F31, V31)
	BROADCAST(m1+48(FP), F28, V28)
	BROADCAST(m2+52(FP), F29, V29)
	ORELSE(R6, R7, ones<>(SB), gammaGiven)
	LOOP(LAYER_NORM_GRAD)
