package simd

import (
	"fmt"
	"math"
	"unsafe"
)

// This file: the arguments of the exported functions. They are checked before
// any memory is touched; what is wrong is a bug of the caller and panics, with
// the names and the numbers. The comparisons are inlined, the messages made
// elsewhere.

// check2 wants a slice as long as the result, which may be it, but not begin
// inside it or it inside the result.
func check2(op, nameDst string, dst []float32, nameA string, a []float32) {
	if len(a) != len(dst) || partly(dst, a) {
		badVector(op, nameDst, dst, nameA, a)
	}
}

// check3 wants two.
func check3(op, nameDst string, dst []float32, nameA string, a []float32, nameB string, b []float32) {
	check2(op, nameDst, dst, nameA, a)
	check2(op, nameDst, dst, nameB, b)
}

// checkSame wants slices of one length, of which none is written.
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

// checkNarrow wants as many elements in a vector of another type.
func checkNarrow(op, nameDst string, lenDst int, nameA string, lenA int) {
	if lenDst != lenA {
		badLengths(op, nameDst, lenDst, nameA, lenA)
	}
}

//go:noinline
func badLengths(op, nameDst string, lenDst int, nameA string, lenA int) {
	panic(fmt.Sprintf("simd: %s: %s has %d elements, %s has %d", op, nameA, lenA, nameDst, lenDst))
}

// checkVector wants at least n elements.
func checkVector(op, name string, x []float32, n int) {
	if len(x) < n {
		badLength(op, name, len(x), n)
	}
}

//go:noinline
func badLength(op, name string, have, want int) {
	panic(fmt.Sprintf("simd: %s: %s has %d elements, want at least %d", op, name, have, want))
}

// checkRows wants room for a matrix [rows, cols].
func checkRows(op, name string, x []float32, rows, cols int) {
	if rows < 0 || cols < 0 || cols > 0 && rows > len(x)/cols {
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

// checkResult wants that a result is an input, of the same size, or apart from
// it.
func checkResult(op, nameDst string, dst []float32, nameA string, a []float32) {
	if partly(dst, a) {
		badVector(op, nameDst, dst, nameA, a)
	}
}

// checkPositive wants a scale above 0.
func checkPositive(op string, scale float32) {
	if !(scale > 0) {
		panic(fmt.Sprintf("simd: %s: scale %v is not positive", op, scale))
	}
}

// address returns where x begins.
func address(x []float32) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(x))) }

// overlap reports whether a and b share memory.
func overlap(a, b []float32) bool {
	p, q := address(a), address(b)
	return p < q+4*uintptr(len(b)) && q < p+4*uintptr(len(a))
}

// partly reports whether they do without beginning together.
func partly(a, b []float32) bool { return address(a) != address(b) && overlap(a, b) }
