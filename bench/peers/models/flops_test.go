package main

import "testing"

// By hand, for 5 tokens of width 8, patches of 16 numbers and 3 classes: the
// last block's queries, keys and values are of all tokens, the rest is of one.
func TestFlops(t *testing.T) {
	embed := 4 * 16 * 8
	first := 5*(8*24+8*8+8*32+32*8) + 2*5*5*8
	last := 5*8*24 + (8*8 + 8*32 + 32*8) + 2*5*8
	want := float64(2 * (embed + first + last + 8*3))
	got, err := flops(small, false)
	if err != nil || got != want {
		t.Errorf("forward %v, %v, want %v", got, err, want)
	}
	// Going back, each product has two, but for the gradient of the images.
	if got, err := flops(small, true); err != nil || got <= 2*want || got > 3.5*want {
		t.Errorf("training %v, %v, forward %v", got, err, want)
	}
}
