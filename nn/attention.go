package nn

import (
	"fmt"

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

	// QBias and VBias [dim], if not nil, are the biases of queries and values, as
	// in BEiT and VideoMAE. Keys have none, because it would change no softmax.
	// QKV then has no bias of its own.
	QBias, VBias *autograd.Var
}

// NewMultiHeadAttention returns a layer of the given width. It panics with
// *tensor.ShapeError unless heads divides dim.
func NewMultiHeadAttention(dim, heads int, qkvBias bool, rng *tensor.RNG) *MultiHeadAttention {
	if heads < 1 || dim < 1 || dim%heads != 0 {
		panic(&tensor.ShapeError{Op: "NewMultiHeadAttention", Want: fmt.Sprintf("a width that the heads divide, got a width of %d and %d heads", dim, heads)})
	}
	return &MultiHeadAttention{
		QKV:   NewLinear(dim, 3*dim, qkvBias, rng),
		Proj:  NewLinear(dim, dim, true, rng),
		Heads: heads,
	}
}

// SeparateBias gives a layer of width dim without qkv bias one for queries and
// one for values, both zero.
func (a *MultiHeadAttention) SeparateBias(dim int) {
	a.QBias, a.VBias = autograd.Param(tensor.New(dim)), autograd.Param(tensor.New(dim))
}

// Forward maps x [batch, tokens, dim] to the same shape.
func (a *MultiHeadAttention) Forward(x *autograd.Var) *autograd.Var {
	return project(a.Proj, autograd.SelfAttention(a.qkv(x), a.Heads), nil, a.Drop, 0)
}

// qkv returns the queries, keys and values of x, packed.
func (a *MultiHeadAttention) qkv(x *autograd.Var) *autograd.Var {
	if a.QBias == nil {
		return a.QKV.Forward(x)
	}
	t, dim := x.Tape(), a.QBias.Value.Size()
	q, v := t.Attach(a.QBias), t.Attach(a.VBias)
	if l, ok := a.QKV.(BiasAdder); ok {
		q, v = l.AddBias(t, q, 0, dim), l.AddBias(t, v, 2*dim, 3*dim)
	}
	zero := t.New(dim)
	zero.Value.Fill(0)
	return a.QKV.Project(x, Epilogue{Bias: autograd.Concat(0, q, zero, v)})
}

// addFirst returns residual + DropPath(γ·attention) for the first tokens of
// each sequence alone, residual [batch, first, dim]; γ [dim] may be nil.
func (a *MultiHeadAttention) addFirst(x, residual *autograd.Var, first int, gamma *autograd.Var, dropPath float32) *autograd.Var {
	y := autograd.SelfAttentionFirst(a.qkv(x), a.Heads, first)
	return projectScaled(a.Proj, y, residual, gamma, a.Drop, dropPath)
}

// NamedParams implements Module: q_bias and v_bias, if the layer has them, qkv,
// proj.
func (a *MultiHeadAttention) NamedParams(prefix string, yield func(NamedParam)) {
	if a.QBias != nil {
		yield(NamedParam{Name: prefix + "q_bias", Param: a.QBias})
		yield(NamedParam{Name: prefix + "v_bias", Param: a.VBias})
	}
	a.QKV.NamedParams(prefix+"qkv.", yield)
	a.Proj.NamedParams(prefix+"proj.", yield)
}
