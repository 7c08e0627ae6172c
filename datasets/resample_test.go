package datasets

import (
	"context"
	"math"
	"testing"
	"time"
)

// Rates with hardly a common divisor give what the exact weights do, to what float32 can
// tell.
func TestMixedWeights(t *testing.T) {
	for _, r := range [][2]int{{22254, 8000}, {44101, 8000}, {8000, 22254}, {44100, 44099}, {7654321, 8000}, {10007, 13}, {8000, 7999}} {
		d := gcd(r[0], r[1])
		k := newSincKernel(r[1]/d, r[0]/d)
		if k.rows == k.up {
			t.Errorf("%v: has a row for each of %d phases", r, k.up)
			continue
		}
		mixed, exact := make([]float64, 2*k.half), make([]float64, 2*k.half)
		peak := 0.0
		for _, p := range []int{0, 1, k.up / 3, k.up / 2, k.up - 1} {
			w := k.weights(p, mixed)
			k.fill(exact, float64(p)/float64(k.up))
			for i, v := range exact {
				peak = math.Max(peak, math.Abs(v))
				if d := math.Abs(w[i] - v); d > 1.5e-7*max(peak, 1e-3) && d > 1e-7 {
					t.Fatalf("%v, phase %d: weight %d is %v, want %v", r, p, i, w[i], v)
				}
			}
		}
	}
}

// Odd rates take at most about twice the time of those next to them that share
// divisors.
func TestResampleCostsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	best := func(from, to int) time.Duration {
		x := make([]float32, 10*from)
		least := time.Hour
		for range 5 {
			start := time.Now()
			resampled(t, x, from, to)
			least = min(least, time.Since(start))
		}
		return least
	}
	even, odd := best(22250, 8000), best(22254, 8000)
	t.Logf("22250: %v, 22254: %v", even, odd)
	if odd > 4*even { // the machine may be busy
		t.Errorf("22254 Hz take %v, 22250 Hz %v", odd, even)
	}
}

func TestResampleRefuses(t *testing.T) {
	ctx := context.Background()
	x := make([]float32, 8000)
	for _, c := range []struct {
		ctx      context.Context
		from, to int
		want     string
	}{
		{ctx, 1, 8000, "the rate is 1 samples per second, expected 32 to 8192000"},
		{ctx, 31, 8000, "the rate is 31"},
		{ctx, 8000, math.MaxInt, "the rate is 8000"},
		{ctx, math.MaxInt, 8000, "the rate is 9223372036854775807"},
		{ctx, 0, 8000, "1 or more"},
		{ctx, 8000, -1, "1 or more"},
		{LimitClips(ctx, 10000), 8000, 16000, "would become 16000 at 16000, the limit is 10000 (--max-clip moves it)"},
	} {
		_, err := Resample(c.ctx, x, c.from, c.to)
		wantError(t, err, c.want)
	}
	for _, r := range [][2]int{{32, 8000}, {8192000, 8000}, {16000, 8000}} {
		if _, err := Resample(LimitClips(ctx, 8000*256), x[:100], r[0], r[1]); err != nil {
			t.Error(err)
		}
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Resample(done, x, 16000, 8000); err != context.Canceled {
		t.Error(err)
	}
}
