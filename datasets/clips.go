package datasets

import "github.com/gopathway/pathway/tensor"

// Clips is a set of labelled mono sounds of one sampling rate. The clips may have
// different lengths; a model is given Length samples of each, cut at the end or
// padded with silence.
type Clips struct {
	Labelled
	Samples [][]float32 // one waveform per clip, in [-1, 1)
	Rate    int         // samples per second
	Length  int         // of what a model is given; 0: that of the longest clip
}

// Shape implements [Set]: [1, Length].
func (s *Clips) Shape() []int { return []int{1, s.length()} }

func (s *Clips) length() int {
	n := s.Length
	if n == 0 {
		for _, x := range s.Samples {
			n = max(n, len(x))
		}
	}
	return n
}

// Batch implements [Set].
func (s *Clips) Batch(dst *tensor.Tensor, idx []int) {
	const op = "Clips.Batch"
	n := s.length()
	checkIndices(op, idx, s.Len())
	checkShape(op, dst, len(idx), 1, n)
	for k, i := range idx {
		row := dst.Data()[k*n : (k+1)*n]
		clear(row[copy(row, s.Samples[i]):])
	}
}
