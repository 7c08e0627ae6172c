package main

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// audioSource is a set of clips as log-mel spectrograms, computed once and as
// long as the clips are; Batch cuts or pads them to the model's length.
type audioSource struct {
	labels    []int
	specs     []*tensor.Tensor // [frames, mel], not normalised
	frames    int              // the model's length
	mel       int
	mean, std float32
}

func newAudioSource(set *datasets.Clips, c m2pt.FilterBankConfig) (*audioSource, error) {
	s := &audioSource{labels: set.Labels, specs: make([]*tensor.Tensor, set.Len()), frames: c.TargetLength, mel: c.NumMelBins}
	if set.Rate != int(c.SampleRate) {
		return nil, fmt.Errorf("the clips have %d samples per second, the model takes %v", set.Rate, c.SampleRate)
	}
	fb, err := m2pt.NewFilterBank(c)
	if err != nil {
		return nil, err
	}
	parallel.Do(set.Len(), 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			s.specs[i] = fb.LogMel(nil, set.Samples[i])
		}
	})
	return s, nil
}

// meanStd returns the mean and standard deviation of all spectrograms.
func (s *audioSource) meanStd() (mean, std []float32) {
	n, sum := 0, 0.0
	for _, x := range s.specs {
		for _, v := range x.Data() {
			sum += float64(v)
		}
		n += x.Size()
	}
	m := sum / float64(max(n, 1))
	square := 0.0
	for _, x := range s.specs {
		for _, v := range x.Data() {
			d := float64(v) - m
			square += float64(d * d)
		}
	}
	d := math.Sqrt(square / float64(max(n, 1)))
	if d == 0 {
		d = 1
	}
	return []float32{float32(m)}, []float32{float32(d)}
}

// Len implements source.
func (s *audioSource) Len() int { return len(s.specs) }

// Labels implements source.
func (s *audioSource) Labels() []int { return s.labels }

// Targets implements source.
func (s *audioSource) Targets(dst, idx []int, _ *augment) []int { return pick(dst, s.labels, idx) }

// audioStream separates these random numbers from others of the same seed.
const audioStream = 0x5041

// Batch implements source: x [len(idx), 1, frames, mel] is (spectrogram −
// mean)/(2·std), cut or padded with frames of zeros before normalisation.
// Augmentation moves the clip in time, by as much as there is room and the
// recipe allows, changes its gain and masks stripes (SpecAugment).
func (s *audioSource) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	per := s.frames * s.mel
	for i, at := range idx {
		row := dst.Data()[i*per : (i+1)*per]
		spec := s.specs[at]
		have := spec.Dim(0)
		from, to, gain := 0, 0, float32(0) // frames skipped in the clip, in the row
		if aug != nil {
			rng, a := tensor.NewRNG(aug.seed, audioStream, aug.epoch, uint64(at)), &aug.recipe.Audio
			far := int(a.Shift*float64(s.frames) + 0.5)
			if have > s.frames {
				from = rng.IntN(min(have-s.frames, far) + 1)
			} else {
				to = rng.IntN(min(s.frames-have, far) + 1)
			}
			gain = float32(2*a.Gain) * (rng.Float32() - 0.5)
		}
		zero := -s.mean / (2 * s.std)
		for j := range row {
			row[j] = zero
		}
		n := min(have-from, s.frames-to)
		src := spec.Data()[from*s.mel : (from+n)*s.mel]
		out := row[to*s.mel : (to+n)*s.mel]
		for j, v := range src {
			out[j] = (v + gain - s.mean) / (2 * s.std)
		}
	}
	if aug != nil {
		mask := aug.recipe.Audio.Mask(s.frames, s.mel, aug.seed)
		mask.Apply(dst, idx, aug.epoch)
	}
}
