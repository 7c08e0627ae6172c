// Macros of reductions in 32 lanes, four registers of eight: Y0 to Y3, and Y4
// to Y7 where there are two sums. CX counts elements left, Y15 is a mask and
// AX its address.

// masks: 32 lanes on, then 32 off, which DATA leaves at zero. A load of eight at
// 4·(32−n) has its first n lanes on. The <> keeps them local to the file: see
// constants_amd64.h.
DATA masks<>+0(SB)/8, $-1
DATA masks<>+8(SB)/8, $-1
DATA masks<>+16(SB)/8, $-1
DATA masks<>+24(SB)/8, $-1
DATA masks<>+32(SB)/8, $-1
DATA masks<>+40(SB)/8, $-1
DATA masks<>+48(SB)/8, $-1
DATA masks<>+56(SB)/8, $-1
DATA masks<>+64(SB)/8, $-1
DATA masks<>+72(SB)/8, $-1
DATA masks<>+80(SB)/8, $-1
DATA masks<>+88(SB)/8, $-1
DATA masks<>+96(SB)/8, $-1
DATA masks<>+104(SB)/8, $-1
DATA masks<>+112(SB)/8, $-1
DATA masks<>+120(SB)/8, $-1
GLOBL masks<>(SB), NOPTR|RODATA, $256

// BLOCKS runs BODY, which takes a register of lanes and moves the inputs on,
// over all whole vectors, and MASKED, under the mask Y15, over the rest.
#define BLOCKS(BODY, MASKED) \
	SUBQ  $32, CX        \
	JLT   rest           \
block:                   \
	BODY(Y0, Y4)         \
	BODY(Y1, Y5)         \
	BODY(Y2, Y6)         \
	BODY(Y3, Y7)         \
	SUBQ  $32, CX        \
	JGE   block          \
rest:                    \
	ADDQ  $32, CX        \
	CMPQ  CX, $8         \
	JLT   last0          \
	BODY(Y0, Y4)         \
	SUBQ  $8, CX         \
	CMPQ  CX, $8         \
	JLT   last1          \
	BODY(Y1, Y5)         \
	SUBQ  $8, CX         \
	CMPQ  CX, $8         \
	JLT   last2          \
	BODY(Y2, Y6)         \
	SUBQ  $8, CX         \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y3, Y7)       \
	JMP   combine        \
last0:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y0, Y4)       \
	JMP   combine        \
last1:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y1, Y5)       \
	JMP   combine        \
last2:                   \
	TESTQ CX, CX         \
	JEQ   combine        \
	MASK                 \
	MASKED(Y2, Y6)       \
combine:

// MASK turns on the first CX lanes of Y15.
#define MASK \
	LEAQ    masks<>+128(SB), AX \
	SHLQ    $2, CX              \
	SUBQ    CX, AX              \
	VMOVUPS (AX), Y15

// COMBINE leaves OP over all lanes in the low element of x0, the low half of y0.
#define COMBINE(OP, y0, y1, y2, y3, x0, x1) \
	OP           y2, y0, y0  \
	OP           y3, y1, y1  \
	OP           y1, y0, y0  \
	VEXTRACTF128 $1, y0, x1  \
	OP           x1, x0, x0  \
	VMOVHLPS     x0, x0, x1  \
	OP           x1, x0, x0  \
	VMOVSHDUP    x0, x1      \
	OP           x1, x0, x0

// COMBINE_SUM adds all lanes and then +0, so that a sum of −0 becomes +0. A lane
// is −0 after tiny negative products, +0 if it has no element.
#define COMBINE_SUM(y0, y1, y2, y3, x0, x1) \
	COMBINE(VADDPS, y0, y1, y2, y3, x0, x1) \
	VXORPS x1, x1, x1                       \
	VADDSS x1, x0, x0

#define ZERO4(a, b, c, d) \
	VXORPS a, a, a \
	VXORPS b, b, b \
	VXORPS c, c, c \
	VXORPS d, d, d

// FOUR runs BODY(offset, lanes, other lanes) over a block of 32.
#define FOUR(BODY) \
	BODY(0, Y0, Y4)  \
	BODY(32, Y1, Y5) \
	BODY(64, Y2, Y6) \
	BODY(96, Y3, Y7)

// MASKS32 points AX at the masks of the first CX of 32 elements, CX < 32: those
// of the vector at an offset are offset(AX). CX is overwritten.
#define MASKS32 \
	LEAQ masks<>+128(SB), AX \
	SHLQ $2, CX              \
	SUBQ CX, AX
