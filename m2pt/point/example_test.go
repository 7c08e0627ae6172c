package point_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// A classifier of point clouds that starts from a masked autoencoder, with a
// pathway through an image transformer.
func ExampleTransformer() {
	config := point.Config{Groups: 16, GroupSize: 8, Dim: 32, Depth: 2, Heads: 4, Classes: 10, Hidden: [3]int{16, 32, 64}}
	mae, err := point.NewMAE(point.MAEConfig{Config: config, DecoderDepth: 1}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	clouds := synthetic.Points(8, 1)
	clouds.Points = 128
	x := datasets.NewBatch(clouds, []int{0, 1, 2, 3, 4, 5, 6, 7})
	tape := autograd.NewTape().Train(1)
	autograd.Backward(nn.MaskedLoss(mae, tape.Input(x))) // ... and an optimizer's step, many times

	model, err := point.NewTransformer(config, tensor.NewRNG(2))
	if err != nil {
		log.Fatal(err)
	}
	if err := nn.Transfer(model, mae, nn.TransferOptions{}); err != nil {
		log.Fatal(err)
	}
	image, err := nn.NewViT(nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1, Dim: 32, Depth: 2, Heads: 4, Classes: 10}, tensor.NewRNG(3))
	if err != nil {
		log.Fatal(err)
	}
	if err := m2pt.Reparameterize(model, image, m2pt.Options{Lambda: 0.1}); err != nil {
		log.Fatal(err)
	}
	logits, merged := nn.Predict(model, x), nn.Predict(m2pt.Merge(model), x)
	same := true
	for i, v := range logits.Data() {
		same = same && merged.Data()[i] == v
	}
	fmt.Println(logits.Shape(), len(m2pt.Lambdas(model)), same)
	// Output: [8 10] 8 true
}

// An autoencoder of clouds sees some of the groups and rebuilds the points of the
// others.
func ExampleMAE() {
	mae, err := point.NewMAE(point.MAEConfig{
		Config:       point.Config{Groups: 10, GroupSize: 8, Dim: 32, Depth: 2, Heads: 4, Hidden: [3]int{16, 32, 64}},
		DecoderDepth: 1,
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	x := tensor.New(2, 64, 3).Uniform(tensor.NewRNG(1), -1, 1)
	mask := mae.Mask(2, tensor.NewRNG(2)) // 6 of 10 groups of each cloud
	seen, rebuilt := mae.Reconstruct(x, mask)
	fmt.Println(len(mask), seen.Shape(), rebuilt.Shape())
	fmt.Println(mae.MeanLoss(x, mask) > 0)
	// Output:
	// 20 [2 32 3] [2 80 3]
	// true
}

// Parts of tables, lamps, mugs and chairs: some steps of training, then the parts
// that the model sees.
func ExampleSegmenter() {
	set := synthetic.Parts(16, 1)
	set.Points = 128
	model, err := point.NewSegmenter(point.SegmenterConfig{
		Config:     point.Config{Groups: 16, GroupSize: 8, Dim: 32, Depth: 3, Heads: 4, Classes: set.NumParts(), Hidden: [3]int{16, 32, 48}},
		Categories: len(set.Classes), Propagate: [2]int{32, 32}, HeadHidden: [2]int{32, 16}, // all smaller than the paper's
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(model), 0.05), optim.AdamConfig{LR: 3e-3})
	tape := autograd.NewTape().Train(1)
	idx := []int{0, 1, 2, 3, 4, 5, 6, 7}
	x, categories, labels := datasets.NewBatch(set, idx), set.PointClouds.Targets(nil, idx), set.Targets(nil, idx)
	first, last := float32(0), float32(0)
	for step := 0; step < 40; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := nn.CrossEntropy(model.Segment(tape.Input(x), categories), labels, autograd.LossOptions{})
		if last = loss.Value.Item(); step == 0 {
			first = last
		}
		autograd.Backward(loss)
		opt.Step()
	}
	fmt.Println("the loss falls:", last < first)

	logits := model.Segment(autograd.Inference().Input(x), categories).Value
	right := 0
	for i, part := range nn.Likeliest(logits) {
		if part == labels[i] {
			right++
		}
	}
	fmt.Println(logits.Shape(), right > len(labels)/2)
	// Output:
	// the loss falls: true
	// [8 128 10] true
}

// Two groups of three points: centers far from each other, and the points nearest to
// each, as seen from it.
func ExampleGroup() {
	x := tensor.FromSlice([]float32{0, 0, 0, 1, 0, 0, 0, 1, 0, 9, 0, 0, 9, 1, 0, 9, 0, 2}, 1, 6, 3)
	centers, groups := tensor.New(1, 2, 3), tensor.New(1, 2, 3, 3)
	point.Group(centers, groups, x, false)
	fmt.Println(centers.Data())
	fmt.Println(groups.Data()[:9])
	fmt.Println(point.FarthestPoints(nil, x, 2, false), point.NearestNeighbors(nil, x, centers, 3))
	// Output:
	// [0 0 0 9 0 2]
	// [0 0 0 1 0 0 0 1 0]
	// [0 5] [0 1 2 5 3 4]
}

// The mean squared distance to the nearest point of the other set, both ways.
func ExampleChamferL2() {
	tape := autograd.NewTape()
	a := tape.Variable(tensor.FromSlice([]float32{0, 0, 0, 5, 0, 0}, 1, 2, 3))
	b := tape.Input(tensor.FromSlice([]float32{0, 0, 2, 5, 0, 0}, 1, 2, 3))
	d := point.ChamferL2(a, b)
	autograd.Backward(d)
	fmt.Println(d.Value.Item(), a.Grad.Data())
	// Output: 4 [0 0 -4 0 0 0]
}

// A point halfway between two centers has the mean of their features.
func ExampleInterpolate() {
	features := autograd.Inference().Input(tensor.FromSlice([]float32{10, 20}, 1, 2, 1))
	centers := tensor.FromSlice([]float32{0, 0, 0, 2, 0, 0}, 1, 2, 3)
	points := tensor.FromSlice([]float32{1, 0, 0}, 1, 1, 3)
	fmt.Println(point.Interpolate(features, centers, points).Value.Data())
	// Output: [15]
}

// A PointNet makes one token of a group, whatever the order of its points.
func ExamplePointNet() {
	net := point.NewPointNet([3]int{8, 16, 32}, 4, tensor.NewRNG(1))
	group := tensor.FromSlice([]float32{0, 0, 0, 1, 0, 0, 0, 1, 0}, 1, 1, 3, 3)
	shuffled := tensor.FromSlice([]float32{0, 1, 0, 0, 0, 0, 1, 0, 0}, 1, 1, 3, 3)
	a, b := nn.Predict(net, group), nn.Predict(net, shuffled)
	fmt.Println(a.Shape(), a.At(0, 0, 2) == b.At(0, 0, 2))
	// Output: [1 1 4] true
}

// Conv is a linear layer with PyTorch's shape of a convolution's weight.
func ExampleConv() {
	c := point.NewConv(3, 5, tensor.NewRNG(1))
	fmt.Println(c.Weight.Shape(), nn.Predict(c, tensor.New(2, 7, 3)).Shape())
	// Output: [5 3 1] [2 7 5]
}
