//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// Every macro of neon_arm64.h as a function for neon_arm64_test.go. Each runs
// twice, since an encoding may be right for some registers only:
//
//	d0 = d1 = d
//	d0 = OP(d0, n, m), d1 = OP(d1, n, m)
//
// Registers: R0 d, which has room for two results; R1 n; R2 m. First V31 d,
// V17 n, V26 m, then V2 d, V12 n, V5 m.

#define LOAD \
	MOVD d+0(FP), R0     \
	MOVD n+8(FP), R1     \
	MOVD m+16(FP), R2    \
	VLD1 (R0), [V31.S4]  \
	VLD1 (R0), [V2.S4]   \
	VLD1 (R1), [V17.S4]  \
	VLD1 (R1), [V12.S4]  \
	VLD1 (R2), [V26.S4]  \
	VLD1 (R2), [V5.S4]

#define STORE \
	VST1.P [V31.S4], 16(R0) \
	VST1   [V2.S4], (R0)    \
	RET

#define PROBE3(OP) \
	LOAD           \
	OP(31, 17, 26) \
	OP(2, 12, 5)   \
	STORE

#define PROBE2(OP) \
	LOAD       \
	OP(31, 17) \
	OP(2, 12)  \
	STORE

#define PROBE_ELEM(i) \
	LOAD                      \
	FMLA4_ELEM(31, 17, 26, i) \
	FMLA4_ELEM(2, 12, 5, i)   \
	STORE

#define PROBE_SHIFT(OP, bits) \
	LOAD             \
	OP(31, 17, bits) \
	OP(2, 12, bits)  \
	STORE

// func neonFADD4(d *[2]vector, n, m *vector)
TEXT ·neonFADD4(SB), NOSPLIT, $0-24
	PROBE3(FADD4)

// func neonFSUB4(d *[2]vector, n, m *vector)
TEXT ·neonFSUB4(SB), NOSPLIT, $0-24
	PROBE3(FSUB4)

// func neonFMUL4(d *[2]vector, n, m *vector)
TEXT ·neonFMUL4(SB), NOSPLIT, $0-24
	PROBE3(FMUL4)

// func neonFDIV4(d *[2]vector, n, m *vector)
TEXT ·neonFDIV4(SB), NOSPLIT, $0-24
	PROBE3(FDIV4)

// func neonFMLA4(d *[2]vector, n, m *vector)
TEXT ·neonFMLA4(SB), NOSPLIT, $0-24
	PROBE3(FMLA4)

// func neonFMLS4(d *[2]vector, n, m *vector)
TEXT ·neonFMLS4(SB), NOSPLIT, $0-24
	PROBE3(FMLS4)

// func neonFMAX4(d *[2]vector, n, m *vector)
TEXT ·neonFMAX4(SB), NOSPLIT, $0-24
	PROBE3(FMAX4)

// func neonFMIN4(d *[2]vector, n, m *vector)
TEXT ·neonFMIN4(SB), NOSPLIT, $0-24
	PROBE3(FMIN4)

// func neonFMAXNM4(d *[2]vector, n, m *vector)
TEXT ·neonFMAXNM4(SB), NOSPLIT, $0-24
	PROBE3(FMAXNM4)

// func neonFMINNM4(d *[2]vector, n, m *vector)
TEXT ·neonFMINNM4(SB), NOSPLIT, $0-24
	PROBE3(FMINNM4)

// func neonFCMEQ4(d *[2]vector, n, m *vector)
TEXT ·neonFCMEQ4(SB), NOSPLIT, $0-24
	PROBE3(FCMEQ4)

// func neonFCMGE4(d *[2]vector, n, m *vector)
TEXT ·neonFCMGE4(SB), NOSPLIT, $0-24
	PROBE3(FCMGE4)

// func neonFCMGT4(d *[2]vector, n, m *vector)
TEXT ·neonFCMGT4(SB), NOSPLIT, $0-24
	PROBE3(FCMGT4)

// func neonBSL16(d *[2]vector, n, m *vector)
TEXT ·neonBSL16(SB), NOSPLIT, $0-24
	PROBE3(BSL16)

// func neonBIT16(d *[2]vector, n, m *vector)
TEXT ·neonBIT16(SB), NOSPLIT, $0-24
	PROBE3(BIT16)

// func neonFMLA4Elem0(d *[2]vector, n, m *vector)
TEXT ·neonFMLA4Elem0(SB), NOSPLIT, $0-24
	PROBE_ELEM(0)

// func neonFMLA4Elem1(d *[2]vector, n, m *vector)
TEXT ·neonFMLA4Elem1(SB), NOSPLIT, $0-24
	PROBE_ELEM(1)

// func neonFMLA4Elem2(d *[2]vector, n, m *vector)
TEXT ·neonFMLA4Elem2(SB), NOSPLIT, $0-24
	PROBE_ELEM(2)

