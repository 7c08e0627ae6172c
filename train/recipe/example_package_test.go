package recipe_test

import (
	"fmt"

	"github.com/gopathway/pathway/train/recipe"
)

// This file: the package in one example.

// A recipe of the package, changed, checked, and completed for a set of a size.
func Example() {
	r, err := recipe.Load("image")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Set("image.rand_augment.n", "2"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Set("image.rand_agument.n", "2"))
	fmt.Println(r.Validate())
	full := r.Complete(1000, 500)
	fmt.Println(full.Epochs, "epochs of", full.Batch, "samples a step")
	// Output:
	// unknown field "image.rand_agument.n" (did you mean image.rand_augment.n?)
	// <nil>
	// 100 epochs of 32 samples a step
}
