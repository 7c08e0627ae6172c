package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// trainOptions are the flags of train and pretrain.
type trainOptions struct {
	modality, data, out string
	task                pipeline.Task
	trainSize           int
	validation          int
	channels, side      int
	size                modelSize
	recipe              string        // the name of a recipe, or its file
	changes             recipe.Recipe // where the flags that change it go
	noAugment           bool
	checkpointEvery     int
	gradCheckpointing   bool
	overwrite, quiet    bool
	threads             *int
	profile             *bool

	objective train.Objective // of pretrain

	aux            []string // folders of auxiliary models
	init           string   // folder of a model to start from
	initBlocks     string   // folder of a model of any modality whose blocks to start from
	path           m2pt.Options
	lambda         float64
	freezeBackbone bool
}

func newPretrainCmd() *cobra.Command {
	o := new(trainOptions)
	cmd := &cobra.Command{
		Use:   "pretrain --modality audio --data DIR --out DIR",
		Short: "Train a model to be an auxiliary or a start: a masked autoencoder, or by labels",
		Long: `Train a masked autoencoder of any modality (MAE, AudioMAE, Point-MAE, VideoMAE): it
sees a part of every sample and rebuilds the rest; labels are not looked at. What it
learned serves train as an auxiliary (--aux) or as a start (--init). With --objective
labels an ordinary classifier is trained instead.`,
		Args: cobra.NoArgs,
		RunE: action(func(cmd *cobra.Command, _ []string) error { return o.run(cmd) }),
	}
	o.register(cmd, "audio")
	f := cmd.Flags()
	f.StringVar((*string)(&o.objective), "objective", string(train.ObjectiveMAE), "mae (rebuild what is masked) or labels")
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
	f.StringArrayVar(&o.aux, "aux", nil, "model whose blocks the pathway runs through (repeat for several); random or identity for one that was never trained")
	f.StringVar(&o.init, "init", "", "model of the same modality and shape whose weights to start from; its head is left out where classes differ, its positions are interpolated where sizes do")
	f.StringVar(&o.initBlocks, "init-blocks", "", "model of any modality whose blocks' weights to start from")
	f.StringSliceVar(&o.path.AuxLayers, "aux-layers", nil, "layers of a block that get a pathway (default all: attn.qkv,attn.proj,mlp.fc1,mlp.fc2)")
	f.IntVar(&o.path.AuxBlocks, "aux-blocks", 0, "connect only the first so many blocks; 0: all")
	f.BoolVar(&o.path.AuxReversed, "aux-reversed", false, "pair the first block with the auxiliary's last")
	f.BoolVar(&o.path.FreezeAux, "freeze-aux", false, "do not train the auxiliary's weights")
	f.BoolVar(&o.path.AuxBias, "aux-bias", false, "add λ·b' of the auxiliary's biases as well")
	f.StringVar(&o.path.LambdaPer, "lambda-per", m2pt.PerLayer, "what has a λ of its own: layer, model or channel")
	f.Float64Var(&o.lambda, "lambda", 0, "λ at the start")
	f.BoolVar(&o.path.FreezeLambda, "freeze-lambda", false, "do not train λ")
	f.BoolVar(&o.freezeBackbone, "freeze-backbone", false, "train the λs and the classifier only")
	return cmd
}

