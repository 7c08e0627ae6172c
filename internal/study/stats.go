package study

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// interval is a mean with the bounds of its 95 % t-interval; NaN where there
// are too few values.
type interval struct {
	n         int
	mean, sd  float64
	low, high float64
	half      float64 // of the interval's width
	t         float64 // the mean in its standard errors
}

// meanInterval estimates the mean behind values drawn independently.
func meanInterval(values []float64) interval {
	nan := math.NaN()
	v := interval{n: len(values), mean: nan, sd: nan, low: nan, high: nan, half: nan, t: nan}
	if v.n == 0 {
		return v
	}
	v.mean = stat.Mean(values, nil)
	if v.n == 1 {
		return v
	}
	v.sd = stat.StdDev(values, nil)
	se := v.sd / math.Sqrt(float64(v.n))
	v.half = student(v.n-1).Quantile(0.975) * se
	v.low, v.high = v.mean-v.half, v.mean+v.half
	v.t = v.mean / se
	return v
}

func student(degrees int) distuv.StudentsT {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(degrees)}
}

// equalWithin is how close accuracies are that differ by rounding alone: far
// below one sample of any test set.
const equalWithin = 1e-9

// tTest returns the two-sided p-value of the t-test that the mean of
// differences is zero: NaN for fewer than two, or without spread.
func tTest(differences []float64) float64 {
	v := meanInterval(differences)
	if v.n < 2 || v.sd < equalWithin {
		return math.NaN()
	}
	return 2 * student(v.n-1).CDF(-math.Abs(v.t))
}

// maxFlips is the most pairs whose sign flips are all tried.
const maxFlips = 20

// signFlip returns the exact two-sided p-value of the hypothesis that each
// difference had either sign with the same chance: the share of all sign
// patterns whose sum is at least as far from zero. NaN for no difference or for
// more than maxFlips.
func signFlip(differences []float64) float64 {
	n := len(differences)
	if n == 0 || n > maxFlips {
		return math.NaN()
	}
	observed, size := 0.0, 0.0
	for _, d := range differences {
		observed += d
		size += math.Abs(d)
	}
	bar := math.Abs(observed) - equalWithin*(1+size)
	extreme := 0
	// The first sign stays: the patterns with the other are their mirror images.
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

// wilcoxon returns the exact two-sided p-value of the signed-rank test; zeros are
// left out, ties share the mean of their ranks, and the distribution is the one
// given those ties. NaN if nothing is left.
func wilcoxon(differences []float64) float64 {
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
	// Ranks are doubled, so that the mean of two is whole.
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
	// chance[s] is that of the positive ranks' sum being s.
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

// holm corrects p-values for their number so that the chance of any false
// finding stays below the level that the corrected ones are compared with. NaN
// stays NaN but counts: the comparison was made.
func holm(p []float64) []float64 {
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
