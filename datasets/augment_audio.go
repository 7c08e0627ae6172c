package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// WaveAugment changes training waveforms at random. The zero value changes
// nothing. What happens to a clip depends on (Seed, epoch, index of the clip)
// and on nothing else.
type WaveAugment struct {
	Roll  float64 // the clip is rolled round by up to this part of its length, each way; 1 for any
	Gain  float64 // loudness is multiplied by 1-Gain to 1+Gain
	Noise float64 // white noise is added, up to this multiple of the clip's own RMS
	Seed  uint64
}

// Apply returns the waveform x, which is clip number index, as epoch hears
// it. It writes to dst if that has the same length and allocates otherwise;
// dst must not overlap x.
func (a *WaveAugment) Apply(dst, x []float32, epoch, index uint64) []float32 {
	if len(dst) != len(x) {
		dst = make([]float32, len(x))
	}
	if len(x) == 0 {
		return dst
	}
	g := tensor.NewRNG(a.Seed, streamWaveAugment, epoch, index)
	// All numbers are drawn whether they are used or not, so that one setting
	// does not change the effect of another.
	n := len(x)
	shift := int(math.Floor(float64(uniform(g, -a.Roll, a.Roll)*float64(n)) + 0.5))
	gain := float32(uniform(g, 1-a.Gain, 1+a.Gain))
	noise := uniform(g, 0, a.Noise)

	shift = (shift%n + n) % n
	copy(dst[shift:], x[:n-shift])
	copy(dst[:shift], x[n-shift:])
	for i, v := range dst {
		dst[i] = gain * v
	}
	if noise > 0 {
		sigma := float64(noise * rms(dst))
		for i, v := range dst {
			dst[i] = v + float32(sigma*g.Norm())
		}
	}
	return dst
}

// rms returns the root of the mean square of x.
func rms(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return math.Sqrt(sum / float64(len(x)))
}

// SpecAugment masks stripes of training spectrograms (Park et al., 2019),
// without time warping. The zero value changes nothing. What happens to a
// clip depends on (Seed, epoch, index of the clip) and on nothing else.
type SpecAugment struct {
	TimeMasks int // number of stripes along time
	TimeWidth int // each is 0 to TimeWidth frames wide
	FreqMasks int // number of stripes along frequency
	FreqWidth int // each is 0 to FreqWidth bands wide
	Seed      uint64
}

// Apply masks the spectrograms x [B, ..., time, mel] in place with zeros, the
// mean if x is normalised; the channels between share the stripes. Row i of x
// is clip number idx[i]. A single [time, mel] may come with one index. Wrong
// shapes panic with *tensor.ShapeError.
func (a *SpecAugment) Apply(x *tensor.Tensor, idx []int, epoch uint64) {
	single := x.Rank() == 2 && len(idx) == 1
	if !single && (x.Rank() < 3 || x.Dim(0) != len(idx)) {
		panic(tensor.NewShapeError("SpecAugment.Apply", fmt.Sprintf("[%d, ..., time, mel] for %d indices", len(idx), len(idx)), x))
	}
	frames, bands := x.Dim(-2), x.Dim(-1)
	if x.Size() == 0 {
		return
	}
	n := x.Size() / len(idx)
	for k, i := range idx {
		g := tensor.NewRNG(a.Seed, streamSpecAugment, epoch, uint64(i))
		row := x.Data()[k*n : (k+1)*n]
		for m := 0; m < a.TimeMasks; m++ {
			lo, hi := stripe(g, frames, a.TimeWidth)
			for at := 0; at < n; at += frames * bands {
				clear(row[at+lo*bands : at+hi*bands])
			}
		}
		for m := 0; m < a.FreqMasks; m++ {
			lo, hi := stripe(g, bands, a.FreqWidth)
			for at := 0; at < n; at += bands {
				clear(row[at+lo : at+hi])
			}
		}
	}
}

// stripe returns a random part of [0, n) of 0 to width elements.
func stripe(g *tensor.RNG, n, width int) (lo, hi int) {
	size := g.IntN(min(max(width, 0), n) + 1)
	lo = g.IntN(n - size + 1)
	return lo, lo + size
}
