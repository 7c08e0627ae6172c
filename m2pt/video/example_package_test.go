package video_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// A classifier of clips: boxes of frames, rows and columns become tokens, tokens a class.
func Example() {
	clips := synthetic.Videos(4, 1)
	model, err := video.NewTransformer(video.Config{
		Frames: 8, Image: [2]int{16, 16}, Patch: [2]int{8, 8}, Channels: 1, Dim: 32, Depth: 2, Heads: 4, Classes: len(clips.Classes),
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	x := datasets.NewBatch(clips, []int{0, 1, 2, 3})
	fmt.Println(x.Shape(), nn.Predict(model, x).Shape())
	// Output: [4 1 8 16 16] [4 8]
}
