package main

import (
	"github.com/spf13/cobra"
)

// This file: m2pt train; training.go has what it does.

func newTrainCmd() *cobra.Command {
	o := &trainOptions{command: "train"}
	cmd := &cobra.Command{
		Use:   "train --data DIR --out DIR [--aux MODEL]",
		Short: "Train a model, plainly or with pathways through auxiliary models",
		Long: `Train a model, plainly or, with --aux, with a pathway through the linear layers of an
auxiliary model of another modality. A run that was stopped or killed goes on from its
last checkpoint when the same command is given again, and ends with the same bits.

A recipe says how to train. Each of its fields has a flag, which goes before the
recipe. Its file may hold fields for several modalities and for pretraining: those that
do not concern the model are ignored. A flag that has no effect on what is trained is an
error. A note says if the recipe was made for models or data of another size; "m2pt
recipes" lists all that come along.`,
		Example: `  m2pt train --modality image --data data/mnist --train-size 1000 --out plain
  m2pt train --modality image --data data/mnist --train-size 1000 --aux audio --out pathway
  m2pt train --modality audio --data data/fsdd --init audio --recipe audio-finetune-small --out words
  m2pt train --task segment --modality point --data data/shapenetpart --out parts`,
		Args: noArgs("the data goes to --data, the model to --out"),
	}
	o.register(cmd)
	o.path.register(cmd.Flags())
	hide(cmd.Flags(), groupMasked) // they never have an effect; see checkEffects
	return cmd
}
