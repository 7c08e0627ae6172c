package main

import (
	"context"
	"image"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: what a model says of a sample, its class or the class of each of its
// points or pixels.

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

// sheetSamples is how many samples a picture of a segmenter shows.
const sheetSamples = 8

// segmentSheet draws the first samples of s with their classes, and with those that
// a segmenter of configuration c gives.
func segmentSheet(ctx context.Context, c m2pt.Config, outputs train.Outputs, s datasets.Set) (image.Image, error) {
	idx := span(0, min(sheetSamples, s.Len()))
	x, categories := datasets.NewBatch(s, idx), train.Categories(c, s, nil, idx)
	y, err := outputs(ctx, x, categories)
	if err != nil {
		return nil, err
	}
	return pipeline.SegmentSheet(c, x, s.Targets(nil, idx), train.Given(c, y, categories)), nil
}

// span returns the numbers lo to hi-1.
func span(lo, hi int) []int {
	s := make([]int, hi-lo)
	for i := range s {
		s[i] = lo + i
	}
	return s
}
