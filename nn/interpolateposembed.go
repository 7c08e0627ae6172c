package nn

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// PosResize says how learned positions are fitted to another grid of patches. Models
// differ in it, and the positions differ even where the grid grows: whoever fits the
// positions of a pretrained model does it as the code it comes from does.
type PosResize string

const (
	// PosBicubic is bicubic interpolation as in the code of MAE, of Hugging Face's
	// ViT and of DINO; see tensor.Bicubic. The empty PosResize means it, too.
	PosBicubic PosResize = "bicubic"

	// PosBicubicAntialias is bicubic interpolation with antialiasing, timm's
	// resample_abs_pos_embed; see tensor.BicubicAntialias.
	PosBicubicAntialias PosResize = "bicubic-antialias"
)

// Validate reports that p is no way to fit positions, or nil.
func (p PosResize) Validate() error {
	if _, ok := p.mode(); !ok {
		return fmt.Errorf("nn: positions are resized by %q, want %q or %q", p, PosBicubic, PosBicubicAntialias)
	}
	return nil
}

func (p PosResize) mode() (mode tensor.InterpolateMode, ok bool) {
	switch p {
	case "", PosBicubic:
		return tensor.Bicubic, true
	case PosBicubicAntialias:
		return tensor.BicubicAntialias, true
	}
	return 0, false
}

// InterpolatePosEmbed fits a learned position embedding pos [..., extra +
// rows·cols, dim] to another grid of patches, by way of resize; from and to are
// rows, columns. It keeps the first extra positions, those of class tokens. It
// panics with a *tensor.ShapeError if pos has not the shape of grid from, or if
// there is no such way.
func InterpolatePosEmbed(pos *tensor.Tensor, extra int, from, to [2]int, resize PosResize) *tensor.Tensor {
	if pos.Rank() < 2 || extra < 0 || from[0] < 1 || from[1] < 1 || to[0] < 1 || to[1] < 1 ||
		pos.Dim(-2) != extra+from[0]*from[1] || pos.Size() != pos.Dim(-2)*pos.Dim(-1) {
		panic(tensor.NewShapeError("InterpolatePosEmbed", fmt.Sprintf("one table of %d positions and a grid %v, for a grid %v", extra, from, to), pos))
	}
	mode, ok := resize.mode()
	if !ok {
		panic(tensor.NewShapeError("InterpolatePosEmbed", fmt.Sprintf("%q or %q, not %q", PosBicubic, PosBicubicAntialias, resize), pos))
	}
	dim := pos.Dim(-1)
	shape := append([]int(nil), pos.Shape()...)
	shape[len(shape)-2] = extra + to[0]*to[1]
	dst := tensor.New(shape...)
	copy(dst.Data(), pos.Data()[:extra*dim])
	cells := tensor.FromSlice(pos.Data()[extra*dim:], 1, from[0]*from[1], dim)
	planes := tensor.Transpose(nil, cells, 1, 2).Reshape(1, dim, from[0], from[1])
	other := tensor.Interpolate(nil, planes, to[0], to[1], mode).Reshape(1, dim, to[0]*to[1])
	tensor.Transpose(tensor.FromSlice(dst.Data()[extra*dim:], 1, to[0]*to[1], dim), other, 1, 2)
	return dst
}
