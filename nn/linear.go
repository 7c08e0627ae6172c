package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Linear is y = x·Wᵀ + b.
type Linear struct {
	Weight *autograd.Var // [out, in]
	Bias   *autograd.Var // [out], nil for none
}

// NewLinear returns a layer with Xavier-uniform weights and zero bias.
func NewLinear(in, out int, bias bool, rng *tensor.RNG) *Linear {
	l := &Linear{Weight: autograd.Param(XavierUniform(out, in, rng))}
	if bias {
		l.Bias = autograd.Param(tensor.New(out))
	}
	return l
}

// Forward maps x [..., in] to [..., out].
func (l *Linear) Forward(x *autograd.Var) *autograd.Var {
	return autograd.Linear(x, l.Weight, l.Bias)
}

// Weights implements Projector.
func (l *Linear) Weights(*autograd.Tape) (weight, bias *autograd.Var) { return l.Weight, l.Bias }

// NamedParams implements Module: weight, bias.
func (l *Linear) NamedParams(prefix string, yield func(string, *autograd.Var)) {
	yield(prefix+"weight", l.Weight)
	if l.Bias != nil {
		yield(prefix+"bias", l.Bias)
	}
}
