package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: flags of the data that commands read.

// dataFlags say what a model is trained and tested on.
type dataFlags struct {
	modality       m2pt.Modality
	task           pipeline.Task
	dir            string
	trainSize      int
	validation     int
	channels, side int
	skipUnreadable bool
	images         imageFlags
}

// register adds the flags.
func (d *dataFlags) register(fs *pflag.FlagSet) {
	groupData.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar((*string)(&d.modality), "modality", string(m2pt.Image), "what the data is: "+modalityNames())
		taskFlag(fs, &d.task)
		fs.StringVar(&d.dir, "data", "", "`folder` with the data, in one of the layouts of docs/formats.md, or synthetic for data made by code")
		fs.IntVar(&d.trainSize, "train-size", 0, "train on so many samples, the same number of every class; 0: on all")
	})
	groupData.more(fs, func(fs *pflag.FlagSet) {
		validationFlag(fs, &d.validation)
		skipFlag(fs, &d.skipUnreadable)
		fs.IntVar(&d.channels, "channels", 0, "read images and videos in folders with 1 or 3 channels; 0: videos with 1, images with 3 unless all are grey")
		fs.IntVar(&d.side, "side", 0, "scale images and videos in folders to so many pixels each way; 0: leave them as they are")
	})
	d.images.register(fs, true, groupData.more)
}

// validate reports a flag whose value makes no sense for any data.
func (d *dataFlags) validate() error {
	if _, err := pipeline.Lookup(d.modality); err != nil {
		return optionUsage(err)
	}
	if err := d.task.Check(d.modality); err != nil {
		return optionUsage(err)
	}
	switch {
	case d.channels != 0 && d.channels != 1 && d.channels != 3:
		return usagef("--channels is %d, want 1 or 3, or 0 for what suits the data", d.channels)
	case d.side < 0:
		return usagef("--side is %d, want 0 (as they are) or more", d.side)
	}
	return nil
}

// modalityNames lists the modalities as in "image, audio or video".
func modalityNames() string {
	var names []string
	for _, m := range pipeline.Modalities() {
		names = append(names, string(m))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// taskFlag adds --task.
func taskFlag(fs *pflag.FlagSet, t *pipeline.Task) {
	fs.StringVar((*string)(t), "task", string(pipeline.Classify), "classify; or segment: give every pixel of an image or point of a cloud a class")
}

// validationFlag adds --validation. The samples depend on the data and the number alone,
// so that eval finds those of train again.
func validationFlag(fs *pflag.FlagSet, n *int) {
	fs.IntVar(n, "validation", 0, "hold so many training samples out and test on them, not on the test set; 0: test on the test set")
}

// skipFlag adds --skip-unreadable.
func skipFlag(fs *pflag.FlagSet, skip *bool) {
	fs.BoolVar(skip, "skip-unreadable", false, "pass over files that cannot be read, and list them; otherwise the first one ends the command")
}

// modelTaskFlag adds --task to a command that reads data for a model. The model tells the
// task, unless it is a masked autoencoder.
func modelTaskFlag(fs *pflag.FlagSet, t *pipeline.Task) {
	fs.StringVar((*string)(t), "task", "", "for masked autoencoders: what the data is labelled for, classify or segment (default classify)")
}

// checkModelTask refuses a --task that says what the model says already.
func checkModelTask(c m2pt.Config, t pipeline.Task) error {
	if t != "" && c.Masked == nil {
		return usagef("--task has no effect: the model is to %s", pipeline.TaskOf(c))
	}
	return nil
}

// testName names the part of the data that a model is tested on.
func testName(heldOut bool) string {
	if heldOut {
		return "validation"
	}
	return "test"
}

// require marks flags as required.
func require(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // there is no such flag
		}
	}
}
