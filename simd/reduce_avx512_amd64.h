// Macros of reductions in 32 lanes, two registers of sixteen: Z0 and Z1, and Z2
// and Z3 where there are two sums. K1 and K2 are the lanes of the last, short
// block of 32.

// TAIL_MASKS sets K1 and K2 to the first n of 32 lanes, n < 32; n is lost. Zero
// is set where no lane is.
#define TAIL_MASKS(n) \
	MOVL  $1, AX    \
	SHLXL n, AX, AX \
	DECL  AX        \
	KMOVW AX, K1    \
	MOVL  AX, n     \
	SHRL  $16, n    \
	KMOVW n, K2     \
	TESTL AX, AX

// COMBINE16 leaves OP over all lanes in the low element of x0, the low quarter
// of z0 and y0.
#define COMBINE16(OP, z0, z1, y0, y1, x0, x1) \
	OP            z1, z0, z0 \
	VEXTRACTF64X4 $1, z0, y1 \
	OP            y1, y0, y0 \
	VEXTRACTF128  $1, y0, x1 \
	OP            x1, x0, x0 \
	VMOVHLPS      x0, x0, x1 \
	OP            x1, x0, x0 \
	VMOVSHDUP     x0, x1     \
	OP            x1, x0, x0

// COMBINE_SUM16 adds all lanes, and +0 at last; see COMBINE_SUM.
#define COMBINE_SUM16(z0, z1, y0, y1, x0, x1) \
	COMBINE16(VADDPS, z0, z1, y0, y1, x0, x1) \
	VXORPS x1, x1, x1                         \
	VADDSS x1, x0, x0

#define ZERO2(a, b) \
	VPXORD a, a, a \
	VPXORD b, b, b
