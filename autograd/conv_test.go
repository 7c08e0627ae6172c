package autograd

import (
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// A convolution frees its columns: after it, and after going back through it,
// no more is held than inputs, result and gradients need.
func TestConvKeepsNoColumns(t *testing.T) {
	rng := tensor.NewRNG(1)
	x, w := Param(tensor.New(1, 8, 32, 32).Normal(rng, 0, 1)), Param(tensor.New(8, 8, 3, 3).Normal(rng, 0, 1))
	tape := NewTape()
	same := ConvOptions{Padding: [3]int{1, 1}}
	y := tape.Attach(x)
	const layers = 8
	for i := 0; i < layers; i++ {
		y = Conv2d(y, w, nil, same)
	}
	Backward(Sum(y, nil, false))
	image := x.Value.Size() // columns have nine times as many numbers
	if peak := tape.mem.peak; peak > (layers+32)*image {
		t.Errorf("%d layers take %d times the image at the peak, want less than the columns of all", layers, peak/image)
	}
}

func TestConvRefusesShapes(t *testing.T) {
	tape := NewTape()
	v := func(dims ...int) *Var { return tape.Variable(tensor.New(dims...)) }
	for text, f := range map[string]func(){
		"Conv2d: [1 3 4], [2 3 1 1]: want x [b, c, s...] and weight [d, c/1, k...] of rank 4, with d divisible by the groups": func() { Conv2d(v(1, 3, 4), v(2, 3, 1, 1), nil, ConvOptions{}) },
		"Conv1d: [1 4 4], [3 2 1]: want x [b, c, s...] and weight [d, c/2, k...] of rank 3, with d divisible by the groups":   func() { Conv1d(v(1, 4, 4), v(3, 2, 1), nil, ConvOptions{Groups: 2}) },
		"Conv1d: [1 2 4], [3 2 1], [2]: want bias [3]":                                                                func() { Conv1d(v(1, 2, 4), v(3, 2, 1), v(2), ConvOptions{}) },
		"Conv1d: [1 2 4]: want a window within axis 2 and its padding, got kernel 5, stride 0, padding 0, dilation 0": func() { Conv1d(v(1, 2, 4), v(3, 2, 5), nil, ConvOptions{}) },
	} {
		if err := tensor.Catch(f); err == nil || err.Error() != text {
			t.Errorf("error %q, want %q", err, text)
		}
	}
}
