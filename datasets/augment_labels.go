package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: what happens to the labels of points and pixels when the clouds
// and images they belong to are changed. Both draw the same random numbers.

// choose returns which of the n points of a cloud are taken: those that g
// chooses, or nil for all, spread evenly, if there are no more than points.
func choose(g *tensor.RNG, n, points int) []int {
	if n <= points {
		return nil
	}
	return g.Perm(n)[:points]
}

// PartTargets is [PartClouds.PartTargets] of the points that Batch takes of the
// clouds idx in epoch, in its order.
func (a *PointAugment) PartTargets(dst []int, s *PartClouds, idx []int, epoch uint64, points int) []int {
	const op = "PointAugment.PartTargets"
	checkIndices(op, idx, s.Len())
	if points < 1 {
		panic(&tensor.ShapeError{Op: op, Want: "at least one point of a cloud", Got: [][]int{{len(idx), points}}})
	}
	dst = dst[:0]
	for _, i := range idx {
		parts := s.Parts[i]
		chosen := choose(tensor.NewRNG(a.Seed, streamPointAugment, epoch, uint64(i)), len(parts), points)
		for j := 0; j < points; j++ {
			at := spreadIndex(j, len(parts), points)
			if chosen != nil {
				at = chosen[j]
			}
			dst = append(dst, int(parts[at]))
		}
	}
	return dst
}

// PixelTargets is [ImageMasks.PixelTargets] of the images idx as Batch shows
// them in epoch: masks are cropped, shifted, turned, scaled and mirrored with
// their images, by the nearest pixel, and where nothing was there is nothing to
// learn (-100, autograd.IgnoreLabel). What is erased keeps its classes. With
// RandAugment, whose changes of geometry masks do not follow, it panics with
// *tensor.ShapeError.
func (a *ImageAugment) PixelTargets(dst []int, s *ImageMasks, idx []int, epoch uint64) []int {
	const op = "ImageAugment.PixelTargets"
	checkIndices(op, idx, s.Len())
	if a.Rand.N > 0 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("no RandAugment, which moves pixels that their classes do not follow, got %d operations", a.Rand.N)})
	}
	a.Crop.check(op)
	dst = dst[:0]
	rng := tensor.NewRNG(0)
	for _, i := range idx {
		y0, x0, ch, cw := 0, 0, s.H, s.W
		if a.Crop.on() {
			rng.Seed(a.Seed, streamCrop, epoch, uint64(i))
			y0, x0, ch, cw = a.Crop.box(rng, s.H, s.W)
		}
		rng.Seed(a.Seed, streamImageAugment, epoch, uint64(i))
		m, mask := a.draw(rng, s.H, s.W), s.Mask(i)
		for y := 0; y < s.H; y++ {
			for x := 0; x < s.W; x++ {
				target := ignoreTarget
				if sy, sx, ok := m.nearest(y, x); ok {
					sy, sx = y0+(2*sy+1)*ch/(2*s.H), x0+(2*sx+1)*cw/(2*s.W)
					if v := mask[sy*s.W+sx]; v != IgnoreMask {
						target = int(v)
					}
				}
				dst = append(dst, target)
			}
		}
	}
	return dst
}

// nearest returns which pixel of the input the output pixel (y, x) shows most
// of, and whether there is one.
func (m *warp) nearest(y, x int) (sy, sx int, ok bool) {
	if m.whole {
		sy, sx = y+m.shiftY, x+m.shiftX
		if m.mirror {
			sx = m.w - 1 - sx
		}
	} else {
		fx, fy := m.at(y, x)
		fx, fy = math.Floor(fx+0.5), math.Floor(fy+0.5)
		if !(fx >= 0 && fx < float64(m.w) && fy >= 0 && fy < float64(m.h)) {
			return 0, 0, false // also far outside, where int could overflow
		}
		sy, sx = int(fy), int(fx)
	}
	return sy, sx, sy >= 0 && sy < m.h && sx >= 0 && sx < m.w
}
