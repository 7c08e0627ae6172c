package nn

import "github.com/gopathway/pathway/autograd"

// PackedLinear is a linear layer that stores its weight in the layout that matrix
// products read, so that no pass has to arrange it. It serves inference alone.
// Linear.Pack makes it.
type PackedLinear struct {
	Weight *autograd.PackedWeight // [out, in]
	Bias   *autograd.Var          // [out], nil for none
}

// Forward maps x [..., in] to [..., out], on a tape that does not record.
func (l *PackedLinear) Forward(x *autograd.Var) *autograd.Var { return l.Project(x, Epilogue{}) }

// Project implements Projector.
func (l *PackedLinear) Project(x *autograd.Var, e Epilogue) *autograd.Var {
	return Project(x, l.Weight, l.Bias, e)
}

// NamedParams implements Module: weight, which is no Var, and bias.
func (l *PackedLinear) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "weight", Stored: l.Weight})
	if l.Bias != nil {
		yield(NamedParam{Name: prefix + "bias", Param: l.Bias})
	}
}

// Pack packs the plain linear layers of m that ReplaceLinears finds (Linear.Pack).
// From then on m serves inference alone.
func Pack(m Module) {
	ReplaceLinears(m, func(l *Linear) Projector { return l.Pack() })
}

// LinearReplacer is a module whose plain linear layers can be replaced, such as by
// layers that store their weights in another form.
type LinearReplacer interface {
	// ReplaceLinears puts f(l) in the place of every *Linear l.
	ReplaceLinears(f func(l *Linear) Projector)
}

// ReplaceLinears puts f(l) in the place of plain linear layers l of m. A
// Transformer offers those of all its blocks, a LinearReplacer those it chooses,
// any other module none.
func ReplaceLinears(m Module, f func(l *Linear) Projector) {
	switch m := m.(type) {
	case Transformer:
		m.Trunk().ReplaceLinears(f)
		if a, ok := m.(Autoencoder); ok {
			a.Decoding().ReplaceLinears(f)
		}
	case LinearReplacer:
		m.ReplaceLinears(f)
	}
}
