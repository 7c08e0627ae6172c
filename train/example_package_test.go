package train_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gopathway/pathway/train"
)

// This file: the package in one example.

// A model is built, trained by a recipe and evaluated; Fit does it in one call for a
// corpus of package pipeline.
func Example() {
	r := howToTrain(20)
	model, identity, err := train.Setup{Config: config(), Seed: r.Seed}.Build()
	if err != nil {
		log.Fatal(err)
	}
	run, err := train.New(model, stripes(64), train.Options{Recipe: r, Identity: identity})
	if err != nil {
		log.Fatal(err)
	}
	if err := run.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	score, err := train.Evaluate(context.Background(), model, stripes(32), train.EvaluateOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d right\n", score.Correct, score.Samples)
	// Output: 32 of 32 right
}

// New checks that the model, the data and the recipe fit each other; what does not is an
// error that names it.
func ExampleNew() {
	r := howToTrain(1)
	r.LR = -1
	model, _, err := train.Setup{Config: config(), Seed: 1}.Build()
	if err != nil {
		log.Fatal(err)
	}
	_, err = train.New(model, stripes(64), train.Options{Recipe: r})
	fmt.Println(err)
	// Output: lr is -1, want at least 0 and finite
}
