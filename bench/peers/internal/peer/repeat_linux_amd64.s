#include "textflag.h"

// repeatCalls calls C functions over and over, so that the time of a turn is
// theirs and not that of the way from Go to C:
//
//	for ; rounds > 0; rounds-- {
//		for i := 0; i < n; i++ {
//			calls[i].result = calls[i].fn(registers and stack of calls[i])
//		}
//	}
//
// It is a C function itself, by the System V convention. Arguments: DI calls,
// SI n, DX rounds. A call of 128 bytes has fn at 0, the integer registers at
// 8..55, the two floating-point ones at 56 and 64, six words of stack at
// 72..119 and the result at 120.
//
//	BX	the call at hand	R13	calls
//	R12	rounds to go		R14	end of calls
GLOBL ·repeatCallsAddress(SB), NOPTR|RODATA, $8
DATA ·repeatCallsAddress(SB)/8, $repeatCalls<>(SB)

TEXT repeatCalls<>(SB), NOSPLIT|NOFRAME, $0
	PUSHQ BP
	MOVQ  SP, BP
	PUSHQ BX
	PUSHQ R12
	PUSHQ R13
	PUSHQ R14
	SUBQ  $48, SP // the six words; the stack is at a multiple of 16

	MOVQ DI, R13
	SHLQ $7, SI
	LEAQ (DI)(SI*1), R14
	MOVQ DX, R12

round:
	MOVQ R13, BX

call:
	MOVUPS 72(BX), X2
	MOVUPS 88(BX), X3
	MOVUPS 104(BX), X4
	MOVUPS X2, 0(SP)
	MOVUPS X3, 16(SP)
	MOVUPS X4, 32(SP)
	MOVQ   8(BX), DI
	MOVQ   16(BX), SI
	MOVQ   24(BX), DX
	MOVQ   32(BX), CX
	MOVQ   40(BX), R8
	MOVQ   48(BX), R9
	MOVSD  56(BX), X0
	MOVSD  64(BX), X1
	MOVQ   0(BX), AX
	CALL   AX
	MOVQ   AX, 120(BX)
	ADDQ   $128, BX
	CMPQ   BX, R14
	JLT    call
	DECQ   R12
	JNZ    round

	ADDQ $48, SP
	POPQ R14
	POPQ R13
	POPQ R12
	POPQ BX
	POPQ BP
	RET
