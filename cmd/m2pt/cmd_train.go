package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// trainOptions are the flags of train and pretrain.
type trainOptions struct {
	modality, data, out string
	trainSize           int
	size                modelSize
	recipe              recipe
	noAugment           bool
	checkpointEvery     int
	gradCheckpointing   bool
	overwrite, quiet    bool
	threads             *int
	profile             *bool

	aux  []string // folders of auxiliary models
	init string   // folder of a model to start from
	path m2pt.Options
	only bool // train λ and head only
}

func newPretrainCmd() *cobra.Command {
	o := new(trainOptions)
	cmd := &cobra.Command{
		Use:   "pretrain --modality audio --data DIR --out DIR",
		Short: "Train an auxiliary model on labelled data of any modality",
		Args:  cobra.NoArgs,
		RunE:  action(func(cmd *cobra.Command, _ []string) error { return o.run(cmd) }),
	}
	o.register(cmd, "audio")
	return cmd
}

func newTrainCmd() *cobra.Command {
	o := new(trainOptions)
	cmd := &cobra.Command{
		Use:   "train --data DIR --out DIR [--aux MODEL]",
		Short: "Train a model, plainly or with pathways through auxiliary models",
		Long: `Train a model, plainly or, with --aux, with a pathway through the linear layers of
an auxiliary model of another modality. A run that was stopped or killed goes on
from its last checkpoint when the same command is given again, and ends with the
same bits.`,
		Args: cobra.NoArgs,
		RunE: action(func(cmd *cobra.Command, _ []string) error { return o.run(cmd) }),
	}
	o.register(cmd, "image")
	f := cmd.Flags()
	f.StringArrayVar(&o.aux, "aux", nil, "model whose blocks the pathway runs through (repeat for several)")
	f.StringVar(&o.init, "init", "", "model of the same shape whose weights to start from")
	f.StringSliceVar(&o.path.Layers, "aux-layers", nil, "layers of a block that get a pathway (default all: attn.qkv,attn.proj,mlp.fc1,mlp.fc2)")
	f.IntVar(&o.path.Blocks, "aux-blocks", 0, "connect only the first so many blocks; 0: all")
	f.BoolVar(&o.path.Reversed, "aux-reversed", false, "pair the first block with the auxiliary's last")
	f.BoolVar(&o.path.FreezeAux, "aux-frozen", false, "do not train the auxiliary's weights")
	f.BoolVar(&o.path.AuxBias, "aux-bias", false, "add λ·b' of the auxiliary's biases as well")
	f.BoolVar(&o.only, "fixed", false, "train the λs and the classifier only")
	return cmd
}

