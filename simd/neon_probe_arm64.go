//go:build !purego

package simd

// This file: the macros of neon_arm64.h one by one, for their test. A function
// does its macro in two sets of registers, both from d[0]:
//
//	d[0], d[1] = OP(d[0], n, m), OP(d[0], n, m)

// vector is a NEON register: four float32, int32 or masks, as bits.
type vector [4]uint32

//go:noescape
func neonFADD4(d *[2]vector, n, m *vector)

//go:noescape
func neonFSUB4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMUL4(d *[2]vector, n, m *vector)

//go:noescape
func neonFDIV4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLA4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLS4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMAX4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMIN4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMAXNM4(d *[2]vector, n, m *vector)

//go:noescape
func neonFMINNM4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMEQ4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMGE4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMGT4(d *[2]vector, n, m *vector)

//go:noescape
func neonBSL16(d *[2]vector, n, m *vector)

//go:noescape
func neonBIT16(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLA4Elem0(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLA4Elem1(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLA4Elem2(d *[2]vector, n, m *vector)

//go:noescape
func neonFMLA4Elem3(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMGT4Zero(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMLE4Zero(d *[2]vector, n, m *vector)

//go:noescape
func neonFCMLT4Zero(d *[2]vector, n, m *vector)

//go:noescape
func neonFSQRT4(d *[2]vector, n, m *vector)

//go:noescape
func neonFABS4(d *[2]vector, n, m *vector)

//go:noescape
func neonFNEG4(d *[2]vector, n, m *vector)

//go:noescape
func neonFRINTN4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCVTNS4(d *[2]vector, n, m *vector)

//go:noescape
func neonSCVTF4(d *[2]vector, n, m *vector)

//go:noescape
func neonSSHR4By1(d *[2]vector, n, m *vector)

//go:noescape
func neonSSHR4By23(d *[2]vector, n, m *vector)

//go:noescape
func neonSSHR4By32(d *[2]vector, n, m *vector)

//go:noescape
func neonSHL4By0(d *[2]vector, n, m *vector)

//go:noescape
func neonSHL4By23(d *[2]vector, n, m *vector)

//go:noescape
func neonSHL4By31(d *[2]vector, n, m *vector)

//go:noescape
func neonFCVTL4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCVTL4High(d *[2]vector, n, m *vector)

//go:noescape
func neonFCVTN4(d *[2]vector, n, m *vector)

//go:noescape
func neonFCVTN4High(d *[2]vector, n, m *vector)

//go:noescape
func neonSQXTN4(d *[2]vector, n, m *vector)

//go:noescape
func neonSQXTN4High(d *[2]vector, n, m *vector)

//go:noescape
func neonSQXTN8(d *[2]vector, n, m *vector)

//go:noescape
func neonSXTL8(d *[2]vector, n, m *vector)

//go:noescape
func neonSXTL4(d *[2]vector, n, m *vector)

//go:noescape
func neonSXTL4High(d *[2]vector, n, m *vector)

//go:noescape
func neonSMAX8(d *[2]vector, n, m *vector)
