package synthetic

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: videos of eight frames of 16×16 in which one of the figures of
// [Images], small, moves in one of eight directions, with noise. Only
// the motion tells the label.

// smallMoving are their sizes.
var smallMoving = MovingOptions{Side: 16, Frames: 8, Digits: 1, Digit: 8, MinSpeed: 0.8, MaxSpeed: 2}

// Videos returns n labelled videos of eight frames [1, 16, 16] made by
// code from seed: eight directions of motion, in turn, so that any n is balanced
// and a smaller set is the beginning of a larger one. Use another seed for the
// test set. The same seed gives the same bytes on every platform.
func Videos(n int, seed uint64) *datasets.Videos {
	o := smallMoving
	s := newMoving("synthetic videos", n, o)
	parallel.Do(n, 16, func(lo, hi int) {
		sprite := make([]uint8, o.Digit*o.Digit)
		rng := tensor.NewRNG(0)
		for i := lo; i < hi; i++ {
			rng.Seed(seed, random.SyntheticVideo, uint64(i))
			move(s, i, o, rng, func() []uint8 {
				figure := figures[rng.IntN(len(figures))]
				bright := 140 + rng.IntN(100)
				for j := range sprite {
					sprite[j] = uint8(bright * covered(figure.inside, j%o.Digit, j/o.Digit, o.Digit) / (subPixels * subPixels))
				}
				return sprite
			})
			for j, p := range s.Clips[i] {
				s.Clips[i][j] = uint8(min(255, int(p)+rng.IntN(40)))
			}
		}
	})
	return s
}

// covered counts the sub-pixels of pixel (x, y) of a square of side pixels that
// are inside of a figure that fills it.
func covered(inside func(u, v int) bool, x, y, side int) int {
	n := 0
	at := func(p, sub int) int { return ((2*(p*subPixels+sub)+1)*one)/(side*subPixels) - one }
	for v := 0; v < subPixels; v++ {
		for u := 0; u < subPixels; u++ {
			if inside(at(x, u), at(y, v)) {
				n++
			}
		}
	}
	return n
}
