package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train/recipe"
)

// trainOptions are the flags of train and pretrain.
type trainOptions struct {
	modality, data, out string
	task                task
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

	objective string // of pretrain

	aux        []string // folders of auxiliary models
	init       string   // folder of a model to start from
	initBlocks string   // folder of a model of any modality whose blocks to start from
	path       m2pt.Options
	scale      float64
	only       bool // train λ and head only
}

// What a model is pretrained to do: --objective.
const (
	objectiveMAE    = "mae"
	objectiveLabels = "labels"
)

// What --aux takes in place of a model.
const (
	auxRandom   = "random"
	auxIdentity = "identity"
)

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
	f.StringVar(&o.objective, "objective", objectiveMAE, "mae (rebuild what is masked) or labels")
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
	f.StringSliceVar(&o.path.Layers, "aux-layers", nil, "layers of a block that get a pathway (default all: attn.qkv,attn.proj,mlp.fc1,mlp.fc2)")
	f.IntVar(&o.path.Blocks, "aux-blocks", 0, "connect only the first so many blocks; 0: all")
	f.BoolVar(&o.path.Reversed, "aux-reversed", false, "pair the first block with the auxiliary's last")
	f.BoolVar(&o.path.FreezeAux, "aux-frozen", false, "do not train the auxiliary's weights")
	f.BoolVar(&o.path.AuxBias, "aux-bias", false, "add λ·b' of the auxiliary's biases as well")
	f.StringVar(&o.path.ScalePer, "lambda-per", m2pt.PerLayer, "what has a λ of its own: layer, model or channel")
	f.Float64Var(&o.scale, "lambda", 0, "λ at the start")
	f.BoolVar(&o.path.FixScale, "lambda-fixed", false, "do not train λ")
	f.BoolVar(&o.only, "fixed", false, "train the λs and the classifier only")
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
	if err := o.task.check(modality); err != nil {
		return err
	}
	if err := setThreads(*o.threads); err != nil {
		return err
	}
	if o.checkpointEvery < 0 {
		return usagef("--checkpoint-every is %d, want 0 (each epoch) or more", o.checkpointEvery)
	}
	if o.path.Scale = float32(o.scale); o.path.ScalePer == m2pt.PerLayer {
		o.path.ScalePer = "" // the default, so that models say it in one way
	}
	if err := o.path.Validate(); err != nil {
		return usageError{err}
	}
	if o.objective != "" && o.objective != objectiveMAE && o.objective != objectiveLabels {
		return usagef("--objective is %q, want %s or %s", o.objective, objectiveMAE, objectiveLabels)
	}
	o.size.complete()
	if modality == m2pt.Audio {
		if err := o.size.audio.validate(); err != nil {
			return err
		}
	}
	r, err := o.loadRecipe(cmd.Flags(), modality)
	if err != nil {
		return err
	}
	show := newDisplay(cmd.ErrOrStderr(), o.quiet)

	show.printf("reading %s\n", o.data)
	data, err := loadCorpus(modality, o.data, corpusOptions{
		trainSize: o.trainSize, validation: o.validation, seed: r.Seed, needTrain: true, task: o.task,
		channels: o.channels, side: o.side, points: r.Point.Points, frames: r.Video.Frames, stride: r.Video.Stride,
		audio: o.size.audio,
	})
	if err != nil {
		return err
	}
	r = r.Complete(data.train.Len(), testLen(data))
	model, err := o.build(data, &r)
	if err != nil {
		return err
	}
	if err := prepareOut(o.out, o.overwrite); err != nil {
		return err
	}
	t := newTrainer(filepath.Base(o.out), model, data.train, data.test, r, show)
	t.part = partName(data.heldOut)
	t.out, t.every = o.out, o.checkpointEvery
	t.profiled(newProfile(*o.profile))
	show.printf("training %d parameters on %d samples of %s: %s, %d threads\n", nn.CountParams(model.Net), data.train.Len(), data.name, describeRecipe(r), parallel.Threads())
	if err := t.run(cmd.Context()); err != nil {
		return err
	}
	model.Config.Trained = trained(data, r, t.progress.History.final(), model.Config.Masked != nil)
	path := filepath.Join(o.out, m2pt.ModelFile)
	if err := model.Save(path); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if s := t.progress.History.final(); s != nil {
		switch {
		case model.Config.Masked != nil:
			fmt.Fprintf(w, "%s loss %.5f on %d samples\n", t.part, s.Loss, s.Samples)
		case s.Segment != nil:
			fmt.Fprintf(w, "%s %v, accuracy %.2f %% on %d samples\n", t.part, s.Segment, 100*s.Accuracy, s.Samples)
		default:
			fmt.Fprintf(w, "%s accuracy %.2f %% (%d of %d)\n", t.part, 100*s.Accuracy, s.Correct, s.Samples)
		}
	}
	fmt.Fprintf(w, "model written to %s\n", path)
	return writeProfile(cmd.ErrOrStderr(), t.profile)
}

