package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: what train and pretrain have in common.

// trainOptions are the flags of train and pretrain.
type trainOptions struct {
	command   string          // train or pretrain
	objective train.Objective // of pretrain; "": train has none and uses labels
	data      dataFlags
	points    pointLimit
	model     modelFlags
	path      pathwayFlags // of train
	recipe    recipeFlags
	output    outputFlags
	machine   machineFlags

	gradCheckpointing bool
}

// outputFlags say where a run is kept and what is shown of it.
type outputFlags struct {
	dir              string
	checkpointEvery  int
	overwrite, quiet bool
}

// register adds the flags that both commands have.
func (o *trainOptions) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	o.data.register(fs)
	o.points.register(cmd)
	o.model.register(fs)
	o.recipe.register(fs)
	groupOutput.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&o.output.dir, "out", "", "`folder` to write the model, checkpoint and metrics to")
		fs.BoolVar(&o.output.overwrite, "overwrite", false, "begin anew where --out holds a run")
	})
	groupOutput.more(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&o.output.checkpointEvery, "checkpoint-every", 0, "steps between checkpoints; 0: one after every epoch")
		fs.BoolVar(&o.output.quiet, "quiet", false, "show no progress")
	})
	o.machine.register(fs)
	groupMachine.more(fs, func(fs *pflag.FlagSet) {
		fs.BoolVar(&o.gradCheckpointing, "grad-checkpointing", false, "compute blocks again on the way back: less memory, more time, the same bits")
	})
	require(cmd, "data", "out")
	cmd.RunE = action(func(cmd *cobra.Command, _ []string) error { return o.run(cmd) })
}

// validate reports what is wrong with the flags, before any data is read, and returns
// the recipe.
func (o *trainOptions) validate(fs *pflag.FlagSet) (recipe.Recipe, error) {
	var none recipe.Recipe
	if err := o.data.validate(); err != nil {
		return none, err
	}
	if o.output.checkpointEvery < 0 {
		return none, usagef("--checkpoint-every is %d, want 0 (each epoch) or more", o.output.checkpointEvery)
	}
	if o.objective != "" {
		if err := o.objective.Check(); err != nil {
			return none, usagef("--objective: %w", err)
		}
	}
	r, err := o.recipe.load(fs, o.objective, o.data.modality)
	if err != nil {
		return none, usageError{notA(aRecipe, "--recipe: ", o.recipe.name, err)}
	}
	if err := o.checkEffects(fs, &r); err != nil {
		return none, err
	}
	if err := o.path.validate(); err != nil {
		return none, err
	}
	if err := o.model.validate(); err != nil {
		return none, err
	}
	if o.data.modality == m2pt.Audio {
		if err := o.model.validateAudio(); err != nil {
			return none, err
		}
	}
	return r, checkRecipe(r, o.objective, o.data.modality, o.data.task)
}

