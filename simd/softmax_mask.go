package simd

// This file: softmax under a mask, as attention has it.

// MaskedSoftmaxRows computes softmax(scale·x + mask) of each row of x [rows,
// cols], for scale > 0. mask is laid out as x and added, as in PyTorch: 0 keeps
// an element, −Inf leaves it out, with y = 0.
//
//	z = fma(scale, x, mask), y = SoftmaxRows(z) with a scale of 1
//
// A row that is left out altogether is NaN. The gradient is SoftmaxGradRows
// with the same scale. dst may be x or mask.
func MaskedSoftmaxRows(dst, x, mask []float32, rows, cols int, scale float32) {
	checkRows("MaskedSoftmaxRows", "x", x, rows, cols)
	checkRows("MaskedSoftmaxRows", "mask", mask, rows, cols)
	checkRows("MaskedSoftmaxRows", "dst", dst, rows, cols)
	checkPositive("MaskedSoftmaxRows", scale)
	checkResult("MaskedSoftmaxRows", "dst", dst[:rows*cols], "x", x[:rows*cols])
	checkResult("MaskedSoftmaxRows", "dst", dst[:rows*cols], "mask", mask[:rows*cols])
	if cols == 0 {
		return // of however many rows
	}
	// A few rows at a time: the second pass finds them in the cache.
	for lo, step := 0, nearRows(cols); lo < rows; lo += step {
		n := min(step, rows-lo)
		i, j := lo*cols, (lo+n)*cols
		ScaleAdd(dst[i:j], mask[i:j], scale, x[i:j])
		SoftmaxRows(dst[i:j], dst[i:j], n, cols, 1)
	}
}
