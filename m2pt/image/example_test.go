package image_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/image"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// An autoencoder learns to predict the patches that it does not see; a classifier
// starts from its encoder.
func ExampleMAE() {
	config := image.MAEConfig{
		ViTConfig: nn.ViTConfig{Image: [2]int{16, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 2, Heads: 2},
		Decoder:   masked.Decoder{DecoderDepth: 1},
	}
	mae, err := image.NewMAE(config, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	x := tensor.New(8, 1, 16, 16)
	for i := range x.Data() { // stripes of changing width
		x.Data()[i] = float32(i / (1 + i/256) % 4)
	}
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(mae), 0.05), optim.AdamConfig{LR: 1e-2})
	tape := autograd.NewTape().Train(1)
	var first, last float32
	for step := 0; step < 30; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := nn.MaskedLoss(mae, tape.Input(x)) // under new random masks each time
		if last = loss.Value.Item(); step == 0 {
			first = last
		}
		autograd.Backward(loss)
		opt.Step()
	}
	fmt.Println("the loss halves:", last < first/2)

	seen, rebuilt := mae.Reconstruct(x, mae.Mask(8, tensor.NewRNG(2)))
	fmt.Println(seen.Shape(), rebuilt.Shape())

	config.Classes = 3
	classifier, err := nn.NewViT(config.ViTConfig, tensor.NewRNG(3))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(nn.Transfer(classifier, mae, nn.TransferOptions{}))
	// Output:
	// the loss halves: true
	// [8 1 16 16] [8 1 16 16]
	// <nil>
}

// A ViT pretrained as a classifier gets a head that gives every pixel a class.
func ExampleSegmenter() {
	config := nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1, Dim: 32, Depth: 2, Heads: 4, Classes: 10}
	classifier, err := nn.NewViT(config, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	config.Classes = 6
	segmenter, err := image.NewSegmenter(image.SegmenterConfig{ViT: config, Width: 16}, tensor.NewRNG(2))
	if err != nil {
		log.Fatal(err)
	}
	if err := nn.Transfer(segmenter, classifier, nn.TransferOptions{}); err != nil {
		log.Fatal(err)
	}
	x, labels := tensor.New(4, 1, 28, 28).Normal(tensor.NewRNG(3), 0, 1), make([]int, 4*28*28)
	loss := nn.CrossEntropy(segmenter.Forward(autograd.NewTape().Train(1).Input(x)), labels, autograd.LossOptions{})
	autograd.Backward(loss) // ... and an optimizer's step, many times

	logits := nn.Predict(segmenter, x)
	fmt.Println(logits.Shape(), len(nn.Likeliest(logits)))
	// Output: [4 6 28 28] 3136
}
