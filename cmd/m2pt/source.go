package main

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train/recipe"
)

// source is a labelled set of samples that a model of one modality takes. It may be
// used from several goroutines.
type source interface {
	Len() int
	Labels() []int // the class of each sample, -1 where it has none

	// Targets returns what the outputs for the samples idx are compared with, in
	// dst if it has room: the class of each, or of each of its points or pixels,
	// varied as Batch varies them.
	Targets(dst, idx []int, augment *augment) []int

	// Batch fills dst [len(idx), ...], each of the shape that models of the
	// modality take, with prepared samples. With augment not nil they are
	// varied, each by random numbers of its own that depend on the seed, the
	// epoch and its index only.
	Batch(dst *tensor.Tensor, idx []int, augment *augment)
}

// augment says how samples are varied, and names the random numbers of one epoch.
type augment struct {
	seed, epoch uint64
	recipe      *recipe.Recipe
}

// corpus is a data set of one modality, prepared: its two parts and what a
// model that is trained on it has to know.
type corpus struct {
	name        string
	modality    m2pt.Modality
	train, test source
	heldOut     bool          // test is training samples that are held out
	segment     *m2pt.Segment // set: its samples have a class for each point or pixel
	classes     []string
	input       []int // the shape of a sample
	mean, std   []float32
	filters     *m2pt.FilterBankConfig
}

// matches reports why c cannot be given to a model of configuration m.
func (c *corpus) matches(m m2pt.Config) error {
	switch {
	case m.Modality != c.modality:
		return fmt.Errorf("the model takes %s, %s holds %s", m.Modality, c.name, c.modality)
	case !slices.Equal(m.InputShape(), c.input):
		return fmt.Errorf("the model takes inputs of %s, %s holds %s", times(m.InputShape()), c.name, times(c.input))
	case m.Masked != nil:
		return nil
	case (m.Segment != nil) != (c.segment != nil):
		return fmt.Errorf("the model is to %s, %s is read to %s", taskOf(m), c.name, c.task())
	case len(m.Classes) != len(c.classes):
		return fmt.Errorf("the model knows %d classes, %s has %d", len(m.Classes), c.name, len(c.classes))
	}
	for i, name := range c.classes {
		if m.Classes[i] != name {
			return fmt.Errorf("class %d is %q in the model and %q in %s", i, m.Classes[i], name, c.name)
		}
	}
	if m.Segment != nil && fmt.Sprint(m.Segment.Categories, m.Segment.PartsOf) != fmt.Sprint(c.segment.Categories, c.segment.PartsOf) {
		return fmt.Errorf("the model knows the categories %q with the parts %v, %s has %q with %v", m.Segment.Categories, m.Segment.PartsOf, c.name, c.segment.Categories, c.segment.PartsOf)
	}
	return nil
}

// task is what c has targets for.
func (c *corpus) task() task {
	if c.segment != nil {
		return taskSegment
	}
	return taskClassify
}

// times writes a shape as 3×32×32.
func times(shape []int) string {
	s := ""
	for i, d := range shape {
		if i > 0 {
			s += "×"
		}
		s += fmt.Sprint(d)
	}
	return s
}
