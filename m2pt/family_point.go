package m2pt

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: point clouds in the registry.

// Point is the modality of point clouds.
const Point Modality = "point"

func pointFamily() *Family {
	return &Family{
		Modality: Point, NetKey: "point", NewNet: func() any { return new(point.Config) },
		Classes:    func(c *Config) int { return c.Point().Classes },
		Channels:   func(*Config) int { return 0 },
		InputShape: func(c *Config) []int { return []int{c.Points, 3} },
		Encoder:    func(c *Config) nn.EncoderConfig { return c.Point().Encoder() },
		Tokens: func(c *Config) string {
			return fmt.Sprintf("%d tokens, groups of %d points", c.Point().Groups, c.Point().GroupSize)
		},
		Inputs:  pointInputs,
		Element: "point", Elements: func(c *Config) int { return c.Points },
		Classifier: &Kind{
			Validate:  func(c *Config) error { return c.Point().Validate() },
			NumParams: func(c *Config) float64 { return c.Point().NumParams() },
			Build:     buildPoint,
		},
		Autoencoder: &Kind{
			Validate:  validatePointMAE,
			NumParams: func(c *Config) float64 { return c.pointMAE().NumParams() },
			Build:     buildPointMAE,
		},
		Segmenter: &Kind{
			Validate:  validatePointSegmenter,
			NumParams: func(c *Config) float64 { return c.pointSegmenter().NumParams() },
			Build:     buildPointSegmenter,
		},
	}
}

// Point returns the configuration of a net of point clouds. It is nil for other
// modalities.
func (c Config) Point() *point.Config {
	p, _ := c.Net.(*point.Config)
	return p
}

// maxPoints bounds the points of a cloud that a file may ask for.
const maxPoints = 1 << 24

func pointInputs(c *Config) error {
	p := c.Point()
	if least := max(p.Groups, p.GroupSize); c.Points < least || c.Points > maxPoints {
		return fmt.Errorf("m2pt: config: clouds of %d points for %d groups of %d, want %d to %d", c.Points, p.Groups, p.GroupSize, least, maxPoints)
	}
	return c.onlyInputs("points")
}

func buildPoint(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := point.NewTransformer(*c.Point(), rng)
	if err != nil {
		return nil, err
	}
	p := net.Config
	c.Net = &p
	return net, nil
}

// pointMAE returns the configuration of the autoencoder.
func (c *Config) pointMAE() point.MAEConfig {
	return point.MAEConfig{Config: *c.Point(), DecoderDepth: c.Masked.DecoderDepth, DecoderHeads: c.Masked.DecoderHeads, MaskRatio: c.Masked.MaskRatio}
}

func validatePointMAE(c *Config) error {
	if d, dim := c.Masked.DecoderDim, c.Point().Dim; d != 0 && d != dim {
		return fmt.Errorf("m2pt: config: a decoder %d wide for point clouds, want the encoder's %d", d, dim)
	}
	if err := c.unstructured(); err != nil {
		return err
	}
	return c.pointMAE().Validate()
}

func buildPointMAE(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := point.NewMAE(c.pointMAE(), rng)
	if err != nil {
		return nil, err
	}
	p := net.Config.Config
	c.Net = &p
	c.Masked = &Masked{DecoderDim: p.Dim, DecoderDepth: net.Config.DecoderDepth, DecoderHeads: net.Config.DecoderHeads, MaskRatio: net.Config.MaskRatio}
	return net, nil
}

// pointSegmenter returns the configuration of the segmenter.
func (c *Config) pointSegmenter() point.SegmenterConfig {
	s := c.Segment
	return point.SegmenterConfig{Config: *c.Point(), Categories: len(s.Categories), CategoryDim: s.CategoryDim,
		FeatureBlocks: s.FeatureBlocks, Propagate: s.Propagate, HeadHidden: s.HeadHidden}
}

func validatePointSegmenter(c *Config) error {
	if c.Segment.Width != 0 || c.Segment.Upsample != 0 {
		return fmt.Errorf("m2pt: config: a point segmenter with the head's width or upsampling of an image segmenter")
	}
	if err := c.Segment.validateCategories(c.Point().Classes); err != nil {
		return err
	}
	return c.pointSegmenter().Validate()
}

// validateCategories reports what is wrong with the categories of a model with
// the given number of parts, or nil.
func (s *Segment) validateCategories(parts int) error {
	if len(s.PartsOf) != len(s.Categories) {
		return fmt.Errorf("m2pt: config: the parts of %d categories for %d categories", len(s.PartsOf), len(s.Categories))
	}
	for i, own := range s.PartsOf {
		if len(own) == 0 {
			return fmt.Errorf("m2pt: config: category %q has no parts", s.Categories[i])
		}
		for _, p := range own {
			if p < 0 || p >= parts {
				return fmt.Errorf("m2pt: config: category %q has part %d, want 0 to %d", s.Categories[i], p, parts-1)
			}
		}
	}
	return nil
}

func buildPointSegmenter(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := point.NewSegmenter(c.pointSegmenter(), rng)
	if err != nil {
		return nil, err
	}
	p, s := net.Config.Config, *c.Segment
	s.FeatureBlocks, s.CategoryDim = slices.Clone(net.Config.FeatureBlocks), net.Config.CategoryDim
	s.Propagate, s.HeadHidden = net.Config.Propagate, net.Config.HeadHidden
	c.Net, c.Segment = &p, &s
	return net, nil
}
