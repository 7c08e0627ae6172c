// The constants of the logarithm, as bits, next to those of constants_amd64.h,
// which a file includes first. See log.go.

#define LOG_LEAST_NORMAL logLeastNormal<>(SB)
#define LOG_SCALE logScale<>(SB)
#define LOG_SCALED logScaled<>(SB)
#define LOG_SQRT_HALF logSqrtHalf<>(SB)
#define LOG_INF logInf<>(SB)
#define LOG0 log0<>(SB)
#define LOG1 log1<>(SB)
#define LOG2 log2<>(SB)
#define LOG3 log3<>(SB)
#define LOG4 log4<>(SB)
#define LOG5 log5<>(SB)
#define LOG6 log6<>(SB)
#define LOG7 log7<>(SB)
#define LOG8 log8<>(SB)

EIGHT(logLeastNormal, $0x00800000) // numbers below it are subnormal
EIGHT(logScale, $0x4b000000)       // makes those normal
EIGHT(logScaled, $0x00000017)      // by so many powers of 2
EIGHT(logSqrtHalf, $0x3f3504f3)    // √½, an integer
EIGHT(logInf, $0x7f800000)
EIGHT(log0, $0xbefffffc) // coefficients of q
EIGHT(log1, $0x3eaaaaa8)
EIGHT(log2, $0xbe800213)
EIGHT(log3, $0x3e4cd1fb)
EIGHT(log4, $0xbe2a13b3)
EIGHT(log5, $0x3e1138ae)
EIGHT(log6, $0xbe079bab)
EIGHT(log7, $0x3e0424e0)
EIGHT(log8, $0xbd9c19d2)

// Only AVX-512 reads these. LOG_SPECIAL tells VFIXUPIMMPS what to make of special
// numbers: NaN and +Inf stay, 0 becomes −Inf, a negative number becomes NaN.
#define LOG_HALF logHalf<>(SB)
#define LOG_SPECIAL logSpecial<>(SB)

EIGHT(logHalf, $0x3f000000)
EIGHT(logSpecial, $0x03530422)
