package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
)

// This file: m2pt attention.

// attentionOptions are the flags of attention.
type attentionOptions struct {
	maxClip clipLimit
	out     string
	invert  pipeline.Invert
	images  imageFlags
	points  pointLimit
	threads int
}

func newAttentionCmd() *cobra.Command {
	o := new(attentionOptions)
	cmd := &cobra.Command{
		Use:   "attention MODEL FILE",
		Short: "Draw what a model looks at in a file",
		Long: `Draw a file as the model sees it, and over it the attention that each part gets: in every
block (the mean over the heads), and through all blocks (rollout: Abnar and Zuidema,
2020). The brightest parts get most. Of a classifier that reads a class token it is what
that token looks at, of other models the mean over all tokens. Points have the colour of
the nearest group; the frames of a video stand in rows.

Files that are read:` + readFiles(),
		Example: "  m2pt attention merged some-digit.png --out attention.png",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("got %d arguments, want a model and a file to look at", len(args))
			}
			return nil
		},
	}
	groupData.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar((*string)(&o.invert), "invert", "", "invert an image: yes; no; or auto: if it is dark on light and the model was trained on light on dark (default auto)")
	})
	o.images.register(cmd.Flags(), false, groupData.common)
	o.maxClip.register(cmd.Flags(), groupData)
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.out, "out", "attention.png", "`file` to write the picture to (PNG)")
	})
	o.points.register(cmd)
	threadsFlag(cmd.Flags(), &o.threads)
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(o.threads); err != nil {
			return err
		}
		return o.run(cmd, args[0], args[1])
	})
	return cmd
}

func (o *attentionOptions) run(cmd *cobra.Command, path, file string) error {
	if err := firstError(keepModels("--out", o.out, path), writableFile("--out", o.out)); err != nil {
		return err
	}
	if same(file, o.out) {
		return usagef("--out: the picture would overwrite %s", file)
	}
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	if err := o.maxClip.check(m.Config); err != nil {
		return err
	}
	if o.invert != "" && m.Config.Modality != m2pt.Image {
		return usagef("--invert has no effect: the model takes %s, only images are inverted", m.Config.Modality)
	}
	images, err := o.images.like(cmd.Flags(), m.Config, "")
	if err != nil {
		return err
	}
	ctx, err := o.points.in(o.maxClip.in(cmd.Context()), m.Config.Modality)
	if err != nil {
		return err
	}
	s, err := pipeline.Decode(ctx, m.Config, file, pipeline.DecodeOptions{Invert: o.invert, Image: images})
	if err != nil {
		return optionUsage(adviseFile(interruption(ctx, err), m.Config.Modality, file))
	}
	tellNotes(cmd.ErrOrStderr(), s.Notes)
	var unlike unlikeFiles
	unlike.add(file, s.Unlike)
	unlike.tell(cmd.ErrOrStderr())
	p, err := pipeline.DrawAttention(m, s.X, 0)
	if err != nil {
		return err
	}
	if err := picture.WritePNG(o.out, p); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "picture written to %s\n", o.out)
	return err
}
