package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt predict with a classifier; predict_segment.go has the segmenters.

// predictOptions are the flags of predict.
type predictOptions struct {
	maxClip  clipLimit
	top      int
	json     bool
	invert   pipeline.Invert
	points   pointLimit
	out      string // folder for the classes of pixels or points
	category string
	images   imageFlags
	flags    *pflag.FlagSet // to see which are given
	input    pipeline.ImageInput
	machine  machineFlags

	stderr io.Writer // is told of files that cannot be read
	unlike unlikeFiles
}

func newPredictCmd() *cobra.Command {
	o := new(predictOptions)
	cmd := &cobra.Command{
		Use:   "predict MODEL FILE...",
		Short: "Classify images, sounds, point clouds or videos",
		Long: `Classify files: a line for each, with its likeliest classes. With a segmenter the line
has the classes with the largest shares of the pixels or points. --out then writes the
class of every pixel or point: for an image a PNG of the size of the model's input, with
a colour for each class; for a cloud lines "x y z part", one for each point of the file,
in the file's order. A model takes some of the points of a cloud: each of the others gets
the part of the nearest one that the model takes.

Files that are read:` + readFiles(),
		Example: `  m2pt predict merged some-digit.png
  m2pt predict parts chair.pcd --category Chair --out given`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("got %d arguments, want a model and files to classify", len(args))
			}
			return nil
		},
	}
	groupData.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar((*string)(&o.invert), "invert", "", "invert images: yes; no; or auto: where they are dark on light and the model was trained on light on dark (default auto)")
		fs.StringVar(&o.category, "category", "", "what kind of shapes all clouds are, for a segmenter that is told it")
	})
	o.images.register(cmd.Flags(), false, groupData.common)
	o.flags = cmd.Flags()
	o.maxClip.register(cmd.Flags(), groupData)
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.IntVar(&o.top, "top", 3, "how many classes to show")
		fs.BoolVar(&o.json, "json", false, "write one line of JSON per file")
		fs.StringVar(&o.out, "out", "", "`folder` to write the classes of pixels or points to, a file for each")
	})
	o.points.register(cmd)
	o.machine.register(cmd.Flags())
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(o.machine.threads); err != nil {
			return err
		}
		p := newProfile(o.machine.profile)
		o.stderr = cmd.ErrOrStderr()
		err := o.run(cmd.Context(), cmd.OutOrStdout(), args[0], args[1:], p)
		o.unlike.tell(cmd.ErrOrStderr())
		if err != nil {
			return err
		}
		return writeProfile(cmd.ErrOrStderr(), p)
	})
	return cmd
}

// readFiles lists the types of files of each modality.
func readFiles() string {
	list := ""
	for _, name := range pipeline.Modalities() {
		if row, err := pipeline.Lookup(name); err == nil {
			list += fmt.Sprintf("\n  %-6s %s", name, row.Files)
		}
	}
	return list
}

// guess is a class and its probability.
type guess struct {
	Class       string  `json:"class"`
	Probability float32 `json:"probability"`
}

// predictBatch is how many files are classified together. The bits of a
// probability do not depend on it.
const predictBatch = 16

func (o *predictOptions) run(ctx context.Context, w io.Writer, path string, files []string, p *autograd.Profile) error {
	if o.top < 1 {
		return usagef("--top is %d, want 1 or more", o.top)
	}
	if !slices.Contains([]pipeline.Invert{"", pipeline.InvertYes, pipeline.InvertNo, pipeline.InvertAuto}, o.invert) {
		return usagef("--invert is %q, want yes, no or auto", o.invert)
	}
	p.Section("model")
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	if m.Config.Masked != nil {
		return fmt.Errorf("%s is a masked autoencoder: it knows no classes", path)
	}
	if err := o.maxClip.check(m.Config); err != nil {
		return err
	}
	if o.invert != "" && m.Config.Modality != m2pt.Image {
		return usagef("--invert has no effect: the model takes %s, only images are inverted", m.Config.Modality)
	}
	if o.input, err = o.images.like(o.flags, m.Config, ""); err != nil {
		return err
	}
	if ctx, err = o.points.in(ctx, m.Config.Modality); err != nil {
		return err
	}
	if m.Config.Segment != nil {
		return o.segment(ctx, w, m, files, p)
	}
	if o.out != "" || o.category != "" {
		return usagef("--out and --category are for segmenters")
	}
	predictor, err := nn.NewPredictor(m.Net, nn.PredictorOptions{Concurrency: 1, Profile: p})
	if err != nil {
		return err
	}
	bad := &badFiles{all: len(files), stderr: o.stderr}
	for len(files) > 0 {
		n := min(len(files), predictBatch)
		if err := o.classify(ctx, w, m, predictor, files[:n], bad, p); err != nil {
			return err
		}
		files = files[n:]
	}
	return bad.err()
}

