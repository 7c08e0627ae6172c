package autograd_test

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: what users of the package write, as programs whose output is
// checked.

// Backward leaves in the parameters the gradients of a loss; here a line is
// fitted to four points by them.
func ExampleBackward() {
	x := tensor.FromSlice([]float32{0, 1, 2, 3}, 4, 1)
	y := tensor.FromSlice([]float32{1, 3, 5, 7}, 4, 1) // 2x + 1
	w, b := autograd.Param(tensor.New(1, 1)), autograd.Param(tensor.New(1))
	tape := autograd.NewTape()
	for step := 0; step < 200; step++ {
		tape.Reset() // the memory of the last step is used again
		line := autograd.Linear(tape.Input(x), w, b)
		loss := autograd.MSE(line, tape.Input(y), autograd.LossOptions{})
		autograd.Backward(loss)
		for _, p := range []*autograd.Var{w, b} {
			for i, g := range p.Grad.Data() {
				p.Value.Data()[i] -= 0.1 * g
			}
			p.ZeroGrad() // else the next gradient is added to this one
		}
	}
	fmt.Printf("%.2f x + %.2f\n", w.Value.Item(), b.Value.Item())
	// Output: 2.00 x + 1.00
}

// A Variable is an input whose gradient is wanted.
func ExampleTape_Variable() {
	tape := autograd.NewTape()
	x := tape.Variable(tensor.FromSlice([]float32{1, 2, 3}, 3))
	y := autograd.Sum(autograd.Square(x), nil, false)
	autograd.Backward(y)
	fmt.Println(y.Value.Item(), x.Grad)
	// Output: 14 Tensor[3] [2 4 6]
}

// An op of one's own is registered once, next to its function.
var opCube = autograd.NewOp("example.Cube", cubeBackward).Reads(0)

// cube returns x³.
func cube(x *autograd.Var) *autograd.Var {
	t := autograd.Of("example.Cube", x)
	y := t.New(x.Shape()...)
	for i, v := range x.Value.Data() {
		y.Value.Data()[i] = v * v * v
	}
	t.Record(opCube, y, x)
	return y
}

// dx = 3·g·x²
func cubeBackward(n *autograd.Node) {
	dx := n.GradOf(0) // not nil: x is the only input, so its gradient is wanted
	for i, v := range n.In[0].Value.Data() {
		dx.Data()[i] = 3 * n.Out.Grad.Data()[i] * v * v
	}
}

// An op is a function and its gradient. The function computes the value and
// records it; the gradient reads that of the result and writes those of the
// inputs.
func ExampleNewOp() {
	tape := autograd.NewTape()
	x := tape.Variable(tensor.FromSlice([]float32{1, 2, -3}, 3))
	y := cube(x)
	autograd.Backward(autograd.Sum(y, nil, false))
	fmt.Println(y.Value)
	fmt.Println(x.Grad)
	// Output:
	// Tensor[3] [1 8 -27]
	// Tensor[3] [3 12 27]
}

// opWrong is opCube with a gradient that lacks the factor 3.
var opWrong = autograd.NewOp("example.Wrong", func(n *autograd.Node) {
	dx := n.GradOf(0)
	for i, v := range n.In[0].Value.Data() {
		dx.Data()[i] = n.Out.Grad.Data()[i] * v * v
	}
}).Reads(0)

// GradCheck tells whether the gradient of an op is that of its values.
func ExampleGradCheck() {
	inputs := []*tensor.Tensor{tensor.FromSlice([]float32{0.5, -1, 2}, 3)}
	right := func(in []*autograd.Var) *autograd.Var { return cube(in[0]) }
	wrong := func(in []*autograd.Var) *autograd.Var {
		t := autograd.Of("example.Wrong", in...)
		y := t.New(in[0].Shape()...)
		y.Value.CopyFrom(cube(t.Input(in[0].Value)).Value)
		t.Record(opWrong, y, in...)
		return y
	}
	fmt.Println(autograd.GradCheck(right, inputs, 1e-3))
	fmt.Println(autograd.GradCheck(wrong, inputs, 1e-3))
	// Output:
	// <nil>
	// gradient of input 0, element 0: backward gives -0.18233, differences give -0.54699 (off by 0.36, allowed 0.00058)
}