func (o *trainOptions) register(cmd *cobra.Command, modality string) {
	f := cmd.Flags()
	f.StringVar(&o.modality, "modality", modality, "what the data is: image, audio, point or video")
	taskFlag(f, &o.task)
	f.StringVar(&o.data, "data", "", "folder with the data (see the README for the layouts), or synthetic for some made by code")
	f.StringVar(&o.out, "out", "", "folder to write the model, checkpoint and metrics to")
	f.IntVar(&o.trainSize, "train-size", 0, "use only so many training samples, the same number of every class; 0: all")
	f.IntVar(&o.validation, "validation", 0, "test on so many training samples, which are not trained on, and leave the test set alone; 0: test on the test set")
	f.IntVar(&o.channels, "channels", 0, "of images and videos in class folders: 1 or 3; 0: 1")
	f.IntVar(&o.side, "side", 0, "scale images and videos in class folders to so many pixels each way; 0: as they are")
	o.size.register(f)
	f.StringVar(&o.recipe, "recipe", "", "how to train: "+strings.Join(recipe.Names(), ", ")+", or a YAML or JSON file (default: the modality's); the flags of its fields go before it")
	o.changes = recipe.Default()
	bindRecipe(f, &o.changes)
	f.BoolVar(&o.noAugment, "no-augment", false, "train on the samples as they are")
	f.IntVar(&o.checkpointEvery, "checkpoint-every", 0, "steps between checkpoints; 0: one after every epoch")
	f.BoolVar(&o.gradCheckpointing, "grad-checkpointing", false, "compute blocks again on the way back: less memory, more time, the same bits")
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
	if err := o.task.Check(modality); err != nil {
		return optionUsage(err)
	}
	if err := setThreads(*o.threads); err != nil {
		return err
	}
	if o.checkpointEvery < 0 {
		return usagef("--checkpoint-every is %d, want 0 (each epoch) or more", o.checkpointEvery)
	}
	o.path.Lambda = float32(o.lambda)
	if err := o.path.Validate(); err != nil {
		return usageError{err}
	}
	if o.objective != "" {
		if err := o.objective.Check(); err != nil {
			return usagef("--objective: %w", err)
		}
	}
	if modality == m2pt.Audio {
		if err := o.size.validateAudio(); err != nil {
			return err
		}
	}
	r, err := o.loadRecipe(cmd.Flags(), modality)
	if err != nil {
		return err
	}
	show := newDisplay(cmd.ErrOrStderr(), o.quiet)

	show.printf("reading %s\n", o.data)
	data, err := pipeline.Load(modality, o.data, pipeline.Options{
		TrainSize: o.trainSize, Validation: o.validation, Seed: r.Seed, Task: o.task,
		Channels: o.channels, Side: o.side, Points: r.Point.Points, Frames: r.Video.Frames, Stride: r.Video.Stride,
		Audio: o.size.input,
	})
	if err != nil {
		return optionUsage(err)
	}
	model, identity, err := o.build(data, &r)
	if err != nil {
		return err
	}
	models := append([]string{o.init, o.initBlocks}, o.aux...)
	if err := keepModels("--out", filepath.Join(o.out, m2pt.ModelFile), models...); err != nil {
		return err
	}
	b := show.bar(filepath.Base(o.out), testName(data.HeldOut), model.Config.Masked != nil)
	defer b.done()
	p := newProfile(*o.profile)
	t, err := train.New(model, data.Augmented(r.Augment()), train.Options{
		Recipe: r, Test: data.Test, Out: o.out, CheckpointEvery: o.checkpointEvery, Overwrite: o.overwrite,
		Identity: identity, DataName: data.Name, HeldOut: data.HeldOut, Hooks: b.hooks(), Profile: p,
	})
	if err != nil {
		return err
	}
	show.printf("training %d parameters on %d samples of %s: %s, %d threads\n", nn.CountParams(model.Net), data.Train.Len(), data.Name, describeRecipe(t.Recipe()), parallel.Threads())
	if err := t.Run(cmd.Context()); err != nil {
		return advise(err)
	}
	w := cmd.OutOrStdout()
	if s := t.History().Final(); s != nil {
		switch {
		case model.Config.Masked != nil:
			fmt.Fprintf(w, "%s loss %.5f on %d samples\n", b.part, s.Loss, s.Samples)
		case s.Segment != nil:
			fmt.Fprintf(w, "%s %v, accuracy %.2f %% on %d samples\n", b.part, s.Segment, 100*s.Accuracy, s.Samples)
		default:
			fmt.Fprintf(w, "%s accuracy %.2f %% (%d of %d)\n", b.part, 100*s.Accuracy, s.Correct, s.Samples)
		}
	}
	fmt.Fprintf(w, "model written to %s\n", filepath.Join(o.out, m2pt.ModelFile))
	return writeProfile(cmd.ErrOrStderr(), p)
}

