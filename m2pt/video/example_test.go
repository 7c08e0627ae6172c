package video_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// A classifier of clips: 8 frames of 32×32 are 4×2×2 tubelets of 2 frames and 16×16
// pixels.
func ExampleTransformer() {
	config := video.Config{Frames: 8, Image: [2]int{32, 32}, Patch: [2]int{16, 16}, Channels: 3, Dim: 16, Depth: 2, Heads: 2, Classes: 5}
	fmt.Println(config.Grid())
	m, err := video.NewTransformer(config, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	clips := tensor.New(2, 3, 8, 32, 32).Normal(tensor.NewRNG(2), 0, 1)
	loss := nn.CrossEntropy(m.Forward(autograd.NewTape().Train(1).Input(clips)), []int{0, 4}, autograd.LossOptions{})
	autograd.Backward(loss) // ... and an optimizer's step, many times
	fmt.Println(nn.Predict(m, clips).Shape())
	// Output:
	// 4 2 2
	// [2 5]
}

// An autoencoder of clips masks the same patches in every frame. A classifier starts
// from its encoder.
func ExampleMAE() {
	config := video.Config{Frames: 4, Image: [2]int{32, 32}, Patch: [2]int{8, 8}, Channels: 3, Dim: 16, Depth: 2, Heads: 2, Classes: 5}
	mae, err := video.NewMAE(video.MAEConfig{Config: config, Decoder: masked.Decoder{DecoderDepth: 1, MaskRatio: 0.75}, NormPixLoss: true}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	clips := tensor.New(1, 3, 4, 32, 32).Normal(tensor.NewRNG(2), 0, 1)
	mask := mae.Mask(1, tensor.NewRNG(3))
	tube, hidden := true, 0
	for i, m := range mask[:16] {
		tube = tube && mask[16+i] == m // tubelets are 2 frames long
		if m {
			hidden++
		}
	}
	fmt.Println(len(mask), hidden, tube)
	loss := mae.Loss(autograd.NewTape().Train(1).Input(clips), mask)
	autograd.Backward(loss) // ... and an optimizer's step, many times

	classifier, err := video.NewTransformer(config, tensor.NewRNG(4))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(nn.Transfer(classifier, mae, nn.TransferOptions{}))
	// Output:
	// 32 12 true
	// <nil>
}

// A clip is cut into boxes of frames, rows and columns, and each box becomes a token.
func ExampleTubeletEmbed() {
	e := video.NewTubeletEmbed(3, 16, [3]int{2, 8, 8}, tensor.NewRNG(1))
	fmt.Println(nn.Predict(e, tensor.New(1, 3, 4, 16, 16)).Shape())
	// Output: [1 8 16]
}
