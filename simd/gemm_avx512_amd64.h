// Macros of the AVX-512 micro-kernels, 14×32 and smaller.
//
// Registers:
//	DI SI R12 R13 R15  A of rows 0, 3, 6, 9 and 12 at the present step; the
//	                   rows between lie at distance R8 and 2·R8
//	R8, R9             bytes from one row of A, from one step, to the next
//	DX, R10            B at the present step; bytes from one step to the next
//	BX, R11            C; bytes from one row to the next
//	CX                 steps left
//	Z0-Z27             the tile, two registers a row
//	Z28, Z29           the row of B;  Z30, Z31  broadcast elements of A

// BYTES_AND_ROWS turns distances into bytes and points to the rows of A.
#define BYTES_AND_ROWS \
	SHLQ $2, R8           \
	SHLQ $2, R9           \
	SHLQ $2, R10          \
	SHLQ $2, R11          \
	LEAQ (R8)(R8*2), AX   \
	LEAQ (DI)(AX*1), SI   \
	LEAQ (SI)(AX*1), R12  \
	LEAQ (R12)(AX*1), R13 \
	LEAQ (R13)(AX*1), R15

#define NEXT_STEP \
	ADDQ R9, DI  \
	ADDQ R9, SI  \
	ADDQ R9, R12 \
	ADDQ R9, R13 \
	ADDQ R9, R15 \
	ADDQ R10, DX

// FMA_ROW2 multiplies the row of B, two registers, by one element of A into a
// row of the tile; FMA_ROW1 does so with one register.
#define FMA_ROW2(elem, v, c0, c1) \
	VBROADCASTSS elem, v     \
	VFMADD231PS  Z28, v, c0  \
	VFMADD231PS  Z29, v, c1

#define FMA_ROW1(elem, c0) \
	VFMADD231PS.BCST elem, Z28, c0

// ROWS2_n is one step of n rows in two registers, ROWS1_n in one.
#define ROWS2_1 \
	FMA_ROW2((DI), Z30, Z0, Z1)

#define ROWS2_2 \
	ROWS2_1 \
	FMA_ROW2((DI)(R8*1), Z31, Z2, Z3)

#define ROWS2_3 \
	ROWS2_2 \
	FMA_ROW2((DI)(R8*2), Z30, Z4, Z5)

#define ROWS2_4 \
	ROWS2_3 \
	FMA_ROW2((SI), Z31, Z6, Z7)

#define ROWS2_5 \
	ROWS2_4 \
	FMA_ROW2((SI)(R8*1), Z30, Z8, Z9)

#define ROWS2_6 \
	ROWS2_5 \
	FMA_ROW2((SI)(R8*2), Z31, Z10, Z11)

#define ROWS2_7 \
	ROWS2_6 \
	FMA_ROW2((R12), Z30, Z12, Z13)

#define ROWS2_8 \
	ROWS2_7 \
	FMA_ROW2((R12)(R8*1), Z31, Z14, Z15)

#define ROWS2_9 \
	ROWS2_8 \
	FMA_ROW2((R12)(R8*2), Z30, Z16, Z17)

#define ROWS2_10 \
	ROWS2_9 \
	FMA_ROW2((R13), Z31, Z18, Z19)

#define ROWS2_11 \
	ROWS2_10 \
	FMA_ROW2((R13)(R8*1), Z30, Z20, Z21)

#define ROWS2_12 \
	ROWS2_11 \
	FMA_ROW2((R13)(R8*2), Z31, Z22, Z23)

#define ROWS2_13 \
	ROWS2_12 \
	FMA_ROW2((R15), Z30, Z24, Z25)

#define ROWS2_14 \
	ROWS2_13 \
	FMA_ROW2((R15)(R8*1), Z31, Z26, Z27)

#define ROWS1_1 \
	FMA_ROW1((DI), Z0)

#define ROWS1_2 \
	ROWS1_1 \
	FMA_ROW1((DI)(R8*1), Z2)

#define ROWS1_3 \
	ROWS1_2 \
	FMA_ROW1((DI)(R8*2), Z4)

#define ROWS1_4 \
	ROWS1_3 \
	FMA_ROW1((SI), Z6)

#define ROWS1_5 \
	ROWS1_4 \
	FMA_ROW1((SI)(R8*1), Z8)

#define ROWS1_6 \
	ROWS1_5 \
	FMA_ROW1((SI)(R8*2), Z10)

#define ROWS1_7 \
	ROWS1_6 \
	FMA_ROW1((R12), Z12)

#define ROWS1_8 \
	ROWS1_7 \
	FMA_ROW1((R12)(R8*1), Z14)

#define ROWS1_9 \
	ROWS1_8 \
	FMA_ROW1((R12)(R8*2), Z16)

#define ROWS1_10 \
	ROWS1_9 \
	FMA_ROW1((R13), Z18)

#define ROWS1_11 \
	ROWS1_10 \
	FMA_ROW1((R13)(R8*1), Z20)

#define ROWS1_12 \
	ROWS1_11 \
	FMA_ROW1((R13)(R8*2), Z22)

#define ROWS1_13 \
	ROWS1_12 \
	FMA_ROW1((R15), Z24)

#define ROWS1_14 \
	ROWS1_13 \
	FMA_ROW1((R15)(R8*1), Z26)

#define ZERO_TILE \
	VPXORD Z0, Z0, Z0 \
	VPXORD Z1, Z1, Z1 \
	VPXORD Z2, Z2, Z2 \
	VPXORD Z3, Z3, Z3 \
	VPXORD Z4, Z4, Z4 \
	VPXORD Z5, Z5, Z5 \
	VPXORD Z6, Z6, Z6 \
	VPXORD Z7, Z7, Z7 \
	VPXORD Z8, Z8, Z8 \
	VPXORD Z9, Z9, Z9 \
	VPXORD Z10, Z10, Z10 \
	VPXORD Z11, Z11, Z11 \
	VPXORD Z12, Z12, Z12 \
	VPXORD Z13, Z13, Z13 \
	VPXORD Z14, Z14, Z14 \
	VPXORD Z15, Z15, Z15 \
	VPXORD Z16, Z16, Z16 \
	VPXORD Z17, Z17, Z17 \
	VPXORD Z18, Z18, Z18 \
	VPXORD Z19, Z19, Z19 \
	VPXORD Z20, Z20, Z20 \
	VPXORD Z21, Z21, Z21 \
	VPXORD Z22, Z22, Z22 \
	VPXORD Z23, Z23, Z23 \
	VPXORD Z24, Z24, Z24 \
	VPXORD Z25, Z25, Z25 \
	VPXORD Z26, Z26, Z26 \
	VPXORD Z27, Z27, Z27