// badFiles counts the files that cannot be read. The others are answered for.
type badFiles struct {
	all    int   // files that were asked for
	count  int   // of those that cannot be read
	last   error // of one of them
	stderr io.Writer
}

// add tells of a file, unless it is the only one: then err does.
func (b *badFiles) add(err error) {
	b.count++
	b.last = err
	if b.all > 1 {
		fmt.Fprintln(b.stderr, "m2pt:", oneLine(err))
	}
}

// err returns what ends the command, nil if all files could be read.
func (b *badFiles) err() error {
	if b.count > 0 && b.all > 1 {
		return fmt.Errorf("%d of %d files cannot be read", b.count, b.all)
	}
	return b.last
}

// classify classifies files together and prints a line for each that can be read.
func (o *predictOptions) classify(ctx context.Context, w io.Writer, m *m2pt.Model, predictor *nn.Predictor, files []string, bad *badFiles, p *autograd.Profile) error {
	p.Section("data")
	samples, at, err := o.readAll(ctx, m.Config, files, bad)
	if err != nil || len(samples) == 0 {
		return err
	}
	y, err := predictor.Predict(ctx, inputs(samples))
	if err != nil {
		return interruption(ctx, err)
	}
	if err := checkOutputs(y, files, at); err != nil {
		return err
	}
	p.Section("output")
	probs, n, classes := y.Data(), y.Dim(0), y.Dim(1)
	simd.SoftmaxRows(probs, probs, n, classes, 1)
	for i := 0; i < n; i++ {
		if err := o.print(w, files[at[i]], rank(m.Config.Classes, probs[i*classes:(i+1)*classes])); err != nil {
			return err
		}
	}
	return nil
}

// readAll prepares files for a model of configuration c. It passes over those that cannot
// be read, after telling bad of them; at says which file a sample is.
func (o *predictOptions) readAll(ctx context.Context, c m2pt.Config, files []string, bad *badFiles) (samples []*pipeline.Sample, at []int, err error) {
	for i, file := range files {
		s, err := pipeline.Decode(o.maxClip.in(ctx), c, file, pipeline.DecodeOptions{Invert: o.invert, Image: o.input})
		var option *pipeline.OptionError
		switch {
		case err == nil:
			tellNotes(o.stderr, s.Notes)
			o.unlike.add(file, s.Unlike)
			samples, at = append(samples, s), append(at, i)
		case ctx.Err() != nil, errors.As(err, &option):
			return nil, nil, optionUsage(err)
		default:
			bad.add(adviseFile(err, c.Modality, file))
		}
	}
	return samples, at, nil
}

// inputs returns the samples as a batch. There is at least one.
func inputs(samples []*pipeline.Sample) *tensor.Tensor {
	x := make([]*tensor.Tensor, len(samples))
	for i, s := range samples {
		x[i] = s.X
	}
	return tensor.Concat(nil, 0, x...)
}

// checkOutputs is train.CheckOutputs for the samples of the files at. Its error names
// them in the order of the batch.
func checkOutputs(y *tensor.Tensor, files []string, at []int) error {
	err := train.CheckOutputs(y)
	if err == nil {
		return nil
	}
	names := make([]string, len(at))
	for i, file := range at {
		names[i] = files[file]
	}
	return fmt.Errorf("predict %s: %w", strings.Join(names, ", "), err)
}

// print writes the line of one file.
func (o *predictOptions) print(w io.Writer, file string, guesses []guess) error {
	guesses = guesses[:min(o.top, len(guesses))]
	if o.json {
		line := struct {
			File    string  `json:"file"`
			Guesses []guess `json:"guesses"`
		}{file, guesses}
		return json.NewEncoder(w).Encode(line)
	}
	line := file + ":"
	for _, g := range guesses {
		line += fmt.Sprintf("  %s %.1f %%", g.Class, 100*g.Probability)
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

// rank returns all classes by falling probability.
func rank(classes []string, probs []float32) []guess {
	g := make([]guess, len(probs))
	for i := range g {
		g[i] = guess{classes[i], probs[i]}
	}
	sort.SliceStable(g, func(i, j int) bool { return g[i].Probability > g[j].Probability })
	return g
}
