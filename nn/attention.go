package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// MultiHeadAttention is self-attention (Vaswani et al., 2017, section 3.2)
// with queries, keys and values from one packed projection, as in timm:
// y = proj(softmax(q·kᵀ/√(dim/heads))·v).
type MultiHeadAttention struct {
	QKV   Projector // dim → 3·dim, rows [q|k|v]
	Proj  Projector // dim → dim
	Heads int
	Drop  float32 // dropout after Proj
}

// NewMultiHeadAttention returns a layer of the given width; dim must be
// divisible by heads.
func NewMultiHeadAttention(dim, heads int, qkvBias bool, rng *tensor.RNG) *MultiHeadAttention {
	return &MultiHeadAttention{
		QKV:   NewLinear(dim, 3*dim, qkvBias, rng),
		Proj:  NewLinear(dim, dim, true, rng),
		Heads: heads,
	}
}

// Forward maps x [batch, tokens, dim] to the same shape.
func (a *MultiHeadAttention) Forward(x *autograd.Var) *autograd.Var {
	return project(a.Proj, autograd.SelfAttention(a.QKV.Forward(x), a.Heads), nil, a.Drop, 0)
}

// addFirst returns residual + DropPath(attention) for the first tokens of each
// sequence alone, residual [batch, first, dim].
func (a *MultiHeadAttention) addFirst(x, residual *autograd.Var, first int, dropPath float32) *autograd.Var {
	y := autograd.SelfAttentionFirst(a.QKV.Forward(x), a.Heads, first)
	return project(a.Proj, y, residual, a.Drop, dropPath)
}

// NamedParams implements Module: qkv, proj.
func (a *MultiHeadAttention) NamedParams(prefix string, yield func(string, *autograd.Var)) {
	a.QKV.NamedParams(prefix+"qkv.", yield)
	a.Proj.NamedParams(prefix+"proj.", yield)
}
