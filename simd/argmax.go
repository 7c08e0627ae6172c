package simd

// This file: where the largest element is.

// ArgMax returns the index of the largest element of x, the first of equals.
// NaN counts as the largest, as in NumPy and PyTorch. It panics if x is empty.
func ArgMax(x []float32) int {
	if len(x) == 0 {
		panic("simd: ArgMax: x is empty")
	}
	top := Max(x)
	if top == top {
		return index(x, top)
	}
	for i, v := range x {
		if v != v {
			return i
		}
	}
	return 0 // not reached: Max found NaN
}

// indexGeneric returns the first i with x[i] == v; len(x) if there is none.
func indexGeneric(x []float32, v float32) int {
	for i, a := range x {
		if a == v {
			return i
		}
	}
	return len(x)
}
