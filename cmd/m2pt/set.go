package main

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/recipe"
	"github.com/gopathway/pathway/tensor"
)

// set is a source of samples of a shape as package train takes it, varied by a
// recipe where that is not nil.
type set struct {
	source
	shape   []int
	recipe  *recipe.Recipe
	augment *augment // of one epoch; nil: the samples unchanged
}

// trainSet returns the training samples of c, varied by r.
func (c *corpus) trainSet(r *recipe.Recipe) datasets.Set { return &set{c.train, c.input, r, nil} }

// testSet returns the test samples of c, nil if it has none.
func (c *corpus) testSet() datasets.Set {
	if c.test == nil {
		return nil
	}
	return &set{c.test, c.input, nil, nil}
}

// Shape implements datasets.Set.
func (s *set) Shape() []int { return s.shape }

// Batch implements datasets.Set.
func (s *set) Batch(dst *tensor.Tensor, idx []int) { s.source.Batch(dst, idx, s.augment) }

// Targets implements datasets.Set.
func (s *set) Targets(dst, idx []int) []int { return s.source.Targets(dst, idx, s.augment) }

// Epoch implements datasets.Varied.
func (s *set) Epoch(epoch uint64) datasets.Set {
	if s.recipe == nil {
		return s
	}
	return &set{s.source, s.shape, s.recipe, &augment{s.recipe.Seed, epoch, s.recipe}}
}

// pick returns v[i] for each i of idx, in dst if it has room.
func pick(dst, v, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, v[i])
	}
	return dst
}

// span returns the numbers lo to hi-1.
func span(lo, hi int) []int {
	s := make([]int, hi-lo)
	for i := range s {
		s[i] = lo + i
	}
	return s
}

// inputsOf prepares the samples idx of s.
func inputsOf(s datasets.Set, idx []int) *tensor.Tensor {
	x := tensor.New(append([]int{len(idx)}, s.Shape()...)...)
	s.Batch(x, idx)
	return x
}
