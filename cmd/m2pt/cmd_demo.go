package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/plot/training"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: m2pt demo.

// demoOptions are the flags of demo.
type demoOptions struct {
	out                        string
	seeds                      int
	seed                       uint64
	images, clips, testSamples int
	epochs, auxEpochs          int
	dim, depth                 int
	others                     bool
	quiet                      bool
	threads                    int
}

func newDemoCmd() *cobra.Command {
	o := new(demoOptions)
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch the whole idea on synthetic data, in one to two minutes",
		Long: `Make synthetic images and synthetic sounds that have nothing to do with each other,
train an audio transformer, train an image transformer plainly and with a pathway
through the audio transformer (same seeds, same order of data, same budget), merge
the two and compare. Then, once and with less to learn from, sounds, point clouds and
videos are targets, too, each with a pathway through the model before it. What is
printed is what was measured, whichever way it falls.`,
		Example: `  m2pt demo
  m2pt demo --seeds 5 --out mine`,
		Args: noArgs("a folder for the models goes to --out"),
	}
	fs := cmd.Flags()
	groupData.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&o.images, "images", 1000, "training images")
		fs.IntVar(&o.clips, "clips", 1000, "training sounds")
		fs.IntVar(&o.testSamples, "test", 1000, "test images, and test sounds")
		fs.BoolVar(&o.others, "others", true, "also train sounds, point clouds and videos as targets")
	})
	groupModel.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&o.dim, "dim", 64, "width of all transformers, a multiple of 4")
		fs.IntVar(&o.depth, "depth", 4, "depth of all transformers")
	})
	groupOptimizer.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&o.epochs, "epochs", 20, "epochs of the image transformers")
		fs.IntVar(&o.auxEpochs, "aux-epochs", 40, "epochs of the audio transformer")
		fs.IntVar(&o.seeds, "seeds", 3, "how many times to train, each with its own seed")
		fs.Uint64Var(&o.seed, "seed", 1, "the first seed")
	})
	groupOutput.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&o.out, "out", "m2pt-demo", "`folder` to write models and pictures to")
		fs.BoolVar(&o.quiet, "quiet", false, "show no progress")
	})
	threadsFlag(fs, &o.threads)
	cmd.RunE = action(func(cmd *cobra.Command, _ []string) error {
		if err := setThreads(o.threads); err != nil {
			return err
		}
		return o.run(cmd.Context(), cmd.OutOrStdout(), newDisplay(cmd.ErrOrStderr(), o.quiet))
	})
	return cmd
}

// pair is the outcome of one seed.
type pair struct {
	plain, pathway, merged    *m2pt.Model
	plainRun, pathwayRun      train.History
	plainAcc, pathAcc, mrgAcc float64
	equal, bits               int // of the bits of merged and unmerged logits: those that agree, and all
}

func (o *demoOptions) validate() error {
	for _, v := range []struct {
		name string
		v    int
	}{
		{"seeds", o.seeds}, {"images", o.images}, {"clips", o.clips}, {"test", o.testSamples},
		{"epochs", o.epochs}, {"aux-epochs", o.auxEpochs}, {"dim", o.dim}, {"depth", o.depth},
	} {
		if v.v < 1 {
			return usagef("--%s is %d, want 1 or more", v.name, v.v)
		}
	}
	if o.dim%4 != 0 {
		return usagef("--dim is %d, want a multiple of 4", o.dim)
	}
	return nil
}

func (o *demoOptions) run(ctx context.Context, w io.Writer, show *display) error {
	if err := o.validate(); err != nil {
		return err
	}
	if show != nil {
		show.brief = true
	}
	for _, name := range demoModels {
		if err := keepRun("--out", filepath.Join(o.out, name)); err != nil {
			return err
		}
	}
	if err := writable("--out", o.out); err != nil {
		return err
	}
	start := time.Now()
	size := pipeline.ModelOptions{
		Dim: o.dim, Depth: o.depth, Heads: 4, Image: pipeline.ImageModel{Patch: 7},
		Audio: pipeline.AudioModel{Patch: [2]int{16, 16}}, Point: pipeline.PointModel{Groups: 16, GroupSize: 16},
	}

	sounds, err := pipeline.Synthetic(m2pt.Audio, o.clips, o.testSamples, o.seed, pipeline.Options{})
	if err != nil {
		return err
	}
	images, err := pipeline.Synthetic(m2pt.Image, o.images, o.testSamples, o.seed, pipeline.Options{})
	if err != nil {
		return err
	}
	sounds.Name, images.Name = "synthetic sounds", "synthetic images"
	show.printf("%d sounds of %d kinds, %d images of %d kinds; %d threads\n", o.clips, len(sounds.Classes), o.images, len(images.Classes), parallel.Threads())

	audio, _, err := o.train(ctx, show, "audio", sounds, size, o.auxEpochs, o.seed, nil)
	if err != nil {
		return err
	}
	pairs := make([]*pair, o.seeds)
	for i := range pairs {
		if pairs[i], err = o.pair(ctx, show, images, size, o.epochs, o.seed+uint64(i), audio); err != nil {
			return err
		}
	}
	times, err := timeMerge(ctx, pairs[0], images.Test)
	if err != nil {
		return err
	}
	report(w, audio, images, pairs, times)
	if o.others {
		if err := o.ring(ctx, w, show, size, pairs[0].plain); err != nil {
			return err
		}
	}
	if err := o.write(audio, pairs); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s: audio, plain, pathway and merged models,\n  curves.png, lambda.png (%.0f s in all)\n", o.out, time.Since(start).Seconds())
	fmt.Fprintf(w, "try: go run ./cmd/m2pt inspect %s\n", filepath.Join(o.out, "merged"))
	return nil
}

