package video

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// TubeletEmbed cuts a video into tubelets, boxes of some frames, rows and
// columns, and projects each to a token (ViViT, Arnab et al., 2021; MAE):
// a 3-D convolution whose kernel and stride are a tubelet, computed as one
// matrix product.
type TubeletEmbed struct {
	Weight *autograd.Var // [dim, channels, frames, height, width]
	Bias   *autograd.Var // [dim]
}

// NewTubeletEmbed returns an embedding of tubelets [frames, height, width] with
// PyTorch's default initialisation of a convolution.
func NewTubeletEmbed(channels, dim int, tubelet [3]int, rng *tensor.RNG) *TubeletEmbed {
	e := new(TubeletEmbed)
	e.Weight, e.Bias = nn.ConvParams(rng, dim, channels, tubelet[:]...)
	return e
}

// window is a tubelet.
func (e *TubeletEmbed) window() tensor.Window {
	var w tensor.Window
	copy(w.Kernel[:], e.Weight.Shape()[2:])
	w.Stride = w.Kernel
	return w
}

// Forward maps x [batch, channels, frames, height, width] to tokens [batch, n,
// dim] in the order of time, row, column. What is left over at the end of an
// axis is not seen. It panics with *tensor.ShapeError if x has other channels
// or is smaller than a tubelet.
func (e *TubeletEmbed) Forward(x *autograd.Var) *autograd.Var {
	w := e.Weight.Value
	if x.Value.Rank() != 5 || x.Value.Dim(1) != w.Dim(1) {
		panic(tensor.NewShapeError("TubeletEmbed", "x [batch, channels, frames, height, width] of the weight's channels", x.Value, w))
	}
	t := x.Tape()
	mark := t.Mark()
	flat := autograd.Reshape(t.Attach(e.Weight), w.Dim(0), -1)
	return t.Keep(mark, autograd.Linear(autograd.Unfold(x, e.window()), flat, e.Bias))
}

// NamedParams implements nn.Module, under the name proj: weight, bias.
func (e *TubeletEmbed) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "proj.weight", Param: e.Weight})
	yield(nn.NamedParam{Name: prefix + "proj.bias", Param: e.Bias})
}
