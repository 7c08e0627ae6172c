package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: flags of train and pretrain that have no effect on what is trained. They
// are errors, because whoever gives such a flag expects an effect.
//
// Fields of a recipe's file are no such errors where they concern another modality or
// kind of model: a recipe may serve several.

// checkEffects reports the flags that were given and have no effect on a run by the
// recipe r, which the flags have changed already.
func (o *trainOptions) checkEffects(fs *pflag.FlagSet, r *recipe.Recipe) error {
	var errs []error
	fs.VisitAll(func(f *pflag.Flag) {
		if !f.Changed {
			return
		}
		if why := o.idle(f, r); why != "" {
			errs = append(errs, fmt.Errorf("--%s has no effect %s", f.Name, why))
		}
	})
	if len(errs) == 0 {
		return nil
	}
	return usageError{errors.Join(errs...)}
}

// idle says why a flag has no effect, as in "without --aux"; "": it has one.
func (o *trainOptions) idle(f *pflag.Flag, r *recipe.Recipe) string {
	g := groupOf(f)
	if why := o.wrongModality(g, f.Name); why != "" {
		return why
	}
	switch {
	case g == groupMasked:
		if why := o.idleMasked(f.Name, r); why != "" {
			return why
		}
	case g == groupPathway && f.Name != "aux":
		if why := o.idlePathway(f.Name); why != "" {
			return why
		}
	case g.augments() && f.Name != "no-augment" && o.recipe.noAugment:
		return "with --no-augment"
	}
	if why := o.data.images.idle(f.Name, o.data.task); why != "" {
		return why
	}
	if f.Name == "pos-resize" && o.path.init == "" {
		return "without --init"
	}
	if f.Name == "layer-decay" && o.path.freezeBackbone && len(o.path.aux) == 0 {
		return "with --freeze-backbone: the head alone is trained"
	}
	if on, ok := switches[f.Name]; ok && !on.on(r) {
		return "while " + on.off
	}
	return ""
}

// someModalities are the modalities that flags concern which neither concern all nor
// stand in the group of one.
var someModalities = map[string][]m2pt.Modality{
	"channels":          {m2pt.Image, m2pt.Video},
	"side":              {m2pt.Image, m2pt.Video},
	"no-exif":           {m2pt.Image},
	"pos-resize":        {m2pt.Image},
	"max-pixels":        {m2pt.Image, m2pt.Video},
	"ignore-label":      {m2pt.Image},
	"mask-colors":       {m2pt.Image},
	"max-points":        {m2pt.Point},
	"mae-time-ratio":    {m2pt.Image, m2pt.Audio},
	"mae-freq-ratio":    {m2pt.Image, m2pt.Audio},
	"mae-decoder-dim":   {m2pt.Image, m2pt.Audio, m2pt.Video}, // that of clouds is as wide as the encoder
	"mae-norm-pix-loss": {m2pt.Image, m2pt.Audio, m2pt.Video},
}

// wrongModality says that a flag concerns other modalities than the model's.
func (o *trainOptions) wrongModality(g group, name string) string {
	own := someModalities[name]
	if m := g.modality(); m != "" {
		own = []m2pt.Modality{m}
	}
	if len(own) == 0 || slices.Contains(own, o.data.modality) {
		return ""
	}
	var names []string
	for _, m := range own {
		names = append(names, string(m))
	}
	return fmt.Sprintf("with --modality %s, only with %s", o.data.modality, strings.Join(names, ", "))
}

// idleMasked says why a flag of masked autoencoders has no effect.
func (o *trainOptions) idleMasked(name string, r *recipe.Recipe) string {
	switch {
	case o.command == "train":
		return "in train: pretrain makes masked autoencoders"
	case o.objective != train.ObjectiveMAE:
		return fmt.Sprintf("with --objective %s", o.objective)
	case name == "mae-mask-ratio" && (r.MAE.TimeRatio > 0 || r.MAE.FreqRatio > 0):
		return "while mae.time_ratio or mae.freq_ratio say what is masked"
	}
	return ""
}

// idlePathway says why a flag of pathways has no effect.
func (o *trainOptions) idlePathway(name string) string {
	switch {
	case o.command == "pretrain" && o.objective == train.ObjectiveMAE:
		return "" // CheckMasked refuses all values but the one that means nothing
	case o.command == "pretrain":
		return "in pretrain, which makes no pathways"
	case len(o.path.aux) == 0:
		return "without --aux"
	case name == "lambda-lr" && o.path.options.FreezeLambda:
		return "with --freeze-lambda"
	case name == "freeze-aux" && o.path.freezeBackbone:
		return "with --freeze-backbone, which freezes auxiliaries, too"
	}
	return ""
}

// switches are flags of recipes that have an effect only while other fields switch on
// what they are about.
var switches = map[string]struct {
	on  func(*recipe.Recipe) bool
	off string
}{
	"mixup":                           {func(r *recipe.Recipe) bool { return r.MixProb > 0 || r.Mixup == 0 }, "mix_prob is 0"},
	"cutmix":                          {func(r *recipe.Recipe) bool { return r.MixProb > 0 || r.CutMix == 0 }, "mix_prob is 0"},
	"mix-prob":                        {func(r *recipe.Recipe) bool { return r.Mixup > 0 || r.CutMix > 0 }, "mixup and cutmix are 0"},
	"audio-time-masks":                {func(r *recipe.Recipe) bool { return r.Audio.TimeWidth > 0 || r.Audio.TimeMasks == 0 }, "audio.time_width is 0"},
	"audio-freq-masks":                {func(r *recipe.Recipe) bool { return r.Audio.FreqWidth > 0 || r.Audio.FreqMasks == 0 }, "audio.freq_width is 0"},
	"audio-time-width":                {func(r *recipe.Recipe) bool { return r.Audio.TimeMasks > 0 }, "audio.time_masks is 0"},
	"audio-freq-width":                {func(r *recipe.Recipe) bool { return r.Audio.FreqMasks > 0 }, "audio.freq_masks is 0"},
	"image-rand-augment-magnitude":    {func(r *recipe.Recipe) bool { return r.Image.RandAugment.N > 0 }, "image.rand_augment.n is 0"},
	"image-random-resized-crop-ratio": {func(r *recipe.Recipe) bool { return r.Image.RandomResizedCrop.Scale != recipe.Pair{} }, "image.random_resized_crop.scale is 0,0"},
}

// hide leaves the flags of a group that never have an effect out of a command's help.
// The command still knows them, so that the error tells where they belong.
func hide(fs *pflag.FlagSet, g group) {
	fs.VisitAll(func(f *pflag.Flag) {
		if groupOf(f) == g {
			f.Hidden = true
		}
	})
}
