package tensor

import (
	"math"
	"testing"
)

func TestRNGStreams(t *testing.T) {
	draw := func(g *RNG) [8]uint64 {
		var v [8]uint64
		for i := range v {
			v[i] = g.Uint64()
		}
		return v
	}
	a := draw(NewRNG(1))
	if draw(NewRNG(1)) != a {
		t.Error("equal seeds give different streams")
	}
	reseeded := NewRNG(9, 9)
	reseeded.Uint64()
	reseeded.Seed(1)
	if draw(reseeded) != a {
		t.Error("Seed does not restart the generator")
	}
	seen := map[[8]uint64]string{a: "1"}
	for name, g := range map[string]*RNG{"2": NewRNG(2), "1/0": NewRNG(1, 0), "1/1": NewRNG(1, 1), "1/0/1": NewRNG(1, 0, 1), "1/1/0": NewRNG(1, 1, 0)} {
		v := draw(g)
		if other, ok := seen[v]; ok {
			t.Errorf("streams %s and %s are equal", name, other)
		}
		seen[v] = name
	}
}

// The first numbers of a stream are part of what a seed promises.
func TestRNGIsFixed(t *testing.T) {
	g := NewRNG(42, 7)
	got := []uint64{g.Uint64(), uint64(math.Float32bits(g.Float32())), math.Float64bits(g.Norm()), uint64(g.IntN(1000))}
	want := []uint64{0x561d91a31a36807d, 0x3f74ce9b, 0xbfd3c22f92a95cb0, 0x252}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("number %d is %#x, want %#x", i, got[i], want[i])
		}
	}
}

func TestRNGState(t *testing.T) {
	g := NewRNG(3)
	for i := 0; i < 5; i++ {
		g.Norm()
	}
	state, err := g.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	h := NewRNG(4)
	if err := h.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 100; i++ {
		if a, b := g.Norm(), h.Norm(); a != b {
			t.Fatalf("draw %d after restoring: %v, want %v", i, b, a)
		}
		if a, b := g.Perm(5)[0], h.Perm(5)[0]; a != b {
			t.Fatalf("permutation %d after restoring differs", i)
		}
	}
	if err := h.UnmarshalBinary([]byte("nonsense")); err == nil {
		t.Error("a state of nonsense was taken")
	}
}

// moments returns mean, variance and fourth moment about the mean over the
// squared variance.
func moments(x []float32) (mean, variance, kurtosis float64) {
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	for _, v := range x {
		d := (float64(v) - mean) * (float64(v) - mean)
		variance += d / float64(len(x))
		kurtosis += d * d / float64(len(x))
	}
	return mean, variance, kurtosis / (variance * variance)
}

func TestRNGMoments(t *testing.T) {
	const n = 400000
	for _, c := range []struct {
		name                     string
		fill                     func(x *Tensor, g *RNG)
		mean, variance, kurtosis float64
		lo, hi                   float32
	}{
		{"Uniform", func(x *Tensor, g *RNG) { x.Uniform(g, -1, 3) }, 1, 16.0 / 12, 1.8, -1, 3},
		{"Normal", func(x *Tensor, g *RNG) { x.Normal(g, 2, 3) }, 2, 9, 3, -30, 30},
		// of the normal distribution cut at two standard deviations
		{"TruncNormal", func(x *Tensor, g *RNG) { x.TruncNormal(g, 2, 3) }, 2, 9 * 0.7737413, 2.3655, -4, 8},
	} {
		x := New(n)
		c.fill(x, NewRNG(5))
		mean, variance, kurtosis := moments(x.Data())
		// Five standard errors of each.
		if e := 5 * math.Sqrt(c.variance/n); math.Abs(mean-c.mean) > e {
			t.Errorf("%s: mean %v, want %v ± %v", c.name, mean, c.mean, e)
		}
		if e := 5 * c.variance * math.Sqrt(2.0/n); math.Abs(variance-c.variance) > e {
			t.Errorf("%s: variance %v, want %v ± %v", c.name, variance, c.variance, e)
		}
		if e := 5 * math.Sqrt(24.0/n); math.Abs(kurtosis-c.kurtosis) > e {
			t.Errorf("%s: kurtosis %v, want %v ± %v", c.name, kurtosis, c.kurtosis, e)
		}
		for _, v := range x.Data() {
			if v < c.lo || v > c.hi {
				t.Fatalf("%s: %v outside [%v, %v]", c.name, v, c.lo, c.hi)
			}
		}
	}
}

func TestRNGRanges(t *testing.T) {
	g := NewRNG(6)
	var count [7]int
	for i := 0; i < 70000; i++ {
		count[g.IntN(7)]++
		if v := g.Float32(); v < 0 || v >= 1 {
			t.Fatalf("Float32 gives %v", v)
		}
		if v := g.Float64(); v < 0 || v >= 1 {
			t.Fatalf("Float64 gives %v", v)
		}
	}
	for k, n := range count {
		if n < 9500 || n > 10500 {
			t.Errorf("%d of 70000 numbers below 7 are %d", n, k)
		}
	}
	seen := map[int]bool{}
	for _, p := range g.Perm(50) {
		seen[p] = true
	}
	if len(seen) != 50 || seen[50] || !seen[0] {
		t.Error("Perm is no permutation")
	}
}
