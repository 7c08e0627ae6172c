package video

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// Config describes a transformer of videos. Zero values of the optional
// fields mean what their comments say.
type Config struct {
	Frames     int     `json:"frames"`         // of a clip
	Image      [2]int  `json:"image"`          // height, width of a frame
	Tubelet    int     `json:"tubelet"`        // frames of a token; zero: 2
	Patch      [2]int  `json:"patch"`          // height, width of a token
	Channels   int     `json:"channels"`       // of a frame
	Dim        int     `json:"dim"`            // width of a token
	Depth      int     `json:"depth"`          // number of blocks
	Heads      int     `json:"heads"`          // of attention; divides Dim
	Classes    int     `json:"classes"`        // outputs; VideoMAE has none
	MLPRatio   float64 `json:"mlp_ratio"`      // hidden width / Dim; zero: 4
	Eps        float32 `json:"layer_norm_eps"` // zero: 1e-6
	NoQKVBias  bool    `json:"no_qkv_bias"`    // attn.qkv without bias; else (q_bias, 0, v_bias)
	LayerScale float32 `json:"layer_scale"`    // γ at the start; zero: no γ
	Dropout    float32 `json:"dropout"`        // after the embedding and every projection
	DropPath   float32 `json:"drop_path"`      // rate of the last block; rises linearly from 0
}

// maxTokens bounds the tokens of a clip. Their positions are in no file, so a
// file's size does not bound them.
const maxTokens = 1 << 16

// Grid returns the number of tokens along time, down and across.
func (c Config) Grid() (times, rows, cols int) {
	c = c.withDefaults()
	return c.Frames / c.Tubelet, c.Image[0] / c.Patch[0], c.Image[1] / c.Patch[1]
}

// tokens returns the number of tokens.
func (c Config) tokens() int {
	t, h, w := c.Grid()
	return t * h * w
}

func (c Config) withDefaults() Config {
	if c.Tubelet == 0 {
		c.Tubelet = 2
	}
	if c.MLPRatio == 0 {
		c.MLPRatio = 4
	}
	if c.Eps == 0 {
		c.Eps = 1e-6
	}
	return c
}

// Encoder returns the configuration of the blocks.
func (c Config) Encoder() nn.EncoderConfig {
	c = c.withDefaults()
	e := nn.EncoderConfig{
		Dim: c.Dim, Depth: c.Depth, Heads: c.Heads, Hidden: int(float64(c.Dim) * c.MLPRatio), Eps: c.Eps,
		QKVBias: nn.SeparateBias, LayerScale: c.LayerScale, Dropout: c.Dropout, DropPath: c.DropPath,
	}
	if c.NoQKVBias {
		e.QKVBias = nn.NoBias
	}
	return e
}

// Validate reports what is wrong with the configuration of a Transformer, or
// nil.
func (c Config) Validate() error { return c.validate("m2pt/video: Transformer", c.Classes) }

func (c Config) validate(what string, classes int) error {
	c = c.withDefaults()
	err := nn.CheckSizes(what, nn.Size{Name: "frames", Value: c.Frames}, nn.Size{Name: "image height", Value: c.Image[0]}, nn.Size{Name: "image width", Value: c.Image[1]},
		nn.Size{Name: "tubelet", Value: c.Tubelet}, nn.Size{Name: "patch height", Value: c.Patch[0]}, nn.Size{Name: "patch width", Value: c.Patch[1]},
		nn.Size{Name: "channels", Value: c.Channels}, nn.Size{Name: "classes", Value: classes})
	switch {
	case err != nil:
		return err
	case c.Frames%c.Tubelet != 0:
		return fmt.Errorf("%s: %d frames are not divisible by tubelets of %d", what, c.Frames, c.Tubelet)
	case c.Image[0]%c.Patch[0] != 0 || c.Image[1]%c.Patch[1] != 0:
		return fmt.Errorf("%s: frames %v are not divisible by patches %v", what, c.Image, c.Patch)
	case !(c.MLPRatio > 0 && c.MLPRatio <= 64):
		return fmt.Errorf("%s: mlp_ratio is %v, want more than 0, at most 64", what, c.MLPRatio)
	}
	if t, h, w := c.Grid(); float64(t)*float64(h)*float64(w) > maxTokens {
		return fmt.Errorf("%s: %d×%d×%d tokens of a clip, want at most %d", what, t, h, w, maxTokens)
	}
	return c.Encoder().Validate(what)
}

// NumParams returns how many elements the state dict of a Transformer of
// this configuration has, as a float64 since a configuration from a file may
// describe any number.
func (c Config) NumParams() float64 {
	d := float64(c.Dim)
	return c.numEncoderParams() + 2*d + nn.LinearParams(d, float64(c.Classes))
}

// numEncoderParams counts embedding and blocks.
func (c Config) numEncoderParams() float64 {
	c = c.withDefaults()
	tubelet := float64(c.Channels) * float64(c.Tubelet) * float64(c.Patch[0]) * float64(c.Patch[1])
	return nn.LinearParams(tubelet, float64(c.Dim)) + c.Encoder().NumParams()
}
