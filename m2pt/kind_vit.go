package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// vitKind is a ViT of images or of spectrograms.
type vitKind struct{}

func (vitKind) validate(c Config) error {
	if err := c.ViT.Validate(); err != nil {
		return err
	}
	return validateSound(c)
}

// validateSound checks what concerns sounds only.
func validateSound(c Config) error {
	if c.Modality == Audio && c.ViT.Channels != 1 {
		return fmt.Errorf("m2pt: config: audio has %d channels, want 1", c.ViT.Channels)
	}
	return nil
}

func (vitKind) classes(c Config) int          { return c.ViT.Classes }
func (vitKind) channels(c Config) int         { return c.ViT.Channels }
func (vitKind) input(c Config) []int          { return []int{c.ViT.Channels, c.ViT.Image[0], c.ViT.Image[1]} }
func (vitKind) size(c Config) (int, int, int) { return c.ViT.Dim, c.ViT.Depth, c.ViT.Heads }
func (vitKind) numParams(c Config) float64    { return c.ViT.NumParams() }

func (vitKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	v := *c.ViT
	v.FixedPos = v.FixedPos || c.Modality == Audio
	vit, err := nn.NewViT(v, rng)
	if err != nil {
		return nil, err
	}
	if c.Modality == Audio {
		rows, cols := v.Grid()
		vit.PosEmbed.Value = SinCos2D(v.Dim, rows, cols, true).Reshape(1, 1+rows*cols, v.Dim)
	}
	v = vit.Config
	c.ViT = &v
	return vit, nil
}

func (vitKind) merge(net nn.Transformer) nn.Transformer { return Merge(net.(*nn.ViT)) }