// func neonFMLA4Elem3(d *[2]vector, n, m *vector)
TEXT ·neonFMLA4Elem3(SB), NOSPLIT, $0-24
	PROBE_ELEM(3)

// func neonFCMGT4Zero(d *[2]vector, n, m *vector)
TEXT ·neonFCMGT4Zero(SB), NOSPLIT, $0-24
	PROBE2(FCMGT4_ZERO)

// func neonFCMLE4Zero(d *[2]vector, n, m *vector)
TEXT ·neonFCMLE4Zero(SB), NOSPLIT, $0-24
	PROBE2(FCMLE4_ZERO)

// func neonFCMLT4Zero(d *[2]vector, n, m *vector)
TEXT ·neonFCMLT4Zero(SB), NOSPLIT, $0-24
	PROBE2(FCMLT4_ZERO)

// func neonFSQRT4(d *[2]vector, n, m *vector)
TEXT ·neonFSQRT4(SB), NOSPLIT, $0-24
	PROBE2(FSQRT4)

// func neonFABS4(d *[2]vector, n, m *vector)
TEXT ·neonFABS4(SB), NOSPLIT, $0-24
	PROBE2(FABS4)

// func neonFNEG4(d *[2]vector, n, m *vector)
TEXT ·neonFNEG4(SB), NOSPLIT, $0-24
	PROBE2(FNEG4)

// func neonFRINTN4(d *[2]vector, n, m *vector)
TEXT ·neonFRINTN4(SB), NOSPLIT, $0-24
	PROBE2(FRINTN4)

// func neonFCVTNS4(d *[2]vector, n, m *vector)
TEXT ·neonFCVTNS4(SB), NOSPLIT, $0-24
	PROBE2(FCVTNS4)

// func neonSCVTF4(d *[2]vector, n, m *vector)
TEXT ·neonSCVTF4(SB), NOSPLIT, $0-24
	PROBE2(SCVTF4)

// func neonSSHR4By1(d *[2]vector, n, m *vector)
TEXT ·neonSSHR4By1(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SSHR4, 1)

// func neonSSHR4By23(d *[2]vector, n, m *vector)
TEXT ·neonSSHR4By23(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SSHR4, 23)

// func neonSSHR4By32(d *[2]vector, n, m *vector)
TEXT ·neonSSHR4By32(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SSHR4, 32)

// func neonSHL4By0(d *[2]vector, n, m *vector)
TEXT ·neonSHL4By0(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SHL4, 0)

// func neonSHL4By23(d *[2]vector, n, m *vector)
TEXT ·neonSHL4By23(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SHL4, 23)

// func neonSHL4By31(d *[2]vector, n, m *vector)
TEXT ·neonSHL4By31(SB), NOSPLIT, $0-24
	PROBE_SHIFT(SHL4, 31)

// func neonFCVTL4(d *[2]vector, n, m *vector)
TEXT ·neonFCVTL4(SB), NOSPLIT, $0-24
	PROBE2(FCVTL4)

// func neonFCVTL4High(d *[2]vector, n, m *vector)
TEXT ·neonFCVTL4High(SB), NOSPLIT, $0-24
	PROBE2(FCVTL4_HIGH)

// func neonFCVTN4(d *[2]vector, n, m *vector)
TEXT ·neonFCVTN4(SB), NOSPLIT, $0-24
	PROBE2(FCVTN4)

// func neonFCVTN4High(d *[2]vector, n, m *vector)
TEXT ·neonFCVTN4High(SB), NOSPLIT, $0-24
	PROBE2(FCVTN4_HIGH)

// func neonSQXTN4(d *[2]vector, n, m *vector)
TEXT ·neonSQXTN4(SB), NOSPLIT, $0-24
	PROBE2(SQXTN4)

// func neonSQXTN4High(d *[2]vector, n, m *vector)
TEXT ·neonSQXTN4High(SB), NOSPLIT, $0-24
	PROBE2(SQXTN4_HIGH)

// func neonSQXTN8(d *[2]vector, n, m *vector)
TEXT ·neonSQXTN8(SB), NOSPLIT, $0-24
	PROBE2(SQXTN8)

// func neonSXTL8(d *[2]vector, n, m *vector)
TEXT ·neonSXTL8(SB), NOSPLIT, $0-24
	PROBE2(SXTL8)

// func neonSXTL4(d *[2]vector, n, m *vector)
TEXT ·neonSXTL4(SB), NOSPLIT, $0-24
	PROBE2(SXTL4)

// func neonSXTL4High(d *[2]vector, n, m *vector)
TEXT ·neonSXTL4High(SB), NOSPLIT, $0-24
	PROBE2(SXTL4_HIGH)

// func neonSMAX8(d *[2]vector, n, m *vector)
TEXT ·neonSMAX8(SB), NOSPLIT, $0-24
	PROBE3(SMAX8)
