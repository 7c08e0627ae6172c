package datasets

import (
	"math"

	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/tensor"
)

// Images is a set of labelled images of one size, decoded in memory.
//
// Pixels is [N, C, H, W] row-major with N = Len(): one plane per channel, grey
// (C = 1) or red, green, blue (C = 3). A model is given
//
//	(pixel/255 - Mean[c]) / Std[c]
type Images struct {
	Labelled
	C, H, W   int       // channels, height, width
	Pixels    []uint8   // [N, C, H, W]
	Mean, Std []float32 // of each channel, of pixels in [0, 1]; nil: 0 and 1

	// Sources says what each image was before; nil: it is not known.
	Sources []ImageSource
}

// Shape implements [Set]: [C, H, W].
func (s *Images) Shape() []int { return []int{s.C, s.H, s.W} }

// Image returns the pixels [C, H, W] of image i, shared with the set.
func (s *Images) Image(i int) []uint8 {
	n := s.C * s.H * s.W
	return s.Pixels[i*n : (i+1)*n : (i+1)*n]
}

// Invert turns every pixel p into 255 - p, in place. The digits of MNIST are
// light on dark; those of a scanned page are the reverse.
func (s *Images) Invert() {
	for i, p := range s.Pixels {
		s.Pixels[i] = 255 - p
	}
}

// Batch implements [Set]. A Mean or Std of another number of channels panics with
// *tensor.ShapeError, too.
func (s *Images) Batch(dst *tensor.Tensor, idx []int) {
	const op = "Images.Batch"
	checkIndices(op, idx, s.Len())
	pixels.CheckMoments(op, s.C, s.Mean, s.Std)
	checkShape(op, dst, len(idx), s.C, s.H, s.W)
	var tab [256]float32
	plane, out := s.H*s.W, dst.Data()
	for c := 0; c < s.C; c++ {
		pixels.Normalize(&tab, c, s.Mean, s.Std)
		for k, i := range idx {
			to := out[(k*s.C+c)*plane : (k*s.C+c+1)*plane]
			for j, p := range s.Image(i)[c*plane : (c+1)*plane] {
				to[j] = tab[p]
			}
		}
	}
}

// MeanStd returns the mean and the (biased) standard deviation of each channel
// over the whole set, of pixels in [0, 1], as Mean and Std take them. The
// deviation is 1 for a channel whose pixels are all alike, so that nothing is
// divided by zero.
func (s *Images) MeanStd() (mean, std []float32) {
	hist := make([][256]int, s.C)
	plane := s.H * s.W
	for i := 0; i < s.Len(); i++ {
		img := s.Image(i)
		for c := range hist {
			h := &hist[c]
			for _, p := range img[c*plane : (c+1)*plane] {
				h[p]++
			}
		}
	}
	return pixelMoments(hist)
}

// pixelMoments returns the mean and the standard deviation of each channel, in
// [0, 1]. hist counts how often each channel has each value.
func pixelMoments(hist [][256]int) (mean, std []float32) {
	mean, std = make([]float32, len(hist)), make([]float32, len(hist))
	for c := range hist {
		sum, n := int64(0), 0
		for p, k := range hist[c] {
			sum += int64(p) * int64(k)
			n += k
		}
		m := float64(sum) / float64(max(n, 1))
		v := 0.0
		for p, k := range hist[c] {
			d := float64(p) - m
			v += float64(float64(k) * float64(d*d))
		}
		mean[c] = float32(m / 255)
		std[c] = float32(math.Sqrt(v/float64(max(n, 1))) / 255)
		if std[c] == 0 {
			std[c] = 1
		}
	}
	return mean, std
}
