// The constants of the logarithm, next to those of functions_amd64.h, which a
// file includes first: each eight times, or once where only AVX-512 reads it.

#define LOG_LEAST_NORMAL ·logConstants+0(SB)
#define LOG_SCALE ·logConstants+32(SB)
#define LOG_SCALED ·logConstants+64(SB)
#define LOG_SQRT_HALF ·logConstants+96(SB)
#define LOG_INF ·logConstants+128(SB)
#define LOG0 ·logConstants+160(SB)
#define LOG1 ·logConstants+192(SB)
#define LOG2 ·logConstants+224(SB)
#define LOG3 ·logConstants+256(SB)
#define LOG4 ·logConstants+288(SB)
#define LOG5 ·logConstants+320(SB)
#define LOG6 ·logConstants+352(SB)
#define LOG7 ·logConstants+384(SB)
#define LOG8 ·logConstants+416(SB)
#define LOG_HALF ·logConstants+448(SB)
#define LOG_SPECIAL ·logConstants+452(SB)
