//go:build !purego

package simd

// This file: the logarithm on arm64.

func log(dst, x []float32) {
	n := fours(len(x))
	if n > 0 {
		logNEON(&dst[0], &x[0], n)
	}
	logGeneric(dst[n:], x[n:])
}

// logNEON: for i := range n { dst[i] = log1(x[i]) }, n a multiple of 4
//
//go:noescape
func logNEON(dst, x *float32, n int)
