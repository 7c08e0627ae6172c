package tensor_test

import (
	"errors"
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
	// Tensor[2 3]
	// [[111 122 133]
	//  [214 225 236]]
	// Tensor[2] [122 225]
}

func ExampleMatMul() {
	a := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	b := tensor.FromSlice([]float32{1, 0, 0, 1, 1, 1}, 3, 2)
	fmt.Println(tensor.MatMul(nil, a, b))
	fmt.Println(tensor.MatMul(nil, a, tensor.FromSlice([]float32{1, 1, 1}, 3)))
	// Output:
	// Tensor[2 2]
	// [[ 4  5]
	//  [10 11]]
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
	// Output:
	// Tensor[1 4 4]
	// [[[ 0  1  4  5]
	//   [ 2  3  6  7]
	//   [ 8  9 12 13]
	//   [10 11 14 15]]]
}

func ExampleCatch() {
	err := tensor.Catch(func() { tensor.MatMul(nil, tensor.New(2, 3), tensor.New(4, 5)) })
	fmt.Println(err)
	// Output: MatMul: [2 3], [4 5]: want equal inner dimensions
}

// A grid of four cells becomes one of sixteen.
func ExampleInterpolate() {
	x := tensor.FromSlice([]float32{0, 1, 2, 3}, 1, 1, 2, 2)
	for _, mode := range []tensor.InterpolateMode{tensor.Nearest, tensor.Bilinear} {
		fmt.Println(tensor.Interpolate(nil, x, 4, 4, mode))
	}
	// Output:
	// Tensor[1 1 4 4]
	// [[[[0 0 1 1]
	//    [0 0 1 1]
	//    [2 2 3 3]
	//    [2 2 3 3]]]]
	// Tensor[1 1 4 4]
	// [[[[   0 0.25 0.75    1]
	//    [ 0.5 0.75 1.25  1.5]
	//    [ 1.5 1.75 2.25  2.5]
	//    [   2 2.25 2.75    3]]]]
}

// Windows of two cells that slide along a row, as a convolution sees it.
func ExampleUnfold() {
	w := tensor.Window{Kernel: [3]int{2}}
	fmt.Println(tensor.Unfold(nil, tensor.Arange(4).Reshape(1, 1, 4), w))
	// Output:
	// Tensor[1 3 2]
	// [[[0 1]
	//   [1 2]
	//   [2 3]]]
}

// The state of a generator can be saved: a restored one goes on as the first
// does. A stream, here an epoch, has numbers of its own.
func ExampleRNG() {
	rng := tensor.NewRNG(42, 3)
	rng.Uint64()
	state, err := rng.MarshalBinary()
	if err != nil {
		panic(err)
	}
	var restored tensor.RNG = *tensor.NewRNG(0)
	if err := restored.UnmarshalBinary(state); err != nil {
		panic(err)
	}
	fmt.Println(restored.Uint64() == rng.Uint64(), tensor.NewRNG(42, 4).Uint64() == tensor.NewRNG(42, 3).Uint64())
	fmt.Println(tensor.New(2, 2).Uniform(tensor.NewRNG(1), 0, 1).Shape(), tensor.NewRNG(1).Perm(3))
	// Output:
	// true false
	// [2 2] [1 2 0]
}

// A ShapeError names the op, and tells a program what the op was given.
func ExampleShapeError() {
	err := tensor.Catch(func() { tensor.Concat(nil, 0, tensor.New(2, 3), tensor.New(2, 4)) })
	var shapes *tensor.ShapeError
	if errors.As(err, &shapes) {
		fmt.Println(shapes.Op, shapes.Got)
	}
	// Output: Concat [[2 3] [2 4]]
}

// A state dict, and a file of tensors, are lists of Named.
func ExampleNamed() {
	weights := []tensor.Named{{Name: "head.weight", Tensor: tensor.New(10, 64)}, {Name: "head.bias", Tensor: tensor.New(10)}}
	for _, w := range weights {
		fmt.Println(w.Name, w.Tensor.Shape())
	}
	// Output:
	// head.weight [10 64]
	// head.bias [10]
}
