package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// Images is a labelled set of images of one size, decoded in memory.
//
// Pixels is [N, C, H, W] row-major with N = len(Labels): one plane per
// channel, grey (C = 1) or red, green, blue (C = 3).
type Images struct {
	Name    string   // what the set is, for messages
	C, H, W int      // channels, height, width
	Pixels  []uint8  // [N, C, H, W]
	Labels  []int    // index into Classes; -1 marks an image without a label
	Classes []string // class names
}

// Len returns the number of images.
func (s *Images) Len() int { return len(s.Labels) }

// Image returns the pixels [C, H, W] of image i, shared with the set.
func (s *Images) Image(i int) []uint8 {
	n := s.C * s.H * s.W
	return s.Pixels[i*n : (i+1)*n : (i+1)*n]
}

// Select returns a set that holds copies of the images idx, in that order.
// An index out of range panics with *tensor.ShapeError.
func (s *Images) Select(idx []int) *Images {
	checkIndices("Images.Select", idx, s.Len())
	n := s.C * s.H * s.W
	t := &Images{Name: s.Name, C: s.C, H: s.H, W: s.W, Classes: s.Classes,
		Pixels: make([]uint8, 0, len(idx)*n), Labels: gatherLabels(s.Labels, idx)}
	for _, i := range idx {
		t.Pixels = append(t.Pixels, s.Image(i)...)
	}
	return t
}

// Subset returns n images chosen by seed with equal numbers of every class,
// as far as the set allows: see [Subset].
func (s *Images) Subset(n int, seed uint64) (*Images, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n images apart, for validation, and returns the others and
// those: see [Split].
func (s *Images) Split(n int, seed uint64) (rest, held *Images, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// Targets returns the labels of the images idx.
func (s *Images) Targets(idx []int) []int {
	checkIndices("Images.Targets", idx, s.Len())
	return gatherLabels(s.Labels, idx)
}

// Invert turns every pixel p into 255 - p, in place. The digits of MNIST are
// light on dark; those of a scanned page are the reverse.
func (s *Images) Invert() {
	for i, p := range s.Pixels {
		s.Pixels[i] = 255 - p
	}
}

// Batch fills dst [B, C, H, W] with the images idx, B = len(idx), as
//
//	(pixel/255 - mean[c]) / std[c]
//
// and returns it; a nil dst is allocated. Nil mean and std stand for 0 and 1.
// Wrong shapes or indices panic with *tensor.ShapeError.
func (s *Images) Batch(dst *tensor.Tensor, idx []int, mean, std []float32) *tensor.Tensor {
	dst = s.checkBatch("Images.Batch", dst, idx, mean, std)
	lut := make([][256]float32, s.C)
	for c := range lut {
		lut[c] = normTable(c, mean, std)
	}
	plane := s.H * s.W
	out := dst.Data()
	for _, i := range idx {
		img := s.Image(i)
		for c := range lut {
			tab := &lut[c]
			for j, p := range img[c*plane : (c+1)*plane] {
				out[j] = tab[p]
			}
			out = out[plane:]
		}
	}
	return dst
}

// checkBatch checks the arguments of a function that fills a batch, and
// allocates dst if it is nil.
func (s *Images) checkBatch(op string, dst *tensor.Tensor, idx []int, mean, std []float32) *tensor.Tensor {
	checkIndices(op, idx, s.Len())
	for _, v := range [][]float32{mean, std} {
		if v != nil && len(v) != s.C {
			panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("mean and std of %d channels", s.C), Got: [][]int{{len(mean)}, {len(std)}}})
		}
	}
	if dst == nil {
		return tensor.New(len(idx), s.C, s.H, s.W)
	}
	want := []int{len(idx), s.C, s.H, s.W}
	got := dst.Shape()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = got[i] == want[i]
	}
	if !ok {
		panic(tensor.NewShapeError(op, fmt.Sprintf("destination %v", want), dst))
	}
	return dst
}

// normTable returns (p/255 - mean[c]) / std[c] for every pixel value p.
func normTable(c int, mean, std []float32) (tab [256]float32) {
	m, d := float32(0), float32(1)
	if mean != nil {
		m = mean[c]
	}
	if std != nil {
		d = std[c]
	}
	for p := range tab {
		tab[p] = (float32(p)/255 - m) / d
	}
	return tab
}

// MeanStd returns the mean and the (biased) standard deviation of each
// channel over the whole set, of pixels scaled to [0, 1]. A channel without
// any variation has std 1, so that Batch does not divide by zero.
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

// pixelMoments returns mean and standard deviation, in [0, 1], of each channel
// whose pixel values hist counts; 1 for a channel whose pixels are all alike.
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

// checkIndices panics with *tensor.ShapeError unless all of idx lie in [0, n).
func checkIndices(op string, idx []int, n int) {
	for _, i := range idx {
		if i < 0 || i >= n {
			panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("indices in [0, %d), got %d", n, i), Got: [][]int{{len(idx)}}})
		}
	}
}

func gatherLabels(labels, idx []int) []int {
	t := make([]int, len(idx))
	for k, i := range idx {
		t[k] = labels[i]
	}
	return t
}
