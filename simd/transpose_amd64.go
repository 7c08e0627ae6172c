//go:build !purego

package simd

// transpose takes 64 columns at a time, so that the cache lines it writes to
// stay in the caches until the next strip of rows goes on with them. In a strip
// are as many rows as a kernel takes; the last strip and the last columns may
// be written twice.
func transpose(dst, x []float32, rows, cols int) {
	const block = 64
	if !useAVX2 || rows < 8 || cols < 8 {
		transposeGeneric(dst, x, rows, cols)
		return
	}
	strip := 8
	if useAVX512 && rows >= 16 {
		strip = 16
	}
	for lo := 0; lo < cols; lo += block {
		lo = min(lo, cols-8)
		n := min(block, cols-lo)
		for r := 0; r < rows; r += strip {
			r = min(r, rows-strip)
			d, s := &dst[lo*rows+r], &x[r*cols+lo]
			if strip == 16 {
				transpose16AVX512(d, rows, s, cols, 16, n)
			} else {
				transposeAVX2(d, rows, s, cols, 8, n)
			}
		}
	}
}
