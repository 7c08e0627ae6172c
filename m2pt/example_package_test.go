package m2pt_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// This file: the package in one example.

// A model of images gets a pathway through a model of sounds. Training follows, as of any
// other model; here λ is set by hand. Then the pathway is merged: the model is as small as
// a plain one, and its logits have the same bits.
func Example() {
	model, auxiliary := images(1), sounds(2)
	plain := nn.CountParams(model.Net)
	if err := model.Connect(auxiliary, m2pt.Options{Lambda: 0.1}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(m2pt.Lambdas(model.Net)), "λ")

	merged := model.Merge()
	x := batch(model, 4)
	fmt.Println("equal bits:", equal(model.Logits(x), merged.Logits(x)))
	fmt.Println("as small as before:", nn.CountParams(merged.Net) == plain)
	// Output:
	// 8 λ
	// equal bits: true
	// as small as before: true
}
