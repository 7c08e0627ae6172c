package train

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: the categories that a model takes beside its inputs, and how its
// outputs are compared with the targets.

// Categories returns the categories of the samples idx of s, in dst if it has
// room, for a segmenter that takes them. It returns nil for every other model.
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
