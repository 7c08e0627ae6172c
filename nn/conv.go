package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Conv2d is a convolution with stride 1 and a square kernel of odd side, padded
// so that images keep their size.
type Conv2d struct {
	Weight *autograd.Var // [out, in, side, side]
	Bias   *autograd.Var // [out]
}

// NewConv2d returns a layer with PyTorch's default initialisation.
func NewConv2d(in, out, side int, rng *tensor.RNG) *Conv2d {
	l := new(Conv2d)
	l.Weight, l.Bias = ConvParams(rng, out, in, side, side)
	return l
}

// Forward maps x [batch, in, height, width] to [batch, out, height, width].
func (l *Conv2d) Forward(x *autograd.Var) *autograd.Var {
	pad := l.Weight.Value.Dim(2) / 2
	return autograd.Conv2d(x, l.Weight, l.Bias, autograd.ConvOptions{Padding: [3]int{pad, pad}})
}

// NamedParams implements Module: weight, bias.
func (l *Conv2d) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "weight", Param: l.Weight})
	yield(NamedParam{Name: prefix + "bias", Param: l.Bias})
}
