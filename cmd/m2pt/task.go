package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// This file: how the outputs of a model are compared with the truth.

// taskFlag registers --task.
func taskFlag(f *pflag.FlagSet, t *pipeline.Task) {
	f.StringVar((*string)(t), "task", string(pipeline.Classify), "classify, or segment: give every pixel of an image or point of a cloud a class")
}

// testName says what the test set of a run is.
func testName(heldOut bool) string {
	if heldOut {
		return "validation"
	}
	return "test"
}

// targetsOf returns how many targets a sample of a model of configuration c has.
func targetsOf(c m2pt.Config) int {
	switch {
	case c.Segment == nil:
		return 1
	case c.Modality == m2pt.Point:
		return c.Points
	}
	return c.ViT.Image[0] * c.ViT.Image[1]
}

// categoriesOf returns what a model of configuration c is told of the samples idx:
// nil, or the categories of clouds.
func categoriesOf(c m2pt.Config, s datasets.Set, idx []int) []int {
	if c.Segment == nil || len(c.Segment.Categories) == 0 {
		return nil
	}
	return pick(nil, s.Labels(), idx)
}

// forward runs m on a batch; categories may be nil.
func forward(m *m2pt.Model, x *autograd.Var, categories []int) *autograd.Var {
	if net, ok := m.Net.(*m2pt.PointSegmenter); ok {
		return net.Segment(x, categories)
	}
	return m.Net.Forward(x)
}

// crossEntropy compares the outputs of a model of configuration c with targets.
func crossEntropy(c m2pt.Config, y *autograd.Var, targets []int, o autograd.LossOptions) *autograd.Var {
	switch {
	case c.Segment == nil:
		return autograd.CrossEntropy(y, targets, o)
	case c.Modality == m2pt.Point:
		return m2pt.PointCrossEntropy(y, targets, o)
	}
	return m2pt.PixelCrossEntropy(y, targets, o)
}

// likeliest returns the class with the largest logit of each sample, point or
// pixel, in the order of targets.
func likeliest(logits *tensor.Tensor) []int {
	axis := 1 // [batch, classes] and [batch, classes, height, width]
	if logits.Rank() == 3 {
		axis = 2 // [batch, points, parts]
	}
	return tensor.ArgMax(logits, axis)
}

// matches counts the targets that are given, and those that there are.
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
