package m2pt

import (
	"slices"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: a start from a model whose images, or patches of them, are of
// another size.

// fitPositions returns dict, weights of a model like from, with positions for the
// grid of to. Sines and cosines that to does not train are computed anew, others
// interpolated as MAE does it. Positions of another width are left to be refused.
func fitPositions(dict []tensor.Named, from, to nn.ViTConfig, sinCos bool) []tensor.Named {
	oldRows, oldCols := from.Grid()
	rows, cols := to.Grid()
	if rows == oldRows && cols == oldCols {
		return dict
	}
	dict = slices.Clone(dict)
	for i, t := range dict {
		switch fixed := sinCos && to.FixedPos; {
		case t.Name != "pos_embed" && t.Name != "decoder_pos_embed":
		case fixed:
			width := t.Tensor.Dim(-1)
			dict[i].Tensor = SinCos2D(width, rows, cols, true).Reshape(1, 1+rows*cols, width)
		case from.Dim == to.Dim:
			dict[i].Tensor = InterpolatePosEmbed(t.Tensor, 1, [2]int{oldRows, oldCols}, [2]int{rows, cols})
		}
	}
	return dict
}
