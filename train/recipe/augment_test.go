package recipe

import (
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
)

func TestAugmentations(t *testing.T) {
	r := different()
	want := augment.Options{
		Image: augment.Image{
			RandomResizedCrop: augment.RandomResizedCrop{Scale: [2]float64{0.08, 1}, Ratio: [2]float64{0.75, 4.0 / 3}},
			RandAugment:       augment.RandAugment{N: 2, Magnitude: 9.5}, Shift: r.Image.Shift, Rotate: 10, Scale: 0.2, Flip: true, RandomErasing: 0.25,
		},
		Audio: augment.Spec{
			TimeMasks: 1, TimeWidth: r.Audio.TimeWidth, FreqMasks: 2, FreqWidth: r.Audio.FreqWidth, Gain: r.Audio.Gain, Shift: r.Audio.Shift,
		},
		Point: augment.Point{RotateUp: 180, Scale: 1.5, Translate: 0.2, Jitter: 0.01},
		Video: augment.Video{TemporalCrop: r.Video.TemporalCrop, Shift: r.Video.Shift, Flip: r.Video.Flip},
		Seed:  r.Seed,
	}
	if got := r.Augment(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for name, share := range map[string]float64{"image.shift": r.Image.Shift, "audio.time_width": r.Audio.TimeWidth, "audio.freq_width": r.Audio.FreqWidth, "audio.gain": r.Audio.Gain, "audio.shift": r.Audio.Shift, "video.shift": r.Video.Shift} {
		if share == 0 {
			t.Errorf("%s is 0: this test would not see it missing", name)
		}
	}
	if got, want := r.Mix(), (augment.Mix{Mixup: 0.8, CutMix: 1.5, Prob: 0.5, Seed: r.Seed}); got != want {
		t.Errorf("mix: %+v", got)
	}
	r.MixProb = 0
	if got, want := r.Mix(), (augment.Mix{Seed: r.Seed}); got != want {
		t.Errorf("never mixed: %+v", got)
	}
	// The limits of a valid recipe are within those of package augment.
	for _, name := range Names() {
		r, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		o := r.Augment()
		augment.Images(synthetic.Images(1, 1), o.Image, o.Seed)
		augment.Spectrograms(&datasets.Spectrograms{}, o.Audio, o.Seed)
		augment.Points(synthetic.Points(1, 1), o.Point, o.Seed)
		augment.Videos(synthetic.Videos(1, 1), o.Video, o.Seed)
	}
}

// What changes samples is gone, and what says how much of one a model is given stays.
func TestWithoutAugmentation(t *testing.T) {
	r := different()
	r.Point.Points, r.Video.Frames, r.Video.Stride = 512, 4, 2
	got := r.WithoutAugmentation()
	if o := got.Augment(); o != (augment.Options{Seed: r.Seed}) {
		t.Errorf("samples are changed by %+v", o)
	}
	if m := got.Mix(); m.Mixup != 0 || m.CutMix != 0 {
		t.Errorf("samples are mixed by %+v", m)
	}
	if got.Point.Points != 512 || got.Video.Frames != 4 || got.Video.Stride != 2 || got.Epochs != r.Epochs || got.LR != r.LR {
		t.Errorf("the rest is %+v, want that of %+v", got, r)
	}
	if *r == got {
		t.Error("nothing is left out")
	}
}
