package main

import (
	"math"
	"math/bits"
	"sort"
	"time"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// summary describes a few numbers.
type summary struct{ mean, std, stderr, min, max float64 }

// spread returns the mean, the sample standard deviation (0 for one number),
// the standard error of the mean, and the range of v.
func spread(v []float64) summary {
	s := summary{mean: stat.Mean(v, nil), min: floats.Min(v), max: floats.Max(v)}
	if len(v) > 1 {
		s.std = stat.StdDev(v, nil)
		s.stderr = s.std / math.Sqrt(float64(len(v)))
	}
	return s
}

func medianDuration(d []time.Duration) time.Duration {
	d = append([]time.Duration(nil), d...)
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	return d[len(d)/2]
}

// equalBits counts the bits in which a and b, of one length, agree.
func equalBits(a, b []float32) (equal, all int) {
	for i := range a {
		equal += 32 - bits.OnesCount32(math.Float32bits(a[i])^math.Float32bits(b[i]))
	}
	return equal, 32 * len(a)
}
