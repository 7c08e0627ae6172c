// Package points holds what preparing a point cloud takes, whether it is
// augmented or not: which points are taken, and how they are scaled.
package points

import "math"

// Spread returns which of m points is number i of n that are chosen evenly.
func Spread(i, m, n int) int { return int(int64(i) * int64(m) / int64(n)) }

// Take fills dst [n, 3] with evenly chosen points of src [m, 3].
func Take(dst, src []float32) {
	n, m := len(dst)/3, len(src)/3
	for i := 0; i < n; i++ {
		at := 3 * Spread(i, m, n)
		copy(dst[3*i:3*i+3], src[at:at+3])
	}
}

// Normalize centres the points x [n, 3] and scales them into the unit sphere, in
// float64. Points that are all in one place become 0. dst may be x.
func Normalize(dst, x []float32) {
	var mean [3]float64
	for i, v := range x {
		mean[i%3] += float64(v)
	}
	for k := range mean {
		mean[k] /= float64(len(x) / 3)
	}
	largest := 0.0
	for i := 0; i < len(x); i += 3 {
		a, b, c := float64(x[i])-mean[0], float64(x[i+1])-mean[1], float64(x[i+2])-mean[2]
		largest = max(largest, float64(a*a)+float64(b*b)+float64(c*c))
	}
	norm := math.Sqrt(largest)
	if norm == 0 {
		norm = 1
	}
	for i, v := range x {
		dst[i] = float32((float64(v) - mean[i%3]) / norm)
	}
}
