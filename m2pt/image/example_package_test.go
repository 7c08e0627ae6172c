package image_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/image"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example, and its constructors.

// A masked autoencoder is pretrained without labels; a segmenter starts from its encoder.
func Example() {
	vit := nn.ViTConfig{Image: [2]int{16, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 2, Heads: 2}
	mae, err := image.NewMAE(image.MAEConfig{ViTConfig: vit, Decoder: masked.Decoder{DecoderDepth: 1}}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	x := tensor.New(4, 1, 16, 16).Normal(tensor.NewRNG(2), 0, 1)
	loss := nn.MaskedLoss(mae, autograd.NewTape().Train(1).Input(x))
	autograd.Backward(loss) // ... and an optimizer's step, many times

	vit.Classes = 5
	segmenter, err := image.NewSegmenter(image.SegmenterConfig{ViT: vit, Width: 16}, tensor.NewRNG(3))
	if err != nil {
		log.Fatal(err)
	}
	if err := nn.Transfer(segmenter, mae, nn.TransferOptions{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(nn.Predict(segmenter, x).Shape())
	// Output: [4 5 16 16]
}
