package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// PatchEmbed cuts an image into patches and projects each to a token. It is a
// convolution whose kernel is a patch, computed as one matrix product.
type PatchEmbed struct {
	Weight *autograd.Var // [dim, channels, patch height, patch width]
	Bias   *autograd.Var // [dim]
	Stride [2]int        // from one patch to the next, down and right
}

// NewPatchEmbed returns an embedding with PyTorch's default initialisation of
// a convolution.
func NewPatchEmbed(channels, dim int, patch, stride [2]int, rng *tensor.RNG) *PatchEmbed {
	p := &PatchEmbed{Stride: stride}
	p.Weight, p.Bias = ConvParams(rng, dim, channels, patch[0], patch[1])
	return p
}

// Forward maps x [batch, channels, height, width] to tokens [batch, n, dim],
// row by row over the grid of patches.
func (p *PatchEmbed) Forward(x *autograd.Var) *autograd.Var {
	w := p.Weight.Value
	if x.Value.Rank() != 4 || x.Value.Dim(1) != w.Dim(1) || x.Value.Dim(2) < w.Dim(2) || x.Value.Dim(3) < w.Dim(3) {
		panic(tensor.NewShapeError("PatchEmbed", "x [batch, channels, height, width] of the weight's channels, no smaller than a patch", x.Value, w))
	}
	patches := autograd.Patchify(x, w.Dim(2), w.Dim(3), p.Stride[0], p.Stride[1])
	flat := autograd.Reshape(x.Tape().Attach(p.Weight), w.Dim(0), -1)
	return autograd.Linear(patches, flat, p.Bias)
}

// NamedParams implements Module, under timm's name proj: weight, bias.
func (p *PatchEmbed) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "proj.weight", Param: p.Weight})
	yield(NamedParam{Name: prefix + "proj.bias", Param: p.Bias})
}
