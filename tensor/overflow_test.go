package tensor

import (
	"errors"
	"math"
	"testing"
)

// Sizes whose product or sum is more than int holds are a ShapeError everywhere.
func TestOverflowingSizes(t *testing.T) {
	const big = math.MaxInt/2 + 1
	x := Arange(4)
	for name, f := range map[string]func(){
		"New":               func() { New(big, 4) },
		"New, four":         func() { New(1<<32, 1<<32, 1<<32, 1<<32) },
		"Reshape":           func() { x.Reshape(big, 4, 2) },
		"Reshape, wraps":    func() { x.Reshape(big, 2, 1, 4) },
		"Reshape to 0":      func() { New(0).Reshape(1<<32, 1<<32, -1) },
		"Reshape, negative": func() { x.Reshape(-2, -2) },
		"Repeat":            func() { Repeat(nil, x, big) },
		"Repeat, many":      func() { Repeat(nil, x, 1<<32, 1<<30) },
		"Pad":               func() { Pad(nil, x, []int{math.MaxInt}, []int{1}, 0) },
		"Pad, both":         func() { Pad(nil, x, []int{big}, []int{big}, 0) },
		"AddSlice":          func() { AddSlice(New(4), Arange(3), 0, 1, math.MaxInt/2+1) },
		"Unfold, stride":    func() { Unfold(nil, New(1, 1, 4), Window{Kernel: [3]int{2}, Dilation: [3]int{math.MaxInt}}) },
		"Unfold, padding":   func() { Unfold(nil, New(1, 1, 4), Window{Kernel: [3]int{2}, Padding: [3]int{math.MaxInt/2 + 1}}) },
		"Unfold, kernel":    func() { Unfold(nil, New(1, 1, 4), Window{Kernel: [3]int{math.MaxInt}}) },
		"Unfold, columns": func() {
			Unfold(nil, New(1, 1, 4, 4), Window{Kernel: [3]int{1 << 20, 1 << 20}, Padding: [3]int{1 << 29, 1 << 29}})
		},
	} {
		var shape *ShapeError
		if err := Catch(f); !errors.As(err, &shape) {
			t.Errorf("%s: %v, want a ShapeError", name, err)
		}
	}
	if y := Slice(nil, x, 0, 1, 4, math.MaxInt); y.Size() != 1 || y.At(0) != 1 {
		t.Errorf("a slice of one: %v", y)
	}
}