// run trains a model as the flags say, and saves it.
func (o *trainOptions) run(cmd *cobra.Command) error {
	if err := setThreads(o.machine.threads); err != nil {
		return err
	}
	r, err := o.validate(cmd.Flags())
	if err != nil {
		return err
	}
	if err := o.checkOut(); err != nil {
		return err
	}
	images, err := o.data.images.input()
	if err != nil {
		return err
	}
	show := newDisplay(cmd.ErrOrStderr(), o.output.quiet)
	show.printf("reading %s\n", o.data.dir)
	ctx, err := o.points.in(o.model.maxClip.in(cmd.Context()), o.data.modality)
	if err != nil {
		return err
	}
	read := pipeline.Options{
		TrainSize: o.data.trainSize, Validation: o.data.validation, Seed: r.Seed, Task: o.data.task, SkipUnreadable: o.data.skipUnreadable,
		Channels: o.data.channels, Side: o.data.side, Points: r.Point.Points, Frames: r.Video.Frames, Stride: r.Video.Stride,
		Audio: o.model.audio, Image: images, Unlabelled: o.objective == train.ObjectiveMAE,
	}
	data, err := pipeline.Load(ctx, o.data.modality, o.data.dir, read)
	if err != nil {
		return optionUsage(adviseData(interruption(cmd.Context(), err), o.data.modality, o.data.dir, false))
	}
	data = o.likeStart(cmd.Context(), data, read)
	tellNotes(cmd.ErrOrStderr(), data.Notes)
	if o.objective != train.ObjectiveMAE && data.Segment == nil && len(data.Classes) == 1 {
		return fmt.Errorf("%s: %s is the only class, and about one a classifier is always right: two are needed (pretrain needs none)", o.data.dir, data.Classes[0])
	}
	model, identity, err := o.build(data, &r, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	b := show.bar(filepath.Base(o.output.dir), testName(data.HeldOut), model.Config.Masked != nil)
	defer b.done()
	p := newProfile(o.machine.profile)
	t, err := train.New(model, data.Augmented(r.Augment()), train.Options{
		Recipe: r, Test: data.Test, Out: o.output.dir, CheckpointEvery: o.output.checkpointEvery, Overwrite: o.output.overwrite,
		Identity: identity, DataName: data.Name, HeldOut: data.HeldOut, Profile: p,
		Hooks: b.hooks().AtBeginning(func() {
			tellMisfit(cmd.ErrOrStderr(), o.recipe.misfit(r, model.Config, data.Train.Len(), o.path.init != "" || o.path.initBlocks != ""))
		}),
	})
	if err != nil {
		return err
	}
	show.printf("training %d parameters on %d samples of %s, %d threads\n", nn.CountParams(model.Net), data.Train.Len(), data.Name, parallel.Threads())
	show.printf("inputs of %s: %s\n%s\n", times(data.Shape), model.Config.Tokens(), describeRecipe(t.Recipe()))
	defer mustSave()()
	if err := t.Run(cmd.Context()); err != nil {
		return advise(err)
	}
	return o.report(cmd, model.Config, t.History(), b.part, p)
}

// checkOut refuses an --out in which the run would do harm or cannot write, before any
// work is done.
func (o *trainOptions) checkOut() error {
	out := o.output.dir
	return firstError(
		keepData("--out", out, o.data.dir),
		keepModels("--out", filepath.Join(out, m2pt.ModelFile), o.path.models()...),
		keepFolders("--out", out, o.path.models()...),
		keepOthers("--out", out, o.output.overwrite),
		writable("--out", out),
	)
}

// firstError returns the first of the errors that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// build returns the model to train and where it comes from. It tells w what the model
// cannot see.
func (o *trainOptions) build(data *pipeline.Corpus, r *recipe.Recipe, w io.Writer) (*m2pt.Model, train.Identity, error) {
	s := train.Setup{
		Config: data.ModelConfig(train.Configure(o.model.shape, *r, o.objective == train.ObjectiveMAE)),
		Seed:   r.Seed, GradCheckpointing: o.gradCheckpointing,
	}
	notes, err := checkTokens(s.Config)
	if err != nil {
		return nil, train.Identity{}, err
	}
	tellNotes(w, notes)
	if err := o.path.apply(&s); err != nil {
		return nil, train.Identity{}, err
	}
	m, id, err := s.Build()
	return m, id, o.path.inFlags(err)
}

// report prints how a run has ended. part names the part of the data that the model was
// tested on.
func (o *trainOptions) report(cmd *cobra.Command, c m2pt.Config, h train.History, part string, p *autograd.Profile) error {
	w := cmd.OutOrStdout()
	if s := h.Final(); s != nil {
		switch {
		case c.Masked != nil:
			fmt.Fprintf(w, "%s loss %.5f on %d samples\n", part, s.Loss, s.Samples)
		case s.Segment != nil:
			fmt.Fprintf(w, "%s %v, accuracy %.2f %% on %d samples\n", part, s.Segment, 100*s.Accuracy, s.Samples)
		default:
			fmt.Fprintf(w, "%s accuracy %.2f %% (%d of %d)\n", part, 100*s.Accuracy, s.Correct, s.Samples)
		}
	}
	fmt.Fprintf(w, "model written to %s\n", filepath.Join(o.output.dir, m2pt.ModelFile))
	return writeProfile(cmd.ErrOrStderr(), p)
}

// describeRecipe tells of a recipe in a line.
func describeRecipe(r recipe.Recipe) string {
	return fmt.Sprintf("%d epochs, batch %d, lr %g, weight decay %g, seed %d", r.Epochs, r.Batch, r.LR, r.WeightDecay, r.Seed)
}
