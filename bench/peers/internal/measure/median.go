package measure

import "slices"

// Median returns the middle of x, or the mean of the two in the middle.
func Median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n == 0 {
		return 0
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

// Spread returns half the distance of the quartiles of x.
func Spread(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	return (s[len(s)*3/4] - s[len(s)/4]) / 2
}
