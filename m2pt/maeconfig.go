package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// MAEConfig describes an MAE: an encoder, of which Classes, MeanPool, Dropout,
// DropPath, MaskRows and MaskCols are not used, and a decoder. Patches do not overlap.
type MAEConfig struct {
	nn.ViTConfig
	Decoder
	TimeRatio   float64 `json:"time_ratio,omitempty"`    // mask so much of the rows of the grid (time, of a spectrogram) ...
	FreqRatio   float64 `json:"freq_ratio,omitempty"`    // ... and of its columns (frequency), as wholes; both zero: single patches, by MaskRatio
	NormPixLoss bool    `json:"norm_pix_loss,omitempty"` // predict patches of mean 0 and variance 1
}

// Decoder describes the decoder of a masked autoencoder, and how much it is to
// rebuild.
type Decoder struct {
	DecoderDim   int     `json:"decoder_dim,omitempty"`   // zero: half of the encoder's where that can be, else as wide
	DecoderDepth int     `json:"decoder_depth,omitempty"` // zero: 8 for images and sounds, 4 for videos
	DecoderHeads int     `json:"decoder_heads,omitempty"` // zero: as the encoder
	MaskRatio    float64 `json:"mask_ratio,omitempty"`    // zero: 0.75 for images and sounds, 0.9 for videos
}

// complete sets zeros to defaults.
func (d Decoder) complete(dim, depth, heads int, ratio float64) Decoder {
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

// validate reports what is wrong with a decoder, or nil.
func (d Decoder) validate(what string) error {
	for _, p := range []struct {
		name string
		v    int
	}{{"decoder_dim", d.DecoderDim}, {"decoder_depth", d.DecoderDepth}, {"decoder_heads", d.DecoderHeads}} {
		if p.v < 1 || p.v > 1<<20 {
			return fmt.Errorf("m2pt: %s: %s is %d, want 1 to %d", what, p.name, p.v, 1<<20)
		}
	}
	if d.DecoderDim%d.DecoderHeads != 0 {
		return fmt.Errorf("m2pt: %s: decoder_dim %d is not divisible by %d decoder_heads", what, d.DecoderDim, d.DecoderHeads)
	}
	if !(d.MaskRatio > 0 && d.MaskRatio < 1) {
		return fmt.Errorf("m2pt: %s: mask_ratio is %v, want more than 0, less than 1", what, d.MaskRatio)
	}
	return nil
}

func (c MAEConfig) withDefaults() MAEConfig {
	if c.Classes == 0 {
		c.Classes = 1 // not used, but a ViT's configuration wants one
	}
	if c.Stride == [2]int{} {
		c.Stride = c.Patch
	}
	if c.MLPRatio == 0 {
		c.MLPRatio = 4
	}
	if c.Eps == 0 {
		c.Eps = 1e-6
	}
	c.Decoder = c.Decoder.complete(c.Dim, 8, c.Heads, 0.75)
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c MAEConfig) Validate() error {
	c = c.withDefaults()
	if err := c.ViTConfig.Validate(); err != nil {
		return err
	}
	if err := c.Decoder.validate("MAE"); err != nil {
		return err
	}
	rows, cols := c.Grid()
	switch {
	case c.Stride != c.Patch:
		return fmt.Errorf("m2pt: MAE: patches of %v every %v overlap or leave gaps: one of another cannot be masked", c.Patch, c.Stride)
	case c.Image[0]%c.Patch[0] != 0 || c.Image[1]%c.Patch[1] != 0:
		return fmt.Errorf("m2pt: MAE: images of %v are not divisible by patches of %v", c.Image, c.Patch)
	case c.Dim%4 != 0 || c.DecoderDim%4 != 0:
		return fmt.Errorf("m2pt: MAE: dim %d and decoder_dim %d, want multiples of 4 for the positions", c.Dim, c.DecoderDim)
	case !(c.TimeRatio >= 0 && c.TimeRatio < 1) || !(c.FreqRatio >= 0 && c.FreqRatio < 1):
		return fmt.Errorf("m2pt: MAE: time_ratio is %v and freq_ratio %v, want at least 0, less than 1", c.TimeRatio, c.FreqRatio)
	}
	if n := c.masked(); n < 1 || n >= rows*cols {
		return fmt.Errorf("m2pt: MAE: %d of %d patches would be masked, want some and not all", n, rows*cols)
	}
	return nil
}

// structured reports whether whole rows and columns are masked.
func (c MAEConfig) structured() bool { return c.TimeRatio > 0 || c.FreqRatio > 0 }

// stripes returns how many rows and columns of the grid are masked as wholes: what
// is kept is rounded down, as AudioMAE does it.
func (c MAEConfig) stripes() (rows, cols int) {
	r, k := c.Grid()
	return r - int(float64(r)*(1-c.TimeRatio)), k - int(float64(k)*(1-c.FreqRatio))
}

// masked returns how many patches of an image are masked.
func (c MAEConfig) masked() int {
	rows, cols := c.Grid()
	if c.structured() {
		r, k := c.stripes()
		return rows*cols - (rows-r)*(cols-k)
	}
	n := rows * cols
	return n - int(float64(n)*(1-c.MaskRatio))
}

// cells is how images are cut for the loss.
func (c MAEConfig) cells() cells {
	return cells{channels: c.Channels, size: [3]int{1, c.Image[0], c.Image[1]}, cell: [3]int{1, c.Patch[0], c.Patch[1]}, norm: c.NormPixLoss}
}

// NumParams returns how many elements the state dict of an MAE of this
// configuration has, as a float64 since a configuration from a file may describe
// any number.
func (c MAEConfig) NumParams() float64 {
	c = c.withDefaults()
	d, w := float64(c.Dim), float64(c.DecoderDim)
	rows, cols := c.Grid()
	tokens := 1 + float64(rows)*float64(cols)
	patch := float64(c.Channels) * float64(c.Patch[0]) * float64(c.Patch[1])
	encoder := d + tokens*d + linearParams(patch, d) + float64(c.Depth)*vitBlockParams(d, c.MLPRatio, !c.NoQKVBias) + 2*d
	return encoder + linearParams(d, w) + w + tokens*w + float64(c.DecoderDepth)*vitBlockParams(w, c.MLPRatio, !c.NoQKVBias) + 2*w + linearParams(w, patch)
}

// vitBlockParams counts the parameters of a block of width d.
func vitBlockParams(d, mlpRatio float64, qkvBias bool) float64 {
	hidden := float64(int(d * mlpRatio))
	n := 4*d + 3*d*d + linearParams(d, d) + linearParams(d, hidden) + linearParams(hidden, d)
	if qkvBias {
		n += 3 * d
	}
	return n
}
