package nn

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// InterpolatePosEmbed fits a learned position embedding pos [..., extra +
// rows·cols, dim] to another grid of patches; from and to are rows, columns. It
// keeps the first extra positions, those of class tokens. It interpolates the
// others as PyTorch does (bicubic, align_corners=False; see tensor.Interpolate).
// It panics with a *tensor.ShapeError if pos has not the shape of grid from.
func InterpolatePosEmbed(pos *tensor.Tensor, extra int, from, to [2]int) *tensor.Tensor {
	if pos.Rank() < 2 || extra < 0 || from[0] < 1 || from[1] < 1 || to[0] < 1 || to[1] < 1 ||
		pos.Dim(-2) != extra+from[0]*from[1] || pos.Size() != pos.Dim(-2)*pos.Dim(-1) {
		panic(tensor.NewShapeError("InterpolatePosEmbed", fmt.Sprintf("one table of %d positions and a grid %v, for a grid %v", extra, from, to), pos))
	}
	dim := pos.Dim(-1)
	shape := append([]int(nil), pos.Shape()...)
	shape[len(shape)-2] = extra + to[0]*to[1]
	dst := tensor.New(shape...)
	copy(dst.Data(), pos.Data()[:extra*dim])
	cells := tensor.FromSlice(pos.Data()[extra*dim:], 1, from[0]*from[1], dim)
	planes := tensor.Transpose(nil, cells, 1, 2).Reshape(1, dim, from[0], from[1])
	other := tensor.Interpolate(nil, planes, to[0], to[1], tensor.Bicubic).Reshape(1, dim, to[0]*to[1])
	tensor.Transpose(tensor.FromSlice(dst.Data()[extra*dim:], 1, to[0]*to[1], dim), other, 1, 2)
	return dst
}
