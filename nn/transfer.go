package nn

import (
	"slices"

	"github.com/gopathway/pathway/tensor"
)

// This file: a model that starts from the weights of another of the same
// modality, such as a classifier from a pretrained autoencoder.

// TransferOptions say what Transfer copies besides the backbone.
type TransferOptions struct {
	Head    bool // the head, too; else to keeps its own
	Decoder bool // of autoencoders the decoder, too
}

// Gridded is a net whose position embeddings belong to a grid of patches, after
// one for the class token.
type Gridded interface {
	// Grid returns the number of patches down and across.
	Grid() (rows, cols int)
}

// Transfer copies the weights of from into to: the backbone, and what o names.
// What only one of them has of class tokens and of the last norm stays as it is
// in to (Role.Summary). Learned positions of another grid of patches are
// interpolated (InterpolatePosEmbed); fixed ones stay those of to. Any other
// parameter without a counterpart of its shape is an error that names it, and
// to is unchanged then.
func Transfer(to, from Transformer, o TransferOptions) error {
	if err := TakenOver(to); err != nil {
		return err
	}
	if err := TakenOver(from); err != nil {
		return err
	}
	source, copied := map[string]NamedParam{}, map[string]bool{}
	src := transferred(from, o)
	for _, p := range src {
		source[p.Name] = p
	}
	report := new(LoadReport)
	type pair struct{ to, from *tensor.Tensor }
	var pairs []pair
	for _, p := range transferred(to, o) {
		s, ok := source[p.Name]
		copied[p.Name] = true
		if !ok {
			if !p.Role.Summary {
				report.Missing = append(report.Missing, p.Name)
			}
			continue
		}
		value := s.Param.Value
		if p.Role.Kind == Position {
			if value = fitPositions(to, from, p, value); value == nil {
				continue
			}
		}
		if !tensor.SameShape(p.Param.Value, value) {
			report.Misshaped = append(report.Misshaped, ShapeMismatch{Name: p.Name, Model: slices.Clone(p.Param.Shape()), File: slices.Clone(value.Shape())})
			continue
		}
		pairs = append(pairs, pair{p.Param.Value, value})
	}
	for _, s := range src {
		if !copied[s.Name] && !s.Role.Summary {
			report.Unexpected = append(report.Unexpected, s.Name)
		}
	}
	if err := report.Err("nn: transfer"); err != nil {
		return err
	}
	for _, p := range pairs {
		p.to.CopyFrom(p.from)
	}
	return nil
}

// transferred returns the parameters of m that Transfer looks at.
func transferred(m Transformer, o TransferOptions) []NamedParam {
	var ps []NamedParam
	m.Backbone(func(p NamedParam) { ps = append(ps, p) })
	m.NamedParams("", func(p NamedParam) {
		if o.Head && p.Role.Stage == Head || o.Decoder && p.Role.Stage == Decoder {
			ps = append(ps, p)
		}
	})
	return ps
}

// fitPositions returns the table pos of from for the position embedding p of
// to: interpolated if their grids differ, nil if to's own table is to stay.
// Tables of another width are returned as they are, to be refused.
func fitPositions(to, from Transformer, p NamedParam, pos *tensor.Tensor) *tensor.Tensor {
	a, ok := to.(Gridded)
	b, ok2 := from.(Gridded)
	if !ok || !ok2 {
		return pos
	}
	rows, cols := a.Grid()
	oldRows, oldCols := b.Grid()
	switch {
	case rows == oldRows && cols == oldCols:
		return pos
	case !p.Param.RequiresGrad():
		return nil
	case pos.Dim(-1) != p.Param.Value.Dim(-1):
		return pos
	}
	return InterpolatePosEmbed(pos, 1, [2]int{oldRows, oldCols}, [2]int{rows, cols})
}
