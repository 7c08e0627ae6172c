package autograd_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: examples of losses, convolutions and scopes.

// A convolution with a stride of two over an image with a margin of zeros.
func ExampleConv2d() {
	x := tensor.Full(1, 1, 1, 4, 4)
	w := autograd.Param(tensor.Full(1, 1, 1, 3, 3)) // sums the nine cells of a window
	o := autograd.ConvOptions{Stride: [3]int{2, 2}, Padding: [3]int{1, 1}}
	y := autograd.Conv2d(autograd.Inference().Input(x), w, nil, o)
	fmt.Println(y.Value)
	// Output:
	// Tensor[1 1 2 2]
	// [[[[4 6]
	//    [6 9]]]]
}

// A Reduction says what becomes of the losses of the rows.
func ExampleReduction() {
	tape := autograd.Inference()
	logits := tape.Input(tensor.FromSlice([]float32{2, 0, 0, 2}, 2, 2))
	for _, r := range []autograd.Reduction{autograd.ReduceMean, autograd.ReduceSum, autograd.ReduceNone} {
		loss := autograd.CrossEntropy(logits, []int{0, 0}, autograd.LossOptions{Reduction: r})
		fmt.Printf("%.2f\n", loss.Value.Data())
	}
	// Output:
	// [1.13]
	// [2.25]
	// [0.13 2.13]
}

// A module that opens a scope gives back all memory but its result's.
func ExampleTape_Mark() {
	peak := func(layers int) int {
		tape := autograd.Inference()
		x := tape.Input(tensor.New(1000))
		var m autograd.Mark = tape.Mark()
		for i := 0; i < layers; i++ {
			y := autograd.AddScalar(autograd.Exp(x), 1)
			x = tape.Keep(m, autograd.Log(y)) // of all since m, x alone is still needed
		}
		return tape.PeakBytes()
	}
	fmt.Println("ten layers need the memory of two:", peak(10) == peak(2))
	// Output: ten layers need the memory of two: true
}

// Whoever closes the channel ends a step wherever it is.
func ExampleTape_Until() {
	done := make(chan struct{})
	tape := autograd.NewTape()
	w := autograd.Param(tensor.Scalar(3))
	step := func() { autograd.Backward(autograd.Square(tape.Attach(w))) }
	fmt.Println(tape.Until(done, step), w.Grad)
	close(done)
	fmt.Println(tape.Until(done, step))
	// Output:
	// true Tensor[] 6
	// false
}
