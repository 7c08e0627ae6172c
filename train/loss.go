package train

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: what a model is told of a batch, and how its outputs are compared
// with the truth.

// Categories returns the categories of the samples idx of s, in dst if it has
// room, for a segmenter that is told them. It is nil for every other model.
func Categories(c m2pt.Config, s datasets.Set, dst, idx []int) []int {
	if c.Segment == nil || len(c.Segment.Categories) == 0 {
		return nil
	}
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, s.Labels()[i])
	}
	return dst
}

// matches counts the targets that are given their class, and those that have one.
func matches(targets, given []int) (hits, judged int) {
	for i, t := range targets {
		if t == autograd.IgnoreLabel {
			continue
		}
		judged++
		if given[i] == t {
			hits++
		}
	}
	return hits, judged
}
