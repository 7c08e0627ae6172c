package m2pt

import (
	"runtime"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: both segmenters trained for some seconds on synthetic sets, and
// measured on others against what needs no training.

// trainParts trains a small model on set for some steps, and returns it with the
// losses of the first and the last step.
func trainParts(t *testing.T, set *datasets.PartClouds, steps int) (m *PointSegmenter, first, last float32) {
	t.Helper()
	m, err := NewPointSegmenter(PointSegmenterConfig{
		PointConfig: PointConfig{Groups: 24, GroupSize: 12, Dim: 32, Depth: 3, Heads: 4, Classes: set.NumParts(), Hidden: [3]int{16, 32, 48}, HeadDropout: 0.2},
		Categories:  len(set.Classes), CategoryDim: 8, Propagate: [2]int{48, 48}, HeadHidden: [2]int{48, 32},
	}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	const batch = 12
	set.Points = 128
	opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m), 0.05), nn.AdamConfig{LR: 3e-3})
	tape := autograd.NewTape().Train(1)
	for step, epoch := 0, uint64(0); step < steps; epoch++ {
		for _, idx := range datasets.Batches(datasets.Order(set.Len(), 1, epoch), batch, true) {
			if step++; step > steps {
				break
			}
			tape.Reset()
			opt.ZeroGrad()
			logits := m.Segment(tape.Input(datasets.NewBatch(set, idx)), set.PointClouds.Targets(nil, idx))
			loss := PointCrossEntropy(logits, set.Targets(nil, idx), autograd.LossOptions{})
			if last = loss.Value.Item(); step == 1 {
				first = last
			}
			autograd.Backward(loss)
			opt.Step()
		}
	}
	return m, first, last
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
	baseline, trained, merged := metrics.NewPartIoU(set.PartsOf), metrics.NewPartIoU(set.PartsOf), m.Merge()
	for i := 0; i < test.Len(); i++ {
		test.Points = 256
		idx, category := []int{i}, test.Label[i]
		x := datasets.NewBatch(test, idx)
		logits := m.Segment(autograd.Inference().Input(x), []int{category}).Value.Clone()
		sameBits(t, "merged", merged.Segment(autograd.Inference().Input(x), []int{category}).Value.Data(), logits.Data())
		labels := test.Targets(nil, idx)
		trained.Add(category, labels, metrics.ArgMaxParts(logits, []int{category}, test.PartsOf))
		most := test.PartsOf[category][0]
		for _, p := range test.PartsOf[category] {
			if often[p] > often[most] {
				most = p
			}
		}
		same := make([]int, test.Points)
		for j := range same {
			same[j] = most
		}
		baseline.Add(category, labels, same)
	}
	t.Logf("loss %.3f, then %.3f; instance mIoU %.3f, class mIoU %.3f; most frequent part %.3f", first, last, trained.Instance(), trained.Class(), baseline.Instance())
	if !(baseline.Instance() < 0.3 && trained.Instance() > 0.75) {
		t.Errorf("instance mIoU %v, want more than 0.75; the most frequent part has %v", trained.Instance(), baseline.Instance())
	}
}

func trainMasks(t *testing.T, set *datasets.ImageMasks, steps int) (m *ImageSegmenter, first, last float32) {
	t.Helper()
	m, err := NewImageSegmenter(ImageSegmenterConfig{
		ViT:   nn.ViTConfig{Image: [2]int{set.H, set.W}, Patch: [2]int{4, 4}, Channels: set.C, Dim: 48, Depth: 3, Heads: 4, Classes: len(set.Classes)},
		Width: 24, Upsample: 2,
	}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	set.Mean, set.Std = set.MeanStd()
	opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m), 0.05), nn.AdamConfig{LR: 3e-3})
	tape := autograd.NewTape().Train(1)
	for step, epoch := 0, uint64(0); step < steps; epoch++ {
		for _, idx := range datasets.Batches(datasets.Order(set.Len(), 1, epoch), 16, true) {
			if step++; step > steps {
				break
			}
			tape.Reset()
			opt.ZeroGrad()
			loss := PixelCrossEntropy(m.Forward(tape.Input(datasets.NewBatch(set, idx))), set.Targets(nil, idx), autograd.LossOptions{})
			if last = loss.Value.Item(); step == 1 {
				first = last
			}
			autograd.Backward(loss)
			opt.Step()
		}
	}
	return m, first, last
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
	trained, baseline := metrics.NewConfusionMatrix(len(set.Classes)), metrics.NewConfusionMatrix(len(set.Classes))
	merged := m.Merge()
	for _, idx := range datasets.Batches(datasets.Order(test.Len(), 1, 0), 20, false) {
		x := datasets.NewBatch(test, idx)
		logits := nn.Predict(m, x)
		sameBits(t, "merged", nn.Predict(merged, x).Data(), logits.Data())
		labels := test.Targets(nil, idx)
		trained.Add(labels, tensor.ArgMax(logits, 1))
		baseline.Add(labels, make([]int, len(labels)))
	}
	t.Logf("loss %.3f, then %.3f; mIoU %.3f, accuracy %.3f; all background: mIoU %.3f, accuracy %.3f", first, last, trained.MeanIoU(), trained.Accuracy(), baseline.MeanIoU(), baseline.Accuracy())
	if !(baseline.MeanIoU() < 0.2 && trained.MeanIoU() > 0.3) {
		t.Errorf("mIoU %v, want more than 0.3; all background has %v", trained.MeanIoU(), baseline.MeanIoU())
	}
}

// The same seed gives the same weights on any number of threads.
func TestSegmenterTrainingBits(t *testing.T) {
	parts, scenes := synthetic.Parts(12, 1), synthetic.Scenes(16, 1)
	run := func(threads int) (all []float32) {
		old := runtime.GOMAXPROCS(threads)
		defer runtime.GOMAXPROCS(old)
		points, _, _ := trainParts(t, parts, 2)
		images, _, _ := trainMasks(t, scenes, 2)
		for _, m := range []nn.Module{points, images} {
			for _, p := range nn.Params(m) {
				all = append(all, p.Param.Value.Data()...)
			}
		}
		return all
	}
	want := run(1)
	for _, n := range []int{2, 8} {
		sameBits(t, "weights", run(n), want)
	}
}
