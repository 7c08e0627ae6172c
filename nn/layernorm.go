package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// LayerNorm normalises the last dimension and applies a learned scale and
// shift (Ba et al., 2016).
type LayerNorm struct {
	Weight *autograd.Var // [dim]
	Bias   *autograd.Var // [dim]
	Eps    float32
}

// NewLayerNorm returns a layer with scale one and shift zero.
func NewLayerNorm(dim int, eps float32) *LayerNorm {
	return &LayerNorm{
		Weight: autograd.Param(tensor.Full(1, dim)),
		Bias:   autograd.Param(tensor.New(dim)),
		Eps:    eps,
	}
}

// Forward normalises x [..., dim].
func (l *LayerNorm) Forward(x *autograd.Var) *autograd.Var {
	return autograd.LayerNorm(x, l.Weight, l.Bias, l.Eps)
}

// NamedParams implements Module: weight, bias.
func (l *LayerNorm) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "weight", Param: l.Weight})
	yield(NamedParam{Name: prefix + "bias", Param: l.Bias})
}
