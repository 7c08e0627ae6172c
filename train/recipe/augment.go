package recipe

import "github.com/gopathway/pathway/datasets"

// This file: a recipe's augmentation in the terms of package datasets, for data of a
// given size.

// Mix returns how batches are mixed.
func (r *Recipe) Mix() datasets.Mix {
	if r.MixProb == 0 {
		return datasets.Mix{Seed: r.Seed}
	}
	return datasets.Mix{Mixup: r.Mixup, CutMix: r.CutMix, Prob: r.MixProb, Seed: r.Seed}
}

// Augment returns the augmentation of images of h×w pixels.
func (i *Image) Augment(h, w int, seed uint64) datasets.ImageAugment {
	return datasets.ImageAugment{
		Crop:  datasets.RandomResizedCrop{Scale: i.RandomResizedCrop.Scale, Ratio: i.RandomResizedCrop.Ratio},
		Rand:  datasets.RandAugment{N: i.RandAugment.N, Magnitude: i.RandAugment.Magnitude},
		Shift: share(i.Shift, min(h, w)), Rotate: i.Rotate, Scale: i.Scale, Flip: i.Flip,
		Erase: i.RandomErasing, Seed: seed,
	}
}

// Mask returns how spectrograms of so many frames and bands are masked.
func (a *Audio) Mask(frames, bands int, seed uint64) datasets.SpecAugment {
	return datasets.SpecAugment{
		TimeMasks: a.TimeMasks, TimeWidth: share(a.TimeWidth, frames),
		FreqMasks: a.FreqMasks, FreqWidth: share(a.FreqWidth, bands), Seed: seed,
	}
}

// Augment returns the augmentation of clouds whose axis up (0 for x, 1 for y, 2
// for z) is the vertical one.
func (p *Point) Augment(up int, seed uint64) datasets.PointAugment {
	return datasets.PointAugment{Rotate: p.RotateUp, Up: up, Scale: p.Scale, Shift: p.Translate, Jitter: p.Jitter, Seed: seed}
}

// Augment returns the augmentation of videos with frames of h×w pixels, of which a clip
// takes every stride-th (0: every one).
func (v *Video) Augment(h, w, stride int, seed uint64) datasets.VideoAugment {
	return datasets.VideoAugment{Stride: stride, TemporalCrop: v.TemporalCrop, Shift: share(v.Shift, min(h, w)), Flip: v.Flip, Seed: seed}
}

// share returns part s of n, rounded.
func share(s float64, n int) int { return int(float64(s*float64(n)) + 0.5) }
