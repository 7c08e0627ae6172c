package point_test

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: a segmenter of parts trained for some seconds on a synthetic set, and
// measured on another against what needs no training.

// trainParts trains a small model on set for some steps, and returns it with the
// losses of the first and the last step.
func trainParts(t *testing.T, set *datasets.PartClouds, steps int) (m *point.Segmenter, first, last float32) {
	t.Helper()
	m, err := point.NewSegmenter(point.SegmenterConfig{
		Config:     point.Config{Groups: 24, GroupSize: 12, Dim: 32, Depth: 3, Heads: 4, Classes: set.NumParts(), Hidden: [3]int{16, 32, 48}, HeadDropout: 0.2},
		Categories: len(set.Classes), CategoryDim: 8, Propagate: [2]int{48, 48}, HeadHidden: [2]int{48, 32},
	}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	const batch = 12
	set.Points = 128
	losses := modeltest.Fit(m, 3e-3, steps, func(step int, tape *autograd.Tape) *autograd.Var {
		epoch, at := step/(set.Len()/batch), step%(set.Len()/batch)
		idx := datasets.Batches(datasets.Order(set.Len(), 1, uint64(epoch)), batch, true)[at]
		logits := m.Segment(tape.Input(datasets.NewBatch(set, idx)), set.PointClouds.Targets(nil, idx))
		return nn.CrossEntropy(logits, set.Targets(nil, idx), autograd.LossOptions{})
	})
	return m, losses[0], losses[steps-1]
}

func TestTrainPartSegmentation(t *testing.T) {
	set, test := synthetic.Parts(120, 1), synthetic.Parts(40, 2)
	steps := 150
	if testing.Short() {
		steps = 20
	}
	m, first, last := trainParts(t, set, steps)
	if !(last < first/2) {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	if testing.Short() {
		return
	}

	// The baseline: all points are the part that most points of the category are.
	var often [16]int
	for _, parts := range set.Parts {
		for _, p := range parts {
			often[p]++
		}
	}
	merged := m2pt.Merge(m).(*point.Segmenter)
	test.Points = 256
	trained, baseline := metrics.NewPartIoU(set.PartsOf), metrics.NewPartIoU(set.PartsOf)
	for i := 0; i < test.Len(); i++ {
		idx, category := []int{i}, test.Label[i]
		parts := test.PartsOf[category]
		x := datasets.NewBatch(test, idx)
		logits := m.Segment(autograd.Inference().Input(x), []int{category}).Value.Clone()
		modeltest.SameBits(t, "merged", merged.Segment(autograd.Inference().Input(x), []int{category}).Value.Data(), logits.Data())
		labels, most := test.Targets(nil, idx), parts[0]
		for _, p := range parts {
			if often[p] > often[most] {
				most = p
			}
		}
		same := make([]int, test.Points)
		for j := range same {
			same[j] = most
		}
		trained.Add(category, labels, metrics.ArgMaxParts(logits, []int{category}, test.PartsOf))
		baseline.Add(category, labels, same)
	}
	t.Logf("loss %.3f, then %.3f; instance mIoU %.3f, class mIoU %.3f; most frequent part %.3f", first, last, trained.Instance(), trained.Class(), baseline.Instance())
	if !(baseline.Instance() < 0.3 && trained.Instance() > 0.75) {
		t.Errorf("instance mIoU %v, want more than 0.75; the most frequent part has %v", trained.Instance(), baseline.Instance())
	}
}

// The same seed gives the same weights on any number of threads.
func TestSegmenterTrainingBits(t *testing.T) {
	set := synthetic.Parts(12, 1)
	modeltest.SameOnThreads(t, func() nn.Module {
		m, _, _ := trainParts(t, set, 2)
		return m
	})
}
