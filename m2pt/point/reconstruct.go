package point

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/tensor"
)

// Reconstruct returns the points of the groups of clouds x [batch, points, 3] that
// the encoder sees under mask, [batch, visible·size, 3], and the points of all
// groups, [batch, groups·size, 3], where those of masked groups are predictions.
// Groups overlap, so some points occur more than once. It panics as Loss does.
func (m *MAE) Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor) {
	c := m.Config
	centers, groups := c.group("point.MAE.Reconstruct", autograd.Inference().Input(x))
	visible, hidden := masked.Split("point.MAE.Reconstruct", mask, x, c.Groups)
	predicted := m.rebuild(centers, m.Tokenizer.Forward(groups), visible, hidden).Value
	batch, per := x.Dim(0), 3*c.GroupSize
	seen, rebuilt = tensor.New(batch, len(visible)/batch*c.GroupSize, 3), tensor.New(batch, c.Groups*c.GroupSize, 3)
	at := centers.Value.Data()
	place := func(dst, src []float32, group int) {
		for i, v := range src {
			dst[i] = v + at[3*group+i%3]
		}
	}
	for i, g := range visible {
		place(seen.Data()[i*per:(i+1)*per], groups.Value.Data()[g*per:(g+1)*per], g)
		place(rebuilt.Data()[g*per:(g+1)*per], groups.Value.Data()[g*per:(g+1)*per], g)
	}
	for i, g := range hidden {
		place(rebuilt.Data()[g*per:(g+1)*per], predicted.Data()[i*per:(i+1)*per], g)
	}
	return seen, rebuilt
}

// MeanLoss returns the loss of a model that rebuilds every masked group as the
// mean of all groups of x, without looking at any. The mean is taken point by
// point, in the order of nearness.
func (m *MAE) MeanLoss(x *tensor.Tensor, mask []bool) float64 {
	c := m.Config
	tape := autograd.Inference()
	_, groups := c.group("point.MAE.MeanLoss", tape.Input(x))
	_, hidden := masked.Split("point.MAE.MeanLoss", mask, x, c.Groups)
	flat := autograd.Reshape(groups, -1, c.GroupSize, 3)
	mean := autograd.Expand(autograd.Mean(flat, []int{0}, true), len(hidden), c.GroupSize, 3)
	return float64(ChamferL2(mean, autograd.IndexSelect(flat, 0, hidden)).Value.Item())
}
