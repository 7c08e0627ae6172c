package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
)

// This file: what a model says of a sample, its class or the class of each of its
// points or pixels.

// task is what models are trained for: --task.
type task string

const (
	taskClassify task = "classify"
	taskSegment  task = "segment"
)

// taskFlag registers --task.
func taskFlag(f *pflag.FlagSet, t *task) {
	f.StringVar((*string)(t), "task", string(taskClassify), "classify, or segment: give every pixel of an image or point of a cloud a class")
}

// check refuses what there is not.
func (t task) check(m m2pt.Modality) error {
	switch {
	case t != taskClassify && t != taskSegment:
		return usagef("--task is %q, want %s or %s", string(t), taskClassify, taskSegment)
	case t == taskSegment && m != m2pt.Image && m != m2pt.Point:
		return usagef("--task %s is for image and point, not for %s", taskSegment, m)
	}
	return nil
}

// taskOf is what a model is for.
func taskOf(c m2pt.Config) task {
	if c.Segment != nil {
		return taskSegment
	}
	return taskClassify
}
