package datasets

import (
	"math"

	"github.com/gopathway/pathway/tensor"
)

// Spectrograms is a set of labelled spectrograms, which may have different numbers
// of frames. A model is given Frames of each, cut at the end or padded with frames
// of zeros, as
//
//	(value - Mean) / (2·Std)
type Spectrograms struct {
	Labelled
	Specs        []*tensor.Tensor // [frames, Bins] of each, not normalised
	Frames, Bins int              // of what a model is given
	Mean, Std    float32          // of all values; a Std of 0 stands for 1
}

// Shape implements [Set]: [1, Frames, Bins].
func (s *Spectrograms) Shape() []int { return []int{1, s.Frames, s.Bins} }

// Batch implements [Set].
func (s *Spectrograms) Batch(dst *tensor.Tensor, idx []int) {
	const op = "Spectrograms.Batch"
	checkIndices(op, idx, s.Len())
	checkShape(op, dst, len(idx), 1, s.Frames, s.Bins)
	per := s.Frames * s.Bins
	for k, i := range idx {
		s.Place(dst.Data()[k*per:(k+1)*per], i, 0, 0, 0)
	}
}

// Place fills row [Frames, Bins] with spectrogram i: it writes the frames from
// number from on, beginning at frame to of the row, and adds gain to them
// before they are normalised. The rest of the row is padded.
func (s *Spectrograms) Place(row []float32, i, from, to int, gain float32) {
	std := s.Std
	if std == 0 {
		std = 1
	}
	zero := -s.Mean / (2 * std)
	for j := range row {
		row[j] = zero
	}
	spec := s.Specs[i]
	n := min(spec.Dim(0)-from, s.Frames-to)
	src, out := spec.Data()[from*s.Bins:(from+n)*s.Bins], row[to*s.Bins:(to+n)*s.Bins]
	for j, v := range src {
		out[j] = (v + gain - s.Mean) / (2 * std)
	}
}

// MeanStd returns the mean and the (biased) standard deviation of all values, as
// Mean and Std take them. The deviation is 1 if all values are alike.
func (s *Spectrograms) MeanStd() (mean, std float32) {
	n, sum := 0, 0.0
	for _, x := range s.Specs {
		for _, v := range x.Data() {
			sum += float64(v)
		}
		n += x.Size()
	}
	m := sum / float64(max(n, 1))
	square := 0.0
	for _, x := range s.Specs {
		for _, v := range x.Data() {
			d := float64(v) - m
			square += float64(d * d)
		}
	}
	d := math.Sqrt(square / float64(max(n, 1)))
	if d == 0 {
		d = 1
	}
	return float32(m), float32(d)
}
