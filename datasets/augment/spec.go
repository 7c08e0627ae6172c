package augment

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// Spec changes spectrograms: it moves them in time, changes their loudness and
// masks stripes with the mean (SpecAugment: Park et al., 2019, without time
// warping).
type Spec struct {
	TimeMasks int     // number of stripes along time
	TimeWidth float64 // largest width of each, as a share of the frames
	FreqMasks int     // number of stripes along frequency
	FreqWidth float64 // largest width of each, as a share of the bins
	Gain      float64 // largest change of loudness each way, in the spectrogram's unit
	Shift     float64 // largest move in time, as a share of the frames; of a long clip later frames are taken, a short one begins later
}

// check panics unless the settings make sense.
func (a *Spec) check(op string) {
	if a.TimeMasks < 0 || a.FreqMasks < 0 || !(a.TimeWidth >= 0 && a.TimeWidth <= 1) || !(a.FreqWidth >= 0 && a.FreqWidth <= 1) ||
		!(a.Gain >= 0) || !(a.Shift >= 0 && a.Shift <= 1) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("numbers of masks and Gain of at least 0, widths and Shift in [0, 1], got %+v", *a)})
	}
}

// Spectrograms returns set with its spectrograms changed as a says.
func Spectrograms(set *datasets.Spectrograms, a Spec, seed uint64) datasets.Varied {
	a.check("augment.Spectrograms")
	return &specs{set, a, seed}
}

// specs is a set of spectrograms that vary; as a set it has them as they are.
type specs struct {
	*datasets.Spectrograms
	change Spec
	seed   uint64
}

// Epoch implements datasets.Varied.
func (s *specs) Epoch(epoch uint64) datasets.Set {
	return &specsAt{s.Spectrograms, &s.change, s.seed, epoch}
}

// specsAt is the spectrograms of one epoch.
type specsAt struct {
	*datasets.Spectrograms
	change      *Spec
	seed, epoch uint64
}

// Batch implements datasets.Set.
func (s *specsAt) Batch(dst *tensor.Tensor, idx []int) {
	datasets.CheckBatch("augment.Spectrograms: Batch", s, dst, idx)
	g := generators.Get().(*tensor.RNG)
	defer generators.Put(g)
	a, per := s.change, s.Frames*s.Bins
	far := share(a.Shift, s.Frames)
	for k, i := range idx {
		g.Seed(s.seed, random.SpecMove, s.epoch, uint64(i))
		row := dst.Data()[k*per : (k+1)*per]
		from, to := 0, 0 // frames skipped in the clip, in the row
		if have := s.Specs[i].Dim(0); have > s.Frames {
			from = g.IntN(min(have-s.Frames, far) + 1)
		} else {
			to = g.IntN(min(s.Frames-have, far) + 1)
		}
		s.Place(row, i, from, to, float32(2*a.Gain)*(g.Float32()-0.5))
		g.Seed(s.seed, random.SpecAugment, s.epoch, uint64(i))
		a.mask(g, row, s.Frames, s.Bins)
	}
}

// mask sets stripes of the spectrogram row [frames, bins] to 0, the mean.
func (a *Spec) mask(g *tensor.RNG, row []float32, frames, bins int) {
	for m := 0; m < a.TimeMasks; m++ {
		lo, hi := stripe(g, frames, share(a.TimeWidth, frames))
		clear(row[lo*bins : hi*bins])
	}
	for m := 0; m < a.FreqMasks; m++ {
		lo, hi := stripe(g, bins, share(a.FreqWidth, bins))
		for at := 0; at < len(row); at += bins {
			clear(row[at+lo : at+hi])
		}
	}
}

// stripe returns a random part of [0, n), of 0 to width elements.
func stripe(g *tensor.RNG, n, width int) (lo, hi int) {
	size := g.IntN(min(max(width, 0), n) + 1)
	lo = g.IntN(n - size + 1)
	return lo, lo + size
}
