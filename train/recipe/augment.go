package recipe

import (
	"github.com/gopathway/pathway/datasets/augment"
)

// Mix returns how batches are mixed.
func (r *Recipe) Mix() augment.Mix {
	if r.MixProb == 0 {
		return augment.Mix{Seed: r.Seed}
	}
	return augment.Mix{Mixup: r.Mixup, CutMix: r.CutMix, Prob: r.MixProb, Seed: r.Seed}
}

// Augment returns how samples are changed in training.
func (r *Recipe) Augment() augment.Options {
	i, a, p, v := &r.Image, &r.Audio, &r.Point, &r.Video
	return augment.Options{
		Image: augment.Image{
			Crop:  augment.RandomResizedCrop{Scale: i.RandomResizedCrop.Scale, Ratio: i.RandomResizedCrop.Ratio},
			Rand:  augment.RandAugment{N: i.RandAugment.N, Magnitude: i.RandAugment.Magnitude},
			Shift: i.Shift, Rotate: i.Rotate, Scale: i.Scale, Flip: i.Flip, Erase: i.RandomErasing,
		},
		Audio: augment.Spec{
			TimeMasks: a.TimeMasks, TimeWidth: a.TimeWidth, FreqMasks: a.FreqMasks, FreqWidth: a.FreqWidth,
			Gain: a.Gain, Shift: a.Shift,
		},
		Point: augment.Point{Rotate: p.RotateUp, Scale: p.Scale, Shift: p.Translate, Jitter: p.Jitter},
		Video: augment.Video{TemporalCrop: v.TemporalCrop, Shift: v.Shift, Flip: v.Flip},
		Seed:  r.Seed,
	}
}
