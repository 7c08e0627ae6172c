package simd

// This file: a matrix with its rows as columns.

// Transpose writes the matrix x of [rows, cols] to dst as [cols, rows]:
//
//	dst[c*rows+r] = x[r*cols+c]
//
// dst must not overlap x.
func Transpose(dst, x []float32, rows, cols int) {
	checkRows("Transpose", "x", x, rows, cols)
	checkRows("Transpose", "dst", dst, rows, cols)
	if overlap(dst[:rows*cols], x[:rows*cols]) {
		panic("simd: Transpose: dst overlaps x")
	}
	if rows > 0 && cols > 0 {
		transpose(dst[:rows*cols], x[:rows*cols], rows, cols)
	}
}

// transposeGeneric goes down the rows a few columns at a time: the cache lines
// it writes to stay in the cache until they are full.
func transposeGeneric(dst, x []float32, rows, cols int) {
	const block = 16
	for lo := 0; lo < cols; lo += block {
		hi := min(lo+block, cols)
		for r := 0; r < rows; r++ {
			for c, v := range x[r*cols+lo : r*cols+hi] {
				dst[(lo+c)*rows+r] = v
			}
		}
	}
}
