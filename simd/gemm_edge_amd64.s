//go:build !purego

#include "textflag.h"

// The micro-kernel at the edges of C: 1 to 6 rows, 1 to 16 columns. As
// gemm_amd64.s, but
//
//	more than 8 columns: two registers a row, the second one masked
//	at most 8 columns:   one register a row, masked
//	rows and columns outside are neither read nor written
//
// Registers as there, and
//	R12       rows
//	R13       columns in the masked register, 1-8; BX C or its second half
//	Y14       broadcast element of A;  Y15 mask of the last register

// edgeMask+4·(8−n) is a mask of n elements.
DATA edgeMask<>+0(SB)/8, $-1
DATA edgeMask<>+8(SB)/8, $-1
DATA edgeMask<>+16(SB)/8, $-1
DATA edgeMask<>+24(SB)/8, $-1
DATA edgeMask<>+32(SB)/8, $0
DATA edgeMask<>+40(SB)/8, $0
DATA edgeMask<>+48(SB)/8, $0
DATA edgeMask<>+56(SB)/8, $0
GLOBL edgeMask<>(SB), RODATA|NOPTR, $64

#define LOAD_B16 \
	VMOVUPS    (DX), Y12        \
	VMASKMOVPS 32(DX), Y15, Y13

#define LOAD_B8 \
	VMASKMOVPS (DX), Y15, Y12

#define FMA_ROW16(elem, c0, c1) \
	VBROADCASTSS elem, Y14      \
	VFMADD231PS  Y12, Y14, c0   \
	VFMADD231PS  Y13, Y14, c1

#define FMA_ROW8(elem, c0) \
	VBROADCASTSS elem, Y14    \
	VFMADD231PS  Y12, Y14, c0

// The rows of one step, first ones first; NEXT ends the loop.
#define ROWS16_1 FMA_ROW16((DI), Y0, Y1)
#define ROWS16_2 ROWS16_1; FMA_ROW16((DI)(R8*1), Y2, Y3)
#define ROWS16_3 ROWS16_2; FMA_ROW16((DI)(R8*2), Y4, Y5)
#define ROWS16_4 ROWS16_3; FMA_ROW16((SI), Y6, Y7)
#define ROWS16_5 ROWS16_4; FMA_ROW16((SI)(R8*1), Y8, Y9)
#define ROWS16_6 ROWS16_5; FMA_ROW16((SI)(R8*2), Y10, Y11)
#define ROWS8_1 FMA_ROW8((DI), Y1)
#define ROWS8_2 ROWS8_1; FMA_ROW8((DI)(R8*1), Y3)
#define ROWS8_3 ROWS8_2; FMA_ROW8((DI)(R8*2), Y5)
#define ROWS8_4 ROWS8_3; FMA_ROW8((SI), Y7)
#define ROWS8_5 ROWS8_4; FMA_ROW8((SI)(R8*1), Y9)
#define ROWS8_6 ROWS8_5; FMA_ROW8((SI)(R8*2), Y11)

#define NEXT(loop) \
	ADDQ R9, DI  \
	ADDQ R9, SI  \
	ADDQ R10, DX \
	DECQ CX      \
	JNE  loop

// LAST_ROW leaves when n rows are done; else AX moves to the next.
#define LAST_ROW(n, out) \
	CMPQ R12, $n \
	JEQ  out     \
	ADDQ R11, AX

#define LOAD_ROW16(c0, c1) \
	VMOVUPS    (AX), c0        \
	VMASKMOVPS 32(AX), Y15, c1

#define LOAD_ROW8(c1) \
	VMASKMOVPS (AX), Y15, c1

// func microEdgeAVX2(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)
TEXT ·microEdgeAVX2(SB), NOSPLIT, $192-81
	MOVQ rows+0(FP), R12
	MOVQ cols+8(FP), R13
	MOVQ k+16(FP), CX
	MOVQ a+24(FP), DI
	MOVQ rsA+32(FP), R8
	MOVQ csA+40(FP), R9
	MOVQ b+48(FP), DX
	MOVQ rsB+56(FP), R10
	MOVQ c+64(FP), BX
	MOVQ ldc+72(FP), R11
	SHLQ $2, R8
	SHLQ $2, R9
	SHLQ $2, R10
	SHLQ $2, R11
	LEAQ (R8)(R8*2), SI
	ADDQ DI, SI

	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	VXORPS Y8, Y8, Y8
	VXORPS Y9, Y9, Y9
	VXORPS Y10, Y10, Y10
	VXORPS Y11, Y11, Y11

	CMPQ R13, $8
	JLE  narrow
	SUBQ $8, R13

	// Two registers a row.
	LEAQ    edgeMask<>+32(SB), AX
	MOVQ    R13, R15
	SHLQ    $2, R15
	SUBQ    R15, AX
	VMOVUPS (AX), Y15
	MOVQ    BX, AX
	CMPB    load+80(FP), $0
	JEQ     wide
	LOAD_ROW16(Y0, Y1)
	LAST_ROW(1, wide)
	LOAD_ROW16(Y2, Y3)
	LAST_ROW(2, wide)
	LOAD_ROW16(Y4, Y5)
	LAST_ROW(3, wide)
	LOAD_ROW16(Y6, Y7)
	LAST_ROW(4, wide)
	LOAD_ROW16(Y8, Y9)
	LAST_ROW(5, wide)
	LOAD_ROW16(Y10, Y11)

