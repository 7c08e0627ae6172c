package main

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

// imageSource is a set of images with its normalisation.
type imageSource struct {
	set       *datasets.Images
	mean, std []float32
}

// Len implements source.
func (s *imageSource) Len() int { return s.set.Len() }

// Labels implements source.
func (s *imageSource) Labels() []int { return s.set.Labels }

// Targets implements source.
func (s *imageSource) Targets(dst, idx []int, _ *augment) []int { return pick(dst, s.set.Labels, idx) }

// Batch implements source.
func (s *imageSource) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	if aug == nil {
		s.set.Batch(dst, idx, s.mean, s.std)
		return
	}
	a := s.augment(aug)
	a.Batch(dst, s.set, idx, aug.epoch, s.mean, s.std)
}

// augment is how images are varied.
func (s *imageSource) augment(aug *augment) datasets.ImageAugment {
	return aug.recipe.Image.Augment(s.set.H, s.set.W, aug.seed)
}
