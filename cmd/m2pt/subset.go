package main

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

// validationSeed chooses the samples for validation: the same in every run, so
// that no run trains on what another chose its settings by.
const validationSeed = 0x5a11

// subset is some samples of a source.
type subset struct {
	of     source
	idx    []int
	labels []int
}

func newSubset(of source, idx []int) *subset {
	return &subset{of: of, idx: idx, labels: pick(nil, of.Labels(), idx)}
}

// Len implements source.
func (s *subset) Len() int { return len(s.idx) }

// Labels implements source.
func (s *subset) Labels() []int { return s.labels }

// Batch implements source. A sample is varied as it is in the whole source.
func (s *subset) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	s.of.Batch(dst, pick(nil, s.idx, idx), aug) // nil, for a subset may serve several runs at a time
}

// Targets implements source.
func (s *subset) Targets(dst, idx []int, aug *augment) []int {
	return s.of.Targets(dst, pick(nil, s.idx, idx), aug)
}

// partName is what figures of the test part are of.
func partName(heldOut bool) string {
	if heldOut {
		return "validation"
	}
	return "test"
}

// holdOut returns c without n of the training samples, which are the test part
// then.
func (c *corpus) holdOut(n int) (*corpus, error) {
	rest, held, err := datasets.Split(c.train.Labels(), n, validationSeed)
	if err != nil {
		return nil, err
	}
	d := *c
	d.train, d.test, d.heldOut = newSubset(c.train, rest), newSubset(c.train, held), true
	return &d, nil
}

// take returns c with n of the training samples, as many of every class, chosen
// by seed.
func (c *corpus) take(n int, seed uint64) (*corpus, error) {
	idx, err := datasets.Subset(c.train.Labels(), n, seed)
	if err != nil {
		return nil, err
	}
	d := *c
	d.train = newSubset(c.train, idx)
	return &d, nil
}
