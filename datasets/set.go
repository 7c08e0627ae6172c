package datasets

import "github.com/gopathway/pathway/tensor"

// Set is labelled samples, each prepared for a model when it is asked for.
//
// All containers of this package are Sets, and [Select], [Split] and [Subset] make
// parts of any Set. A set of your own needs these five methods and nothing else. It
// may be used from several goroutines at once.
type Set interface {
	// Len returns the number of samples.
	Len() int

	// Labels returns the class of each sample, -1 where it has none. The slice
	// is the set's own: callers do not change it.
	Labels() []int

	// Shape returns the shape of one prepared sample.
	Shape() []int

	// Batch writes the samples idx to dst, [len(idx), Shape()...]. It panics
	// with *tensor.ShapeError if dst has another shape.
	Batch(dst *tensor.Tensor, idx []int)

	// Targets returns what a model's outputs for the samples idx are compared
	// with: the class of each, or of each of its points or pixels, sample by
	// sample. It uses the memory of dst if there is room.
	Targets(dst, idx []int) []int
}

// Varied is a Set whose samples change at random, anew in every epoch of training:
// data augmentation, as package augment makes it. As a Set it has the samples
// unchanged.
type Varied interface {
	Set

	// Epoch returns the set as one epoch of training sees it. Its random
	// numbers depend on the set's seed, the epoch and the index of the sample
	// alone, so a resumed run sees what an unbroken one does.
	Epoch(epoch uint64) Set
}

// AtEpoch returns s as one epoch of training sees it: s itself unless it is
// Varied.
func AtEpoch(s Set, epoch uint64) Set {
	if v, ok := s.(Varied); ok {
		return v.Epoch(epoch)
	}
	return s
}

// NewBatch returns the samples idx of s as a tensor of their own.
func NewBatch(s Set, idx []int) *tensor.Tensor {
	x := tensor.New(append([]int{len(idx)}, s.Shape()...)...)
	s.Batch(x, idx)
	return x
}
