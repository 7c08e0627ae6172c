package masked

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// Decoder describes the decoder of a masked autoencoder, and the share of tokens
// that it rebuilds.
type Decoder struct {
	DecoderDim   int     `json:"decoder_dim,omitempty"`   // zero: half of the encoder's if that fits heads and positions, else the same
	DecoderDepth int     `json:"decoder_depth,omitempty"` // zero: 8 for images and sounds, 4 for videos
	DecoderHeads int     `json:"decoder_heads,omitempty"` // zero: as the encoder
	MaskRatio    float64 `json:"mask_ratio,omitempty"`    // zero: 0.75 for images, 0.8 for sounds, 0.9 for videos
}

// Complete returns d with zeros replaced: the depth and the ratio by those
// given, width and heads by values that fit an encoder of the given width and
// heads.
func (d Decoder) Complete(dim, depth, heads int, ratio float64) Decoder {
	if d.DecoderHeads == 0 {
		d.DecoderHeads = heads
	}
	if d.DecoderDim == 0 {
		d.DecoderDim = dim
		if h := max(d.DecoderHeads, 1); dim/2%h == 0 && dim%8 == 0 {
			d.DecoderDim = dim / 2
		}
	}
	if d.DecoderDepth == 0 {
		d.DecoderDepth = depth
	}
	if d.MaskRatio == 0 {
		d.MaskRatio = ratio
	}
	return d
}

// Encoder returns the configuration of the decoder's blocks, with MLPs hidden
// wide. All else is as in e, the encoder's.
func (d Decoder) Encoder(e nn.EncoderConfig, hidden int) nn.EncoderConfig {
	e.Dim, e.Depth, e.Heads, e.Hidden = d.DecoderDim, d.DecoderDepth, d.DecoderHeads, hidden
	return e
}

// Validate reports what is wrong with a decoder, or nil; what names the net.
func (d Decoder) Validate(what string) error {
	err := nn.CheckSizes(what, nn.Size{Name: "decoder_dim", Value: d.DecoderDim}, nn.Size{Name: "decoder_depth", Value: d.DecoderDepth}, nn.Size{Name: "decoder_heads", Value: d.DecoderHeads})
	switch {
	case err != nil:
		return err
	case d.DecoderDim%d.DecoderHeads != 0:
		return fmt.Errorf("%s: decoder_dim %d is not divisible by %d decoder_heads", what, d.DecoderDim, d.DecoderHeads)
	case !(d.MaskRatio > 0 && d.MaskRatio < 1):
		return fmt.Errorf("%s: mask_ratio is %v, want more than 0, less than 1", what, d.MaskRatio)
	}
	return nil
}
