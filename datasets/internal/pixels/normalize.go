package pixels

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// Normalize fills tab with (p/255 - mean[c]) / std[c] for every pixel value p.
// Nil mean and std stand for 0 and 1.
func Normalize(tab *[256]float32, c int, mean, std []float32) {
	m, d := float32(0), float32(1)
	if mean != nil {
		m = mean[c]
	}
	if std != nil {
		d = std[c]
	}
	for p := range tab {
		tab[p] = (float32(p)/255 - m) / d
	}
}

// CheckMoments panics with *tensor.ShapeError unless mean and std are nil or have
// a value for each channel.
func CheckMoments(op string, channels int, mean, std []float32) {
	if mean != nil && len(mean) != channels || std != nil && len(std) != channels {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Mean and Std of %d channels", channels), Got: [][]int{{len(mean)}, {len(std)}}})
	}
}
