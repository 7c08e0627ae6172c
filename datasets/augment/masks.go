package augment

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// This file: images whose pixels have classes.

// Masks returns set with its images changed as a says. Targets follow: masks are
// cropped, shifted, turned, scaled and mirrored with their images, by the nearest
// pixel, and where nothing was there is nothing to learn (datasets.IgnoreTarget).
// What is erased keeps its classes. Masks cannot follow the changes of geometry of
// RandAugment: with it Masks panics with *tensor.ShapeError.
func Masks(set *datasets.ImageMasks, a Image, seed uint64) datasets.Varied {
	const op = "augment.Masks"
	a.check(op)
	if a.Rand.N > 0 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("no RandAugment, which moves pixels that their classes do not follow, got %d operations", a.Rand.N)})
	}
	return &masks{set, imageChange{a, seed}}
}

// masks is a set of images and masks that vary; as a set it has them as they are.
type masks struct {
	*datasets.ImageMasks
	change imageChange
}

// Epoch implements datasets.Varied.
func (s *masks) Epoch(epoch uint64) datasets.Set { return &masksAt{s.ImageMasks, &s.change, epoch} }

// masksAt is the images and masks of one epoch.
type masksAt struct {
	*datasets.ImageMasks
	change *imageChange
	epoch  uint64
}

// Batch implements datasets.Set.
func (s *masksAt) Batch(dst *tensor.Tensor, idx []int) {
	s.change.batch(dst, &s.Images, idx, s.epoch)
}

// Targets implements datasets.Set. It draws the random numbers that Batch draws.
func (s *masksAt) Targets(dst, idx []int) []int {
	datasets.CheckIndices("augment.Masks: Targets", s, idx)
	a := s.change
	dst = dst[:0]
	rng := generators.Get().(*tensor.RNG)
	defer generators.Put(rng)
	for _, i := range idx {
		y0, x0, ch, cw := 0, 0, s.H, s.W
		if a.Crop.on() {
			rng.Seed(a.seed, random.Crop, s.epoch, uint64(i))
			y0, x0, ch, cw = a.Crop.box(rng, s.H, s.W)
		}
		rng.Seed(a.seed, random.ImageAugment, s.epoch, uint64(i))
		m, mask := a.draw(rng, s.H, s.W), s.Mask(i)
		for y := 0; y < s.H; y++ {
			for x := 0; x < s.W; x++ {
				target := datasets.IgnoreTarget
				if sy, sx, ok := m.nearest(y, x); ok {
					sy, sx = y0+(2*sy+1)*ch/(2*s.H), x0+(2*sx+1)*cw/(2*s.W)
					if v := mask[sy*s.W+sx]; v != datasets.IgnoreMask {
						target = int(v)
					}
				}
				dst = append(dst, target)
			}
		}
	}
	return dst
}