// loadRecipe returns the recipe that is asked for, changed by flags.
func (o *trainOptions) loadRecipe(f *pflag.FlagSet, modality m2pt.Modality) (recipe.Recipe, error) {
	r, err := recipe.For(string(modality), o.objective == train.ObjectiveMAE)
	if o.recipe != "" {
		r, err = recipe.Load(o.recipe)
	}
	if err != nil {
		return recipe.Recipe{}, usagef("--recipe: %w", err)
	}
	if err := applyRecipe(f, r); err != nil {
		return *r, usageError{err}
	}
	if o.noAugment {
		*r = r.WithoutAugmentation()
	}
	if o.objective == train.ObjectiveMAE {
		if err := train.CheckMasked(modality, *r); err != nil {
			return *r, usageError{err}
		}
	} else if o.task == pipeline.Segment {
		if err := train.CheckSegmenter(*r); err != nil {
			return *r, usageError{err}
		}
	}
	if err := r.ValidateFor(string(modality)); err != nil {
		return *r, usageError{err}
	}
	return *r, nil
}

// describeRecipe tells of a recipe in a line.
func describeRecipe(r recipe.Recipe) string {
	return fmt.Sprintf("%d epochs, batch %d, lr %g, weight decay %g, seed %d", r.Epochs, r.Batch, r.LR, r.WeightDecay, r.Seed)
}

// build returns the model to train and where it comes from.
func (o *trainOptions) build(data *pipeline.Corpus, r *recipe.Recipe) (*m2pt.Model, train.Identity, error) {
	s := train.Setup{
		Config: o.size.config(data, r, o.objective == train.ObjectiveMAE), Seed: r.Seed,
		Pathway: o.path, FreezeBackbone: o.freezeBackbone, GradCheckpointing: o.gradCheckpointing,
	}
	var err error
	if o.init != "" {
		if s.Init, err = train.LoadModel(o.init); err != nil {
			return nil, train.Identity{}, err
		}
	}
	if o.initBlocks != "" {
		if s.InitBlocks, err = train.LoadModel(o.initBlocks); err != nil {
			return nil, train.Identity{}, err
		}
	}
	for _, path := range o.aux {
		aux, err := auxiliary(path, s.Config, r.Seed)
		if err != nil {
			return nil, train.Identity{}, err
		}
		s.Auxiliaries = append(s.Auxiliaries, aux)
	}
	m, id, err := s.Build()
	return m, id, o.inFlags(err)
}

// auxiliary returns the model that --aux names, for a model of configuration c.
func auxiliary(path string, c m2pt.Config, seed uint64) (*m2pt.Model, error) {
	var m *m2pt.Model
	var err error
	switch m2pt.Modality(path) {
	case train.RandomWeights:
		m, err = train.RandomAuxiliary(c, seed)
	case train.IdentityWeights:
		m, err = train.IdentityAuxiliary(c, seed)
	default:
		return train.LoadModel(path)
	}
	if err != nil {
		return nil, usageError{err} // the configuration is that of the flags
	}
	return m, nil
}

// inFlags says what is wrong with a setup in terms of the flags it is made of.
func (o *trainOptions) inFlags(err error) error {
	var part *train.SetupError
	if !errors.As(err, &part) {
		return err
	}
	switch part.Part {
	case "Init":
		return fmt.Errorf("--init %s: %w", o.init, part.Err)
	case "InitBlocks":
		return fmt.Errorf("--init-blocks %s: %w", o.initBlocks, part.Err)
	case "Auxiliaries":
		return fmt.Errorf("--aux %s: %w", o.aux[part.Index], part.Err)
	case "GradCheckpointing":
		return usagef("--grad-checkpointing: %w", part.Err)
	}
	return usageError{part.Err}
}
