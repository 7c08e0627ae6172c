package autograd_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// A classifier of points on a line learns where the border is: a tape records each step,
// Backward leaves the gradients in the parameters.
func Example() {
	x, labels := tensor.FromSlice([]float32{0, 1, 2, 3}, 4, 1), []int{0, 0, 1, 1}
	weight, bias := autograd.Param(tensor.New(2, 1)), autograd.Param(tensor.New(2))
	model := func(x *autograd.Var) *autograd.Var { return autograd.Linear(x, weight, bias) }

	tape := autograd.NewTape()
	for step := 0; step < 200; step++ {
		tape.Reset() // the memory of the last step is used again
		loss := autograd.CrossEntropy(model(tape.Input(x)), labels, autograd.LossOptions{})
		autograd.Backward(loss)
		for _, p := range []*autograd.Var{weight, bias} {
			tensor.Sub(p.Value, p.Value, tensor.Scale(nil, p.Grad, 0.5))
			p.ZeroGrad() // without it the next gradient is added to this one
		}
	}
	logits := model(autograd.Inference().Input(x)).Value // records nothing
	fmt.Println(tensor.ArgMax(logits, 1))
	// Output: [0 0 1 1]
}

// A tape records what is computed of its inputs; a Var that Variable returns gets a
// gradient, too.
func ExampleNewTape() {
	tape := autograd.NewTape()
	x := tape.Variable(tensor.FromSlice([]float32{1, 2}, 2))
	y := autograd.Mul(x, tape.Input(tensor.FromSlice([]float32{3, 4}, 2)))
	autograd.Backward(autograd.Sum(y, nil, false))
	fmt.Println(y.Value.Data(), x.Grad.Data())
	// Output: [3 8] [3 4]
}
