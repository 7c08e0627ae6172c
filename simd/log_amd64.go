//go:build !purego

package simd

// This file: the logarithm on amd64.

func log(dst, x []float32) {
	if useAVX512 && len(x) > 0 {
		logAVX512(&dst[0], &x[0], len(x))
		return
	}
	n := whole(len(x))
	if n > 0 {
		logAVX2(&dst[0], &x[0], n)
	}
	logGeneric(dst[n:], x[n:])
}

// logAVX2: for i := range n { dst[i] = log1(x[i]) }, n a multiple of 8
//
//go:noescape
func logAVX2(dst, x *float32, n int)

// logAVX512: for i := range n { dst[i] = log1(x[i]) }
//
//go:noescape
func logAVX512(dst, x *float32, n int)
