package augment

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// Video changes videos. All frames of a video are changed alike.
type Video struct {
	TemporalCrop bool    // a clip begins at a random frame instead of lying in the middle of its video
	Shift        float64 // largest shift each way along both axes, as a share of the shorter side; what comes in is black
	Flip         bool    // mirror left to right half of the time; not for directions
}

// check panics unless the settings make sense.
func (a *Video) check(op string) {
	if !(a.Shift >= 0 && a.Shift <= 1) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Shift in [0, 1], got %v", a.Shift)})
	}
}

// Videos returns set with its videos changed as a says.
func Videos(set *datasets.Videos, a Video, seed uint64) datasets.Varied {
	a.check("augment.Videos")
	return &videos{set, a, seed}
}

// videos is a set of videos that vary; as a set it has them as they are.
type videos struct {
	*datasets.Videos
	change Video
	seed   uint64
}

// Epoch implements datasets.Varied.
func (s *videos) Epoch(epoch uint64) datasets.Set {
	return &videosAt{s.Videos, &s.change, s.seed, epoch}
}

// videosAt is the videos of one epoch.
type videosAt struct {
	*datasets.Videos
	change      *Video
	seed, epoch uint64
}

// Batch implements datasets.Set.
func (s *videosAt) Batch(dst *tensor.Tensor, idx []int) {
	const op = "augment.Videos: Batch"
	datasets.CheckBatch(op, s, dst, idx)
	pixels.CheckMoments(op, s.C, s.Mean, s.Std)
	tables := make([][256]float32, s.C)
	for c := range tables {
		pixels.Normalize(&tables[c], c, s.Mean, s.Std)
	}
	frames, plane := dst.Dim(2), s.H*s.W
	parallel.Do(len(idx), max(1, 1<<14/max(s.C*frames*plane, 1)), func(lo, hi int) {
		g := generators.Get().(*tensor.RNG)
		for k := lo; k < hi; k++ {
			i := idx[k]
			m := s.draw(g, i)
			for f := 0; f < frames; f++ {
				for c := range tables {
					at := ((k*s.C+c)*frames + f) * plane
					m.frame(dst.Data()[at:at+plane], s.Plane(i, m.start, f, c), s.H, s.W, &tables[c])
				}
			}
		}
		generators.Put(g)
	})
}

// videoChange is what happens to a video.
type videoChange struct {
	start          int // the first frame of the clip
	shiftX, shiftY int
	mirror         bool
}

// draw chooses the change of video i. All numbers are drawn whether they are used
// or not, so that one setting does not change the effect of another.
func (s *videosAt) draw(g *tensor.RNG, i int) videoChange {
	a, spare := s.change, s.Spare(i)
	far := share(a.Shift, min(s.H, s.W))
	g.Seed(s.seed, random.VideoAugment, s.epoch, uint64(i))
	start := g.IntN(spare + 1)
	m := videoChange{start: spare / 2}
	m.shiftX, m.shiftY = g.IntN(2*far+1)-far, g.IntN(2*far+1)-far
	m.mirror = g.IntN(2) == 1 && a.Flip
	if a.TemporalCrop {
		m.start = start
	}
	return m
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
