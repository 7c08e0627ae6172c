// Package masked holds what the masked autoencoders of all modalities have in
// common: masks of tokens, one bool for each token of each sample; the grid of
// cells that pixels are predicted in; the description of a decoder.
//
// [Random] draws a mask. [Split] makes two lists of rows of it, those that the encoder sees
// and those that it does not; [Take] gives the encoder its rows, and [Unmask] gives the
// decoder all places, with a learned token in those that were hidden (He et al., 2022,
// section 3). [Cells] cuts images and clips into the boxes whose pixels are predicted.
// A [Decoder] is the part of a configuration that all modalities share.
//
// Programs meet this package through the autoencoders of m2pt/image, m2pt/point and
// m2pt/video; it is for those who write one of another modality.
package masked

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Random returns a mask [batch·tokens] that names masked tokens of each sample,
// chosen at random.
func Random(batch, tokens, masked int, rng *tensor.RNG) []bool {
	mask := make([]bool, batch*tokens)
	for b := 0; b < batch; b++ {
		for _, i := range rng.Perm(tokens)[:masked] {
			mask[b*tokens+i] = true
		}
	}
	return mask
}

// Split returns the indices of the tokens of a batch [batch·tokens] that are
// not masked, and of those that are, both rising. It panics with
// *tensor.ShapeError unless the mask names the same number of tokens in every
// sample of x, at least one and not all.
func Split(op string, mask []bool, x *tensor.Tensor, tokens int) (visible, masked []int) {
	ok, each := len(mask) == x.Dim(0)*tokens, 0
	for b := 0; ok && b < x.Dim(0); b++ {
		before := len(masked)
		for i := b * tokens; i < (b+1)*tokens; i++ {
			if mask[i] {
				masked = append(masked, i)
			} else {
				visible = append(visible, i)
			}
		}
		if b == 0 {
			each = len(masked)
		}
		ok = each > 0 && each < tokens && len(masked)-before == each
	}
	if !ok {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("a mask of %d tokens of each sample that names as many of each, not none and not all", tokens),
			Got: [][]int{{len(mask)}, append([]int(nil), x.Shape()...)}})
	}
	return visible, masked
}

// Take returns the tokens of x [batch, tokens, width] with the indices at
// [batch·k], the same number of every sample: [batch, k, width].
func Take(x *autograd.Var, at []int) *autograd.Var {
	batch, width := x.Value.Dim(0), x.Value.Dim(2)
	return autograd.Reshape(autograd.IndexSelect(autograd.Reshape(x, -1, width), 0, at), batch, -1, width)
}

// Unmask returns the tokens of whole samples, [batch, tokens, width]: those of x
// [batch, k, width] at the indices visible [batch·k], and token [1, 1, width]
// everywhere else.
func Unmask(x, token *autograd.Var, visible []int, tokens int) *autograd.Var {
	batch, k, width := x.Value.Dim(0), x.Value.Dim(1), x.Value.Dim(2)
	all := autograd.Concat(0, autograd.Reshape(x, -1, width), autograd.Reshape(x.Tape().Attach(token), 1, width))
	from := make([]int, batch*tokens) // the mask token is the last
	for i := range from {
		from[i] = batch * k
	}
	for i, at := range visible {
		from[at] = i
	}
	return autograd.Reshape(autograd.IndexSelect(all, 0, from), batch, tokens, width)
}
