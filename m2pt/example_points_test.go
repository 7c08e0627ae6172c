package m2pt_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// A classifier of point clouds that starts from a masked autoencoder, with a
// pathway through an image transformer.
func ExamplePointTransformer() {
	config := m2pt.PointConfig{Groups: 16, GroupSize: 8, Dim: 32, Depth: 2, Heads: 4, Classes: 10, Hidden: [3]int{16, 32, 64}}
	mae, err := m2pt.NewPointMAE(m2pt.PointMAEConfig{PointConfig: config, DecoderDepth: 1}, tensor.NewRNG(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	clouds := synthetic.Points(8, 1)
	clouds.Points = 128
	idx := []int{0, 1, 2, 3, 4, 5, 6, 7}
	x := datasets.NewBatch(clouds, idx)
	tape := autograd.NewTape().Train(1)
	autograd.Backward(mae.Forward(tape.Input(x))) // ... and an optimizer's step, many times

	model, err := m2pt.NewPointTransformer(config, tensor.NewRNG(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := mae.Transfer(model); err != nil {
		fmt.Println(err)
		return
	}
	image, err := nn.NewViT(nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1, Dim: 32, Depth: 2, Heads: 4, Classes: 10}, tensor.NewRNG(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := m2pt.Reparameterize(model, image, m2pt.Options{Scale: 0.1}); err != nil {
		fmt.Println(err)
		return
	}
	logits := model.Forward(autograd.Inference().Input(x)).Value
	merged := model.Merge().Forward(autograd.Inference().Input(x)).Value
	same := true
	for i, v := range logits.Data() {
		same = same && merged.Data()[i] == v
	}
	fmt.Println(logits.Shape(), len(m2pt.Scales(model)), same)
	// Output: [8 10] 8 true
}
