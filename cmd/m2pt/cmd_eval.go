package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt eval.

func newEvalCmd() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:   "eval MODEL --data DIR",
		Short: "Measure accuracy, mIoU, or an autoencoder's loss on a test set",
		Example: `  m2pt eval merged --data data/mnist
  m2pt eval digits --data data/mnist --validation 200
  m2pt eval parts --data data/shapenetpart --picture parts.png`,
		Args: exactArgs(1, "the model to evaluate"),
	}
	groupData.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.data, "data", "", "`folder` with the data, as for train; its test part is used")
		modelTaskFlag(fs, &o.task)
		validationFlag(fs, &o.validation)
		skipFlag(fs, &o.skipUnreadable)
	})
	o.images.register(cmd.Flags(), true, groupData.common)
	o.maxClip.register(cmd.Flags(), groupData)
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.json, "json", "", "`file` to write the figures to as well")
		fs.StringVar(&o.confusion, "confusion", "", "`file` to draw the confusion matrix of a classifier to: which classes are taken for which (PNG)")
		fs.StringVar(&o.picture, "picture", "", "`file` to draw some samples to, each as it is, with its classes and with those a segmenter gives (PNG)")
	})
	o.points.register(cmd)
	var machine machineFlags
	machine.register(cmd.Flags())
	require(cmd, "data")
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(machine.threads); err != nil {
			return err
		}
		return o.run(cmd, args[0], newProfile(machine.profile))
	})
	return cmd
}

// evalOptions are the flags of eval.
type evalOptions struct {
	maxClip            clipLimit
	data, json         string
	picture, confusion string
	images             imageFlags
	points             pointLimit
	task               pipeline.Task // what the data of a masked autoencoder is labelled for
	validation         int
	skipUnreadable     bool
}

// sheetSamples is how many samples --picture shows.
const sheetSamples = 8

// evaluation is what eval reports, and what --json holds.
type evaluation struct {
	Model string `json:"model"`
	Data  string `json:"data"`
	Part  string `json:"part"` // "test", or "validation": training samples that were held out
	train.Score
	PerClass  map[string]float64 `json:"per_class_accuracy,omitempty"`
	IoU       map[string]float64 `json:"iou,omitempty"` // of a segmenter, by class or category
	PerSecond float64            `json:"samples_per_second"`
}

func (o *evalOptions) run(cmd *cobra.Command, path string, p *autograd.Profile) error {
	for flag, file := range map[string]string{"--json": o.json, "--picture": o.picture, "--confusion": o.confusion} {
		if err := firstError(keepModels(flag, file, path), writableFile(flag, file)); err != nil {
			return err
		}
	}
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	if o.picture != "" && m.Config.Segment == nil {
		return usagef("--picture is for segmenters")
	}
	if o.confusion != "" && (m.Config.Segment != nil || m.Config.Masked != nil) {
		return usagef("--confusion is for classifiers")
	}
	if err := checkModelTask(m.Config, o.task); err != nil {
		return err
	}
	ctx, err := o.points.in(o.maxClip.in(cmd.Context()), m.Config.Modality)
	if err != nil {
		return err
	}
	if err := o.maxClip.check(m.Config); err != nil {
		return err
	}
	images, err := o.images.like(cmd.Flags(), m.Config, o.task)
	if err != nil {
		return err
	}
	data, err := pipeline.LoadLike(ctx, m.Config, o.data, pipeline.Options{
		Task: o.task, Image: images, Validation: o.validation, SkipUnreadable: o.skipUnreadable,
	})
	if err != nil {
		return optionUsage(adviseData(interruption(cmd.Context(), err), m.Config.Modality, o.data, true))
	}
	tellNotes(cmd.ErrOrStderr(), data.Notes)
	if err := data.Matches(m.Config); err != nil {
		return err
	}
	if data.Test == nil {
		return o.noTestPart(path, m.Config)
	}
	notes, err := o.checkHeldOut(m.Config, data)
	if err != nil {
		return err
	}
	tellNotes(cmd.ErrOrStderr(), notes)
	start := time.Now()
	outputs, err := train.ResidentOutputs(m, p)
	if err != nil {
		return err
	}
	options := train.EvaluateOptions{Outputs: outputs, Profile: p}
	var confusion *metrics.ConfusionMatrix
	if o.confusion != "" {
		confusion = metrics.NewConfusionMatrix(len(m.Config.Classes))
		options.Each = func(idx []int, outputs *tensor.Tensor) {
			confusion.Add(data.Test.Targets(nil, idx), train.Given(m.Config, outputs, nil))
		}
	}
	s, err := train.Evaluate(cmd.Context(), m, data.Test, options)
	if err != nil {
		return err
	}
	e := evaluation{Model: path, Data: data.Name, Part: testName(data.HeldOut), Score: *s, PerSecond: float64(s.Samples) / time.Since(start).Seconds()}
	w := cmd.OutOrStdout()
	e.print(w, m.Config)
	if o.confusion != "" {
		if err := plot.Confusion(plot.Options{}, confusion, m.Config.Classes).WritePNG(o.confusion); err != nil {
			return err
		}
		fmt.Fprintf(w, "confusion matrix written to %s\n", o.confusion)
	}
	if o.picture != "" {
		sheet, err := train.DrawSegments(cmd.Context(), m.Config, outputs, data.Test, sheetSamples)
		if err != nil {
			return interruption(cmd.Context(), err)
		}
		if err := picture.WritePNG(o.picture, sheet); err != nil {
			return err
		}
		fmt.Fprintf(w, "picture written to %s\n", o.picture)
	}
	if o.json != "" {
		if err := writeJSON(o.json, e); err != nil {
			return err
		}
	}
	return writeProfile(cmd.ErrOrStderr(), p)
}

// print writes the figures. It computes those of each class and adds them to e.
func (e *evaluation) print(w io.Writer, c m2pt.Config) {
	s := e.Score
	fmt.Fprintf(w, "%s on the %s set of %s:", e.Model, e.Part, e.Data)
	switch {
	case c.Masked != nil:
		fmt.Fprintf(w, " loss %.5f on %d samples, %.0f samples/s\n", s.Loss, s.Samples, e.PerSecond)
	case s.Segment != nil:
		fmt.Fprintf(w, "\n  %v\n  accuracy %.2f %% (%d of %d), loss %.4f\n  %d samples, %.0f samples/s\n", s.Segment, 100*s.Accuracy, s.Correct, s.Targets, s.Loss, s.Samples, e.PerSecond)
		e.IoU = map[string]float64{}
		for _, k := range s.Segment.PerClass {
			e.IoU[k.Class] = k.IoU
			fmt.Fprintf(w, "  %-12s %6.2f %% mIoU\n", k.Class, 100*k.IoU)
		}
	default:
		fmt.Fprintf(w, " accuracy %.2f %% (%d of %d), loss %.4f\n  %.0f samples/s\n", 100*s.Accuracy, s.Correct, s.Samples, s.Loss, e.PerSecond)
		e.PerClass = map[string]float64{}
		for _, k := range s.PerClass {
			if k.Samples > 0 {
				e.PerClass[k.Class] = k.Accuracy()
				fmt.Fprintf(w, "  %-12s %6.2f %%  (%d of %d)\n", k.Class, 100*k.Accuracy(), k.Correct, k.Samples)
			}
		}
	}
}

// writeJSON writes v to a file as indented JSON. The file appears whole or not at all.
func writeJSON(path string, v any) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}
