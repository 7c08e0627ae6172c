package nn_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example, and the constructors of layers.

// A Vision Transformer learns on which side images are light: forward, loss, backward, a
// step of the optimizer; then it answers without recording.
func Example() {
	model, err := nn.NewViT(nn.ViTConfig{
		Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 2, Heads: 2, Classes: 2,
	}, tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	x, labels := tensor.New(16, 1, 8, 8), make([]int, 16)
	for i := range labels {
		labels[i] = i % 2
		for row := 0; row < 8; row++ {
			x.Set(1+float32(i)/16, i, 0, row, 4*labels[i])
		}
	}
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(model), 0.05), optim.AdamConfig{LR: 3e-3})
	tape := autograd.NewTape().Train(1) // 1 seeds Dropout and DropPath
	for step := 0; step < 40; step++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(nn.CrossEntropy(model.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		opt.Step()
	}
	fmt.Println(nn.CountParams(model), "parameters")
	fmt.Println(nn.Likeliest(nn.Predict(model, x))[:6])
	// Output:
	// 6994 parameters
	// [0 1 0 1 0 1]
}

// Attention within sequences of 5 tokens; the shape stays.
func ExampleNewMultiHeadAttention() {
	attention := nn.NewMultiHeadAttention(16, 4, true, tensor.NewRNG(1))
	x := tensor.New(2, 5, 16).Normal(tensor.NewRNG(2), 0, 1)
	fmt.Println(nn.Predict(attention, x).Shape())
	// Output: [2 5 16]
}

// The part of a block that works on each token by itself: 16 to 64 features and back.
func ExampleNewMLP() {
	mlp := nn.NewMLP(16, 64, tensor.NewRNG(1))
	for _, p := range nn.Params(mlp) {
		fmt.Println(p.Name, p.Param.Shape())
	}
	// Output:
	// fc1.weight [64 16]
	// fc1.bias [64]
	// fc2.weight [16 64]
	// fc2.bias [16]
}

// A block of a transformer: x + attention, then + MLP, each after a layer norm.
func ExampleNewBlock() {
	block := nn.NewBlock(16, 4, 64, true, 1e-6, tensor.NewRNG(1))
	fmt.Println(nn.Predict(block, tensor.New(2, 5, 16)).Shape(), nn.CountParams(block))
	// Output: [2 5 16] 3280
}

// A stack of blocks for tokens of any kind, named by position.
func ExampleNewEncoder() {
	encoder := nn.NewEncoder(nn.EncoderConfig{Dim: 16, Depth: 3, Heads: 4, Hidden: 64, Eps: 1e-6}, tensor.NewRNG(1))
	fmt.Println(len(encoder.Blocks), nn.Predict(encoder, tensor.New(2, 5, 16)).Shape())
	fmt.Println(nn.Params(encoder)[0].Name)
	// Output:
	// 3 [2 5 16]
	// 0.norm1.weight
}

// A linear layer y = x·Wᵀ + b with weights of one's own.
func ExampleNewLinear() {
	layer := nn.NewLinear(2, 1, true, nil) // nil: no random weights
	copy(layer.Weight.Value.Data(), []float32{2, 3})
	layer.Bias.Value.Fill(1)
	fmt.Println(nn.Predict(layer, tensor.FromSlice([]float32{10, 100}, 1, 2)))
	// Output:
	// Tensor[1 1]
	// [[321]]
}

// A network of layers in order; its parameters are named by position.
func ExampleNewSequential() {
	rng := tensor.NewRNG(1)
	model := nn.NewSequential(nn.NewLinear(4, 8, true, rng), nn.Lambda(autograd.ReLU), nn.NewLinear(8, 2, true, rng))
	fmt.Println(nn.Predict(model, tensor.New(3, 4)).Shape(), nn.Params(model)[2].Name)
	// Output: [3 2] 2.weight
}
