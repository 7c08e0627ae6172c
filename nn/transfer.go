package nn

import (
	"slices"

	"github.com/gopathway/pathway/tensor"
)

// This file: the start of a model from the weights of another of the same
// modality, such as of a classifier from a pretrained autoencoder.

// TransferOptions say what Transfer copies besides the backbone.
type TransferOptions struct {
	Head    bool // copy the head
	Decoder bool // copy an autoencoder's decoder

	PosResize PosResize // how learned positions are fitted to another grid
}

// Gridded is a net with a position embedding for the class token and one for
// each patch of a grid.
type Gridded interface {
	// Grid returns the number of patches down and across.
	Grid() (rows, cols int)
}

// Transfer copies weights of from into to: the backbone, and what o names. If
// their grids of patches differ, it interpolates learned positions
// (InterpolatePosEmbed), and to keeps fixed ones of its own. A parameter that
// only one of them has, or that has another shape in to, is an error that names
// it, and to is then unchanged. It is no error if only one has a parameter whose
// Role is a Summary; to then keeps its own.
func Transfer(to, from Transformer, o TransferOptions) error {
	if err := TakenOver(to); err != nil {
		return err
	}
	if err := TakenOver(from); err != nil {
		return err
	}
	if err := o.PosResize.Validate(); err != nil {
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
			if value = fitPositions(to, from, p, value, o.PosResize); value == nil {
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

// fitPositions returns what to copy into the position embedding p of to: the
// table pos of from, interpolated if their grids differ, or nil if p stays as it
// is. It returns a table of another width as it is, for Transfer to refuse.
func fitPositions(to, from Transformer, p NamedParam, pos *tensor.Tensor, resize PosResize) *tensor.Tensor {
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
	return InterpolatePosEmbed(pos, 1, [2]int{oldRows, oldCols}, [2]int{rows, cols}, resize)
}
