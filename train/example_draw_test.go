package train_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: examples of pretraining, and of pictures of what a model makes.

// What a model can be pretrained to do.
func ExampleObjective() {
	for _, o := range []train.Objective{train.ObjectiveMAE, train.ObjectiveLabels, "colours"} {
		fmt.Println(o.Check())
	}
	// Output:
	// <nil>
	// <nil>
	// found "colours", want mae or labels
}

// A masked autoencoder rebuilds samples; the picture shows each as it is, as the
// autoencoder sees it, and as it rebuilds it.
func ExampleReconstruct() {
	data, err := pipeline.Synthetic(m2pt.Image, 4, 4, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	size := pipeline.ModelOptions{Dim: 16, Depth: 1, Heads: 2, Image: pipeline.ImageModel{Patch: 7}, Masked: &m2pt.Masked{DecoderDepth: 1}}
	model, err := m2pt.NewModel(data.ModelConfig(size), tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	var rebuilt *train.Reconstruction
	rebuilt, err = train.Reconstruct(model, data.Test, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rebuilt.Samples, rebuilt.Loss > 0, rebuilt.Picture.Bounds().Dx() > rebuilt.Picture.Bounds().Dy())
	// Output: 2 true true
}
