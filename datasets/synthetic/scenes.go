package synthetic

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/random"

	"github.com/gopathway/pathway/tensor"
)

// This file: scenes, images of several things with a class for every pixel, made of
// labelled digits or by code.

const (
	sceneFigures = 3  // at most, in a synthetic scene
	digitLevel   = 64 // a pixel of a digit at least this light belongs to it

	maxSide = 1 << 14 // of a scene
)

// sceneKinds are the figures that scenes have: those of one piece.
var sceneKinds = []int{0, 1, 2, 3, 4}

// Scenes returns n images [1, 28, 28] made by code from seed. Each shows one to
// three figures, of five kinds, that do not overlap, on a slope of grey with
// stray lines and noise: those of [Images], but smaller. Class 0 is the
// background. A smaller set is the beginning of a larger one. Use another seed
// for the test set. The same seed gives the same bytes on every platform.
func Scenes(n int, seed uint64) *datasets.ImageMasks {
	s := newScenes("synthetic scenes", n, 1, side, side)
	for _, k := range sceneKinds {
		s.Classes = append(s.Classes, figures[k].name)
	}
	for i := 0; i < n; i++ {
		pixels, mask := drawScene(tensor.NewRNG(seed, random.SyntheticScene, uint64(i)))
		copy(s.Image(i), pixels)
		copy(s.Mask(i), mask)
	}
	return s
}

// newScenes returns n black scenes that are all background.
func newScenes(name string, n, c, h, w int) *datasets.ImageMasks {
	labels := make([]int, n)
	for i := range labels {
		labels[i] = -1 // a scene has no class; its pixels have
	}
	return &datasets.ImageMasks{
		Images: datasets.Images{
			Labelled: datasets.Labelled{Name: name, Label: labels, Classes: []string{"background"}},
			C:        c, H: h, W: w, Pixels: make([]uint8, n*c*h*w),
		},
		Masks: make([]uint8, n*h*w),
	}
}

// drawScene returns one scene and its mask.
func drawScene(g *tensor.RNG) (pixels, mask []uint8) {
	canvas := newBackground(g)
	mask = make([]uint8, len(canvas))
	for k := g.IntN(3); k > 0; k-- {
		drawLine(g, canvas)
	}
	var placed [][3]int // centers and radii
	wanted := 1 + g.IntN(sceneFigures)
	for tries := 0; tries < 20 && len(placed) < wanted; tries++ {
		radius := between(g, 5*one, 9*one)
		at := [3]int{between(g, radius, side*one-radius), between(g, radius, side*one-radius), radius}
		if overlaps(at, placed) {
			continue
		}
		placed = append(placed, at)
		kind := g.IntN(len(sceneKinds))
		sin, cos := fixedSincos(between(g, -one/10, one/10))
		inside := func(x, y int) bool {
			dx, dy := x-at[0], y-at[1]
			u, v := (dx*cos+dy*sin)/radius, (dy*cos-dx*sin)/radius
			return max(abs(u), abs(v)) < 2*one && figures[sceneKinds[kind]].inside(u, v)
		}
		blend(canvas, between(g, 60, 150), inside)
		for i := range mask {
			if inside(i%side*one+one/2, i/side*one+one/2) {
				mask[i] = uint8(kind + 1)
			}
		}
	}
	return addNoise(g, canvas, 3+g.IntN(8)), mask
}

// overlaps reports whether the circle at meets one of the others.
func overlaps(at [3]int, others [][3]int) bool {
	for _, o := range others {
		dx, dy, r := at[0]-o[0], at[1]-o[1], at[2]+o[2]
		if dx*dx+dy*dy < r*r {
			return true
		}
	}
	return false
}

// DigitScenes returns n images of h x w pixels made from seed of labelled
// images that are light on black, such as MNIST's digits: two to four of them at
// random places, the later ones over the earlier. Class 0 is the background,
// class c+1 are the light pixels of an image of class c. A smaller set is the
// beginning of a larger one. Images without labels or larger than the scene
// are an error.
func DigitScenes(digits *datasets.Images, n, h, w int, seed uint64) (*datasets.ImageMasks, error) {
	if digits.Len() == 0 || digits.H > h || digits.W > w || h > maxSide || w > maxSide {
		return nil, fmt.Errorf("datasets: scenes of %s: %d images of %dx%d for scenes of %dx%d, want some that fit, and sides up to %d",
			digits.Name, digits.Len(), digits.H, digits.W, h, w, maxSide)
	}
	for i, l := range digits.Label {
		if l < 0 || l >= len(digits.Classes) || l >= datasets.IgnoreMask-1 {
			return nil, fmt.Errorf("datasets: scenes of %s: image %d has label %d, want 0 to %d", digits.Name, i, l, min(len(digits.Classes), datasets.IgnoreMask-1)-1)
		}
	}
	s := newScenes("scenes of "+digits.Name, n, digits.C, h, w)
	s.Classes = append(s.Classes, digits.Classes...)
	for i := 0; i < n; i++ {
		g := tensor.NewRNG(seed, random.DigitScene, uint64(i))
		for k := 2 + g.IntN(3); k > 0; k-- {
			d := g.IntN(digits.Len())
			paste(s, i, digits, d, g.IntN(h-digits.H+1), g.IntN(w-digits.W+1))
		}
	}
	return s, nil
}

// paste puts image d of digits on scene i.
func paste(s *datasets.ImageMasks, i int, digits *datasets.Images, d, row, col int) {
	scene, mask, img := s.Image(i), s.Mask(i), digits.Image(d)
	for p := 0; p < digits.H*digits.W; p++ {
		at := (row+p/digits.W)*s.W + col + p%digits.W
		for c := 0; c < s.C; c++ {
			v := img[c*digits.H*digits.W+p]
			to := &scene[c*s.H*s.W+at]
			*to = max(*to, v)
			if v >= digitLevel {
				mask[at] = uint8(digits.Label[d] + 1)
			}
		}
	}
}
