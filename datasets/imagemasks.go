package datasets

// This file: images with a class for each pixel.

// IgnoreMask is the value, in a mask, of a pixel that has no class. Losses and
// measures leave such pixels out.
const IgnoreMask = 255

// IgnoreTarget is the target of such a pixel: autograd.IgnoreLabel, and PyTorch's
// ignore_index.
const IgnoreTarget = -100

// ImageMasks is a set of images with a class for every pixel. Classes names
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

// Targets implements [Set]: the classes of the pixels of the images idx, image by
// image and row by row. IgnoreMask becomes IgnoreTarget.
func (s *ImageMasks) Targets(dst, idx []int) []int {
	checkIndices("ImageMasks.Targets", idx, s.Len())
	dst = dst[:0]
	for _, i := range idx {
		for _, v := range s.Mask(i) {
			if v == IgnoreMask {
				dst = append(dst, IgnoreTarget)
			} else {
				dst = append(dst, int(v))
			}
		}
	}
	return dst
}
