package train

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: what a recipe may not ask for, because it would have no effect on the
// model or no meaning for it.

// CheckRecipe returns an error that names every field of r that is out of range,
// or that a model of configuration c cannot follow.
func CheckRecipe(c m2pt.Config, r recipe.Recipe) error {
	var errs []error
	if slices.Contains(m2pt.Modalities(), c.Modality) {
		errs = append(errs, r.ValidateFor(string(c.Modality)))
	} else {
		errs = append(errs, r.Validate())
	}
	if c.Masked != nil {
		errs = append(errs, CheckMasked(c.Modality, r))
	}
	if c.Segment != nil {
		errs = append(errs, CheckSegmenter(r))
	}
	return errors.Join(errs...)
}

// CheckMasked returns an error that names every field of r that has no effect on a
// masked autoencoder of a modality: it has no classes, no head, no pathways and,
// but for the stochastic depth of clouds, no dropout.
func CheckMasked(m m2pt.Modality, r recipe.Recipe) error {
	var errs []error
	want := func(field string, v, want float64, why string) {
		if v != want {
			errs = append(errs, fmt.Errorf("%s is %v, want %v: a masked autoencoder %s", field, v, want, why))
		}
	}
	want("label_smoothing", r.LabelSmoothing, 0, "is trained without labels")
	want("mixup", r.Mixup, 0, "rebuilds samples as they are")
	want("cutmix", r.CutMix, 0, "rebuilds samples as they are")
	want("dropout", r.Dropout, 0, "has no dropout")
	if m != m2pt.Point {
		want("drop_path", r.DropPath, 0, "has no stochastic depth")
	}
	want("layer_decay", r.LayerDecay, 1, "has no head that its layers could learn more slowly than")
	want("lambda_lr", r.LambdaLR, 1, "has no pathways")
	if m == m2pt.Audio {
		want("audio.drop_time", r.Audio.DropTime, 0, "hides patches by mae.mask_ratio or mae.time_ratio")
		want("audio.drop_freq", r.Audio.DropFreq, 0, "hides patches by mae.mask_ratio or mae.freq_ratio")
	}
	return errors.Join(errs...)
}

// CheckSegmenter returns an error that names every field of r that the classes of
// pixels or points cannot follow.
func CheckSegmenter(r recipe.Recipe) error {
	var errs []error
	for _, f := range []struct {
		name  string
		value float64
	}{{"mixup", r.Mixup}, {"cutmix", r.CutMix}} {
		if f.value > 0 {
			errs = append(errs, fmt.Errorf("%s is %v, want 0: samples with a class for each pixel or point are not mixed", f.name, f.value))
		}
	}
	if n := r.Image.RandAugment.N; n > 0 {
		errs = append(errs, fmt.Errorf("image.rand_augment.n is %d, want 0: masks do not follow its changes of geometry", n))
	}
	return errors.Join(errs...)
}
