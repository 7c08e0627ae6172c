package image_test

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/image"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: a segmenter of scenes trained for some seconds on a synthetic set, and
// measured on another against what needs no training.

// trainMasks trains a small model on set for some steps, and returns it with the
// losses of the first and the last step.
func trainMasks(t *testing.T, set *datasets.ImageMasks, steps int) (m *image.Segmenter, first, last float32) {
	t.Helper()
	m, err := image.NewSegmenter(image.SegmenterConfig{
		ViT:   nn.ViTConfig{Image: [2]int{set.H, set.W}, Patch: [2]int{4, 4}, Channels: set.C, Dim: 48, Depth: 3, Heads: 4, Classes: len(set.Classes)},
		Width: 24, Upsample: 2,
	}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	set.Mean, set.Std = set.MeanStd()
	const batch = 16
	losses := modeltest.Fit(m, 3e-3, steps, func(step int, tape *autograd.Tape) *autograd.Var {
		epoch, at := step/(set.Len()/batch), step%(set.Len()/batch)
		idx := datasets.Batches(datasets.Order(set.Len(), 1, uint64(epoch)), batch, true)[at]
		return nn.CrossEntropy(m.Forward(tape.Input(datasets.NewBatch(set, idx))), set.Targets(nil, idx), autograd.LossOptions{})
	})
	return m, losses[0], losses[steps-1]
}

func TestTrainSemanticSegmentation(t *testing.T) {
	set, test := synthetic.Scenes(320, 1), synthetic.Scenes(60, 2)
	steps := 200
	if testing.Short() {
		steps = 15
	}
	m, first, last := trainMasks(t, set, steps)
	if !(last < first/2) {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	if testing.Short() {
		return
	}
	test.Mean, test.Std = set.MeanStd()
	merged := m2pt.Merge(m)
	trained, baseline := metrics.NewConfusionMatrix(len(set.Classes)), metrics.NewConfusionMatrix(len(set.Classes))
	for _, idx := range datasets.Batches(datasets.Order(test.Len(), 1, 0), 20, false) {
		x := datasets.NewBatch(test, idx)
		logits := nn.Predict(m, x)
		modeltest.SameBits(t, "merged", nn.Predict(merged, x).Data(), logits.Data())
		labels := test.Targets(nil, idx)
		trained.Add(labels, nn.Likeliest(logits))
		baseline.Add(labels, make([]int, len(labels)))
	}
	t.Logf("loss %.3f, then %.3f; mIoU %.3f, accuracy %.3f; all background: mIoU %.3f, accuracy %.3f", first, last, trained.MeanIoU(), trained.Accuracy(), baseline.MeanIoU(), baseline.Accuracy())
	if !(baseline.MeanIoU() < 0.2 && trained.MeanIoU() > 0.3) {
		t.Errorf("mIoU %v, want more than 0.3; all background has %v", trained.MeanIoU(), baseline.MeanIoU())
	}
}

// A set's ignored pixels are the loss's.
func TestIgnoredPixels(t *testing.T) {
	set := &datasets.ImageMasks{Images: datasets.Images{Labelled: datasets.Labelled{Label: []int{-1}}, C: 1, H: 1, W: 2, Pixels: make([]uint8, 2)}, Masks: []uint8{1, datasets.IgnoreMask}}
	if got := set.Targets(nil, []int{0}); len(got) != 2 || got[0] != 1 || got[1] != autograd.IgnoreLabel {
		t.Errorf("targets %v, want 1 and %d", got, autograd.IgnoreLabel)
	}
}

// The same seed gives the same weights on any number of threads.
func TestSegmenterTrainingBits(t *testing.T) {
	set := synthetic.Scenes(16, 1)
	modeltest.SameOnThreads(t, func() nn.Module {
		m, _, _ := trainMasks(t, set, 2)
		return m
	})
}
