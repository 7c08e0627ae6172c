// NEON instructions that Go's assembler has no name for, on four float32 (or
// int32) at a time; the last ones are of narrower numbers too. Arguments are
// register numbers, 0 to 31, not names:
//
//	FADD4(0, 1, 2)     V0 = V1 + V2
//
// The result comes first. neon_arm64_test.go runs each of them.

#define NEON3(op, d, n, m) WORD $(op | (m)<<16 | (n)<<5 | (d))
#define NEON2(op, d, n) WORD $(op | (n)<<5 | (d))

// Arithmetic: d = n op m, each rounded once.
#define FADD4(d, n, m) NEON3(0x4E20D400, d, n, m)
#define FSUB4(d, n, m) NEON3(0x4EA0D400, d, n, m)
#define FMUL4(d, n, m) NEON3(0x6E20DC00, d, n, m)
#define FDIV4(d, n, m) NEON3(0x6E20FC00, d, n, m)

// Fused: d = d + n·m and d = d − n·m.
#define FMLA4(d, n, m) NEON3(0x4E20CC00, d, n, m)
#define FMLS4(d, n, m) NEON3(0x4EA0CC00, d, n, m)

// Fused, by one element: d = d + n·m[i].
#define FMLA4_ELEM(d, n, m, i) WORD $(0x4F801000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))

// Larger and smaller; NaN if one is NaN. The NM forms take the other number
// then.
#define FMAX4(d, n, m) NEON3(0x4E20F400, d, n, m)
#define FMIN4(d, n, m) NEON3(0x4EA0F400, d, n, m)
#define FMAXNM4(d, n, m) NEON3(0x4E20C400, d, n, m)
#define FMINNM4(d, n, m) NEON3(0x4EA0C400, d, n, m)

// Comparisons leave all ones where they hold, else zeros.
#define FCMEQ4(d, n, m) NEON3(0x4E20E400, d, n, m)
#define FCMGE4(d, n, m) NEON3(0x6E20E400, d, n, m)
#define FCMGT4(d, n, m) NEON3(0x6EA0E400, d, n, m)
#define FCMGT4_ZERO(d, n) NEON2(0x4EA0C800, d, n)
#define FCMLE4_ZERO(d, n) NEON2(0x6EA0D800, d, n)
#define FCMLT4_ZERO(d, n) NEON2(0x4EA0E800, d, n)

// One operand.
#define FSQRT4(d, n) NEON2(0x6EA1F800, d, n)
#define FABS4(d, n) NEON2(0x4EA0F800, d, n)
#define FNEG4(d, n) NEON2(0x6EA0F800, d, n)
#define FRINTN4(d, n) NEON2(0x4E218800, d, n)

// Between float32 and int32; to integers round to nearest even and saturate.
#define FCVTNS4(d, n) NEON2(0x4E21A800, d, n)
#define SCVTF4(d, n) NEON2(0x4E21D800, d, n)

// Shifts of int32 by a constant: arithmetic to the right, and to the left.
#define SSHR4(d, n, shift) WORD $(0x4F000400 | (64-(shift))<<16 | (n)<<5 | (d))
#define SHL4(d, n, shift) WORD $(0x4F005400 | (32+(shift))<<16 | (n)<<5 | (d))

// Selections, bit by bit: d = n where d is set, else m; d = n where m is set,
// else d as it was.
#define BSL16(d, n, m) NEON3(0x6E601C00, d, n, m)
#define BIT16(d, n, m) NEON3(0x6EA01C00, d, n, m)

// Between float32 and binary16, of which a register has eight: FCVTL4 takes the
// lower four of n, FCVTL4_HIGH the upper; FCVTN4 rounds to nearest even into
// the lower four of d and zeros the upper, FCVTN4_HIGH writes the upper and
// leaves the lower. A NaN stays NaN, made quiet, with the payload there is
// room for.
#define FCVTL4(d, n) NEON2(0x0E217800, d, n)
#define FCVTL4_HIGH(d, n) NEON2(0x4E217800, d, n)
#define FCVTN4(d, n) NEON2(0x0E216800, d, n)
#define FCVTN4_HIGH(d, n) NEON2(0x4E216800, d, n)

// Integers to ones of half the size, which saturate, in the places of FCVTN4:
// four int32 to int16, eight int16 to int8.
#define SQXTN4(d, n) NEON2(0x0E614800, d, n)
#define SQXTN4_HIGH(d, n) NEON2(0x4E614800, d, n)
#define SQXTN8(d, n) NEON2(0x0E214800, d, n)

// And to ones of twice the size, from the places of FCVTL4: the lower eight
// int8 to int16, four int16 to int32.
#define SXTL8(d, n) NEON2(0x0F08A400, d, n)
#define SXTL4(d, n) NEON2(0x0F10A400, d, n)
#define SXTL4_HIGH(d, n) NEON2(0x4F10A400, d, n)

// The larger of each of the lower eight int8; the upper become zeros.
#define SMAX8(d, n, m) NEON3(0x0E206400, d, n, m)
