package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt reconstruct.

// reconstructOptions are the flags of reconstruct.
type reconstructOptions struct {
	maxClip   clipLimit
	data, out string
	task      pipeline.Task
	images    imageFlags
	points    pointLimit
	samples   int
	seed      uint64
	threads   int

	skipUnreadable bool
}

func newReconstructCmd() *cobra.Command {
	o := new(reconstructOptions)
	cmd := &cobra.Command{
		Use:   "reconstruct MODEL --data DIR",
		Short: "Draw what a masked autoencoder sees and what it rebuilds",
		Long: `Draw some samples of the test set, or of the training set where there is no test set: each as it is, as the masked autoencoder sees it
(what is masked is chequered), and as the autoencoder rebuilds it. Images, spectrograms (time to the right, frequency up)
and point clouds stand side by side, the frames of videos below each other. A model that
was trained on normalised patches (--mae-norm-pix-loss) predicts neither their brightness
nor their contrast: the picture takes those from the sample.`,
		Example: "  m2pt reconstruct audio --data data/fsdd",
		Args:    exactArgs(1, "the masked autoencoder"),
	}
	groupData.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.data, "data", "", "`folder` with the data, as for pretrain")
		modelTaskFlag(fs, &o.task)
		skipFlag(fs, &o.skipUnreadable)
		fs.IntVar(&o.samples, "samples", 8, "how many samples")
		fs.Uint64Var(&o.seed, "seed", 1, "chooses samples and masks")
	})
	o.images.register(cmd.Flags(), true, groupData.common)
	o.maxClip.register(cmd.Flags(), groupData)
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.out, "out", "reconstruction.png", "`file` to write the picture to")
	})
	o.points.register(cmd)
	threadsFlag(cmd.Flags(), &o.threads)
	require(cmd, "data")
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(o.threads); err != nil {
			return err
		}
		return o.run(cmd, args[0])
	})
	return cmd
}

// maxSheet is the largest --samples.
const maxSheet = 256

func (o *reconstructOptions) run(cmd *cobra.Command, path string) error {
	if o.samples < 1 || o.samples > maxSheet {
		return usagef("--samples is %d, want 1 to %d", o.samples, maxSheet)
	}
	if err := firstError(keepModels("--out", o.out, path), writableFile("--out", o.out)); err != nil {
		return err
	}
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	if m.Config.Masked == nil {
		return fmt.Errorf("%s is a classifier: only masked autoencoders reconstruct", path)
	}
	ctx, err := o.points.in(o.maxClip.in(cmd.Context()), m.Config.Modality)
	if err != nil {
		return err
	}
	if err := o.maxClip.check(m.Config); err != nil {
		return err
	}
	images, err := o.images.like(cmd.Flags(), m.Config, o.task)
	if err != nil {
		return err
	}
	data, err := pipeline.LoadLike(ctx, m.Config, o.data, pipeline.Options{Task: o.task, Image: images, SkipUnreadable: o.skipUnreadable})
	if err != nil {
		return optionUsage(adviseData(interruption(cmd.Context(), err), m.Config.Modality, o.data, true))
	}
	tellNotes(cmd.ErrOrStderr(), data.Notes)
	if err := data.Matches(m.Config); err != nil {
		return err
	}
	set := data.Test
	if set == nil {
		set = data.Train
		tellNotes(cmd.ErrOrStderr(), []string{fmt.Sprintf("%s has no test part: these are training samples, which the model may have seen", o.data)})
	}
	r, err := train.Reconstruct(m, set, o.samples, o.seed)
	if err != nil {
		return err
	}
	if err := picture.WritePNG(o.out, r.Picture); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "loss %.5f on these %d samples, %.5f for the mean of all tokens\npicture written to %s\n", r.Loss, r.Samples, r.MeanLoss, o.out)
	return nil
}
