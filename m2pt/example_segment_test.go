package m2pt_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Parts of tables, lamps, mugs and chairs: a few steps of training, then the
// measure of the benchmark.
func ExamplePointSegmenter() {
	set := synthetic.Parts(16, 1)
	set.Points = 128
	model, err := m2pt.NewPointSegmenter(m2pt.PointSegmenterConfig{
		PointConfig: m2pt.PointConfig{Groups: 16, GroupSize: 8, Dim: 32, Depth: 3, Heads: 4, Classes: set.NumParts(), Hidden: [3]int{16, 32, 48}},
		Categories:  len(set.Classes), Propagate: [2]int{32, 32}, HeadHidden: [2]int{32, 16}, // all smaller than the paper's
	}, tensor.NewRNG(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(model), 0.05), nn.AdamConfig{LR: 3e-3})
	tape := autograd.NewTape().Train(1)
	idx := []int{0, 1, 2, 3, 4, 5, 6, 7}
	x, categories, labels := datasets.NewBatch(set, idx), set.PointClouds.Targets(nil, idx), set.Targets(nil, idx)
	first, last := float32(0), float32(0)
	for step := 0; step < 10; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := m2pt.PointCrossEntropy(model.Segment(tape.Input(x), categories), labels, autograd.LossOptions{})
		if last = loss.Value.Item(); step == 0 {
			first = last
		}
		autograd.Backward(loss)
		opt.Step()
	}
	fmt.Println("the loss falls:", last < first)

	logits := model.Segment(autograd.Inference().Input(x), categories).Value
	given := metrics.ArgMaxParts(logits, categories, set.PartsOf)
	measure := metrics.NewPartIoU(set.PartsOf)
	for i, category := range categories {
		measure.Add(category, labels[i*128:(i+1)*128], given[i*128:(i+1)*128])
	}
	fmt.Println(logits.Shape(), measure.Instance() > 0, measure.Class() > 0)
	// Output:
	// the loss falls: true
	// [8 128 10] true true
}

// Pixels of scenes: a ViT pretrained as a classifier gets a head that
// segments.
func ExampleImageSegmenter() {
	set := synthetic.Scenes(8, 1)
	config := nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1, Dim: 32, Depth: 2, Heads: 4, Classes: 10}
	classifier, err := nn.NewViT(config, tensor.NewRNG(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	config.Classes = len(set.Classes)
	model, err := m2pt.NewImageSegmenter(m2pt.ImageSegmenterConfig{ViT: config, Width: 16}, tensor.NewRNG(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := model.Transfer(classifier); err != nil {
		fmt.Println(err)
		return
	}
	idx := []int{0, 1, 2, 3, 4, 5, 6, 7}
	set.Mean, set.Std = set.MeanStd()
	x, labels := datasets.NewBatch(set, idx), set.Targets(nil, idx)
	tape := autograd.NewTape().Train(1)
	autograd.Backward(m2pt.PixelCrossEntropy(model.Forward(tape.Input(x)), labels, autograd.LossOptions{})) // ... and an optimizer's step, many times

	logits := nn.Predict(model, x)
	counts := metrics.NewConfusionMatrix(len(set.Classes))
	counts.Add(labels, tensor.ArgMax(logits, 1))
	fmt.Println(logits.Shape(), counts.MeanIoU() > 0)
	// Output: [8 6 28 28] true
}
