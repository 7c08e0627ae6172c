package nn

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: what a model looks at, for people.

// AttentionMaps returns what the attention of a model looks at for inputs x: for each
// block, in the order in which they run, probabilities [batch, heads, tokens, tokens].
// Row i says how much of each token's value token i takes; it sums to 1. Nothing is
// dropped, and m is not changed. Models with pathways, merged and packed ones have maps,
// too; a masked autoencoder has those of its encoder, which sees everything here. The error
// says what is wrong with the shape of x, or that m has no self-attention.
//
// A batch costs heads·tokens²·4 bytes for each sample and block.
func AttentionMaps(m Module, x *tensor.Tensor) (maps []*tensor.Tensor, err error) {
	t := autograd.Inference()
	t.WatchAttention(func(qkv *tensor.Tensor, heads int) {
		maps = append(maps, autograd.AttentionProbabilities(qkv, heads))
	})
	if err := tensor.Catch(func() { m.Forward(t.Input(x)) }); err != nil {
		return nil, fmt.Errorf("nn: AttentionMaps: %w", err)
	}
	if len(maps) == 0 {
		return nil, fmt.Errorf("nn: AttentionMaps: %T has no self-attention", m)
	}
	return maps, nil
}

// AttentionRollout returns how much of each input token has reached each token after all
// blocks (Abnar and Zuidema, 2020, section 3), [batch, tokens, tokens], for maps [batch,
// heads, tokens, tokens] as AttentionMaps returns them. It is the product of
// (mean over heads + I)/2, the identity being the residual path. Its rows sum to 1. It
// panics with *tensor.ShapeError if the maps have different shapes or there are none.
func AttentionRollout(maps []*tensor.Tensor) *tensor.Tensor {
	if len(maps) == 0 {
		panic(&tensor.ShapeError{Op: "AttentionRollout", Want: "at least one map"})
	}
	var rollout *tensor.Tensor
	for _, m := range maps {
		if m.Rank() != 4 || m.Dim(2) != m.Dim(3) || !tensor.SameShape(m, maps[0]) {
			panic(tensor.NewShapeError("AttentionRollout", "maps [batch, heads, tokens, tokens] of one shape", m, maps[0]))
		}
		a := tensor.Mean(nil, m, []int{1}, false)
		n := a.Dim(1)
		for i := range a.Data() {
			row, column := i/n%n, i%n
			a.Data()[i] *= 0.5
			if row == column {
				a.Data()[i] += 0.5
			}
		}
		if rollout == nil {
			rollout = a
		} else {
			rollout = tensor.MatMul(nil, a, rollout)
		}
	}
	return rollout
}

// AttentionOf returns how much token query looks at each other token, [batch, tokens],
// for a map [batch, heads, tokens, tokens] (the mean over the heads) or a rollout [batch,
// tokens, tokens]. Query −1 stands for the mean over all tokens. It panics with
// *tensor.ShapeError if there is no such token.
func AttentionOf(m *tensor.Tensor, query int) *tensor.Tensor {
	if r := m.Rank(); r < 3 || r > 4 || m.Dim(-1) != m.Dim(-2) || query < -1 || query >= m.Dim(-1) {
		panic(tensor.NewShapeError("AttentionOf", fmt.Sprintf("[batch, heads, tokens, tokens] or [batch, tokens, tokens] with token %d", query), m))
	}
	if m.Rank() == 4 {
		m = tensor.Mean(nil, m, []int{1}, false)
	}
	return meanOf(m, query, 0)
}

// meanOf returns row query of m [batch, tokens, tokens]; for −1 the mean of the rows from
// first on.
func meanOf(m *tensor.Tensor, query, first int) *tensor.Tensor {
	lo, hi := query, query+1
	if query < 0 {
		lo, hi = first, m.Dim(1)
	}
	return tensor.Mean(nil, tensor.Slice(nil, m, 1, lo, hi, 1), []int{1}, false)
}

// PatchAttention returns how much token query looks at each patch of a grid, [batch, rows,
// columns], for a map or a rollout as AttentionOf takes it. The patches are the last
// rows·columns tokens; those before them, such as the class token 0, are left out. Query −1
// stands for the mean over the patches, by which models with MeanPool classify.
// picture.Over lays the result over the image. It panics with *tensor.ShapeError if there
// is no such token, or if there are fewer tokens than patches.
func PatchAttention(m *tensor.Tensor, query, rows, columns int) *tensor.Tensor {
	if r := m.Rank(); r < 3 || r > 4 || m.Dim(-1) != m.Dim(-2) || query < -1 || query >= m.Dim(-1) || rows < 1 || columns < 1 || rows*columns > m.Dim(-1) {
		panic(tensor.NewShapeError("PatchAttention", fmt.Sprintf("[batch, heads, tokens, tokens] or [batch, tokens, tokens] with token %d and %d×%d patches", query, rows, columns), m))
	}
	if m.Rank() == 4 {
		m = tensor.Mean(nil, m, []int{1}, false)
	}
	n := m.Dim(1)
	a := meanOf(m, query, n-rows*columns)
	return tensor.Slice(nil, a, 1, n-rows*columns, n, 1).Reshape(a.Dim(0), rows, columns)
}
