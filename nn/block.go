package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Block is a pre-norm transformer block (Dosovitskiy et al., 2021, eq. 2-3):
// x += DropPath(attn(norm1(x))), x += DropPath(mlp(norm2(x))).
type Block struct {
	Norm1    *LayerNorm
	Attn     *MultiHeadAttention
	Norm2    *LayerNorm
	MLP      *MLP
	DropPath float32 // the rate of stochastic depth

	// Gamma1 and Gamma2 [dim], if not nil, scale what attention and MLP add
	// (LayerScale; Touvron et al., 2021).
	Gamma1, Gamma2 *autograd.Var
}

// NewBlock returns a block of the given width.
func NewBlock(dim, heads, hidden int, qkvBias bool, eps float32, rng *tensor.RNG) *Block {
	return &Block{
		Norm1: NewLayerNorm(dim, eps),
		Attn:  NewMultiHeadAttention(dim, heads, qkvBias, rng),
		Norm2: NewLayerNorm(dim, eps),
		MLP:   NewMLP(dim, hidden, rng),
	}
}

// LayerScale gives the block factors γ, all of them value at first.
func (b *Block) LayerScale(value float32) {
	dim := b.Norm1.Weight.Value.Dim(0)
	b.Gamma1, b.Gamma2 = autograd.Param(tensor.Full(value, dim)), autograd.Param(tensor.Full(value, dim))
}

// Forward maps x [batch, tokens, dim] to the same shape. It gives back all
// memory but the result's, in training as soon as no gradient needs it.
func (b *Block) Forward(x *autograd.Var) *autograd.Var { return b.ForwardFirst(x, x.Value.Dim(1)) }

// ForwardFirst computes the first tokens of each sequence alone: it maps x
// [batch, tokens, dim] to [batch, first, dim], with the bits of Forward. The
// other tokens serve as keys and values only. The last block of a classifier
// needs no more of them if its head reads the class token.
func (b *Block) ForwardFirst(x *autograd.Var, first int) *autograd.Var {
	t := x.Tape()
	m := t.Mark()
	residual := x
	if first < x.Value.Dim(1) {
		residual = autograd.Slice(x, 1, 0, first, 1)
	}
	x = t.Keep(m, b.Attn.addFirst(b.Norm1.Forward(x), residual, first, b.Gamma1, b.DropPath))
	return t.Keep(m, b.MLP.add(b.Norm2.Forward(x), x, b.Gamma2, b.DropPath))
}

// NamedParams implements Module: gamma_1 and gamma_2, if the block has them,
// norm1, attn, norm2, mlp.
func (b *Block) NamedParams(prefix string, yield func(NamedParam)) {
	if b.Gamma1 != nil {
		yield(NamedParam{Name: prefix + "gamma_1", Param: b.Gamma1})
		yield(NamedParam{Name: prefix + "gamma_2", Param: b.Gamma2})
	}
	b.Norm1.NamedParams(prefix+"norm1.", yield)
	b.Attn.NamedParams(prefix+"attn.", yield)
	b.Norm2.NamedParams(prefix+"norm2.", yield)
	b.MLP.NamedParams(prefix+"mlp.", yield)
}

// Projectors calls yield for the four linear layers of the block: with the name
// in the state dict, and the place where another layer can be put.
func (b *Block) Projectors(yield func(name string, at *Projector)) {
	yield("attn.qkv", &b.Attn.QKV)
	yield("attn.proj", &b.Attn.Proj)
	yield("mlp.fc1", &b.MLP.FC1)
	yield("mlp.fc2", &b.MLP.FC2)
}
