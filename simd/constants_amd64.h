// The constants of the functions, as bits, each eight times. AVX2 reads all
// eight; AVX-512 broadcasts the first.
//
// The <> makes them local to each file that includes this header. The linker
// drops the ones that a file does not use. They cannot be global: in a plugin
// the assembler rewrites each read of a global symbol to go through the table
// of global addresses, and loses the suffix .BCST on the way. The instruction
// then reads sixteen numbers where one is meant.

// EIGHT defines the constant name<>: eight copies of 32 bits.
#define EIGHT(name, bits) \
	DATA  name<>+0(SB)/4, bits  \
	DATA  name<>+4(SB)/4, bits  \
	DATA  name<>+8(SB)/4, bits  \
	DATA  name<>+12(SB)/4, bits \
	DATA  name<>+16(SB)/4, bits \
	DATA  name<>+20(SB)/4, bits \
	DATA  name<>+24(SB)/4, bits \
	DATA  name<>+28(SB)/4, bits \
	GLOBL name<>(SB), NOPTR|RODATA, $32

// Numbers and masks that several functions share.
#define ONE one<>(SB)
#define TWO two<>(SB)
#define SQRT2 sqrt2<>(SB)
#define HALF_NEG halfNeg<>(SB)
#define NEG_INF negInf<>(SB)
#define SIGN sign<>(SB)
#define MAGNITUDE magnitude<>(SB)

EIGHT(one, $0x3f800000)
EIGHT(two, $0x40000000)
EIGHT(sqrt2, $0x3fb504f3)
EIGHT(halfNeg, $0xbf000000)
EIGHT(negInf, $0xff800000)
EIGHT(sign, $0x80000000)      // the sign bit
EIGHT(magnitude, $0x7fffffff) // all other bits

// exp: see exp.go.
#define EXP_HIGH expHigh<>(SB)
#define EXP_LOW expLow<>(SB)
#define LOG2E log2e<>(SB)
#define LN2_HIGH ln2High<>(SB)
#define LN2_LOW ln2Low<>(SB)
#define EXP2 exp2<>(SB)
#define EXP3 exp3<>(SB)
#define EXP4 exp4<>(SB)
#define EXP5 exp5<>(SB)
#define EXP6 exp6<>(SB)
#define BIAS bias<>(SB)

EIGHT(expHigh, $0x42b20000) // from here on exp is +Inf
EIGHT(expLow, $0xc2d20000)  // from here down exp is 0
EIGHT(log2e, $0x3fb8aa3b)
EIGHT(ln2High, $0x3f317218)
EIGHT(ln2Low, $0xb102e308)
EIGHT(exp2, $0x3efffffe) // coefficients of r², r³, …
EIGHT(exp3, $0x3e2aaa48)
EIGHT(exp4, $0x3d2aac7c)
EIGHT(exp5, $0x3c091d82)
EIGHT(exp6, $0x3ab51129)
EIGHT(bias, $0x0000007f) // of the exponent, an integer

// The normal tail: see normal.go.
#define TAIL_END tailEnd<>(SB)
#define TAIL_U tailU<>(SB)
#define TAIL0 tail0<>(SB)
#define TAIL1 tail1<>(SB)
#define TAIL2 tail2<>(SB)
#define TAIL3 tail3<>(SB)
#define TAIL4 tail4<>(SB)
#define TAIL5 tail5<>(SB)
#define TAIL6 tail6<>(SB)
#define TAIL7 tail7<>(SB)
#define TAIL8 tail8<>(SB)
#define TAIL9 tail9<>(SB)
#define INV_SQRT_2PI invSqrt2pi<>(SB)

EIGHT(tailEnd, $0x41700000) // from here on E is 0
EIGHT(tailU, $0x3e99999a)
EIGHT(tail0, $0x3df51e4f) // coefficients of p
EIGHT(tail1, $0x3df4e1ce)
EIGHT(tail2, $0x3de1c52e)
EIGHT(tail3, $0x3da0818c)
EIGHT(tail4, $0x3dc5074c)
EIGHT(tail5, $0xbda2d61b)
EIGHT(tail6, $0x3e447d4e)
EIGHT(tail7, $0xbe69c3ae)
EIGHT(tail8, $0x3de6541c)
EIGHT(tail9, $0xbca8fd90)
EIGHT(invSqrt2pi, $0x3ecc422a)

// erf: see erf.go.
#define ERF0 erf0<>(SB)
#define ERF1 erf1<>(SB)
#define ERF2 erf2<>(SB)
#define ERF3 erf3<>(SB)
#define ERF4 erf4<>(SB)
#define ERF5 erf5<>(SB)
#define ERF6 erf6<>(SB)
#define ERF7 erf7<>(SB)

EIGHT(erf0, $0x3e0375d4) // coefficients near 0
EIGHT(erf1, $0xbec093a3)
EIGHT(erf2, $0x3de71782)
EIGHT(erf3, $0xbcdc14ac)
EIGHT(erf4, $0x3bab128d)
EIGHT(erf5, $0xba5e4762)
EIGHT(erf6, $0x38eb7fa9)
EIGHT(erf7, $0xb7205d92)

// tanh: see tanh.go.
#define TANH_SMALL tanhSmall<>(SB)
#define TANH0 tanh0<>(SB)
#define TANH1 tanh1<>(SB)
#define TANH2 tanh2<>(SB)
#define TANH3 tanh3<>(SB)
#define TANH4 tanh4<>(SB)

EIGHT(tanhSmall, $0x3f200000) // the polynomial ends here
EIGHT(tanh0, $0xbeaaaa93)     // its coefficients
EIGHT(tanh1, $0x3e088227)
EIGHT(tanh2, $0xbd5bed27)
EIGHT(tanh3, $0x3ca7cc9b)
EIGHT(tanh4, $0xbbb52977)

// The argument of the tanh form of GELU, and its slope: see gelu.go.
#define GELU_TANH_LINEAR geluTanhLinear<>(SB)
#define GELU_TANH_CUBIC geluTanhCubic<>(SB)
#define GELU_TANH_SLOPE geluTanhSlope<>(SB)

EIGHT(geluTanhLinear, $0x3fcc422a)
EIGHT(geluTanhCubic, $0x3d922279)
EIGHT(geluTanhSlope, $0x3e5b33b6)
