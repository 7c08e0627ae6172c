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

// Project implements Projector.
func (l *Linear) Project(x *autograd.Var, e Epilogue) *autograd.Var {
	return Project(x, l.Weight, l.Bias, e)
}

// Pack returns the layer with its weight in the layout that matrix products read.
// It takes the memory of l, which is empty afterwards. The packed layer has the
// bits of l and serves inference alone.
func (l *Linear) Pack() *PackedLinear {
	return &PackedLinear{Weight: autograd.PackWeight(l.Weight.Value), Bias: l.Bias}
}

// NamedParams implements Module: weight, bias.
func (l *Linear) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "weight", Param: l.Weight})
	if l.Bias != nil {
		yield(NamedParam{Name: prefix + "bias", Param: l.Bias})
	}
}
