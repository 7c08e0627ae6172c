package masked_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// What a masked autoencoder does between its encoder and its decoder: three of four
// tokens are hidden at random, the encoder sees the last one, and the decoder gets all
// places back.
func Example() {
	mask := masked.Random(1, 4, 3, tensor.NewRNG(1))
	x := tensor.FromSlice([]float32{10, 20, 30, 40}, 1, 4, 1)
	visible, hidden := masked.Split("example", mask, x, 4)
	tape := autograd.Inference()
	seen := masked.Take(tape.Input(x), visible) // ... the encoder
	token := autograd.Param(tensor.Full(-1, 1, 1, 1))
	all := masked.Unmask(seen, token, visible, 4) // ... the decoder
	fmt.Println(len(visible), len(hidden), all.Shape())
	// Output: 1 3 [1 4 1]
}
