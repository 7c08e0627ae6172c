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
	// Lambda is λ, the official code's cross_modal_scale: [1], or [out] for one
	// of each output channel.
	Lambda *autograd.Var
	// Bias is b' [out] for the variant that also adds λ·b'; nil, the default,
	// ignores the auxiliary's bias as the official code does. Where attention
	// keeps q_bias and v_bias apart, the part for keys is not used, because it
	// would change no softmax.
	Bias *autograd.Var

	// Model is the number of the auxiliary model, from 0 in the order of
	// connection. A layer need not have a pathway through each.
	Model int

	// Shared says that Lambda belongs to an earlier layer, which names it among
	// its parameters.
	Shared bool
}

// Forward maps x [..., in] to [..., out].
func (l *PathwayLinear) Forward(x *autograd.Var) *autograd.Var {
	return l.Project(x, nn.Epilogue{})
}

// Project implements nn.Projector: it forms the effective weight and bias on
// the tape of x.
func (l *PathwayLinear) Project(x *autograd.Var, e nn.Epilogue) *autograd.Var {
	t := x.Tape()
	weight, bias := l.Weight, l.Bias
	for _, a := range l.Aux {
		weight = Reparam(t, weight, a.Lambda, a.Weight)
		if a.Bias != nil && bias != nil {
			bias = Reparam(t, bias, a.Lambda, a.Bias)
		}
	}
	return nn.Project(x, weight, bias, e)
}

// AddBias implements nn.BiasAdder: own + Σ λ·b' for the outputs lo to hi.
func (l *PathwayLinear) AddBias(t *autograd.Tape, own *autograd.Var, lo, hi int) *autograd.Var {
	for _, a := range l.Aux {
		if a.Bias == nil {
			continue
		}
		scale := a.Lambda
		if scale.Value.Size() > 1 {
			scale = autograd.Slice(t.Attach(scale), 0, lo, hi, 1)
		}
		own = Reparam(t, own, scale, autograd.Slice(t.Attach(a.Bias), 0, lo, hi, 1))
	}
	return own
}

// Merge returns the plain layer with the effective weight and bias, formed by
// the kernel that Project uses: its outputs have the same bits. It is trained
// as the layer's own weight is.
func (l *PathwayLinear) Merge() *nn.Linear {
	m := &nn.Linear{Weight: cloneParam(l.Weight), Bias: cloneParam(l.Bias)}
	for _, a := range l.Aux {
		effective(m.Weight.Value, m.Weight.Value, a.Lambda.Value, a.Weight.Value)
		if a.Bias != nil && l.Bias != nil {
			effective(m.Bias.Value, m.Bias.Value, a.Lambda.Value, a.Bias.Value)
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
			yield(nn.NamedParam{Name: prefix + "cross_modal_scale" + suffix, Param: a.Lambda, Role: nn.Role{Kind: nn.Scale}})
		}
		yield(nn.NamedParam{Name: prefix + "aux_weight" + suffix, Param: a.Weight})
		if a.Bias != nil {
			yield(nn.NamedParam{Name: prefix + "aux_bias" + suffix, Param: a.Bias})
		}
	}
}

// addAux adds a pathway that owns the given weights.
func (l *PathwayLinear) addAux(weight, bias *tensor.Tensor, scale *autograd.Var, trainable bool) {
	a := Auxiliary{Weight: autograd.Param(weight), Lambda: scale}
	a.Weight.SetRequiresGrad(trainable)
	if bias != nil {
		a.Bias = autograd.Param(bias)
		a.Bias.SetRequiresGrad(trainable)
	}
	l.Aux = append(l.Aux, a)
}
