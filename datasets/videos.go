package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// Videos is a labelled set of videos of one frame size, decoded in memory. They
// may have different numbers of frames.
type Videos struct {
	Name    string    // what the set is, for messages
	C, H, W int       // channels, height, width of a frame
	Clips   [][]uint8 // [frames, C, H, W] of each video, at least one frame
	Labels  []int     // index into Classes; -1 marks a video without a label
	Classes []string  // class names
}

// Len returns the number of videos.
func (s *Videos) Len() int { return len(s.Labels) }

// Frames returns the number of frames of video i.
func (s *Videos) Frames(i int) int { return len(s.Clips[i]) / (s.C * s.H * s.W) }

// Frame returns the pixels [C, H, W] of frame t of video i, shared with the set.
func (s *Videos) Frame(i, t int) []uint8 {
	n := s.C * s.H * s.W
	return s.Clips[i][t*n : (t+1)*n : (t+1)*n]
}

// Select returns a set of the videos idx, in that order. The frames are shared.
// An index out of range panics with *tensor.ShapeError.
func (s *Videos) Select(idx []int) *Videos {
	checkIndices("Videos.Select", idx, s.Len())
	t := &Videos{Name: s.Name, C: s.C, H: s.H, W: s.W, Classes: s.Classes,
		Clips: make([][]uint8, len(idx)), Labels: gatherLabels(s.Labels, idx)}
	for k, i := range idx {
		t.Clips[k] = s.Clips[i]
	}
	return t
}

// Subset returns n videos chosen by seed with equal numbers of every class, as
// far as the set allows: see [Subset].
func (s *Videos) Subset(n int, seed uint64) (*Videos, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n videos apart, for validation, and returns the others and those:
// see [Split].
func (s *Videos) Split(n int, seed uint64) (rest, held *Videos, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// Targets returns the labels of the videos idx.
func (s *Videos) Targets(idx []int) []int {
	checkIndices("Videos.Targets", idx, s.Len())
	return gatherLabels(s.Labels, idx)
}

// MeanStd returns the mean and the standard deviation of each channel over all
// frames, of pixels in [0, 1]; 1 for a channel whose pixels are all alike.
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

// Batch fills dst [B, C, T, H, W], B = len(idx), with T frames of each of the
// videos idx, every stride-th (0: every) from the middle part of the video, as
//
//	(pixel/255 - mean[c]) / std[c]
//
// and returns it. Of a video that is too short the last frame is repeated. Nil
// mean and std stand for 0 and 1. Wrong shapes, a negative stride or wrong
// indices panic with *tensor.ShapeError.
func (s *Videos) Batch(dst *tensor.Tensor, idx []int, stride int, mean, std []float32) *tensor.Tensor {
	a := VideoAugment{Stride: stride}
	return a.fill("Videos.Batch", dst, s, idx, 0, mean, std)
}

// VideoAugment changes training videos at random, all frames of one alike. The
// zero value changes nothing.
//
// What happens to a video depends on (Seed, epoch, index of the video) and on
// nothing else.
type VideoAugment struct {
	Stride       int  // frames from one to the next; 0: 1
	TemporalCrop bool // begin at a random frame, where there are more than needed, not so that they are the middle ones
	Shift        int  // largest shift in pixels, each way along both axes; what comes in is black
	Flip         bool // mirror left to right half of the time; not for directions
	Seed         uint64
}

// Batch is [Videos.Batch] with every video changed, as epoch sees it. A negative
// Shift or Stride panics with *tensor.ShapeError, too.
func (a *VideoAugment) Batch(dst *tensor.Tensor, s *Videos, idx []int, epoch uint64, mean, std []float32) *tensor.Tensor {
	return a.fill("VideoAugment.Batch", dst, s, idx, epoch, mean, std)
}

func (a *VideoAugment) fill(op string, dst *tensor.Tensor, s *Videos, idx []int, epoch uint64, mean, std []float32) *tensor.Tensor {
	checkIndices(op, idx, s.Len())
	if a.Stride < 0 || a.Shift < 0 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Stride and Shift of at least 0, got %d and %d", a.Stride, a.Shift)})
	}
	for _, v := range [][]float32{mean, std} {
		if v != nil && len(v) != s.C {
			panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("mean and std of %d channels", s.C), Got: [][]int{{len(mean)}, {len(std)}}})
		}
	}
	if dst.Rank() != 5 || dst.Dim(0) != len(idx) || dst.Dim(1) != s.C || dst.Dim(2) < 1 || dst.Dim(3) != s.H || dst.Dim(4) != s.W {
		panic(tensor.NewShapeError(op, fmt.Sprintf("destination [%d %d frames %d %d]", len(idx), s.C, s.H, s.W), dst))
	}
	tables := make([][256]float32, s.C)
	for c := range tables {
		tables[c] = normTable(c, mean, std)
	}
	frames := dst.Dim(2)
	per := s.C * frames * s.H * s.W
	parallel.Do(len(idx), max(1, 1<<14/max(per, 1)), func(lo, hi int) {
		rng := tensor.NewRNG(0)
		for k := lo; k < hi; k++ {
			m := a.draw(rng, s.Frames(idx[k]), frames, epoch, uint64(idx[k]))
			m.apply(dst.Data()[k*per:(k+1)*per], s, idx[k], frames, tables)
		}
	})
	return dst
}

// videoChange is what happens to a video.
type videoChange struct {
	start, stride  int
	shiftX, shiftY int
	mirror         bool
}

// draw chooses the change of a video. All numbers are drawn whether they are used
// or not, so that one setting does not change the effect of another.
func (a *VideoAugment) draw(g *tensor.RNG, have, frames int, epoch, i uint64) videoChange {
	m := videoChange{stride: max(a.Stride, 1)}
	spare := max(have-((frames-1)*m.stride+1), 0)
	m.start = spare / 2
	if !a.TemporalCrop && a.Shift == 0 && !a.Flip {
		return m
	}
	g.Seed(a.Seed, streamVideoAugment, epoch, i)
	start := g.IntN(spare + 1)
	m.shiftX, m.shiftY = g.IntN(2*a.Shift+1)-a.Shift, g.IntN(2*a.Shift+1)-a.Shift
	m.mirror = g.IntN(2) == 1 && a.Flip
	if a.TemporalCrop {
		m.start = start
	}
	return m
}

// apply writes frames of video i to out [C, frames, H, W].
func (m videoChange) apply(out []float32, s *Videos, i, frames int, tables [][256]float32) {
	plane, have := s.H*s.W, s.Frames(i)
	for f := 0; f < frames; f++ {
		at := min(m.start+f*m.stride, have-1)
		for c := 0; c < s.C; c++ {
			src := s.Clips[i][(at*s.C+c)*plane : (at*s.C+c+1)*plane]
			dst := out[(c*frames+f)*plane : (c*frames+f+1)*plane]
			m.frame(dst, src, s.H, s.W, &tables[c])
		}
	}
}

// frame writes one plane of a frame.
func (m videoChange) frame(dst []float32, src []uint8, h, w int, tab *[256]float32) {
	if m.shiftX == 0 && m.shiftY == 0 && !m.mirror {
		for i, p := range src {
			dst[i] = tab[p]
		}
		return
	}
	for y := 0; y < h; y++ {
		from := y - m.shiftY
		for x := 0; x < w; x++ {
			at := x - m.shiftX
			if m.mirror {
				at = w - 1 - at
			}
			v := tab[0]
			if from >= 0 && from < h && at >= 0 && at < w {
				v = tab[src[from*w+at]]
			}
			dst[y*w+x] = v
		}
	}
}