// square is a segment of a model, such as a block.
type square struct{}

// Forward implements autograd.Segment.
func (square) Forward(x *autograd.Var) *autograd.Var {
	return autograd.Square(autograd.Tanh(autograd.Scale(x, 2)))
}

// Checkpoint trades time for memory: of a segment the tape keeps the input
// alone, and Backward computes the rest again. The gradients have the same bits.
func ExampleCheckpoint() {
	gradient := func(checkpoint bool) (dx *tensor.Tensor, bytes int) {
		tape := autograd.NewTape()
		x := tape.Variable(tensor.Full(0.3, 1000))
		y := x
		for i := 0; i < 10; i++ {
			if checkpoint {
				y = autograd.Checkpoint(y, square{})
			} else {
				y = square{}.Forward(y)
			}
		}
		autograd.Backward(autograd.Sum(y, nil, false))
		return x.Grad.Clone(), tape.PeakBytes()
	}
	plain, most := gradient(false)
	again, less := gradient(true)
	fmt.Println("the same gradient:", slices.Equal(plain.Data(), again.Data()))
	fmt.Println("less than half the memory:", 2*less < most)
	// Output:
	// the same gradient: true
	// less than half the memory: true
}

// A Profile counts and times the ops of a tape. Rows come by time, which is not
// the same twice; here they are sorted by name.
func ExampleProfile() {
	w := autograd.Param(tensor.Full(0.5, 3, 4))
	profile := new(autograd.Profile)
	tape := autograd.NewTape().Profile(profile)
	for step := 0; step < 2; step++ {
		tape.Reset()
		profile.Section("data")
		x := tensor.Full(1, 2, 4)
		y := autograd.Linear(tape.Input(x), w, nil)
		autograd.Backward(autograd.Mean(y, nil, false))
		profile.Section("optimizer")
		w.ZeroGrad()
	}
	profile.Stop()

	var lines []string
	for _, r := range profile.Rows() {
		if r.Name != "other" { // what the tape does by itself
			lines = append(lines, fmt.Sprintf("%-9s %-8s %d times, %.0f FLOPs", r.Name, r.Pass, r.Calls, r.FLOPs))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
	// Output:
	// Linear    backward 2 times, 96 FLOPs
	// Linear    forward  2 times, 96 FLOPs
	// Mean      backward 2 times, 0 FLOPs
	// Mean      forward  2 times, 0 FLOPs
	// data               2 times, 0 FLOPs
	// optimizer          2 times, 0 FLOPs
}

// PackWeight arranges the weight of a linear layer once for all passes. It does
// not change a bit of the results.
func ExamplePackWeight() {
	x := tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)
	w := tensor.FromSlice([]float32{1, 0, 0, 1, 1, 1}, 3, 2)
	tape := autograd.Inference()
	fmt.Println(autograd.Linear(tape.Input(x), autograd.Param(w), nil).Value)
	packed := autograd.PackWeight(w) // takes w over
	fmt.Println(autograd.Linear(tape.Input(x), packed, nil).Value)
	// Output:
	// Tensor[2 3]
	// [[1 2 3]
	//  [3 4 7]]
	// Tensor[2 3]
	// [[1 2 3]
	//  [3 4 7]]
}

// A Var shows its value and, after Backward, its gradient.
func ExampleVar_String() {
	w := autograd.Param(tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2))
	fmt.Println(w)
	tape := autograd.NewTape()
	autograd.Backward(autograd.Sum(autograd.Square(tape.Attach(w)), nil, false))
	fmt.Println(w)
	// Output:
	// Var[2 2]
	// [[1 2]
	//  [3 4]]
	// Var[2 2]
	// [[1 2]
	//  [3 4]]
	// gradient[2 2]
	// [[2 4]
	//  [6 8]]
}
