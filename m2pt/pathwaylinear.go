package m2pt

import (
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// PathwayLinear is a linear layer with pathways through the same layer of
// other models (M2PT, section 3.2): y = x·(W + Σᵢ λᵢ·Wᵢ')ᵀ + b. Several
// auxiliaries are added in order. With every λ at 0 it is the plain layer. A λ
// of every output channel scales the rows of its W'.
type PathwayLinear struct {
	Weight *autograd.Var // W [out, in]
	Bias   *autograd.Var // b [out], nil for none
	Aux    []Auxiliary
}

// Auxiliary is one auxiliary model's part of a PathwayLinear.
type Auxiliary struct {
	Weight *autograd.Var // W' [out, in]
	// Scale is λ, the official code's cross_modal_scale: [1], or [out] for one
	// of each output channel.
	Scale *autograd.Var
	// Bias is b' [out] for the variant that also adds λ·b'; nil, the default,
	// ignores the auxiliary's bias as the official code does.
	Bias *autograd.Var

	// Model is the number of the auxiliary model, from 0 in the order of
	// connection. A layer need not have a pathway through each.
	Model int

	// Shared says that Scale belongs to an earlier layer, which names it among
	// its parameters.
	Shared bool
}

// Forward maps x [..., in] to [..., out].
func (l *PathwayLinear) Forward(x *autograd.Var) *autograd.Var {
	w, b := l.Weights(x.Tape())
	return autograd.Linear(x, w, b)
}

// Weights implements nn.Projector: it forms the effective weight and bias on
// tape t.
func (l *PathwayLinear) Weights(t *autograd.Tape) (weight, bias *autograd.Var) {
	weight, bias = l.Weight, l.Bias
	for _, a := range l.Aux {
		weight = Reparam(t, weight, a.Scale, a.Weight)
		if a.Bias != nil && bias != nil {
			bias = Reparam(t, bias, a.Scale, a.Bias)
		}
	}
	return weight, bias
}

// Merge returns the plain layer with the effective weight and bias, formed by
// the kernel that Forward uses: its outputs have the same bits. It panics if an
// nn.Predictor has taken l over.
func (l *PathwayLinear) Merge() *nn.Linear {
	refuseTakenOver("PathwayLinear.Merge", l)
	m := &nn.Linear{Weight: autograd.Param(l.Weight.Value.Clone())}
	if l.Bias != nil {
		m.Bias = autograd.Param(l.Bias.Value.Clone())
	}
	for _, a := range l.Aux {
		effective(m.Weight.Value, m.Weight.Value, a.Scale.Value, a.Weight.Value)
		if a.Bias != nil && l.Bias != nil {
			effective(m.Bias.Value, m.Bias.Value, a.Scale.Value, a.Bias.Value)
		}
	}
	return m
}

// NamedParams implements nn.Module: weight, bias, then cross_modal_scale
// (unless it is shared), aux_weight and aux_bias of each auxiliary; from the
// second on these names end in _2, _3 and so on.
func (l *PathwayLinear) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "weight", Param: l.Weight})
	if l.Bias != nil {
		yield(nn.NamedParam{Name: prefix + "bias", Param: l.Bias})
	}
	for i, a := range l.Aux {
		suffix := ""
		if i > 0 {
			suffix = "_" + strconv.Itoa(i+1)
		}
		if !a.Shared {
			yield(nn.NamedParam{Name: prefix + "cross_modal_scale" + suffix, Param: a.Scale})
		}
		yield(nn.NamedParam{Name: prefix + "aux_weight" + suffix, Param: a.Weight})
		if a.Bias != nil {
			yield(nn.NamedParam{Name: prefix + "aux_bias" + suffix, Param: a.Bias})
		}
	}
}

// addAux adds a pathway whose weights are copies of the given ones.
func (l *PathwayLinear) addAux(weight, bias *tensor.Tensor, scale *autograd.Var, trainable bool) {
	a := Auxiliary{Weight: autograd.Param(weight.Clone()), Scale: scale}
	a.Weight.SetRequiresGrad(trainable)
	if bias != nil {
		a.Bias = autograd.Param(bias.Clone())
		a.Bias.SetRequiresGrad(trainable)
	}
	l.Aux = append(l.Aux, a)
}
