package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// VideoConfig describes a transformer of videos. Zero values of the optional
// fields mean what their comments say.
type VideoConfig struct {
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

// Grid returns the number of tokens along time, down and across.
func (c VideoConfig) Grid() (times, rows, cols int) {
	c = c.withDefaults()
	return c.Frames / c.Tubelet, c.Image[0] / c.Patch[0], c.Image[1] / c.Patch[1]
}

// tokens returns the number of tokens.
func (c VideoConfig) tokens() int {
	t, h, w := c.Grid()
	return t * h * w
}

func (c VideoConfig) withDefaults() VideoConfig {
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

// Validate reports what is wrong with the configuration of a
// VideoTransformer, or nil.
func (c VideoConfig) Validate() error { return c.validate("VideoTransformer", c.Classes) }

func (c VideoConfig) validate(what string, classes int) error {
	c = c.withDefaults()
	for _, p := range []struct {
		name string
		v    int
	}{
		{"frames", c.Frames}, {"image height", c.Image[0]}, {"image width", c.Image[1]}, {"tubelet", c.Tubelet},
		{"patch height", c.Patch[0]}, {"patch width", c.Patch[1]}, {"channels", c.Channels}, {"dim", c.Dim},
		{"depth", c.Depth}, {"heads", c.Heads}, {"classes", classes},
	} {
		if p.v < 1 || p.v > 1<<20 {
			return fmt.Errorf("m2pt: %s: %s is %d, want 1 to %d", what, p.name, p.v, 1<<20)
		}
	}
	switch {
	case c.Dim%c.Heads != 0:
		return fmt.Errorf("m2pt: %s: dim %d is not divisible by %d heads", what, c.Dim, c.Heads)
	case c.Frames%c.Tubelet != 0:
		return fmt.Errorf("m2pt: %s: %d frames are not divisible by tubelets of %d", what, c.Frames, c.Tubelet)
	case c.Image[0]%c.Patch[0] != 0 || c.Image[1]%c.Patch[1] != 0:
		return fmt.Errorf("m2pt: %s: frames %v are not divisible by patches %v", what, c.Image, c.Patch)
	case !(c.MLPRatio > 0 && c.MLPRatio <= 64):
		return fmt.Errorf("m2pt: %s: mlp_ratio is %v, want more than 0, at most 64", what, c.MLPRatio)
	case !(c.Eps > 0):
		return fmt.Errorf("m2pt: %s: layer_norm_eps is %v, want more than 0", what, c.Eps)
	case c.LayerScale < 0 || c.LayerScale != c.LayerScale:
		return fmt.Errorf("m2pt: %s: layer_scale is %v, want 0 (none) or more", what, c.LayerScale)
	case !(c.Dropout >= 0 && c.Dropout < 1) || !(c.DropPath >= 0 && c.DropPath < 1):
		return fmt.Errorf("m2pt: %s: dropout is %v and drop_path %v, want at least 0, less than 1", what, c.Dropout, c.DropPath)
	}
	return nil
}

// NumParams returns how many elements the state dict of a VideoTransformer of
// this configuration has, as a float64 since a configuration from a file may
// describe any number.
func (c VideoConfig) NumParams() float64 {
	d := float64(c.Dim)
	return c.numEncoderParams() + 2*d + linearParams(d, float64(c.Classes))
}

// numEncoderParams counts embedding and blocks.
func (c VideoConfig) numEncoderParams() float64 {
	c = c.withDefaults()
	tubelet := float64(c.Channels) * float64(c.Tubelet) * float64(c.Patch[0]) * float64(c.Patch[1])
	return linearParams(tubelet, float64(c.Dim)) + float64(c.Depth)*c.numBlockParams()
}

func (c VideoConfig) numBlockParams() float64 {
	d, hidden := float64(c.Dim), float64(int(float64(c.Dim)*c.MLPRatio))
	n := 4*d + 3*d*d + linearParams(d, d) + linearParams(d, hidden) + linearParams(hidden, d)
	if !c.NoQKVBias {
		n += 2 * d
	}
	if c.LayerScale > 0 {
		n += 2 * d
	}
	return n
}

// newVideoBlocks returns blocks of the given shape, in all else as c says.
func newVideoBlocks(c VideoConfig, dim, depth, heads int, rng *tensor.RNG) []*nn.Block {
	blocks := make([]*nn.Block, depth)
	for i := range blocks {
		b := nn.NewBlock(dim, heads, int(float64(dim)*c.MLPRatio), false, c.Eps, rng)
		b.Attn.Drop, b.MLP.Drop = c.Dropout, c.Dropout
		if !c.NoQKVBias {
			b.Attn.SeparateBias(dim)
		}
		if c.LayerScale > 0 {
			b.LayerScale(c.LayerScale)
		}
		if depth > 1 {
			b.DropPath = c.DropPath * float32(i) / float32(depth-1)
		}
		blocks[i] = b
	}
	return blocks
}
