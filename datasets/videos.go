package datasets

import (
	"fmt"
	"sync"

	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: the container of videos.

// DefaultFrames is the number of frames that a model is given of a video,
// unless a set says otherwise.
const DefaultFrames = 8

// Videos is a set of labelled videos of one frame size, decoded in memory. They
// may have different numbers of frames. A model is given a clip of each: Frames
// frames, every Stride-th, from the middle part of the video, as
//
//	(pixel/255 - Mean[c]) / Std[c]
//
// Of a video that is too short the last frame is repeated.
type Videos struct {
	Labelled
	C, H, W        int       // channels, height, width of a frame
	Clips          [][]uint8 // [frames, C, H, W] of each video, at least one frame
	Frames, Stride int       // of the clip that a model is given; 0: DefaultFrames and 1
	Mean, Std      []float32 // of each channel, of pixels in [0, 1]; nil: 0 and 1
}

// Shape implements [Set]: [C, Frames, H, W].
func (s *Videos) Shape() []int { return []int{s.C, s.frames(), s.H, s.W} }

// frames returns the number of frames that a model is given.
func (s *Videos) frames() int {
	if s.Frames == 0 {
		return DefaultFrames
	}
	return s.Frames
}

// NumFrames returns the number of frames of video i.
func (s *Videos) NumFrames(i int) int { return len(s.Clips[i]) / (s.C * s.H * s.W) }

// Frame returns the pixels [C, H, W] of frame t of video i, shared with the set.
func (s *Videos) Frame(i, t int) []uint8 {
	n := s.C * s.H * s.W
	return s.Clips[i][t*n : (t+1)*n : (t+1)*n]
}

// Spare returns how many frames of video i a clip leaves out: it can begin at
// frame 0 to Spare(i).
func (s *Videos) Spare(i int) int {
	return max(s.NumFrames(i)-((s.frames()-1)*max(s.Stride, 1)+1), 0)
}

// Plane returns the pixels [H, W] of channel c in frame f of a clip of video i
// that begins at frame start.
func (s *Videos) Plane(i, start, f, c int) []uint8 {
	t := min(start+f*max(s.Stride, 1), s.NumFrames(i)-1)
	n := s.H * s.W
	return s.Clips[i][(t*s.C+c)*n : (t*s.C+c+1)*n]
}

// MeanStd returns the mean and the (biased) standard deviation of each channel
// over all frames, of pixels in [0, 1]; 1 for a channel whose pixels are all alike.
func (s *Videos) MeanStd() (mean, std []float32) {
	hist, plane := make([][256]int, s.C), s.H*s.W
	for _, clip := range s.Clips {
		for lo := 0; lo < len(clip); lo += plane {
			h := &hist[lo/plane%s.C]
			for _, p := range clip[lo : lo+plane] {
				h[p]++
			}
		}
	}
	return pixelMoments(hist)
}

// Batch implements [Set]. Negative Frames or Stride, and a Mean or Std of another
// number of channels, panic with *tensor.ShapeError, too.
func (s *Videos) Batch(dst *tensor.Tensor, idx []int) {
	const op = "Videos.Batch"
	checkIndices(op, idx, s.Len())
	s.check(op)
	checkShape(op, dst, len(idx), s.C, s.frames(), s.H, s.W)
	t := videoTasks.Get().(*videoTask)
	t.set, t.idx, t.out = s, idx, dst.Data()
	parallel.For(len(idx), max(1, 1<<14/max(s.C*s.frames()*s.H*s.W, 1)), t)
	t.set, t.idx, t.out = nil, nil, nil
	videoTasks.Put(t)
}

func (s *Videos) check(op string) {
	if s.Frames < 0 || s.Stride < 0 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Frames and Stride of at least 0, got %d and %d", s.Frames, s.Stride)})
	}
	pixels.CheckMoments(op, s.C, s.Mean, s.Std)
}

// videoTask is one call of Batch.
type videoTask struct {
	set *Videos
	idx []int
	out []float32
}

var videoTasks = sync.Pool{New: func() any { return new(videoTask) }}

// Run implements parallel.Body over the videos of the batch.
func (t *videoTask) Run(lo, hi int) {
	s := t.set
	frames, plane := s.frames(), s.H*s.W
	var tab [256]float32
	for c := 0; c < s.C; c++ {
		pixels.Normalize(&tab, c, s.Mean, s.Std)
		for k := lo; k < hi; k++ {
			i := t.idx[k]
			start := s.Spare(i) / 2
			for f := 0; f < frames; f++ {
				at := ((k*s.C+c)*frames + f) * plane
				to := t.out[at : at+plane]
				for j, p := range s.Plane(i, start, f, c) {
					to[j] = tab[p]
				}
			}
		}
	}
}
