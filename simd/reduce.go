package simd

import "math"

// This file: reductions. Element i belongs to lane i mod 32; each lane is a
// chain over its elements in order; the lanes are combined as a tree, l with
// l+16, then l+8, l+4, l+2, l+1. All vector widths up to 32 floats do that
// without effort, so they all give the same bits.

const lanes = 32

// combine adds the lanes. A sum of −0 becomes +0: then a vector kernel may add
// zeros to the lanes a short last block leaves out, even to one that is −0
// because its products were too small for anything else.
func combine(v *[lanes]float32) float32 {
	for w := lanes / 2; w > 0; w /= 2 {
		for l := 0; l < w; l++ {
			v[l] += v[l+w]
		}
	}
	return v[0] + 0
}

// Sum returns the sum of x; 0 for none.
func Sum(x []float32) float32 { return sum(x) }

func sumGeneric(x []float32) float32 {
	var v [lanes]float32
	for i, a := range x {
		v[i%lanes] += a
	}
	return combine(&v)
}

// Dot returns the inner product of a and b; each lane is a chain of fused
// multiply-adds.
func Dot(a, b []float32) float32 {
	checkSame("Dot", "a", a, "b", b)
	return dot(a, b)
}

func dotGeneric(a, b []float32) float32 {
	var v [lanes]float32
	for i, x := range a {
		v[i%lanes] = FMA(x, b[i], v[i%lanes])
	}
	return combine(&v)
}

// Max returns the largest element of x; NaN if any is, −Inf for none. (Which
// of +0 and −0 it is, is not specified beyond being equal to both.)
func Max(x []float32) float32 { return largest(x) }

func largestGeneric(x []float32) float32 {
	m := float32(math.Inf(-1))
	for _, a := range x {
		if a != a {
			return a
		}
		if a > m {
			m = a
		}
	}
	return m + 0 // −0 becomes +0: no order of comparing shows
}

// ColSums computes dst[j] = Σ x[r,j] over rows of x [rows, cols], a chain over
// ascending rows from 0, or from dst with add.
func ColSums(dst, x []float32, rows, cols int, add bool) {
	checkRows("ColSums", "x", x, rows, cols)
	checkVector("ColSums", "dst", dst, cols)
	if overlap(dst[:cols], x[:rows*cols]) {
		panic("simd: ColSums: dst overlaps x")
	}
	dst = dst[:cols]
	if !add {
		clear(dst)
	}
	if cols == 0 {
		return
	}
	for lo, step := 0, nearRows(cols); lo < rows; lo += step {
		colSums(dst, x[lo*cols:min(lo+step, rows)*cols])
	}
}

// nearRows returns how many rows the kernels that go down the columns take at
// a time: 16 kB, which the first-level cache holds.
func nearRows(cols int) int { return max(1, 4096/cols) }

// colSumsGeneric adds the rows of x, as long as dst, to dst from column from.
func colSumsGeneric(dst, x []float32, from int) {
	for lo := 0; lo < len(x); lo += len(dst) {
		for j := from; j < len(dst); j++ {
			dst[j] += x[lo+j]
		}
	}
}
