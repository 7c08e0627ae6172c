package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// MLP is the transformer's feed-forward network, fc2(gelu(fc1(x))).
type MLP struct {
	FC1, FC2 Projector
	GELUTanh bool    // the tanh approximation of GELU instead of the erf form
	Drop     float32 // dropout after each layer
}

// NewMLP returns a network dim → hidden → dim.
func NewMLP(dim, hidden int, rng *tensor.RNG) *MLP {
	return &MLP{FC1: NewLinear(dim, hidden, true, rng), FC2: NewLinear(hidden, dim, true, rng)}
}

// Forward maps x [..., dim] to the same shape.
func (m *MLP) Forward(x *autograd.Var) *autograd.Var { return m.add(x, nil, nil, 0) }

// add returns residual + DropPath(γ·mlp(x)); residual and γ [dim] may be nil.
func (m *MLP) add(x, residual, gamma *autograd.Var, dropPath float32) *autograd.Var {
	var h *autograd.Var
	if m.GELUTanh {
		h = autograd.GELUTanh(m.FC1.Forward(x))
	} else {
		h = m.FC1.Project(x, Epilogue{GELU: true})
	}
	return projectScaled(m.FC2, autograd.Dropout(h, m.Drop), residual, gamma, m.Drop, dropPath)
}

// NamedParams implements Module: fc1, fc2.
func (m *MLP) NamedParams(prefix string, yield func(NamedParam)) {
	m.FC1.NamedParams(prefix+"fc1.", yield)
	m.FC2.NamedParams(prefix+"fc2.", yield)
}
