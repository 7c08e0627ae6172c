package recipe_test

import (
	"fmt"

	"github.com/gopathway/pathway/train/recipe"
)

// A recipe says which sizes of models and data it was made for, and what fits instead.
func ExampleRecipe_Misfit() {
	r, err := recipe.Load("image-finetune")
	if err != nil {
		fmt.Println(err)
		return
	}
	small := recipe.Size{Dim: 64, Depth: 12, Samples: 20000}
	fmt.Println(r.MadeFor.Fits(small))
	fmt.Println(r.Misfit("image-finetune", "image", recipe.FineTuning, small))
	// Output:
	// false
	// recipe image-finetune was made for models 384 to 1280 wide; this one is 64 wide: image-finetune-small fits it
}

// A recipe of one's own may say it, too.
func ExampleMadeFor() {
	r := recipe.Default()
	r.MadeFor = recipe.MadeFor{Dim: recipe.Range{384, 768}, Samples: recipe.Range{10000, 0}}
	fmt.Println(r.MadeFor.Dim, "wide,", r.MadeFor.Samples, "samples")
	fmt.Println(r.MadeFor.Misfit(recipe.Size{Dim: 512, Depth: 12, Samples: 800}))
	// Output:
	// 384 to 768 wide, 10000 or more samples
	// was made for 10000 or more training samples; there are 800
}

func ExampleBuiltins() {
	for _, b := range recipe.Builtins() {
		if b.Modality == "image" && b.Purpose == recipe.FineTuning {
			fmt.Printf("%s: %s\n", b.Name, b.About)
		}
	}
	var b recipe.Builtin
	b, _ = recipe.Describe("audio-mae")
	var p recipe.Purpose = b.Purpose
	fmt.Println(p)
	// Output:
	// image-finetune: Images, a pretrained ViT-B: after the code of MAE (He et al., 2022).
	// image-finetune-small: Images, a small pretrained model, few labels: the recipe image, gently.
	// pretraining
}
