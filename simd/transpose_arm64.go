//go:build !purego

package simd

// transpose takes 64 columns at a time, so that the cache lines it writes to
// stay in the caches until the next strips of four rows fill them. The last
// strip and the last columns may be written twice.
func transpose(dst, x []float32, rows, cols int) {
	const block, strip = 64, 4
	if !useNEON || rows < strip || cols < 4 {
		transposeGeneric(dst, x, rows, cols)
		return
	}
	for lo := 0; lo < cols; lo += block {
		lo = min(lo, cols-4)
		n := min(block, cols-lo)
		for r := 0; r < rows; r += strip {
			r = min(r, rows-strip)
			transpose4NEON(&dst[lo*rows+r], rows, &x[r*cols+lo], cols, n)
		}
	}
}
