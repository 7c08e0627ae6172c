package train_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"os"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: examples of the errors that callers tell apart, and of the score of a
// segmenter.

// A SetupError tells which part of a setup does not fit, so that a program can name
// its flag.
func ExampleSetupError() {
	start, err := m2pt.NewModel(config(), tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	wider := config()
	wider.ViT().Dim = 32
	_, _, err = train.Setup{Config: wider, Init: start}.Build()
	var setup *train.SetupError
	if errors.As(err, &setup) {
		fmt.Println(setup.Part)
	}
	// Output: Init
}

// A run goes on from a checkpoint only if nothing that determines its bits has
// changed.
func ExampleResumeError() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	run := func(lr float64) error {
		r := howToTrain(1)
		r.LR = lr
		model, identity, err := train.Setup{Config: config(), Seed: r.Seed}.Build()
		if err != nil {
			return err
		}
		t, err := train.New(model, stripes(16), train.Options{Recipe: r, Out: dir, Identity: identity})
		if err != nil {
			return err
		}
		return t.Run(context.Background())
	}
	if err := run(0.01); err != nil {
		log.Fatal(err)
	}
	var other *train.ResumeError
	if errors.As(run(0.1), &other) {
		fmt.Println(other.Differences)
	}
	// Output: [recipe.lr is 0.1, the checkpoint's run has 0.01]
}

// A loss that is no number ends a run.
func ExampleDivergedError() {
	model, _, err := train.Setup{Config: config(), Seed: 1}.Build()
	if err != nil {
		log.Fatal(err)
	}
	model.Net.(*nn.ViT).Head.Weight.Value.Fill(float32(math.NaN()))
	t, err := train.New(model, stripes(16), train.Options{Recipe: howToTrain(1)})
	if err != nil {
		log.Fatal(err)
	}
	var diverged *train.DivergedError
	if errors.As(t.Run(context.Background()), &diverged) {
		fmt.Println("epoch", diverged.Epoch, "batch", diverged.Batch, "loss", diverged.Loss)
	}
	// Output: epoch 1 batch 1 loss NaN
}

// A segmenter is measured by its intersection over union, over all classes and of
// each.
func ExampleSegmentScore() {
	data, err := pipeline.Synthetic(m2pt.Image, 4, 4, 1, pipeline.Options{Task: pipeline.Segment})
	if err != nil {
		log.Fatal(err)
	}
	model, err := m2pt.NewModel(data.ModelConfig(pipeline.ModelOptions{Dim: 16, Depth: 1, Heads: 2, Image: pipeline.ImageModel{Patch: 7}}), tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	score, err := train.Evaluate(context.Background(), model, data.Test, train.EvaluateOptions{})
	if err != nil {
		log.Fatal(err)
	}
	var segments *train.SegmentScore = score.Segment
	var first train.ClassIoU = segments.PerClass[0]
	fmt.Println(score.Targets, "pixels;", first.Class, first.IoU <= 1, segments.MeanIoU < 0.5)
	// Output: 3136 pixels; background true true
}
