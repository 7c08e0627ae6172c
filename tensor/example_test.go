package tensor_test

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

func Example() {
	x := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	row := tensor.FromSlice([]float32{10, 20, 30}, 3)
	column := tensor.FromSlice([]float32{100, 200}, 2, 1)

	y := tensor.Add(nil, x, row) // row is added to every row of x
	tensor.Add(y, y, column)     // in place, column to every column
	fmt.Println(y)
	fmt.Println(tensor.Mean(nil, y, []int{1}, false))
	// Output:
	// Tensor[2 3] [[111 122 133] [214 225 236]]
	// Tensor[2] [122 225]
}

func ExampleMatMul() {
	a := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	b := tensor.FromSlice([]float32{1, 0, 0, 1, 1, 1}, 3, 2)
	fmt.Println(tensor.MatMul(nil, a, b))
	fmt.Println(tensor.MatMul(nil, a, tensor.FromSlice([]float32{1, 1, 1}, 3)))
	// Output:
	// Tensor[2 2] [[4 5] [10 11]]
	// Tensor[2] [6 15]
}

func ExampleSumTo() {
	// The gradient of a bias that was added to three rows.
	g := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 3, 2)
	fmt.Println(tensor.SumTo(tensor.New(2), g))
	// Output: Tensor[2] [9 12]
}

func ExamplePatchify() {
	image := tensor.Arange(16).Reshape(1, 1, 4, 4)
	fmt.Println(tensor.Patchify(nil, image, 2, 2, 2, 2))
	// Output: Tensor[1 4 4] [[[0 1 4 5] [2 3 6 7] [8 9 12 13] [10 11 14 15]]]
}

func ExampleCatch() {
	err := tensor.Catch(func() { tensor.MatMul(nil, tensor.New(2, 3), tensor.New(4, 5)) })
	fmt.Println(err)
	// Output: MatMul: [2 3], [4 5]: want equal inner dimensions
}
