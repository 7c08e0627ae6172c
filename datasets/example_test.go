package datasets_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
)

// A training loop over a small balanced set. Everything that is random
// depends on the seed and the epoch, so a resumed run needs no saved state.
func Example() {
	const seed = 1
	all := datasets.SyntheticImages(200, seed)
	rest, held, err := all.Split(50, seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	train, err := rest.Subset(100, seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, std := train.MeanStd()
	augment := datasets.ImageAugment{Shift: 2, Rotate: 10, Seed: seed}
	for epoch := uint64(0); epoch < 2; epoch++ {
		order := datasets.Order(train.Len(), seed, epoch)
		for _, idx := range datasets.Batches(order, 40, false) {
			x := augment.Batch(nil, train, idx, epoch, mean, std)
			fmt.Println(epoch, x.Shape(), len(train.Targets(idx)))
		}
	}
	fmt.Println("validation:", held.Batch(nil, []int{0, 1, 2}, mean, std).Shape())
	// Output:
	// 0 [40 1 28 28] 40
	// 0 [40 1 28 28] 40
	// 0 [20 1 28 28] 20
	// 1 [40 1 28 28] 40
	// 1 [40 1 28 28] 40
	// 1 [20 1 28 28] 20
	// validation: [3 1 28 28]
}

func ExampleSyntheticAudio() {
	clips := datasets.SyntheticAudio(16, 1)
	fmt.Println(clips.Len(), "clips at", clips.Rate)
	fmt.Println(clips.Classes)
	// Output:
	// 16 clips at 8000
	// [rising falling tremolo vibrato pulses hiss harmonic warble]
}

func ExampleLoadAudioFolder() {
	dir, err := os.MkdirTemp("", "sounds")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	clips := datasets.SyntheticAudio(8, 1)
	for i, x := range clips.Samples {
		class := filepath.Join(dir, clips.Classes[clips.Labels[i]])
		if err := os.MkdirAll(class, 0o755); err != nil {
			fmt.Println(err)
			return
		}
		if err := datasets.WriteWAV(filepath.Join(class, "1.wav"), x, clips.Rate); err != nil {
			fmt.Println(err)
			return
		}
	}
	train, test, err := datasets.LoadAudioFolder(dir, 16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(train.Len(), "clips at", train.Rate, "and no test set:", test == nil)
	// Output: 8 clips at 16000 and no test set: true
}

// Mixup blends the samples of a batch and their soft targets alike.
func ExampleMix() {
	set := datasets.SyntheticImages(10, 1)
	idx := []int{0, 1, 2, 3}
	x := set.Batch(nil, idx, nil, nil)
	y := datasets.OneHot(nil, set.Targets(idx), len(set.Classes), 0.1)
	mix := datasets.Mix{Mixup: 0.8, CutMix: 1, Seed: 1}
	mix.Apply(x, y, 0, 0)
	fmt.Println(x.Shape(), y.Shape())
	// Output: [4 1 28 28] [4 10]
}

func ExampleResample() {
	clip := make([]float32, 44100)
	fmt.Println(len(datasets.Resample(clip, 44100, 8000)))
	// Output: 8000
}
