package recipe

import (
	"testing"

	"github.com/gopathway/pathway/datasets"
)

func TestAugmentations(t *testing.T) {
	r := different()
	if got, want := r.Image.Augment(28, 40, 5), (datasets.ImageAugment{
		Crop: datasets.RandomResizedCrop{Scale: [2]float64{0.08, 1}, Ratio: [2]float64{0.75, 4.0 / 3}},
		Rand: datasets.RandAugment{N: 2, Magnitude: 9.5}, Shift: 3, Rotate: 10, Scale: 0.2, Flip: true, Erase: 0.25, Seed: 5,
	}); got != want {
		t.Errorf("images: %+v", got)
	}
	if got, want := r.Audio.Mask(96, 64, 5), (datasets.SpecAugment{TimeMasks: 1, TimeWidth: 10, FreqMasks: 2, FreqWidth: 19, Seed: 5}); got != want {
		t.Errorf("audio: %+v", got)
	}
	if got, want := r.Point.Augment(2, 5), (datasets.PointAugment{Rotate: 180, Up: 2, Scale: 1.5, Shift: 0.2, Jitter: 0.01, Seed: 5}); got != want {
		t.Errorf("points: %+v", got)
	}
	if got, want := r.Mix(), (datasets.Mix{Mixup: 0.8, CutMix: 1.5, Prob: 0.5, Seed: r.Seed}); got != want {
		t.Errorf("mix: %+v", got)
	}
	r.MixProb = 0
	if got, want := r.Mix(), (datasets.Mix{Seed: r.Seed}); got != want {
		t.Errorf("never mixed: %+v", got)
	}
	// The limits of a valid recipe are within those of package datasets.
	set := datasets.SyntheticImages(1, 1)
	for _, name := range Names() {
		r, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		a := r.Image.Augment(set.H, set.W, r.Seed)
		a.Batch(nil, set, []int{0}, 0, nil, nil)
	}
}