wide:
	CMPQ R12, $2
	JLT  wide1
	JEQ  wide2
	CMPQ R12, $4
	JLT  wide3
	JEQ  wide4
	CMPQ R12, $6
	JLT  wide5

wide6:
	LOAD_B16
	ROWS16_6
	NEXT(wide6)
	JMP storeFirst

wide5:
	LOAD_B16
	ROWS16_5
	NEXT(wide5)
	JMP storeFirst

wide4:
	LOAD_B16
	ROWS16_4
	NEXT(wide4)
	JMP storeFirst

wide3:
	LOAD_B16
	ROWS16_3
	NEXT(wide3)
	JMP storeFirst

wide2:
	LOAD_B16
	ROWS16_2
	NEXT(wide2)
	JMP storeFirst

wide1:
	LOAD_B16
	ROWS16_1
	NEXT(wide1)

	// The first register of each row is whole.
storeFirst:
	MOVQ    BX, AX
	ADDQ    $32, BX
	VMOVUPS Y0, (AX)
	LAST_ROW(1, storeLast)
	VMOVUPS Y2, (AX)
	LAST_ROW(2, storeLast)
	VMOVUPS Y4, (AX)
	LAST_ROW(3, storeLast)
	VMOVUPS Y6, (AX)
	LAST_ROW(4, storeLast)
	VMOVUPS Y8, (AX)
	LAST_ROW(5, storeLast)
	VMOVUPS Y10, (AX)
	JMP storeLast

narrow:
	LEAQ    edgeMask<>+32(SB), AX
	MOVQ    R13, R15
	SHLQ    $2, R15
	SUBQ    R15, AX
	VMOVUPS (AX), Y15
	MOVQ    BX, AX
	CMPB    load+80(FP), $0
	JEQ     slim
	LOAD_ROW8(Y1)
	LAST_ROW(1, slim)
	LOAD_ROW8(Y3)
	LAST_ROW(2, slim)
	LOAD_ROW8(Y5)
	LAST_ROW(3, slim)
	LOAD_ROW8(Y7)
	LAST_ROW(4, slim)
	LOAD_ROW8(Y9)
	LAST_ROW(5, slim)
	LOAD_ROW8(Y11)

slim:
	CMPQ R12, $2
	JLT  slim1
	JEQ  slim2
	CMPQ R12, $4
	JLT  slim3
	JEQ  slim4
	CMPQ R12, $6
	JLT  slim5

slim6:
	LOAD_B8
	ROWS8_6
	NEXT(slim6)
	JMP storeLast

slim5:
	LOAD_B8
	ROWS8_5
	NEXT(slim5)
	JMP storeLast

slim4:
	LOAD_B8
	ROWS8_4
	NEXT(slim4)
	JMP storeLast

slim3:
	LOAD_B8
	ROWS8_3
	NEXT(slim3)
	JMP storeLast

slim2:
	LOAD_B8
	ROWS8_2
	NEXT(slim2)
	JMP storeLast

slim1:
	LOAD_B8
	ROWS8_1
	NEXT(slim1)

	// The masked registers: all eight elements, or by way of the stack
	// four, two and one at a time (masked stores are slow on some CPUs).
storeLast:
	CMPQ    R13, $8
	JNE     part
	VMOVUPS Y1, (BX)
	MOVQ    BX, AX
	LAST_ROW(1, done)
	VMOVUPS Y3, (AX)
	LAST_ROW(2, done)
	VMOVUPS Y5, (AX)
	LAST_ROW(3, done)
	VMOVUPS Y7, (AX)
	LAST_ROW(4, done)
	VMOVUPS Y9, (AX)
	LAST_ROW(5, done)
	VMOVUPS Y11, (AX)
	JMP     done

part:
	VMOVUPS Y1, buf-192(SP)
	VMOVUPS Y3, buf-160(SP)
	VMOVUPS Y5, buf-128(SP)
	VMOVUPS Y7, buf-96(SP)
	VMOVUPS Y9, buf-64(SP)
	VMOVUPS Y11, buf-32(SP)
	LEAQ    buf-192(SP), SI

row:
	MOVQ    SI, AX
	MOVQ    BX, DX
	TESTQ   $4, R13
	JEQ     two
	VMOVUPS (AX), X0
	VMOVUPS X0, (DX)
	ADDQ    $16, AX
	ADDQ    $16, DX

two:
	TESTQ $2, R13
	JEQ   single
	MOVQ  (AX), CX
	MOVQ  CX, (DX)
	ADDQ  $8, AX
	ADDQ  $8, DX

single:
	TESTQ $1, R13
	JEQ   nextRow
	MOVL  (AX), CX
	MOVL  CX, (DX)

nextRow:
	ADDQ $32, SI
	ADDQ R11, BX
	DECQ R12
	JNE  row

done:
	VZEROUPPER
	RET
