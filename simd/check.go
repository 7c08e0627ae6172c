package simd

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"unsafe"
)

// This file: the arguments of the exported functions. They are checked before
// any memory is touched; what is wrong is a bug of the caller and panics, with
// the names and the numbers. The comparisons are inlined, the messages made
// elsewhere.

// misfit reports whether check2 finds a mistake. It is small enough to be
// inlined: kernels over vectors may be short, and call check2 only if it is
// needed.
func misfit(dst, a []float32) bool { return len(a) != len(dst) || partly(dst, a) }

// check2 panics unless a is as long as dst, and is either dst itself or shares
// no memory with it.
func check2(op, nameDst string, dst []float32, nameA string, a []float32) {
	if misfit(dst, a) {
		badVector(op, nameDst, dst, nameA, a)
	}
}

// check3 is check2 for two inputs.
func check3(op, nameDst string, dst []float32, nameA string, a []float32, nameB string, b []float32) {
	check2(op, nameDst, dst, nameA, a)
	check2(op, nameDst, dst, nameB, b)
}

// checkSame panics unless two inputs have one length. Nothing is written, so
// they may overlap.
func checkSame(op, nameA string, a []float32, nameB string, b []float32) {
	if len(b) != len(a) {
		badVector(op, nameA, a, nameB, b)
	}
}

//go:noinline
func badVector(op, nameDst string, dst []float32, nameA string, a []float32) {
	if len(a) != len(dst) {
		panic(fmt.Sprintf("simd: %s: %s has %d elements, %s has %d", op, nameA, len(a), nameDst, len(dst)))
	}
	panic(fmt.Sprintf("simd: %s: %s overlaps %s but does not begin with it", op, nameDst, nameA))
}

// checkNarrow panics unless dst and x, whose types differ, have one length and
// share no memory.
func checkNarrow[D, S any](op string, dst []D, x []S) {
	if len(dst) != len(x) || overlap(dst, x) {
		badNarrow(op, len(dst), len(x))
	}
}

//go:noinline
func badNarrow(op string, lenDst, lenX int) {
	if lenDst != lenX {
		panic(fmt.Sprintf("simd: %s: x has %d elements, dst has %d", op, lenX, lenDst))
	}
	panic(fmt.Sprintf("simd: %s: dst overlaps x", op))
}

// checkVector panics unless x has at least n elements.
func checkVector(op, name string, x []float32, n int) {
	if len(x) < n {
		badLength(op, name, len(x), n)
	}
}

//go:noinline
func badLength(op, name string, have, want int) {
	panic(fmt.Sprintf("simd: %s: %s has %d elements, want at least %d", op, name, have, want))
}

// checkRows panics unless x has room for a matrix [rows, cols].
func checkRows(op, name string, x []float32, rows, cols int) {
	if over, n := bits.Mul(uint(rows), uint(cols)); rows|cols < 0 || over != 0 || n > uint(len(x)) {
		badRows(op, name, len(x), rows, cols)
	}
}

//go:noinline
func badRows(op, name string, have, rows, cols int) {
	if rows < 0 || cols < 0 {
		panic(fmt.Sprintf("simd: %s: %d rows, %d columns", op, rows, cols))
	}
	if rows > math.MaxInt/cols {
		panic(fmt.Sprintf("simd: %s: %s has %d elements, and %d×%d is more than an int can count", op, name, have, rows, cols))
	}
	panic(fmt.Sprintf("simd: %s: %s has %d elements, %d×%d needs %d", op, name, have, rows, cols, rows*cols))
}

// checkResult panics unless dst is a, with the same length, or shares no memory
// with it.
func checkResult(op, nameDst string, dst []float32, nameA string, a []float32) {
	if partly(dst, a) {
		badVector(op, nameDst, dst, nameA, a)
	}
}

// checkPositive panics unless scale is above 0.
func checkPositive(op string, scale float32) {
	if !(scale > 0) {
		panic(fmt.Sprintf("simd: %s: scale %v is not positive", op, scale))
	}
}

// checkApart panics if one of the first slices of v, the results, shares memory
// with a slice after it. names holds the names of all of v, with spaces
// between.
func checkApart(op, names string, results int, v ...[]float32) {
	for i, r := range v[:results] {
		for j := i + 1; j < len(v); j++ {
			if overlap(r, v[j]) {
				badPair(op, names, i, j)
			}
		}
	}
}

//go:noinline
func badPair(op, names string, i, j int) {
	f := strings.Fields(names)
	panic(fmt.Sprintf("simd: %s: %s overlaps %s", op, f[i], f[j]))
}

// address returns where x begins.
func address[T any](x []T) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(x))) }

// overlap reports whether a and b share memory; an empty slice shares none.
func overlap[T, U any](a []T, b []U) bool {
	var t T
	var u U
	d, n, m := address(b)-address(a), uintptr(len(a))*unsafe.Sizeof(t), uintptr(len(b))*unsafe.Sizeof(u)
	return (d < n || -d < m) && n > 0 && m > 0
}

// partly reports whether a and b, of one length, share memory but are not the
// same.
func partly(a, b []float32) bool {
	d, size := address(b)-address(a), 4*uintptr(len(a))
	return d != 0 && d+size-1 < 2*size-1 && size > 0 // −size < d < size
}
