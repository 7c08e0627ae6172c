package augment_test

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/tensor"
)

// Every epoch sees other images, whatever batch they are in; as a set the images
// are as they are.
func ExampleImages() {
	set := synthetic.Images(10, 1)
	train := augment.Images(set, augment.Image{Shift: 0.1, Rotate: 10, Flip: true}, 1)
	one := datasets.NewBatch(train.Epoch(0), []int{3})
	two := datasets.NewBatch(train.Epoch(0), []int{7, 3})
	other := datasets.NewBatch(train.Epoch(1), []int{3})
	fmt.Println("the same in any batch:", equal(one.Data(), two.Data()[28*28:]))
	fmt.Println("the same in the next epoch:", equal(one.Data(), other.Data()))
	fmt.Println("as it is:", equal(datasets.NewBatch(train, []int{3}).Data(), datasets.NewBatch(set, []int{3}).Data()))
	// Output:
	// the same in any batch: true
	// the same in the next epoch: false
	// as it is: true
}

func equal(a, b []float32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// The classes of pixels move with them; where nothing was there is nothing to
// learn.
func ExampleMasks() {
	set := &datasets.ImageMasks{
		Images: datasets.Images{Labelled: datasets.Labelled{Label: []int{-1}, Classes: []string{"left", "middle", "right"}}, C: 1, H: 3, W: 3},
	}
	for row := 0; row < 3; row++ {
		set.Pixels, set.Masks = append(set.Pixels, 51, 102, 153), append(set.Masks, 0, 1, 2)
	}
	train := augment.Masks(set, augment.Image{Shift: 0.34, Flip: true}, 1)
	for epoch := uint64(0); epoch < 4; epoch++ {
		seen := train.Epoch(epoch)
		fmt.Println(datasets.NewBatch(seen, []int{0}).Data()[3:6], seen.Targets(nil, []int{0})[3:6]) // the middle row
	}
	// Output:
	// [0.2 0.4 0.6] [0 1 2]
	// [0 0.6 0.4] [-100 2 1]
	// [0.6 0.4 0.2] [2 1 0]
	// [0.4 0.2 0] [1 0 -100]
}

// Noise and a turn about the up axis leave a cloud in its place.
func ExamplePoints() {
	train := augment.Points(synthetic.Points(4, 1), augment.Point{RotateUp: 180, Up: 2, Jitter: 0.01}, 1)
	fmt.Println(datasets.NewBatch(train.Epoch(0), []int{0, 1}).Shape())
	// Output: [2 1024 3]
}

// Stripes of a spectrogram are masked with the mean.
func ExampleSpectrograms() {
	set := &datasets.Spectrograms{
		Labelled: datasets.Labelled{Label: []int{0}}, Specs: []*tensor.Tensor{tensor.Full(1, 4, 4)}, Frames: 4, Bins: 4,
	}
	seen := augment.Spectrograms(set, augment.Spec{TimeMasks: 1, TimeWidth: 0.5, FreqMasks: 1, FreqWidth: 0.5}, 3).Epoch(0)
	x := datasets.NewBatch(seen, []int{0})
	for f := 0; f < 4; f++ {
		fmt.Println(2*x.At(0, 0, f, 0), 2*x.At(0, 0, f, 1), 2*x.At(0, 0, f, 2), 2*x.At(0, 0, f, 3))
	}
	// Output:
	// 0 0 1 1
	// 0 0 0 0
	// 0 0 1 1
	// 0 0 1 1
}

// A clip of a video begins anywhere.
func ExampleVideos() {
	set := synthetic.Videos(4, 1)
	set.Frames, set.Stride = 3, 2
	train := augment.Videos(set, augment.Video{TemporalCrop: true}, 1)
	fmt.Println(datasets.NewBatch(train.Epoch(0), []int{0, 1}).Shape())
	// Output: [2 1 3 16 16]
}

// Mixup blends the samples of a batch and their soft targets alike.
func ExampleMix() {
	set := synthetic.Images(10, 1)
	idx := []int{0, 1, 2, 3}
	x := datasets.NewBatch(set, idx)
	y := augment.OneHot(nil, set.Targets(nil, idx), len(set.Classes), 0.1)
	mix := augment.Mix{Mixup: 0.8, CutMix: 1, Seed: 1}
	mix.Apply(x, y, 0, 0)
	fmt.Println(x.Shape(), y.Shape())
	// Output: [4 1 28 28] [4 10]
}

// How ImageNet's training images are usually changed.
func ExampleRandomResizedCrop() {
	usual := augment.Image{
		RandomResizedCrop: augment.RandomResizedCrop{Scale: [2]float64{0.08, 1}},
		RandAugment:       augment.RandAugment{N: 2, Magnitude: 9},
		Flip:              true,
		RandomErasing:     0.25,
	}
	set := synthetic.Images(4, 1)
	seen := augment.Images(set, usual, 1).Epoch(0)
	fmt.Println(equal(datasets.NewBatch(seen, []int{2}).Data(), datasets.NewBatch(set, []int{2}).Data()))
	// Output: false
}

// Options hold the settings of all modalities, for a program that trains any of
// them.
func ExampleOptions() {
	o := augment.Options{Image: augment.Image{Flip: true}, Point: augment.Point{Scale: 1.5}, Seed: 7}
	varied := func(set datasets.Set) datasets.Set {
		switch set := set.(type) {
		case *datasets.Images:
			return augment.Images(set, o.Image, o.Seed)
		case *datasets.PointClouds:
			return augment.Points(set, o.Point, o.Seed)
		}
		return set
	}
	for _, set := range []datasets.Set{synthetic.Images(2, 1), synthetic.Points(2, 1), synthetic.Audio(2, 1)} {
		_, ok := varied(set).(datasets.Varied)
		fmt.Println(ok)
	}
	// Output:
	// true
	// true
	// false
}
