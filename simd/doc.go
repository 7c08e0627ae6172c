// Package simd holds the float32 kernels that all numeric work of the project
// goes through: matrix products, functions of each element, reductions,
// softmax, layer norm and the optimizers' updates. It works on slices and knows
// nothing of tensors. All kernels run on the calling goroutine except the
// matrix products, which split their work over internal/parallel. Only PackB
// and PackTransposedInPlace allocate.
//
// # The bit contract
//
// The same inputs give the same bits on every instruction set and platform,
// whatever the number of threads and whatever matrix a row sits in. The
// portable version of a kernel, in plain Go and named ...Generic, defines those
// bits; assembly reproduces them, and the tests compare with ==.
//
//   - Every operation is rounded once, to nearest even, subnormals included.
//     Where a multiplication and an addition are fused, the portable version
//     says so by [FMA]; where they are not, it rounds the product by a
//     conversion, float32(x*y), which keeps compilers from fusing them.
//   - An element of a matrix product is one chain of fused multiply-adds over
//     ascending k. Sums of columns, and the gradients of gamma and beta, are
//     chains over ascending rows.
//   - Sums over a vector or row have 32 lanes. Element i is added to lane
//     i mod 32, each lane being a chain from +0; lane l then takes up lane
//     l+16, then l+8, l+4, l+2 and l+1, and a sum of −0 becomes +0. Vectors of
//     4, 8 and 16 numbers all do that without effort.
//   - Exp and the other functions are explicit polynomials; their accuracy is
//     stated at each and tested against float64.
//
// NaN is NaN: which of its many bit patterns comes out is not defined.
//
// # Slices
//
// Vectors of one call have one length; matrices are row-major [rows, cols], and
// a slice for one must hold at least rows·cols elements. Length 0 is allowed. A
// result may be an input exactly, where the function does not say otherwise,
// and overlap none in another way. Anything else panics with the names and the
// numbers before any memory is touched. Inputs are not written, and nothing
// beside the slices is read or written.
//
// NaN and infinities go through as IEEE 754 has it: a sum, maximum, softmax or
// layer norm of numbers with a NaN among them is NaN, in the rows that have
// one and in no other.
//
// # Levels
//
// A [Level] is an instruction set. At start the widest that the CPU has and the
// package is written for is chosen; the environment variable PATHWAY_SIMD
// names another (PATHWAY_SIMD=portable), and a name that is unknown or that
// the CPU cannot run ends the program. [Current] and [Levels] tell; [Use]
// switches, for tests and benchmarks. The build tag purego leaves all
// assembly out.
//
// # Adding a kernel
//
//  1. Write the portable version, such as silu.go: the exported function checks
//     its arguments and calls silu, which is all the difference between
//     platforms; siluGeneric is the definition.
//  2. Forward silu to it in functions_noasm.go (rows_noasm.go for rows).
//  3. Write silu_amd64.s (AVX2) and silu_avx512_amd64.s, each with its register
//     map and its loop in words, the stubs, with //go:noescape and the
//     equivalent Go loop as their comments, and in functions_amd64.go
//     (rows_amd64.go) silu itself: an if-chain over useAVX512 and useAVX2.
//     AVX-512 takes any length by masks; AVX2 leaves the rest of a vector to
//     siluGeneric.
//  4. The same for arm64: silu_arm64.s (NEON) and functions_arm64.go. The
//     instructions the assembler has no name for are in neon_arm64.h.
//  5. Add a line to the table of kernels_test.go (rows_test.go), which compares
//     the levels bit for bit and feeds the fuzz targets, and one to
//     accuracy_test.go if it is a new function.
//  6. Add a line to the benchmarks in bench/.
package simd
