package main

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt"
)

// This file: checks of how the samples of a new model are cut into tokens, in terms of the
// flags. What patches leave out is told: nothing is left out without a word.

// checkTokens returns an error if the inputs of a new model of configuration c cannot be
// cut as the flags say, and notes of what is left out or makes no sense.
func checkTokens(c m2pt.Config) (notes []string, err error) {
	tokens := 0
	switch {
	case c.ViT() != nil:
		rows, cols := 0, 0
		if notes, err = checkPatches(c); err == nil {
			rows, cols = c.ViT().Grid()
		}
		tokens = rows * cols
	case c.Video() != nil:
		v := c.Video()
		for side, all := range v.Image {
			if v.Patch[side] < 1 || all%v.Patch[side] != 0 {
				return nil, usagef("--video-patch is %d, want a number that divides the frames, which are %s", v.Patch[side], size(v.Image))
			}
		}
		times, rows, cols := v.Grid()
		tokens = times * rows * cols
	case c.Point() != nil:
		tokens = c.Point().Groups
	}
	if tokens == 1 {
		notes = append(notes, "each sample is a single token, which attention cannot compare with others: smaller patches, or more groups, give more")
	}
	return notes, err
}

// checkPatches is checkTokens for images and spectrograms.
func checkPatches(c m2pt.Config) (notes []string, err error) {
	v := c.ViT()
	patch, of := fmt.Sprintf("--patch is %d", v.Patch[0]), "images, which are "+size([2]int{v.Image[1], v.Image[0]})
	if c.Modality == m2pt.Audio {
		patch, of = fmt.Sprintf("--audio-patch is %d,%d", v.Patch[0], v.Patch[1]), "spectrograms, which are "+size(v.Image)
	}
	var left [2]int // frames and mel bins, or rows and columns, that no patch covers
	for side, all := range v.Image {
		step := v.Stride[side]
		if step == 0 {
			step = v.Patch[side]
		}
		switch {
		case v.Patch[side] < 1:
			return nil, usagef("%s, want 1 or more", patch)
		case v.Patch[side] > all:
			return nil, usagef("%s, more than the %s", patch, of)
		}
		left[side] = (all - v.Patch[side]) % step
	}
	switch {
	case c.Masked != nil && v.Stride != [2]int{} && v.Stride != v.Patch:
		return nil, usagef("%s and --audio-stride %d,%d: of patches that overlap, none can be masked, because the others show it", patch, v.Stride[0], v.Stride[1])
	case left == [2]int{}:
		return nil, nil
	case c.Segment != nil:
		return nil, usagef("%s, which does not divide the %s: every pixel is to get a class", patch, of)
	case c.Masked != nil:
		return nil, usagef("%s, which does not divide the %s: all of it is to be rebuilt", patch, of)
	case c.Modality == m2pt.Audio:
		return []string{fmt.Sprintf("%s, which does not divide the %s: the last %d frames and the highest %d mel bins are not used", patch, of, left[0], left[1])}, nil
	}
	return []string{fmt.Sprintf("%s, which does not divide the %s: %d rows at the bottom and %d columns on the right are not used", patch, of, left[0], left[1])}, nil
}

// size writes two sides as in 28×28.
func size(sides [2]int) string { return fmt.Sprintf("%d×%d", sides[0], sides[1]) }
