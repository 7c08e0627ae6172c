// Macros of reductions in 32 lanes, eight registers of four: V0 to V7. R3
// counts elements left; R4 points to memory for the 32 lanes, and R5 walks
// over it.

// EIGHT runs BODY(LOAD, offset, lanes) over a block of 32. LOAD is FMOVQ, which
// moves four elements; with FMOVS a BODY does its work on one, and on zeros.
#define EIGHT(BODY) \
	BODY(FMOVQ, 0, 0)   \
	BODY(FMOVQ, 16, 1)  \
	BODY(FMOVQ, 32, 2)  \
	BODY(FMOVQ, 48, 3)  \
	BODY(FMOVQ, 64, 4)  \
	BODY(FMOVQ, 80, 5)  \
	BODY(FMOVQ, 96, 6)  \
	BODY(FMOVQ, 112, 7)

#define ZERO8(v0, v1, v2, v3, v4, v5, v6, v7) \
	VEOR v0.B16, v0.B16, v0.B16 \
	VEOR v1.B16, v1.B16, v1.B16 \
	VEOR v2.B16, v2.B16, v2.B16 \
	VEOR v3.B16, v3.B16, v3.B16 \
	VEOR v4.B16, v4.B16, v4.B16 \
	VEOR v5.B16, v5.B16, v5.B16 \
	VEOR v6.B16, v6.B16, v6.B16 \
	VEOR v7.B16, v7.B16, v7.B16

#define STORE8(p, f0, f1, f2, f3, f4, f5, f6, f7) \
	FSTPQ (f0, f1), (p)   \
	FSTPQ (f2, f3), 32(p) \
	FSTPQ (f4, f5), 64(p) \
	FSTPQ (f6, f7), 96(p)

#define LOAD8(p, f0, f1, f2, f3, f4, f5, f6, f7) \
	FLDPQ (p), (f0, f1)   \
	FLDPQ 32(p), (f2, f3) \
	FLDPQ 64(p), (f4, f5) \
	FLDPQ 96(p), (f6, f7)

// BLOCKS adds all elements to the lanes by BODY; MOVE moves the inputs on by
// some bytes. What is left after whole blocks goes to lanes in memory, four at
// a time and then singly: a lane without an element takes no part.
#define BLOCKS(BODY, MOVE) \
	SUBS  $32, R3, R3                          \
	BLT   rest                                 \
block:                                             \
	EIGHT(BODY)                                \
	MOVE(128)                                  \
	SUBS  $32, R3, R3                          \
	BGE   block                                \
rest:                                              \
	ADDS  $32, R3, R3                          \
	BEQ   combine                              \
	STORE8(R4, F0, F1, F2, F3, F4, F5, F6, F7) \
	MOVD  R4, R5                               \
	SUBS  $4, R3, R3                           \
	BLT   last                                 \
four:                                              \
	FMOVQ (R5), F0                             \
	BODY(FMOVQ, 0, 0)                          \
	FMOVQ F0, (R5)                             \
	ADD   $16, R5                              \
	MOVE(16)                                   \
	SUBS  $4, R3, R3                           \
	BGE   four                                 \
last:                                              \
	ADDS  $4, R3, R3                           \
	BEQ   reload                               \
one:                                               \
	FMOVS (R5), F0                             \
	BODY(FMOVS, 0, 0)                          \
	FMOVS F0, (R5)                             \
	ADD   $4, R5                               \
	MOVE(4)                                    \
	SUBS  $1, R3, R3                           \
	BNE   one                                  \
reload:                                            \
	LOAD8(R4, F0, F1, F2, F3, F4, F5, F6, F7)  \
combine:

// COMBINE adds lane l and l+16, then l+8, l+4, l+2 and l+1, and +0 at last;
// the sum is in F0.
#define COMBINE \
	FADD4(0, 0, 4)                   \
	FADD4(1, 1, 5)                   \
	FADD4(2, 2, 6)                   \
	FADD4(3, 3, 7)                   \
	FADD4(0, 0, 2)                   \
	FADD4(1, 1, 3)                   \
	FADD4(0, 0, 1)                   \
	VEXT  $8, V0.B16, V0.B16, V1.B16 \
	FADD4(0, 0, 1)                   \
	VDUP  V0.S[1], V1.S4             \
	FADDS F1, F0, F0                 \
	FMOVS ZR, F1                     \
	FADDS F1, F0, F0
