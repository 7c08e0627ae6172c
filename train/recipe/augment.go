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
			RandomResizedCrop: augment.RandomResizedCrop{Scale: i.RandomResizedCrop.Scale, Ratio: i.RandomResizedCrop.Ratio},
			RandAugment:       augment.RandAugment{N: i.RandAugment.N, Magnitude: i.RandAugment.Magnitude},
			Shift:             i.Shift, Rotate: i.Rotate, Scale: i.Scale, Flip: i.Flip, RandomErasing: i.RandomErasing,
		},
		Audio: augment.Spec{
			TimeMasks: a.TimeMasks, TimeWidth: a.TimeWidth, FreqMasks: a.FreqMasks, FreqWidth: a.FreqWidth,
			Gain: a.Gain, Shift: a.Shift,
		},
		Point: augment.Point{RotateUp: p.RotateUp, Scale: p.Scale, Translate: p.Translate, Jitter: p.Jitter},
		Video: augment.Video{TemporalCrop: v.TemporalCrop, Shift: v.Shift, Flip: v.Flip},
		Seed:  r.Seed,
	}
}

// WithoutAugmentation returns r without all that changes samples or mixes them in
// training. What a sample is stays: the points of a cloud, the frames of a clip.
func (r Recipe) WithoutAugmentation() Recipe {
	r.Image, r.Audio = Image{}, Audio{}
	r.Point = Point{Points: r.Point.Points}
	r.Video = Video{Frames: r.Video.Frames, Stride: r.Video.Stride}
	r.Mixup, r.CutMix = 0, 0
	return r
}
