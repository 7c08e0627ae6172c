package autograd

import "github.com/gopathway/pathway/tensor"

// This file: what attention looks at, for people. The ops keep no probabilities; a tape
// can be watched, and they are computed from the queries and keys again.

// WatchAttention makes the tape call f for every SelfAttention, and SelfAttentionFirst,
// that it computes from now on: with its input qkv [b, n, 3·d], which f must not keep
// without a copy, and its number of heads. Nil ends that. AttentionProbabilities turns the
// two into what the queries look at. Watching changes no result.
func (t *Tape) WatchAttention(f func(qkv *tensor.Tensor, heads int)) { t.watch = f }

// AttentionProbabilities returns softmax(q·kᵀ/√(d/heads)) for qkv [b, n, 3·d] as
// SelfAttention takes it: [b, heads, n, n], the probabilities by which each query (a row)
// takes the values of the tokens. They have the bits of those within SelfAttention.
func AttentionProbabilities(qkv *tensor.Tensor, heads int) *tensor.Tensor {
	if qkv.Rank() != 3 || heads < 1 || qkv.Dim(2)%(3*heads) != 0 {
		panic(tensor.NewShapeError("AttentionProbabilities", "qkv [batch, tokens, 3·dim] with dim divisible by the heads", qkv))
	}
	b, n, d := qkv.Dim(0), qkv.Dim(1), qkv.Dim(2)/3
	p := tensor.New(b, heads, n, n)
	if p.Size() == 0 || d == 0 {
		return p
	}
	a := sideBySide(qkv, tensor.New(b, n, d), heads)
	s := new(attentionScratch)
	for i := 0; i < b*heads; i++ {
		s.p = p.Data()[i*n*n : (i+1)*n*n]
		a.probabilities(s, i/heads, i%heads, 0, n)
	}
	return p
}
