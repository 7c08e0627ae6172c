package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: flags of how images, masks and frames of videos are read.

// imageFlags say how images and masks are read.
type imageFlags struct {
	ignore, colours string
	keep            bool
	maxPixels       int
}

// register adds the flags by add, which is groupData.common or groupData.more; those of
// masks only if the command reads masks.
func (i *imageFlags) register(fs *pflag.FlagSet, masks bool, add func(*pflag.FlagSet, func(*pflag.FlagSet))) {
	add(fs, func(fs *pflag.FlagSet) {
		fs.BoolVar(&i.keep, "no-exif", false, "leave images and masks as they are stored; without it they are turned as their EXIF orientation says")
		fs.IntVar(&i.maxPixels, "max-pixels", 0, "refuse images and frames of videos of more pixels; 0: the limits of docs/formats.md, such as 67108864 for an image")
		if masks {
			fs.StringVar(&i.ignore, "ignore-label", "", "`values` of masks that have no class, with commas between them, or none (default 255, unless labels.txt lists it)")
			fs.StringVar(&i.colours, "mask-colors", "", "`file` of lines \"red green blue name\": which colours of masks are which classes (default colors.txt in the data folder)")
		}
	})
}

// input returns what the flags say.
func (i *imageFlags) input() (pipeline.ImageInput, error) {
	in := pipeline.ImageInput{KeepOrientation: i.keep, MaxPixels: i.maxPixels, MaskColours: i.colours}
	if i.maxPixels < 0 {
		return in, usagef("--max-pixels is %d, want 1 or more, or 0 for the usual limit", i.maxPixels)
	}
	if i.ignore == "" {
		return in, nil
	}
	if i.colours != "" {
		return in, usagef("--ignore-label has no effect with --mask-colors: name colours ignore in that file")
	}
	in.IgnoreLabels = []int{}
	if i.ignore == "none" {
		return in, nil
	}
	for _, word := range strings.Split(i.ignore, ",") {
		v, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || v < 0 || v > datasets.MaxMaskValue {
			return in, usagef("--ignore-label is %q, want values from 0 to %d with commas between them, or none", i.ignore, datasets.MaxMaskValue)
		}
		in.IgnoreLabels = append(in.IgnoreLabels, v)
	}
	return in, nil
}

// idle says why a flag that was given has no effect on data or models of a task.
func (i *imageFlags) idle(name string, task pipeline.Task) string {
	if (name == "ignore-label" || name == "mask-colors") && task != pipeline.Segment {
		return "without --task segment: only masks have such values"
	}
	return ""
}

// like returns what the flags say, for a command that reads a model of configuration c
// and data for task. It refuses flags that have no effect on it.
func (i *imageFlags) like(fs *pflag.FlagSet, c m2pt.Config, task pipeline.Task) (pipeline.ImageInput, error) {
	if c.Masked == nil {
		task = pipeline.TaskOf(c)
	}
	for _, name := range []string{"no-exif", "max-pixels", "ignore-label", "mask-colors"} {
		if !fs.Changed(name) {
			continue
		}
		if !slices.Contains(someModalities[name], c.Modality) {
			return pipeline.ImageInput{}, usagef("--%s has no effect: the model takes %s, not images", name, c.Modality)
		}
		if i.idle(name, task) != "" {
			return pipeline.ImageInput{}, usagef("--%s has no effect: the model is to %s, only masks have such values", name, pipeline.Classify)
		}
	}
	return i.input()
}

// likeStart returns data with the channels of the model that a run starts from, if its
// images can be read so and the flags do not say how many they have. What is wrong with the
// model shows when it is used.
func (o *trainOptions) likeStart(ctx context.Context, data *pipeline.Corpus, read pipeline.Options) *pipeline.Corpus {
	if o.data.modality != m2pt.Image || read.Channels != 0 || o.path.init == "" {
		return data
	}
	m, err := loadModel(o.path.init)
	if err != nil || m.Config.Modality != m2pt.Image || m.Config.ViT().Channels == data.Shape[0] {
		return data
	}
	read.Channels = m.Config.ViT().Channels
	again, err := pipeline.Load(ctx, o.data.modality, o.data.dir, read)
	if err != nil {
		return data
	}
	again.Notes = append(again.Notes, fmt.Sprintf("images are read with %d channels, as the model of --init has", read.Channels))
	return again
}
