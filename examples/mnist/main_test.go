package main

import (
	"io"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
)

// A short training is far above one in ten; hardly any is not.
func TestMNIST(t *testing.T) {
	train, test := synthetic.Images(800, 1), synthetic.Images(200, 2)
	if got := run(io.Discard, train, test, 800, 4); got < 0.3 {
		t.Errorf("accuracy %.2f, want 0.3 or more of ten classes", got)
	}
	if got := run(io.Discard, train, test, 10, 1); got > 0.3 {
		t.Errorf("accuracy %.2f after ten images", got)
	}
}
