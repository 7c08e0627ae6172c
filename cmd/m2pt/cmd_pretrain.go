package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/train"
)

// This file: m2pt pretrain; training.go has what it does.

func newPretrainCmd() *cobra.Command {
	o := &trainOptions{command: "pretrain"}
	cmd := &cobra.Command{
		Use:   "pretrain --modality audio --data DIR --out DIR",
		Short: "Train an auxiliary or a start: a masked autoencoder, or by labels",
		Long: `Train a masked autoencoder of any modality (MAE, AudioMAE, Point-MAE, VideoMAE): it
sees a part of every sample and rebuilds the rest. It does not look at labels. What it
has learned serves train as an auxiliary (--aux) or as a start (--init). With
--objective labels an ordinary classifier is trained instead.`,
		Example: `  m2pt pretrain --modality audio --data data/fsdd --out audio
  m2pt pretrain --modality image --data data/mnist --mae-mask-ratio 0.6 --out digits
  m2pt pretrain --modality video --data synthetic --objective labels --out movements`,
		Args: noArgs("the data goes to --data, the model to --out"),
	}
	groupData.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar((*string)(&o.objective), "objective", string(train.ObjectiveMAE), "mae: rebuild what is masked; labels: predict labels")
	})
	o.register(cmd)
	hide(cmd.Flags(), groupPathway) // it makes none; see checkEffects
	return cmd
}
