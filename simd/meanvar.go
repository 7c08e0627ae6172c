package simd

// This file: mean and variance, as layer norm has them.

// MeanVar returns the mean of x, Σx/n, and its variance, Σ(x−mean)²/n, not
// corrected for the sample: both NaN for no x. Both sums have 32 lanes; the
// bits are those of LayerNormRows.
func MeanVar(x []float32) (mean, variance float32) {
	n := float32(len(x))
	mean = sum(x) / n
	return mean, squaredDiff(x, mean) / n
}

// squaredDiffGeneric returns Σ (x−m)², by lanes.
func squaredDiffGeneric(x []float32, m float32) float32 {
	var v [lanes]float32
	for i, a := range x {
		d := a - m
		v[i%lanes] = FMA(d, d, v[i%lanes])
	}
	return combine(&v)
}
