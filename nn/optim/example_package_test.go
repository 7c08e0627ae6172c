package optim_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example, and the constructors of optimizers.

// A training loop with all that a recipe asks for: groups that decay or do not, a learning
// rate that warms up and falls, clipped gradients, and the average of the weights.
func Example() {
	model, x, labels := xor()
	params := nn.Params(model)
	opt := optim.NewAdamW(optim.WeightDecayGroups(params, 0.01), optim.AdamConfig{})
	rate := optim.WarmupCosine{Peak: 0.05, Floor: 0.001, Warmup: 10, Total: 200}
	average := optim.NewEMA(params, 0.9)
	tape := autograd.NewTape().Train(1)
	for step := 0; step < 200; step++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(nn.CrossEntropy(model.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		optim.ClipGradNorm(params, 1)
		opt.SetLR(rate.LR(float64(step + 1)))
		opt.Step()
		average.Update()
	}
	average.Swap() // the averaged weights are in the model now
	fmt.Println(nn.Likeliest(nn.Predict(model, x)))
	// Output: [0 1 1 0]
}

// minimise takes steps down w² from w = 1 and returns where it ends.
func minimise(steps int, optimizer func([]optim.ParamGroup) optim.Optimizer) float32 {
	w := autograd.Param(tensor.Full(1, 1))
	opt := optimizer([]optim.ParamGroup{{Params: []nn.NamedParam{{Name: "w", Param: w}}}})
	tape := autograd.NewTape()
	for step := 0; step < steps; step++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(autograd.Sum(autograd.Square(tape.Attach(w)), nil, false)) // the gradient is 2·w
		opt.Step()
	}
	return w.Value.Item()
}

// Plain SGD takes w − LR·gradient.
func ExampleNewSGD() {
	for steps := 0; steps < 3; steps++ {
		w := minimise(steps, func(g []optim.ParamGroup) optim.Optimizer {
			return optim.NewSGD(g, optim.SGDConfig{LR: 0.25})
		})
		fmt.Println(w)
	}
	// Output:
	// 1
	// 0.5
	// 0.25
}

// Adam's first step is as long as the learning rate, whatever the gradient is.
func ExampleNewAdam() {
	w := minimise(1, func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewAdam(g, optim.AdamConfig{LR: 0.1})
	})
	fmt.Printf("%.3f\n", w)
	// Output: 0.900
}