// train trains a model. Unless aux is nil, the model has a pathway through it.
func (o *demoOptions) train(ctx context.Context, show *display, label string, data *pipeline.Corpus, size pipeline.ModelOptions, epochs int, seed uint64, aux *m2pt.Model) (*m2pt.Model, train.History, error) {
	r, err := recipe.Load(string(data.Modality))
	if err != nil {
		return nil, nil, err
	}
	r.Epochs, r.Batch, r.LR, r.MinLR, r.EvalEvery, r.Seed = epochs, 50, 1.5e-3, 1.5e-5, max(epochs/5, 1), seed
	r.LabelSmoothing = 0
	var s train.Setup
	if aux != nil {
		s.Auxiliaries = []*m2pt.Model{aux}
	}
	b := show.bar(label, testName(false), false)
	defer b.done()
	return train.Fit(ctx, data, size, s, train.Options{Recipe: *r, Hooks: b.hooks()})
}

// pair trains a model with and a model without the pathway, from the same seed, and
// merges the first.
func (o *demoOptions) pair(ctx context.Context, show *display, data *pipeline.Corpus, size pipeline.ModelOptions, epochs int, seed uint64, aux *m2pt.Model) (*pair, error) {
	p := new(pair)
	var err error
	if p.plain, p.plainRun, err = o.train(ctx, show, fmt.Sprintf("%s, plain, seed %d", data.Modality, seed), data, size, epochs, seed, nil); err != nil {
		return nil, err
	}
	if p.pathway, p.pathwayRun, err = o.train(ctx, show, fmt.Sprintf("%s, pathway, seed %d", data.Modality, seed), data, size, epochs, seed, aux); err != nil {
		return nil, err
	}
	p.merged = p.pathway.Merge()
	var logits [2][]float32
	for i, m := range []*m2pt.Model{p.pathway, p.merged} {
		s, err := train.Evaluate(ctx, m, data.Test, train.EvaluateOptions{
			Each: func(_ []int, l *tensor.Tensor) { logits[i] = append(logits[i], l.Data()...) },
		})
		if err != nil {
			return nil, err
		}
		p.mrgAcc = s.Accuracy
	}
	p.plainAcc, p.pathAcc = p.plainRun.Final().Accuracy, p.pathwayRun.Final().Accuracy
	p.equal, p.bits = equalBits(logits[0], logits[1])
	return p, nil
}

// demoModels are the folders of the models that a demo writes.
var demoModels = []string{"audio", "plain", "pathway", "merged"}

// write writes the models of the first seed, and the plots, to --out.
func (o *demoOptions) write(audio *m2pt.Model, pairs []*pair) error {
	p := pairs[0]
	for i, m := range []*m2pt.Model{audio, p.plain, p.pathway, p.merged} {
		dir := filepath.Join(o.out, demoModels[i])
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		if err := m.Save(filepath.Join(dir, m2pt.ModelFile)); err != nil {
			return err
		}
	}
	curves := []training.Run{{Name: "plain"}, {Name: "pathway"}}
	for _, p := range pairs {
		curves[0].Histories = append(curves[0].Histories, p.plainRun)
		curves[1].Histories = append(curves[1].Histories, p.pathwayRun)
	}
	if err := training.Curves(plot.Options{}, curves...).WritePNG(filepath.Join(o.out, "curves.png")); err != nil {
		return err
	}
	return training.Lambdas(plot.Options{Title: "learned λ"}, m2pt.Lambdas(p.pathway.Net)).WritePNG(filepath.Join(o.out, "lambda.png"))
}
