package recipe

import (
	"errors"
	"fmt"
)

// This file: which values are refused.

// problem is a value that is not allowed, and why.
type problem struct{ path, text string }

// Validate returns an error that names every field whose value is out of range or
// contradicts another field's, one to a line.
func (r *Recipe) Validate() error {
	var errs []error
	for _, p := range r.problems() {
		errs = append(errs, errors.New(p.text))
	}
	return errors.Join(errs...)
}

// ValidateFor is Validate, and also refuses what models of a modality, such as "image"
// or "point", cannot do: clouds cannot be mixed, since their points come in no order,
// and their models have no dropout except the head's and no patches to normalise. All
// other modalities can do everything. Sections of other modalities are not looked at
// beyond Validate.
func (r *Recipe) ValidateFor(modality string) error {
	err := r.Validate()
	if modality != "point" {
		return err
	}
	errs := []error{err}
	if r.Mixup > 0 && r.MixProb > 0 {
		errs = append(errs, fmt.Errorf("mixup is %v, want 0: point clouds cannot be mixed", r.Mixup))
	}
	if r.CutMix > 0 && r.MixProb > 0 {
		errs = append(errs, fmt.Errorf("cutmix is %v, want 0: point clouds cannot be mixed", r.CutMix))
	}
	if r.Dropout > 0 {
		errs = append(errs, fmt.Errorf("dropout is %v, want 0: models of point clouds have that of their head alone", r.Dropout))
	}
	if r.MAE.NormPixLoss {
		errs = append(errs, errors.New("mae.norm_pix_loss is true, want false: point clouds have no patches to normalise"))
	}
	return errors.Join(errs...)
}

// problems returns all that is wrong. Only if each field by itself is right does it
// look for fields that contradict each other.
func (r *Recipe) problems() []problem {
	var ps []problem
	for i := range allFields {
		f := &allFields[i]
		var numbers []float64
		switch v := f.in(r).Interface().(type) {
		case int:
			numbers = []float64{float64(v)}
		case float64:
			numbers = []float64{v}
		case Pair:
			numbers = v[:]
		case Range:
			numbers = []float64{float64(v[0]), float64(v[1])}
		}
		for _, x := range numbers {
			if !f.want.has(x) {
				each := ""
				if len(numbers) > 1 {
					each = "each "
				}
				ps = append(ps, problem{f.Path, fmt.Sprintf("%s is %s, want %s%v", f.Path, f.Get(r), each, f.want)})
				break
			}
		}
	}
	if len(ps) > 0 {
		return ps
	}
	fail := func(path, format string, args ...any) {
		ps = append(ps, problem{path, path + " " + fmt.Sprintf(format, args...)})
	}
	for i := range allFields {
		f := &allFields[i]
		if v, ok := f.in(r).Interface().(Range); ok && v[1] > 0 && v[0] > v[1] {
			fail(f.Path, "is %d,%d, want the smaller first, or a largest of 0 for no limit", v[0], v[1])
		}
	}
	crop := r.Image.RandomResizedCrop
	switch {
	case r.LR > 0 && r.BaseLR > 0:
		fail("base_lr", "is %v and lr is %v: want one of them, and the other 0", r.BaseLR, r.LR)
	case r.LR == 0 && r.BaseLR == 0:
		fail("lr", "is 0 and base_lr is 0: want one of them to be more")
	case r.MinLR > r.PeakLR():
		fail("min_lr", "is %v, want no more than the highest learning rate, %v", r.MinLR, r.PeakLR())
	}
	if r.WarmupEpochs < 0 && r.WarmupEpochs != -1 {
		fail("warmup_epochs", "is %v, want at least 0, or -1 for a tenth of all", r.WarmupEpochs)
	}
	if r.Epochs > 0 && r.WarmupEpochs > float64(r.Epochs) {
		fail("warmup_epochs", "is %v, want no more than epochs, %d", r.WarmupEpochs, r.Epochs)
	}
	if s := crop.Scale; s != (Pair{}) && !(0 < s[0] && s[0] <= s[1]) {
		fail("image.random_resized_crop.scale", "is %v,%v, want two shares above 0, the smaller first, or 0,0", s[0], s[1])
	}
	if s := crop.Ratio; s != (Pair{}) && !(0 < s[0] && s[0] <= s[1]) {
		fail("image.random_resized_crop.ratio", "is %v,%v, want two ratios above 0, the smaller first, or 0,0", s[0], s[1])
	}
	if s := r.Point.Scale; s > 0 && s < 1 {
		fail("point.scale", "is %v, want 0 or at least 1", s)
	}
	if d, h := r.MAE.DecoderDim, r.MAE.DecoderHeads; d > 0 && h > 0 && d%h != 0 {
		fail("mae.decoder_dim", "is %d, want a multiple of mae.decoder_heads, %d", d, h)
	}
	return ps
}