func (o *trainOptions) register(cmd *cobra.Command, modality string) {
	f := cmd.Flags()
	f.StringVar(&o.modality, "modality", modality, "what the data is: image or audio")
	f.StringVar(&o.data, "data", "", "folder with the data (MNIST's IDX files, FSDD, or a folder per class)")
	f.StringVar(&o.out, "out", "", "folder to write the model, checkpoint and metrics to")
	f.IntVar(&o.trainSize, "train-size", 0, "use only so many training samples, the same number of every class; 0: all")
	o.size.register(f)
	f.IntVar(&o.recipe.Epochs, "epochs", 0, "passes over the training data; 0: chosen by its size")
	f.IntVar(&o.recipe.Batch, "batch", 32, "samples per step")
	f.Float64Var(&o.recipe.LR, "lr", 1e-3, "highest learning rate (AdamW, warm-up and cosine)")
	f.Float64Var(&o.recipe.WeightDecay, "weight-decay", 0.05, "AdamW's weight decay")
	f.Float64Var(&o.recipe.LabelSmoothing, "label-smoothing", 0.1, "label smoothing")
	f.Float64Var(&o.recipe.Clip, "clip", 1, "largest norm of the gradient; 0: no limit")
	f.BoolVar(&o.noAugment, "no-augment", false, "train on the samples as they are")
	f.IntVar(&o.recipe.EvalEvery, "eval-every", 0, "epochs between evaluations; 0: chosen by the sizes")
	f.IntVar(&o.checkpointEvery, "checkpoint-every", 0, "steps between checkpoints; 0: one after every epoch")
	f.BoolVar(&o.gradCheckpointing, "grad-checkpointing", false, "compute blocks again on the way back: less memory, more time, the same bits")
	f.Uint64Var(&o.recipe.Seed, "seed", 1, "seed of weights, order and augmentation")
	f.BoolVar(&o.overwrite, "overwrite", false, "begin anew where --out holds a run")
	f.BoolVar(&o.quiet, "quiet", false, "show no progress")
	o.threads = threadsFlag(cmd)
	o.profile = profileFlag(cmd)
	for _, name := range []string{"data", "out"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}

// run trains a model by the flags and saves it.
func (o *trainOptions) run(cmd *cobra.Command) error {
	modality, err := parseModality(o.modality)
	if err != nil {
		return err
	}
	if err := setThreads(*o.threads); err != nil {
		return err
	}
	if o.checkpointEvery < 0 {
		return usagef("--checkpoint-every is %d, want 0 (each epoch) or more", o.checkpointEvery)
	}
	if err := o.path.Validate(); err != nil {
		return usageError{err}
	}
	o.size.complete()
	o.recipe.Augment = !o.noAugment
	show := newDisplay(cmd.ErrOrStderr(), o.quiet)

	show.printf("reading %s\n", o.data)
	data, err := loadCorpus(modality, o.data, corpusOptions{trainSize: o.trainSize, seed: o.recipe.Seed, needTrain: true})
	if err != nil {
		return err
	}
	r := o.recipe.fill(data.train.Len(), testLen(data))
	if err := r.validate(); err != nil {
		return err
	}
	model, err := o.build(data, r.Seed)
	if err != nil {
		return err
	}
	if err := prepareOut(o.out, o.overwrite); err != nil {
		return err
	}
	t := newTrainer(filepath.Base(o.out), model, data.train, data.test, r, show)
	t.out, t.every = o.out, o.checkpointEvery
	t.profiled(newProfile(*o.profile))
	show.printf("training %d parameters on %d samples of %s: %v, %d threads\n", nn.CountParams(model.ViT), data.train.Len(), data.name, r, parallel.Threads())
	if err := t.run(cmd.Context()); err != nil {
		return err
	}
	model.Config.Trained = trained(data, r, t.progress.History.final())
	path := filepath.Join(o.out, m2pt.ModelFile)
	if err := model.Save(path); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if s := t.progress.History.final(); s != nil {
		fmt.Fprintf(w, "test accuracy %.2f %% (%d of %d)\n", 100*s.Accuracy, s.Correct, s.Samples)
	}
	fmt.Fprintf(w, "model written to %s\n", path)
	return writeProfile(cmd.ErrOrStderr(), t.profile)
}

// build returns the model to train.
func (o *trainOptions) build(data *corpus, seed uint64) (*m2pt.Model, error) {
	model, err := m2pt.NewModel(data.config(o.size), tensor.NewRNG(seed))
	if err != nil {
		return nil, usageError{err}
	}
	if o.init != "" {
		from, err := loadModel(o.init)
		if err != nil {
			return nil, err
		}
		if _, err := nn.LoadStateDict(model.ViT, nn.StateDict(from.ViT), true); err != nil {
			return nil, fmt.Errorf("--init %s: %w", o.init, err)
		}
	}
	for _, path := range o.aux {
		aux, err := loadModel(path)
		if err != nil {
			return nil, err
		}
		if err := model.Connect(aux, o.path); err != nil {
			return nil, fmt.Errorf("--aux %s: %w", path, err)
		}
	}
	if o.only {
		m2pt.FreezeBlocks(model.ViT)
	}
	model.ViT.GradCheckpointing = o.gradCheckpointing
	return model, nil
}

func trained(c *corpus, r recipe, s *score) m2pt.Training {
	t := m2pt.Training{Data: c.name, Samples: c.train.Len(), Epochs: r.Epochs, Seed: r.Seed}
	if s != nil {
		t.TestSamples, t.TestAccuracy = s.Samples, s.Accuracy
	}
	return t
}

func testLen(c *corpus) int {
	if c.test == nil {
		return 0
	}
	return c.test.Len()
}

// loadModel reads a model and says plainly when there is none.
func loadModel(path string) (*m2pt.Model, error) {
	m, err := m2pt.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			return nil, fmt.Errorf("%s holds no %s: has the run that writes it ended?", path, m2pt.ModelFile)
		}
	}
	return m, err
}
