package masked_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/tensor"
)

// An image of 4×4 has four cells of 2×2; Cut takes some of them out.
func ExampleCells() {
	g := masked.Cells{Channels: 1, Size: [3]int{1, 4, 4}, Cell: [3]int{1, 2, 2}}
	x := tensor.New(1, 1, 4, 4)
	for i := range x.Data() {
		x.Data()[i] = float32(i)
	}
	cells := make([]float32, 2*g.Elements())
	g.Cut(cells, x.Data(), []int{0, 3})
	fmt.Println(g.Count(), cells)
	// Output: 4 [0 1 4 5 10 11 14 15]
}

// The encoder sees some tokens of a sample; the decoder has a mask token in the place
// of the others.
func ExampleUnmask() {
	x := tensor.FromSlice([]float32{1, 2, 3, 4}, 1, 4, 1)
	mask := []bool{false, true, true, false} // or masked.Random
	visible, hidden := masked.Split("example", mask, x, 4)
	tape := autograd.Inference()
	token := autograd.Param(tensor.FromSlice([]float32{9}, 1, 1, 1))
	seen := masked.Take(tape.Input(x), visible)
	fmt.Println(seen.Value.Data(), hidden, masked.Unmask(seen, token, visible, 4).Value.Data())
	// Output: [1 4] [1 2] [1 9 9 4]
}

// What a decoder leaves open comes from its encoder.
func ExampleDecoder() {
	d := masked.Decoder{DecoderDepth: 2}.Complete(64, 8, 4, 0.75)
	fmt.Printf("%+v\n", d)
	// Output: {DecoderDim:32 DecoderDepth:2 DecoderHeads:4 MaskRatio:0.75}
}
