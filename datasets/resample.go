package datasets

import (
	"context"
	"fmt"
	"math"
	"math/bits"
)

// This file: resampling of sound by a windowed sinc. With the ratio of rates to/from = L/M in
// lowest terms, output sample j lies at input time t = j·M/L and is
//
//	y[j] = Σ_i x[i] · h(i - t),   h(u) = sinc(c·u) · kaiser(c·u / zeros)
//
// with the cutoff c = rolloff · min(1, to/from) in units of the input's
// Nyquist frequency. The weights depend only on j·M mod L, the phase, and are
// scaled to sum 1, so a constant stays a constant. The file sinckernel.go keeps them.
const (
	resampleZeros   = 32   // zero crossings of the sinc on each side
	resampleRolloff = 0.92 // cutoff; what lies between it and 1 is the transition
	resampleBeta    = 9.0  // of the Kaiser window: about 90 dB of rejection

	// How many outputs are computed between two looks at the context.
	resampleChunk = 1 << 14
)

// A new rate that is more than MaxUpsampling times the old one, or an old one that is more
// than MaxDownsampling times the new, is taken for damage of a header: no sound is recorded
// for it.
const (
	MaxUpsampling   = 256
	MaxDownsampling = 1 << 10
)

// Resample converts x from one sampling rate to another and returns
// ceil(len(x)·to/from) samples, the first at the same time as x's first.
// Frequencies up to about 0.85 of the lower Nyquist frequency keep their
// amplitude; those that the new rate cannot hold are rejected by about 90 dB.
// Beyond its ends the sound counts as silent.
//
// A sample costs about the same for any pair of rates that have one ratio, however few
// divisors they share. It is an error if a rate is below 1, if the new rate is more than
// [MaxUpsampling] times the old one or the old one more than [MaxDownsampling] times the
// new, if the result is
// longer than x and has more than [DefaultMaxClip] samples, or if ctx is done.
func Resample(ctx context.Context, x []float32, from, to int) ([]float32, error) {
	if from < 1 || to < 1 {
		return nil, fmt.Errorf("rates must be 1 or more, found %d to be resampled to %d samples per second", from, to)
	}
	if (to-1)/MaxUpsampling >= from || (from-1)/MaxDownsampling >= to {
		return nil, fmt.Errorf("the rate is %d samples per second, expected %d to %d for sound that is resampled to %d (is the header damaged? a set may have another rate by --rate)",
			from, (to+MaxUpsampling-1)/MaxUpsampling, int64(to)*MaxDownsampling, to)
	}
	d := gcd(from, to)
	up, down := to/d, from/d
	if up == down {
		return append([]float32(nil), x...), nil
	}
	n := outputs(len(x), up, down)
	if limit := maxClip(ctx); n > int64(limit) && n > int64(len(x)) {
		return nil, clipError(fmt.Sprintf("%d samples at %d per second would become %d at %d", len(x), from, n, to), limit)
	}
	k := kernelFor(up, down)
	y := make([]float32, n)
	at, phase := 0, 0 // output j lies at input time at + phase/up
	for j := range y {
		if j%resampleChunk == 0 {
			select { // Err would count as a step of a run where tests stop it by steps
			case <-ctx.Done():
				return nil, ctx.Err()
			default:
			}
		}
		first := at - k.half + 1
		lo, hi := max(first, 0), min(first+2*k.half, len(x))
		y[j] = k.output(phase, x[lo:hi], lo-first)
		phase += down
		at, phase = at+phase/up, phase%up
	}
	return y, nil
}

// outputs returns how many samples n become, rounded up, without an overflow.
func outputs(n, up, down int) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(up))
	lo, carry := bits.Add64(lo, uint64(down)-1, 0)
	if hi += carry; hi >= uint64(down) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(down))
	return int64(min(q, math.MaxInt64))
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
