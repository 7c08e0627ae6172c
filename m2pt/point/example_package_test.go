package point_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// A classifier of clouds: groups of neighbouring points become tokens, tokens a class.
func Example() {
	clouds := synthetic.Points(4, 1)
	clouds.Points = 256
	model, err := point.NewTransformer(point.Config{
		Groups: 16, GroupSize: 16, Dim: 32, Depth: 2, Heads: 4, Classes: len(clouds.Classes), Hidden: [3]int{16, 32, 64},
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	x := datasets.NewBatch(clouds, []int{0, 1, 2, 3})
	fmt.Println(x.Shape(), nn.Predict(model, x).Shape())
	// Output: [4 256 3] [4 10]
}
