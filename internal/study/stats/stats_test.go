package stats

import (
	"math"
	"testing"
)

// Expected values are scipy 1.17's, from
//
//	d = np.array([...])
//	t = stats.ttest_1samp(d, 0); t.pvalue; t.confidence_interval(); t.statistic
//	stats.wilcoxon(d, method='exact').pvalue
//	stats.permutation_test((d,), np.mean, permutation_type='samples',
//	                       n_resamples=np.inf, vectorized=False).pvalue
//
// and for ties and zeros
//
//	stats.wilcoxon(d, zero_method='wilcox',
//	               method=stats.PermutationMethod(n_resamples=np.inf)).pvalue
var known = []struct {
	name                      string
	d                         []float64
	mean, sd, low, high       float64
	tTest, signFlip, wilcoxon float64
}{
	{"five", []float64{0.012, 0.004, -0.003, 0.009, 0.015},
		0.0074, 0.007092249290598858, -0.0014061906104227877, 0.016206190610422787,
		0.07998037220934975, 0.125, 0.125},
	{"eight", []float64{1.1, 2.3, -0.4, 3.0, 0.9, -1.7, 2.2, 0.3},
		0.9625, 1.5528200153269534, -0.33569002033870177, 2.2606900203387017,
		0.12302224453881519, 0.125, 0.1484375},
	{"two", []float64{1, 2},
		1.5, math.Sqrt(0.5), -4.853102368087347, 7.853102368087347,
		0.20483276469913345, 0.5, 0.5},
	{"far tail", []float64{0.51, 0.49, 0.505, 0.52, 0.497, 0.503},
		0.5041666666666667, 0.010381072520056243, 0.4932723991837748, 0.5150609341495584,
		7.960447330226746e-10, 0.03125, 0.03125},
	{"ties and a zero", []float64{0, 1, 1, -1, 2, 2, 3},
		8.0 / 7, 1.3451854182690985, -0.10123187192846328, 2.3869461576427486,
		0.0656388512825877, 0.125, 0.125},
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

func TestStatisticsAgainstScipy(t *testing.T) {
	for _, c := range known {
		v := Mean(c.d)
		near(t, c.name+" mean", v.Mean, c.mean, 1e-12)
		near(t, c.name+" sd", v.SD, c.sd, 1e-12)
		near(t, c.name+" low", v.Low, c.low, 1e-11)
		near(t, c.name+" high", v.High, c.high, 1e-11)
		near(t, c.name+" t-test", TTest(c.d), c.tTest, 1e-9)
		near(t, c.name+" sign flips", SignFlip(c.d), c.signFlip, 0)
		near(t, c.name+" Wilcoxon", Wilcoxon(c.d), c.wilcoxon, 1e-15)
	}
	// np.arange(1, 26) * np.where(np.arange(1, 26) % 4 == 0, -1, 1)
	var g []float64
	for i := 1; i <= 25; i++ {
		v := float64(i)
		if i%4 == 0 {
			v = -v
		}
		g = append(g, v)
	}
	near(t, "25 pairs, Wilcoxon", Wilcoxon(g), 0.034173786640167236, 1e-12)
	if !math.IsNaN(SignFlip(g)) {
		t.Error("25 pairs: all sign flips were tried")
	}
}

// By hand: of the 8 patterns of ±1±2±4, the sums 7 and −7 are as far out as 7,
// and 5, 7, −5, −7 as 5.
func TestSignFlipByHand(t *testing.T) {
	near(t, "all positive", SignFlip([]float64{1, 2, 4}), 0.25, 0)
	near(t, "smallest negative", SignFlip([]float64{-1, 2, 4}), 0.5, 0)
	near(t, "one", SignFlip([]float64{3}), 1, 0)
	near(t, "zeros", SignFlip([]float64{0, 0, 0}), 1, 0)
	// The smallest p of five pairs, and it must not depend on rounding: these
	// differences are equal but for their last bits.
	near(t, "five equal", SignFlip([]float64{0.9 - 0.8, 0.4 - 0.3, 0.3 - 0.2, 0.8 - 0.7, 0.1}), 0.0625, 0)
}

// By hand: ranks 1, 2.5, 2.5, 4 with the 1 negative. Of the 16 subsets of ranks
// {} and {1} sum to at most 1: 2·2/16.
func TestWilcoxonByHand(t *testing.T) {
	near(t, "ties", Wilcoxon([]float64{-0.1, 0.2, 0.2, 0.3}), 0.25, 1e-15)
	near(t, "rounded ties", Wilcoxon([]float64{-0.1, 0.9 - 0.7, 0.4 - 0.2, 0.3}), 0.25, 1e-15)
	if !math.IsNaN(Wilcoxon([]float64{0, 0})) {
		t.Error("zeros alone have a p-value")
	}
}

func TestTooLittleData(t *testing.T) {
	if v := Mean(nil); !math.IsNaN(v.Mean) {
		t.Errorf("mean of nothing is %v", v.Mean)
	}
	if v := Mean([]float64{3}); v.Mean != 3 || !math.IsNaN(v.Low) || !math.IsNaN(v.SD) {
		t.Errorf("one value: %+v", v)
	}
	for _, d := range [][]float64{nil, {1}, {0, 0, 0}, {0.1, 0.1, 0.4 - 0.3}} {
		if p := TTest(d); !math.IsNaN(p) {
			t.Errorf("t-test of %v is %v", d, p)
		}
	}
}

// R: p.adjust(c(0.01, 0.04, 0.03, 0.02), "holm") gives 0.04 0.06 0.06 0.06, and
// p.adjust(c(0.9, 0.001, 0.6), "holm") gives 1 0.003 1.
func TestHolm(t *testing.T) {
	check := func(p, want []float64) {
		t.Helper()
		for i, got := range Holm(p) {
			near(t, "Holm", got, want[i], 1e-12)
		}
	}
	check([]float64{0.01, 0.04, 0.03, 0.02}, []float64{0.04, 0.06, 0.06, 0.06})
	check([]float64{0.9, 0.001, 0.6}, []float64{1, 0.003, 1})
	check([]float64{math.NaN(), 0.01}, []float64{math.NaN(), 0.02})
	check(nil, nil)
}
