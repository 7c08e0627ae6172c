package train

import (
	"context"
	"fmt"
	"image"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// This file: pictures of what a model makes of the samples of a set.

// DrawSegments draws the first n samples of s, each in a row: as it is, with its
// classes, and with the classes that a segmenter of configuration c gives.
func DrawSegments(ctx context.Context, c m2pt.Config, outputs Outputs, s datasets.Set, n int) (image.Image, error) {
	idx := make([]int, min(n, s.Len()))
	for i := range idx {
		idx[i] = i
	}
	x, categories := datasets.NewBatch(s, idx), Categories(c, s, nil, idx)
	y, err := outputs(ctx, x, categories)
	if err != nil {
		return nil, err
	}
	return pipeline.SegmentSheet(c, x, s.Targets(nil, idx), Given(c, y, categories)), nil
}

// Reconstruction is what a masked autoencoder makes of some samples.
type Reconstruction struct {
	Samples  int
	Loss     float64     // on the masked tokens of these samples
	MeanLoss float64     // the loss of predicting the mean of all their tokens
	Picture  image.Image // each sample as it is, as the autoencoder sees it, and as it rebuilds it
}

// Reconstruct lets the masked autoencoder m rebuild n samples of s, or all if there
// are fewer. The seed chooses the samples and the masks.
func Reconstruct(m *m2pt.Model, s datasets.Set, n int, seed uint64) (*Reconstruction, error) {
	net, ok := m.Net.(nn.Autoencoder)
	if !ok {
		return nil, fmt.Errorf("train: the model of %s is no masked autoencoder, which alone reconstructs", m.Config.Modality)
	}
	rng := tensor.NewRNG(seed)
	idx := rng.Perm(s.Len())[:min(n, s.Len())]
	x := datasets.NewBatch(s, idx)
	mask := net.Mask(len(idx), rng)
	seen, rebuilt := net.Reconstruct(x, mask)
	return &Reconstruction{
		Samples:  len(idx),
		Picture:  pipeline.Reconstruction(m.Config, x, seen, rebuilt),
		Loss:     float64(net.Loss(autograd.Inference().Input(x), mask).Value.Item()),
		MeanLoss: net.MeanLoss(x, mask),
	}, nil
}
