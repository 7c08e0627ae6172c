package train

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: how a model is run on a batch, and how its outputs are compared with
// the truth.

// Forward runs m on a batch x. The categories of clouds go to a segmenter that is
// told them; they are nil for other models. The output of a masked autoencoder is
// its loss.
func Forward(m *m2pt.Model, x *autograd.Var, categories []int) *autograd.Var {
	if net, ok := m.Net.(*m2pt.PointSegmenter); ok {
		return net.Segment(x, categories)
	}
	return m.Net.Forward(x)
}

// CrossEntropy compares the outputs of a classifier or segmenter of configuration
// c with targets: the class of each sample, or of each of its points or pixels,
// sample by sample (datasets.Set.Targets).
func CrossEntropy(c m2pt.Config, outputs *autograd.Var, targets []int, o autograd.LossOptions) *autograd.Var {
	switch {
	case c.Segment == nil:
		return autograd.CrossEntropy(outputs, targets, o)
	case c.Modality == m2pt.Point:
		return m2pt.PointCrossEntropy(outputs, targets, o)
	}
	return m2pt.PixelCrossEntropy(outputs, targets, o)
}

// TargetsPerSample returns how many targets a sample of a model of configuration c
// has: 1, or the number of its points or pixels.
func TargetsPerSample(c m2pt.Config) int {
	switch {
	case c.Segment == nil:
		return 1
	case c.Modality == m2pt.Point:
		return c.Points
	}
	return c.ViT.Image[0] * c.ViT.Image[1]
}

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
