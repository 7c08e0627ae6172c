package train

import (
	"errors"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// This file: how the samples of an epoch are cut into batches.

// cutter cuts epochs into batches.
type cutter struct {
	samples, size int
	join          bool // a rest of one sample goes to the batch before it
}

// newCutter returns the cutter for a model that is trained on batches of size
// samples.
func newCutter(samples, size int, m *m2pt.Model) cutter {
	return cutter{samples: samples, size: size, join: needsTwo(m)}
}

// needsTwo reports whether a model cannot learn from a batch of one sample,
// since a layer normalises over the samples of the batch. Such a layer has
// running statistics. In an autoencoder, and in a segmenter that takes no
// categories, it sees many points of each sample. In the head of a classifier,
// and where categories go in, it sees one row for each sample.
func needsTwo(m *m2pt.Model) bool {
	c := m.Config
	if c.Masked != nil || c.Segment != nil && len(c.Segment.Categories) == 0 {
		return false
	}
	for _, p := range nn.Params(m.Net) {
		if p.Role.Kind == nn.Statistic {
			return true
		}
	}
	return false
}

// check returns an error if a batch would have one sample and may not.
func (c cutter) check() error {
	switch {
	case !c.join:
		return nil
	case c.size == 1:
		return errors.New("batch is 1, want 2 or more: the model normalises over the samples of a batch")
	case c.samples == 1:
		return errors.New("there is 1 sample to train on, want 2 or more: the model normalises over the samples of a batch")
	}
	return nil
}

// joins reports whether the last batch takes in a rest of one sample.
func (c cutter) joins() bool {
	return c.join && c.size > 1 && c.samples > c.size && c.samples%c.size == 1
}

// count returns the number of batches of an epoch.
func (c cutter) count() int {
	n := (c.samples + c.size - 1) / c.size
	if c.joins() {
		n--
	}
	return n
}

// largest returns the number of samples of the largest batch.
func (c cutter) largest() int {
	if c.joins() {
		return c.size + 1
	}
	return min(c.size, c.samples)
}

// cut returns the batches of an epoch that visits the samples in the given order.
func (c cutter) cut(order []int) [][]int {
	b := datasets.Batches(order, c.size, false)
	if c.joins() {
		b = b[:len(b)-1]
		b[len(b)-1] = order[len(order)-c.size-1:]
	}
	return b
}
