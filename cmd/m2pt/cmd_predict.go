package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sort"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// predictOptions are the flags of predict.
type predictOptions struct {
	top      int
	json     bool
	invert   string
	out      string // folder for what a segmenter gives
	category string
}

func newPredictCmd() *cobra.Command {
	o := new(predictOptions)
	cmd := &cobra.Command{
		Use:   "predict MODEL FILE...",
		Short: "Classify images (PNG, JPEG), sounds (WAV), point clouds (PCD, PLY, OFF, XYZ) or videos (GIF, Y4M, folders of frames)",
		Long: `Classify files, each with a line of its likeliest classes. A segmenter tells the
shares of pixels or points that its classes have instead; with --out it writes them, too:
an image's as a PNG whose palette is that of the classes, at the size of the model's
input, a cloud's as lines "x y z part".`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("got %d arguments, want a model and files to classify", len(args))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.top, "top", 3, "how many classes to show")
	f.BoolVar(&o.json, "json", false, "write one line of JSON per file")
	f.StringVar(&o.invert, "invert", "auto", "invert images: yes, no, or auto: where dark on light meets a model of light on dark")
	f.StringVar(&o.out, "out", "", "folder to write the classes of pixels or points to, a file for each")
	f.StringVar(&o.category, "category", "", "what kind of shapes all clouds are, for a segmenter that is told it")
	threads, profile := threadsFlag(cmd), profileFlag(cmd)
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(*threads); err != nil {
			return err
		}
		p := newProfile(*profile)
		if err := o.run(cmd.Context(), cmd.OutOrStdout(), args[0], args[1:], p); err != nil {
			return err
		}
		return writeProfile(cmd.ErrOrStderr(), p)
	})
	return cmd
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
	if o.invert != "yes" && o.invert != "no" && o.invert != "auto" {
		return usagef("--invert is %q, want yes, no or auto", o.invert)
	}
	p.Section("model")
	m, err := train.LoadModel(path)
	if err != nil {
		return err
	}
	if m.Config.Masked != nil {
		return fmt.Errorf("%s is a masked autoencoder: it knows no classes", path)
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
	for len(files) > 0 {
		n := min(len(files), predictBatch)
		if err := o.classify(ctx, w, m, predictor, files[:n], p); err != nil {
			return err
		}
		files = files[n:]
	}
	return nil
}

// classify classifies files together and prints a line for each. If one cannot
// be read, those before it are classified before the error is returned.
func (o *predictOptions) classify(ctx context.Context, w io.Writer, m *m2pt.Model, predictor *nn.Predictor, files []string, p *autograd.Profile) error {
	p.Section("data")
	x, broken := o.readAll(m, files)
	if x == nil {
		return broken
	}
	y, err := predictor.Predict(ctx, x)
	if err != nil {
		return interruption(ctx, err)
	}
	p.Section("output")
	probs, n, classes := y.Data(), y.Dim(0), y.Dim(1)
	simd.SoftmaxRows(probs, probs, n, classes, 1)
	for i := 0; i < n; i++ {
		if err := o.print(w, files[i], rank(m.Config.Classes, probs[i*classes:(i+1)*classes])); err != nil {
			return err
		}
	}
	return broken
}

// readAll prepares files, up to the first that cannot be read, for m; nil if that is
// the first of all.
func (o *predictOptions) readAll(m *m2pt.Model, files []string) (*tensor.Tensor, error) {
	var inputs []*tensor.Tensor
	var broken error
	for _, file := range files {
		var x *tensor.Tensor
		if x, broken = o.read(m, file); broken != nil {
			break
		}
		inputs = append(inputs, x)
	}
	if len(inputs) == 0 {
		return nil, broken
	}
	return tensor.Concat(nil, 0, inputs...), broken
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
	fmt.Fprintf(w, "%s:", file)
	for _, g := range guesses {
		fmt.Fprintf(w, "  %s %.1f %%", g.Class, 100*g.Probability)
	}
	fmt.Fprintln(w)
	return nil
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

// read prepares a file for m.
func (o *predictOptions) read(m *m2pt.Model, file string) (*tensor.Tensor, error) {
	c := m.Config
	switch c.Modality {
	case m2pt.Point:
		cloud, err := datasets.ReadPointCloud(file)
		if err != nil {
			return nil, err
		}
		set := &datasets.PointClouds{Name: file, Clouds: []*datasets.PointCloud{cloud}, Labels: []int{0}}
		return set.Batch(nil, []int{0}, c.Points), nil
	case m2pt.Video:
		clip, err := datasets.ReadVideo(file, c.Video.Channels, c.Video.Image[0], c.Video.Image[1])
		if err != nil {
			return nil, err
		}
		return clip.Batch(tensor.New(1, c.Video.Channels, c.Video.Frames, c.Video.Image[0], c.Video.Image[1]), []int{0}, c.Stride, c.Mean, c.Std), nil
	case m2pt.Audio:
		samples, rate, err := datasets.ReadWAV(file)
		if err != nil {
			return nil, err
		}
		if want := int(c.Filters.SampleRate); rate != want {
			samples = datasets.Resample(samples, rate, want)
		}
		s, err := newAudioSource(&datasets.Clips{Samples: [][]float32{samples}, Rate: int(c.Filters.SampleRate), Labels: []int{0}}, *c.Filters)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		s.mean, s.std = c.Mean[0], c.Std[0]
		x := tensor.New(1, 1, s.frames, s.mel)
		s.Batch(x, []int{0}, nil)
		return x, nil
	}
	img, err := datasets.ReadImage(file, c.ViT.Channels, c.ViT.Image[0], c.ViT.Image[1])
	if err != nil {
		return nil, err
	}
	if o.invert == "yes" || o.invert == "auto" && inverted(img, c.Mean) {
		img.Invert()
	}
	return img.Batch(nil, []int{0}, c.Mean, c.Std), nil
}

// inverted reports whether img is dark on light while the model was trained
// on light on dark, as MNIST is: its mean is dark and the image's border is
// light.
func inverted(img *datasets.Images, mean []float32) bool {
	if len(mean) != 1 || mean[0] > 0.35 {
		return false
	}
	sum, n := 0, 0
	for y := 0; y < img.H; y++ {
		for x := 0; x < img.W; x++ {
			if y == 0 || x == 0 || y == img.H-1 || x == img.W-1 {
				sum += int(img.Pixels[y*img.W+x])
				n++
			}
		}
	}
	return sum > 160*n
}
