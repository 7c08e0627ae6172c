// Package stats holds the statistics of paired comparisons with few pairs: intervals
// of means, the paired t-test, two exact tests, and a correction for the number of
// tests.
package stats

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a mean with the bounds of its 95 % t-interval. What too few values leave
// undefined is NaN.
type Interval struct {
	N         int     // values
	Mean, SD  float64 // SD is the standard deviation of the values
	Low, High float64
	Half      float64 // half of the interval's width
	T         float64 // the mean in its standard errors
}

// Mean estimates the mean behind values that were drawn independently.
func Mean(values []float64) Interval {
	nan := math.NaN()
	v := Interval{N: len(values), Mean: nan, SD: nan, Low: nan, High: nan, Half: nan, T: nan}
	if v.N == 0 {
		return v
	}
	v.Mean = stat.Mean(values, nil)
	if v.N == 1 {
		return v
	}
	v.SD = stat.StdDev(values, nil)
	se := v.SD / math.Sqrt(float64(v.N))
	v.Half = student(v.N-1).Quantile(0.975) * se
	v.Low, v.High = v.Mean-v.Half, v.Mean+v.Half
	v.T = v.Mean / se
	return v
}

func student(degrees int) distuv.StudentsT {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(degrees)}
}

// equalWithin is how far apart figures may be that differ by rounding alone. It is far
// below one sample of any test set.
const equalWithin = 1e-9

// TTest returns the two-sided p-value of the t-test that the mean of differences is
// zero. It is NaN for fewer than two differences, and if they do not spread.
func TTest(differences []float64) float64 {
	v := Mean(differences)
	if v.N < 2 || v.SD < equalWithin {
		return math.NaN()
	}
	return 2 * student(v.N-1).CDF(-math.Abs(v.T))
}

// MaxFlips is the largest number of pairs for which SignFlip tries all patterns.
const MaxFlips = 20

// SignFlip returns the exact two-sided p-value of the hypothesis that each difference
// had either sign with the same chance: the share of all sign patterns whose sum is at
// least as far from zero as the one observed. It is NaN for no difference and for more
// than MaxFlips.
func SignFlip(differences []float64) float64 {
	n := len(differences)
	if n == 0 || n > MaxFlips {
		return math.NaN()
	}
	observed, size := 0.0, 0.0
	for _, d := range differences {
		observed += d
		size += math.Abs(d)
	}
	bar := math.Abs(observed) - equalWithin*(1+size)
	extreme := 0
	// The first sign stays as it is: patterns with the other one are mirror images.
	var flip func(i int, sum float64)
	flip = func(i int, sum float64) {
		if i == n {
			if math.Abs(sum) >= bar {
				extreme++
			}
			return
		}
		flip(i+1, sum+differences[i])
		flip(i+1, sum-differences[i])
	}
	flip(1, differences[0])
	return float64(extreme) / float64(int(1)<<(n-1))
}

// Wilcoxon returns the exact two-sided p-value of the signed-rank test. It leaves out
// zeros, gives ties the mean of their ranks, and takes the distribution given those
// ties. The result is NaN if nothing is left.
func Wilcoxon(differences []float64) float64 {
	var d []float64
	for _, v := range differences {
		if math.Abs(v) > equalWithin {
			d = append(d, v)
		}
	}
	if len(d) == 0 {
		return math.NaN()
	}
	sort.Slice(d, func(i, j int) bool { return math.Abs(d[i]) < math.Abs(d[j]) })
	// Ranks are doubled so that the mean of two is a whole number.
	ranks := make([]int, len(d))
	for i := 0; i < len(d); {
		j := i + 1
		for j < len(d) && math.Abs(d[j])-math.Abs(d[j-1]) <= equalWithin {
			j++
		}
		for k := i; k < j; k++ {
			ranks[k] = i + 1 + j
		}
		i = j
	}
	total, plus := 0, 0
	for i, r := range ranks {
		total += r
		if d[i] > 0 {
			plus += r
		}
	}
	// chance[s] is the probability that the positive ranks sum to s.
	chance := make([]float64, total+1)
	chance[0] = 1
	reach := 0
	for _, r := range ranks {
		reach += r
		for s := reach; s >= 0; s-- {
			v := chance[s] / 2
			if s >= r {
				v += chance[s-r] / 2
			}
			chance[s] = v
		}
	}
	tail := 0.0
	for s := 0; s <= min(plus, total-plus); s++ {
		tail += chance[s]
	}
	return math.Min(1, 2*tail)
}

// Holm corrects p-values for their number: if no difference is real, the chance that
// any corrected value falls below a level is at most that level. NaN stays NaN but
// counts as a test that was made.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	last := func(v float64) float64 {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		return v
	}
	sort.SliceStable(order, func(i, j int) bool { return last(p[order[i]]) < last(p[order[j]]) })
	out := make([]float64, len(p))
	least := 0.0
	for i, k := range order {
		if math.IsNaN(p[k]) {
			out[k] = math.NaN()
			continue
		}
		least = math.Max(least, math.Min(1, p[k]*float64(len(p)-i)))
		out[k] = least
	}
	return out
}
