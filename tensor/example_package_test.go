package tensor_test

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: the constructors of tensors and of their errors.

// Tensors of zeros, of given numbers, and of random ones that a seed determines.
func ExampleNew() {
	zeros := tensor.New(2, 3)
	given := tensor.FromSlice([]float32{1, 2, 3}, 3)
	random := tensor.New(1000).Normal(tensor.NewRNG(1), 5, 1)
	mean := tensor.Mean(nil, random, nil, false).Item()
	fmt.Println(zeros.Shape(), given.At(2), mean > 4.9 && mean < 5.1)
	// Output: [2 3] 3 true
}

// A function of one's own refuses shapes as the package's functions do; Catch turns the
// panic into an error.
func ExampleNewShapeError() {
	trace := func(x *tensor.Tensor) (sum float32) {
		if x.Rank() != 2 || x.Dim(0) != x.Dim(1) {
			panic(tensor.NewShapeError("Trace", "a square matrix", x))
		}
		for i := 0; i < x.Dim(0); i++ {
			sum += x.At(i, i)
		}
		return sum
	}
	fmt.Println(trace(tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)))
	fmt.Println(tensor.Catch(func() { trace(tensor.New(2, 3)) }))
	// Output:
	// 5
	// Trace: [2 3]: want a square matrix
}
