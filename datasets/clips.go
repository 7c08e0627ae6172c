package datasets

import "fmt"

// Clips is a labelled set of mono sounds of one sampling rate. The clips may
// have different lengths.
type Clips struct {
	Name    string      // what the set is, for messages
	Samples [][]float32 // one waveform per clip, in [-1, 1)
	Rate    int         // samples per second
	Labels  []int       // index into Classes
	Classes []string    // class names
}

// Len returns the number of clips.
func (s *Clips) Len() int { return len(s.Labels) }

// Select returns a set of the clips idx, in that order. The waveforms are
// shared. An index out of range panics with *tensor.ShapeError.
func (s *Clips) Select(idx []int) *Clips {
	checkIndices("Clips.Select", idx, s.Len())
	t := &Clips{Name: s.Name, Rate: s.Rate, Classes: s.Classes,
		Samples: make([][]float32, len(idx)), Labels: gatherLabels(s.Labels, idx)}
	for k, i := range idx {
		t.Samples[k] = s.Samples[i]
	}
	return t
}

// Subset returns n clips chosen by seed with equal numbers of every class, as
// far as the set allows: see [Subset].
func (s *Clips) Subset(n int, seed uint64) (*Clips, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n clips apart, for validation, and returns the others and
// those: see [Split].
func (s *Clips) Split(n int, seed uint64) (rest, held *Clips, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// Targets returns the labels of the clips idx.
func (s *Clips) Targets(idx []int) []int {
	checkIndices("Clips.Targets", idx, s.Len())
	return gatherLabels(s.Labels, idx)
}
