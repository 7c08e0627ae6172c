package image

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
)

// MAEConfig describes an MAE: an encoder and a decoder. Classes, MeanPool,
// Dropout, DropPath, MaskRows and MaskCols are not used. Patches do not
// overlap.
type MAEConfig struct {
	nn.ViTConfig
	masked.Decoder
	TimeRatio   float64 `json:"time_ratio,omitempty"`    // share of the rows of the grid (a spectrogram's times) that are masked as wholes
	FreqRatio   float64 `json:"freq_ratio,omitempty"`    // the same of its columns (frequencies); with both zero, MaskRatio masks single patches
	NormPixLoss bool    `json:"norm_pix_loss,omitempty"` // predict patches of mean 0 and variance 1
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
	c.Decoder = c.Decoder.Complete(c.Dim, 8, c.Heads, 0.75)
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c MAEConfig) Validate() error {
	const what = "m2pt/image: MAE"
	c = c.withDefaults()
	if err := c.ViTConfig.Validate(); err != nil {
		return err
	}
	if err := c.Decoder.Validate(what); err != nil {
		return err
	}
	rows, cols := c.Grid()
	switch {
	case c.Stride != c.Patch:
		return fmt.Errorf("%s: patches of %v every %v overlap or leave gaps: one of another cannot be masked", what, c.Patch, c.Stride)
	case c.Image[0]%c.Patch[0] != 0 || c.Image[1]%c.Patch[1] != 0:
		return fmt.Errorf("%s: images of %v are not divisible by patches of %v", what, c.Image, c.Patch)
	case c.Dim%4 != 0 || c.DecoderDim%4 != 0:
		return fmt.Errorf("%s: dim %d and decoder_dim %d, want multiples of 4 for the positions", what, c.Dim, c.DecoderDim)
	case !(c.TimeRatio >= 0 && c.TimeRatio < 1) || !(c.FreqRatio >= 0 && c.FreqRatio < 1):
		return fmt.Errorf("%s: time_ratio is %v and freq_ratio %v, want at least 0, less than 1", what, c.TimeRatio, c.FreqRatio)
	}
	if n := c.masked(); n < 1 || n >= rows*cols {
		return fmt.Errorf("%s: %d of %d patches would be masked, want some and not all", what, n, rows*cols)
	}
	return nil
}

// structured reports whether whole rows and columns are masked.
func (c MAEConfig) structured() bool { return c.TimeRatio > 0 || c.FreqRatio > 0 }

// stripes returns how many whole rows and columns of the grid are masked. The number
// that is kept is rounded down, as in AudioMAE.
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
func (c MAEConfig) cells() masked.Cells {
	return masked.Cells{Channels: c.Channels, Size: [3]int{1, c.Image[0], c.Image[1]}, Cell: [3]int{1, c.Patch[0], c.Patch[1]}, Norm: c.NormPixLoss}
}

// Encoder returns the configuration of the encoder's blocks.
func (c MAEConfig) Encoder() nn.EncoderConfig {
	e := c.withDefaults().ViTConfig.Encoder()
	e.Dropout, e.DropPath = 0, 0
	return e
}

// decoder returns the configuration of the decoder's blocks.
func (c MAEConfig) decoder() nn.EncoderConfig {
	return c.Decoder.Encoder(c.Encoder(), int(float64(c.DecoderDim)*c.MLPRatio))
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
	return c.ViTConfig.BackboneParams() + w + tokens*w + nn.LinearParams(d, w) + c.decoder().NumParams() + 2*w + nn.LinearParams(w, patch)
}