// loadRecipe returns the recipe that is asked for, changed by flags.
func (o *trainOptions) loadRecipe(f *pflag.FlagSet, modality m2pt.Modality) (recipe.Recipe, error) {
	name := o.recipe
	if name == "" {
		if name = string(modality); o.objective == objectiveMAE {
			name += "-mae"
		}
	}
	r, err := recipe.Load(name)
	if err != nil {
		return recipe.Recipe{}, usagef("--recipe: %w", err)
	}
	if err := applyRecipe(f, r); err != nil {
		return *r, usageError{err}
	}
	if o.noAugment {
		withoutAugmentation(r)
	}
	if o.task == taskSegment {
		if err := forSegments(r); err != nil {
			return *r, usageError{err}
		}
	}
	if err := r.ValidateFor(string(modality)); err != nil {
		return *r, usageError{err}
	}
	return *r, nil
}

// forSegments refuses what the classes of points and pixels cannot follow.
func forSegments(r *recipe.Recipe) error {
	switch {
	case r.Mixup > 0 || r.CutMix > 0:
		return fmt.Errorf("mixup is %v and cutmix %v, want 0: samples with a class for each pixel or point are not mixed", r.Mixup, r.CutMix)
	case r.Image.RandAugment.N > 0:
		return fmt.Errorf("image.rand_augment.n is %d, want 0: masks do not follow its changes of geometry", r.Image.RandAugment.N)
	}
	return nil
}

// withoutAugmentation makes r train on samples as they are. What a sample is,
// such as how many points it has, stays.
func withoutAugmentation(r *recipe.Recipe) {
	r.Image, r.Audio = recipe.Image{}, recipe.Audio{}
	r.Point = recipe.Point{Points: r.Point.Points}
	r.Video = recipe.Video{Frames: r.Video.Frames, Stride: r.Video.Stride}
	r.Mixup, r.CutMix = 0, 0
}

// describeRecipe tells of a recipe in a line.
func describeRecipe(r recipe.Recipe) string {
	return fmt.Sprintf("%d epochs, batch %d, lr %g, weight decay %g, seed %d", r.Epochs, r.Batch, r.LR, r.WeightDecay, r.Seed)
}

// build returns the model to train.
func (o *trainOptions) build(data *corpus, r *recipe.Recipe) (*m2pt.Model, error) {
	model, err := m2pt.NewModel(o.size.config(data, r, o.objective == objectiveMAE), tensor.NewRNG(r.Seed))
	if err != nil {
		return nil, usageError{err}
	}
	if o.init != "" {
		from, err := loadModel(o.init)
		if err != nil {
			return nil, err
		}
		if err := model.Init(from); err != nil {
			return nil, fmt.Errorf("--init %s: %w", o.init, err)
		}
	}
	if o.initBlocks != "" {
		from, err := loadModel(o.initBlocks)
		if err != nil {
			return nil, err
		}
		if err := m2pt.CopyBlocks(model.Net, from.Net); err != nil {
			return nil, fmt.Errorf("--init-blocks %s: %w", o.initBlocks, err)
		}
	}
	for _, path := range o.aux {
		aux, err := o.auxiliary(path, model.Config, r.Seed)
		if err != nil {
			return nil, err
		}
		if err := model.Connect(aux, o.path); err != nil {
			return nil, fmt.Errorf("--aux %s: %w", path, err)
		}
	}
	if o.only {
		m2pt.FreezeBlocks(model.Net)
	}
	if vit, ok := model.Net.(*nn.ViT); ok {
		vit.GradCheckpointing = o.gradCheckpointing
	} else if segmenter, ok := model.Net.(*m2pt.ImageSegmenter); ok {
		segmenter.Backbone.GradCheckpointing = o.gradCheckpointing
	} else if o.gradCheckpointing {
		return nil, usagef("--grad-checkpointing is for classifiers of images and sounds and segmenters of images")
	}
	return model, nil
}

// auxSeed offsets the seed of a random auxiliary from that of the model.
const auxSeed = 1 << 33

// auxiliary returns the model that --aux names, for a model of configuration c.
func (o *trainOptions) auxiliary(path string, c m2pt.Config, seed uint64) (*m2pt.Model, error) {
	if path != auxRandom && path != auxIdentity {
		return loadModel(path)
	}
	c.Paths = nil
	m, err := m2pt.NewModel(c, tensor.NewRNG(seed+auxSeed))
	if err != nil {
		return nil, err
	}
	m.Config.Modality = m2pt.Modality(path)
	if path == auxIdentity {
		m2pt.SetIdentity(m.Net)
	}
	return m, nil
}

func trained(c *corpus, r recipe.Recipe, s *score, masked bool) m2pt.Training {
	t := m2pt.Training{Data: c.name, Samples: c.train.Len(), Epochs: r.Epochs, Seed: r.Seed}
	if s != nil {
		t.Validation, t.TestSamples, t.TestAccuracy = c.heldOut, s.Samples, s.Accuracy
		if masked {
			t.TestLoss = s.Loss
		}
		if s.Segment != nil {
			t.TestIoU = s.Segment.MeanIoU
		}
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
