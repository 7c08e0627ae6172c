package datasets

import "fmt"

// IgnoreMask is the value of a mask's pixel that has no class: it takes no part
// in losses and measures.
const IgnoreMask = 255

// ignoreTarget is what such a pixel is as a target: autograd.IgnoreLabel, and
// PyTorch's ignore_index.
const ignoreTarget = -100

// ImageMasks is a set of images of which every pixel has a class. Classes are
// those of the pixels; the images themselves have no label (-1).
type ImageMasks struct {
	Images
	Masks []uint8 // [N, H, W]: index into Classes, or IgnoreMask
}

// Mask returns the mask [H, W] of image i, shared with the set.
func (s *ImageMasks) Mask(i int) []uint8 {
	n := s.H * s.W
	return s.Masks[i*n : (i+1)*n : (i+1)*n]
}

// Select returns a set that holds copies of the images and masks idx, in that
// order. An index out of range panics with *tensor.ShapeError.
func (s *ImageMasks) Select(idx []int) *ImageMasks {
	t := &ImageMasks{Images: *s.Images.Select(idx), Masks: make([]uint8, 0, len(idx)*s.H*s.W)}
	for _, i := range idx {
		t.Masks = append(t.Masks, s.Mask(i)...)
	}
	return t
}

// Subset returns n images chosen by seed: see [Subset].
func (s *ImageMasks) Subset(n int, seed uint64) (*ImageMasks, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n images apart, for validation, and returns the others and those:
// see [Split].
func (s *ImageMasks) Split(n int, seed uint64) (rest, held *ImageMasks, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// PixelTargets fills dst [B·H·W], allocated if it has no room, with the classes
// of the pixels of the images idx, image by image and row by row, and returns
// it. IgnoreMask becomes -100, autograd.IgnoreLabel. An index out of range
// panics with *tensor.ShapeError.
func (s *ImageMasks) PixelTargets(dst []int, idx []int) []int {
	checkIndices("ImageMasks.PixelTargets", idx, s.Len())
	dst = dst[:0]
	for _, i := range idx {
		for _, v := range s.Mask(i) {
			if v == IgnoreMask {
				dst = append(dst, ignoreTarget)
			} else {
				dst = append(dst, int(v))
			}
		}
	}
	return dst
}

// unlabelled returns n labels -1.
func unlabelled(n int) []int {
	labels := make([]int, n)
	for i := range labels {
		labels[i] = -1
	}
	return labels
}
