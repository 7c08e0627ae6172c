package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// pointKind is a PointTransformer.
type pointKind struct{}

func (pointKind) validate(c Config) error {
	if err := c.Point.Validate(); err != nil {
		return err
	}
	return validatePoints(c)
}

// maxPoints bounds the points of a cloud that a file may ask for.
const maxPoints = 1 << 24

func validatePoints(c Config) error {
	if least := max(c.Point.Groups, c.Point.GroupSize); c.Points < least || c.Points > maxPoints {
		return fmt.Errorf("m2pt: config: clouds of %d points for %d groups of %d, want %d to %d", c.Points, c.Point.Groups, c.Point.GroupSize, least, maxPoints)
	}
	return nil
}

func (pointKind) classes(c Config) int          { return c.Point.Classes }
func (pointKind) channels(Config) int           { return 0 }
func (pointKind) input(c Config) []int          { return []int{c.Points, 3} }
func (pointKind) size(c Config) (int, int, int) { return c.Point.Dim, c.Point.Depth, c.Point.Heads }
func (pointKind) numParams(c Config) float64    { return c.Point.NumParams() }

func (pointKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewPointTransformer(*c.Point, rng)
	if err != nil {
		return nil, err
	}
	p := m.Config
	c.Point = &p
	return m, nil
}

func (pointKind) merge(net nn.Transformer) nn.Transformer { return net.(*PointTransformer).Merge() }

// pointMAEKind is a PointMAE.
type pointMAEKind struct{ pointKind }

// pointMAE returns the configuration of the autoencoder.
func (c Config) pointMAE() PointMAEConfig {
	return PointMAEConfig{PointConfig: *c.Point, DecoderDepth: c.Masked.DecoderDepth, DecoderHeads: c.Masked.DecoderHeads, MaskRatio: c.Masked.Ratio}
}

func (pointMAEKind) validate(c Config) error {
	if d := c.Masked.DecoderDim; d != 0 && d != c.Point.Dim {
		return fmt.Errorf("m2pt: config: a decoder %d wide for point clouds, want the encoder's %d", d, c.Point.Dim)
	}
	if err := c.Masked.unstructured(c.Modality); err != nil {
		return err
	}
	if err := c.pointMAE().Validate(); err != nil {
		return err
	}
	return validatePoints(c)
}

func (pointMAEKind) numParams(c Config) float64 { return c.pointMAE().NumParams() }

func (pointMAEKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewPointMAE(c.pointMAE(), rng)
	if err != nil {
		return nil, err
	}
	p := m.Config.PointConfig
	c.Point = &p
	c.Masked = &Masked{DecoderDim: p.Dim, DecoderDepth: m.Config.DecoderDepth, DecoderHeads: m.Config.DecoderHeads, Ratio: m.Config.MaskRatio}
	return m, nil
}

func (pointMAEKind) merge(nn.Transformer) nn.Transformer { panic(mergeMasked) }
