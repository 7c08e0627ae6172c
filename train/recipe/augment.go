package recipe

import "github.com/gopathway/pathway/datasets"

// Mix returns how batches are mixed, as package datasets has it.
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

// Mask returns the stripes to mask in spectrograms of so many frames and bands.
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

// Augment returns the augmentation of videos of frames of h×w pixels, of which
// every stride-th is taken (0: every).
func (v *Video) Augment(h, w, stride int, seed uint64) datasets.VideoAugment {
	return datasets.VideoAugment{Stride: stride, TemporalCrop: v.TemporalCrop, Shift: share(v.Shift, min(h, w)), Flip: v.Flip, Seed: seed}
}

// share returns part s of n, rounded.
func share(s float64, n int) int { return int(float64(s*float64(n)) + 0.5) }
