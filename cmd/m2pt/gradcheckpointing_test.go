package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// --grad-checkpointing reaches the model, and leaves no trace in the result:
// a run may be stopped without it and go on with it.
func TestGradCheckpointing(t *testing.T) {
	dir := datatest.MNIST(t, 50, 16)
	data, err := pipeline.Load(context.Background(), m2pt.Image, dir, pipeline.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []bool{false, true} {
		o := trainOptions{model: modelFlags{shape: pipeline.ModelOptions{Dim: 16, Depth: 2, Heads: 2, Image: pipeline.ImageModel{Patch: 7}}}, gradCheckpointing: on}
		model, _, err := o.build(data, new(recipe.Recipe), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if model.Net.(*nn.ViT).GradCheckpointing != on {
			t.Errorf("asked for %v, the model has %v", on, model.Net.(*nn.ViT).GradCheckpointing)
		}
	}

	args := with([]string{"train", "--data", dir, "--drop-path", "0.3", "--dropout", "0.1"}, small...)
	aux := filepath.Join(t.TempDir(), "aux")
	mustRun(t, with(args, "--out", aux)...)
	want := modelBytes(t, aux)
	out := filepath.Join(t.TempDir(), "run")
	n := 3
	if status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with(args, "--out", out)...); status != exitInterrupted {
		t.Fatalf("status %d, %q", status, stderr)
	}
	mustRun(t, with(args, "--grad-checkpointing", "--out", out)...)
	if !bytes.Equal(modelBytes(t, out), want) {
		t.Error("a run that goes on with --grad-checkpointing gives another model")
	}
	paths := with(args, "--aux", aux)
	if !bytes.Equal(trainBytes(t, with(paths, "--grad-checkpointing")...), trainBytes(t, paths...)) {
		t.Error("with a pathway, --grad-checkpointing gives another model")
	}
}
