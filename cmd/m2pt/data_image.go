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

// Batch implements source. The augmentation suits small pictures of digits
// and objects alike: shifts, small turns and changes of size; nothing is
// mirrored.
func (s *imageSource) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	if aug == nil {
		s.set.Batch(dst, idx, s.mean, s.std)
		return
	}
	a := datasets.ImageAugment{Shift: max(s.set.W/14, 1), Rotate: 12, Scale: 0.12, Seed: aug.seed}
	a.Batch(dst, s.set, idx, aug.epoch, s.mean, s.std)
}
