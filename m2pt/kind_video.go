package m2pt

import (
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// videoKind is a VideoTransformer.
type videoKind struct{}

func (videoKind) validate(c Config) error { return c.Video.Validate() }
func (videoKind) classes(c Config) int    { return c.Video.Classes }
func (videoKind) channels(c Config) int   { return c.Video.Channels }
func (videoKind) input(c Config) []int {
	return []int{c.Video.Channels, c.Video.Frames, c.Video.Image[0], c.Video.Image[1]}
}
func (videoKind) size(c Config) (int, int, int) { return c.Video.Dim, c.Video.Depth, c.Video.Heads }
func (videoKind) numParams(c Config) float64    { return c.Video.NumParams() }

func (videoKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewVideoTransformer(*c.Video, rng)
	if err != nil {
		return nil, err
	}
	v := m.Config
	c.Video = &v
	return m, nil
}

func (videoKind) merge(net nn.Transformer) nn.Transformer { return net.(*VideoTransformer).Merge() }
