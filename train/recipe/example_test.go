package recipe_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/train/recipe"
)

// A recipe that comes with the package, one field of it changed, and what its
// automatic values become for 60,000 training and 10,000 test samples.
func ExampleLoad() {
	r, err := recipe.Load("image-mae")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Set("mae.mask_ratio", "0.6"); err != nil {
		fmt.Println(err)
		return
	}
	full := r.Complete(60000, 10000)
	fmt.Println("mask ratio", full.MAE.MaskRatio)
	fmt.Printf("%d epochs of which %g warm up, batch %d, learning rate %g\n", full.Epochs, full.WarmupEpochs, full.Batch, full.LR)
	// Output:
	// mask ratio 0.6
	// 12 epochs of which 1.2 warm up, batch 64, learning rate 0.0015
}

// A file of one's own says only what differs from Default.
func ExampleLoad_file() {
	dir, err := os.MkdirTemp("", "recipe")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "mine.yaml")
	text := `# Photographs, on a large machine.
epochs: 50
batch: 512
base_lr: 5e-4 # for a batch of 256
image:
  flip: true
  rand_augment: {n: 2, magnitude: 9}
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	r, err := recipe.Load(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Epochs, r.Batch, r.PeakLR(), r.Image.Flip, r.Image.RandAugment)
	// Output:
	// 50 512 0.001 true {2 9}
}

// Errors name every mistake with its line, and the field that may be meant.
func ExampleParse() {
	_, err := recipe.Parse("mine.yaml", []byte("epochs: 50\nlayer_deacy: 0.7\nbatch: many\n"))
	fmt.Println(err)
	// Output:
	// mine.yaml:2: unknown field "layer_deacy" (did you mean layer_decay?)
	// mine.yaml:3: batch is "many", want a whole number
}

func ExampleDefault() {
	r := recipe.Default()
	r.Epochs, r.LabelSmoothing = 30, 0.1
	fmt.Println(r.Batch, r.LR, r.WeightDecay, r.Betas, r.Image == recipe.Image{})
	// Output:
	// 32 0.001 0.05 [0.9 0.999] true
}

func ExampleRecipe_Validate() {
	r := recipe.Default()
	r.Dropout = 1.5
	r.LayerDecay = 0
	fmt.Println(r.Validate())
	// Output:
	// layer_decay is 0, want more than 0 and at most 1
	// dropout is 1.5, want at least 0 and less than 1
}

// The description of the fields is enough for flags, a form or a table.
func ExampleFields() {
	for _, f := range recipe.Fields() {
		if strings.HasPrefix(f.Path, "image.rand_augment.") {
			fmt.Printf("%s (%s, %s): %s\n", f.Path, f.Type, f.Range, f.Help)
		}
	}
	// Output:
	// image.rand_augment.n (int, at least 0 and at most 14): operations per image; 0: none
	// image.rand_augment.magnitude (float, at least 0 and at most 10): their strength, up to 10 as timm counts
}

// A recipe is a plain struct with a section for each modality. Augment returns
// what package augment does by it.
func ExampleRecipe_Augment() {
	r := recipe.Default()
	r.Image.RandomResizedCrop = recipe.RandomResizedCrop{Scale: recipe.Pair{0.2, 1}}
	r.Audio = recipe.Audio{TimeMasks: 2, TimeWidth: 0.1}
	r.Point = recipe.Point{RotateUp: 180, Jitter: 0.01}
	r.Video = recipe.Video{TemporalCrop: true}
	if err := r.Validate(); err != nil {
		fmt.Println(err)
	}
	o := r.Augment()
	fmt.Println(o.Image.RandomResizedCrop.Scale, o.Audio.TimeMasks, o.Point.Jitter, o.Video.TemporalCrop)
	// Output: [0.2 1] 2 0.01 true
}
