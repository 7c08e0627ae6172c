package pipeline_test

import (
	"context"
	"fmt"
	"image"
	"log"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// From data to a model's answer: a corpus, a model that suits it, and a picture that is
// prepared as the corpus is. Load reads a folder in place of Synthetic.
func Example() {
	corpus, err := pipeline.Synthetic(m2pt.Image, 20, 10, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	config := corpus.ModelConfig(pipeline.ModelOptions{Dim: 16, Depth: 1, Heads: 2, Image: pipeline.ImageModel{Patch: 7}})
	model, err := m2pt.NewModel(config, tensor.NewRNG(1)) // ... package train trains it
	if err != nil {
		log.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, 100, 80)) // of any size; scaled and normalised
	sample, err := pipeline.DecodeInput(context.Background(), model.Config, pipeline.Input{Name: "mine", Image: picture}, pipeline.DecodeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(corpus.Train.Len(), sample.X.Shape(), model.Logits(sample.X).Shape())
	// Output: 20 [1 1 28 28] [1 10]
}
