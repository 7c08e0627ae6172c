package datasets

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// Rates with hardly a common divisor give what the exact weights do, to what float32 can
// tell.
func TestMixedWeights(t *testing.T) {
	if testing.Short() {
		t.Skip("many exact weights")
	}
	for _, rates := range [][2]int{{22254, 8000}, {44101, 8000}, {8000, 22254}, {44100, 44099}, {7654321, 8000}, {10007, 13}, {8000, 7999}} {
		d := gcd(rates[0], rates[1])
		k := newSincKernel(rates[1]/d, rates[0]/d)
		if k.rows == k.up {
			t.Errorf("%v: has a row for each of %d phases", rates, k.up)
			continue
		}
		exact := make([]float64, 2*k.half)
		peak := 0.0
		for _, p := range []int{0, 1, k.up / 3, k.up / 2, k.up - 1} {
			r, share := k.between(p)
			a, b := k.weightsOf(r), k.weightsOf(r+1)
			k.fill(exact, float64(p)/float64(k.up))
			for i, v := range exact {
				peak = math.Max(peak, math.Abs(v))
				w := a[i] + share*(b[i]-a[i])
				if d := math.Abs(w - v); d > 1.5e-7*max(peak, 1e-3) && d > 1e-7 {
					t.Fatalf("%v, phase %d: weight %d is %v, want %v", rates, p, i, w, v)
				}
			}
			for _, i := range []int{5, k.half - 1, k.half, 2*k.half - 1} { // one input of 1, the others 0, the first two beyond the sound
				x := make([]float32, 2*k.half)
				x[i] = 1
				if got := k.output(p, x[2:], 2); math.Abs(float64(got)-exact[i]) > 1.5e-7 {
					t.Fatalf("%v, phase %d: input %d has a share of %v, want %v", rates, p, i, got, exact[i])
				}
			}
		}
	}
}

// A rate with hardly a divisor in common takes about the time of the one beside it that
// shares some.
func BenchmarkResample(b *testing.B) {
	for _, from := range []int{22250, 22254, 44100, 44101} {
		b.Run(fmt.Sprint(from), func(b *testing.B) {
			x := make([]float32, 10*from)
			for range b.N {
				if _, err := Resample(context.Background(), x, from, 8000); err != nil {
					b.Fatal(err)
				}
			}
		})
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
