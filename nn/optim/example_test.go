package optim_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// xor returns a small network, its inputs and their labels.
func xor() (model nn.Module, x *tensor.Tensor, labels []int) {
	rng := tensor.NewRNG(1)
	model = nn.Sequential{nn.NewLinear(2, 16, true, rng), nn.Lambda(autograd.GELU), nn.NewLinear(16, 2, true, rng)}
	return model, tensor.FromSlice([]float32{0, 0, 0, 1, 1, 0, 1, 1}, 4, 2), []int{0, 1, 1, 0}
}

// A whole training loop: forward, backward, clip, step.
func ExampleNewAdamW() {
	model, x, labels := xor()
	params := nn.Params(model)
	opt := optim.NewAdamW(optim.WeightDecayGroups(params, 0.01), optim.AdamConfig{LR: 0.05})
	tape := autograd.NewTape().Train(1)
	for step := 0; step < 100; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := nn.CrossEntropy(model.Forward(tape.Input(x)), labels, autograd.LossOptions{})
		autograd.Backward(loss)
		optim.ClipGradNorm(params, 1)
		opt.Step()
		if step == 0 || step == 99 {
			fmt.Printf("step %d: loss below 0.1 is %v\n", step, loss.Value.Item() < 0.1)
		}
	}
	fmt.Println(nn.Likeliest(nn.Predict(model, x)))
	// Output:
	// step 0: loss below 0.1 is false
	// step 99: loss below 0.1 is true
	// [0 1 1 0]
}

// The average of the weights is evaluated in the course of training.
func ExampleEMA() {
	w := autograd.Param(tensor.New(1))
	params := []nn.NamedParam{{Name: "w", Param: w}}
	average := optim.NewEMA(params, 0.5)
	for step := 1; step <= 3; step++ {
		w.Value.Fill(float32(step)) // in place of an optimizer's Step
		average.Update()
		average.Swap()
		fmt.Println("average", w.Value.At(0))
		average.Swap()
	}
	fmt.Println("weight", w.Value.At(0))
	// Output:
	// average 0.5
	// average 1.25
	// average 2.125
	// weight 3
}

// The learning rate rises for one epoch and falls for four; time is counted in
// epochs, so that a batch is a fraction.
func ExampleWarmupCosine() {
	s := optim.WarmupCosine{Peak: 1e-3, Floor: 1e-5, Warmup: 1, Total: 5}
	for _, epoch := range []float64{0, 0.5, 1, 3, 5} {
		fmt.Printf("epoch %.1f: %.6f\n", epoch, s.LR(epoch))
	}
	// Output:
	// epoch 0.0: 0.000000
	// epoch 0.5: 0.000500
	// epoch 1.0: 0.001000
	// epoch 3.0: 0.000505
	// epoch 5.0: 0.000010
}

// Fine-tuning: the nearer a layer is to the inputs, the slower it learns.
func ExampleLayerDecayGroups() {
	c := nn.ViTMini(32, 10)
	c.Depth = 2
	model, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	for _, g := range optim.LayerDecayGroups(nn.Params(model), c.Depth, 0.5, 0.05) {
		fmt.Println(g.Name, g.LRScale, g.WeightDecay, len(g.Params))
	}
	// Output:
	// layer_0_no_decay 0.125 0 3
	// layer_0_decay 0.125 0.05 1
	// layer_1_no_decay 0.25 0 8
	// layer_1_decay 0.25 0.05 4
	// layer_2_no_decay 0.5 0 8
	// layer_2_decay 0.5 0.05 4
	// layer_3_no_decay 1 0 3
	// layer_3_decay 1 0.05 1
}

// Gradients of norm 5 are scaled to norm 1.
func ExampleClipGradNorm() {
	w := autograd.Param(tensor.New(2))
	tape := autograd.NewTape()
	slopes := tape.Input(tensor.FromSlice([]float32{3, 4}, 2))
	autograd.Backward(autograd.Sum(autograd.Mul(tape.Attach(w), slopes), nil, false))
	norm := optim.ClipGradNorm([]nn.NamedParam{{Name: "w", Param: w}}, 1)
	fmt.Printf("%.1f [%.2f %.2f]\n", norm, w.Grad.At(0), w.Grad.At(1))
	// Output: 5.0 [0.60 0.80]
}

// An optimizer's state goes into a checkpoint; another optimizer of the same kind
// goes on from it. Code that trains needs to know the interface alone.
func ExampleOptimizer() {
	step := func(opt optim.Optimizer, w *autograd.Var) {
		opt.ZeroGrad()
		tape := autograd.NewTape()
		autograd.Backward(autograd.Sum(autograd.Square(tape.Attach(w)), nil, false)) // the gradient is 2·w
		opt.Step()
	}
	sgd := func(w *autograd.Var) *optim.SGD {
		group := optim.ParamGroup{Params: []nn.NamedParam{{Name: "w", Param: w}}}
		return optim.NewSGD([]optim.ParamGroup{group}, optim.SGDConfig{LR: 0.1, Momentum: 0.9})
	}
	w := autograd.Param(tensor.Full(1, 1))
	opt := sgd(w)
	step(opt, w)
	fmt.Println("after a step:", w.Value.Item())

	var state *optim.State = opt.State()
	fmt.Println(state.Kind, state.Steps["w"], state.Tensors[0].Name)

	resumed := autograd.Param(w.Value.Clone())
	other := sgd(resumed)
	if err := other.LoadState(state); err != nil {
		panic(err)
	}
	step(opt, w)
	step(other, resumed)
	fmt.Println("the same bits:", w.Value.Item() == resumed.Value.Item())
	// Output:
	// after a step: 0.8
	// sgd 1 momentum_buffer.w
	// the same bits: true
}
