package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/pipeline"
)

// This file: --task, and the part of the data that a model is tested on.

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
