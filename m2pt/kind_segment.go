package m2pt

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: models that give a class to every point of a cloud or every pixel of
// an image.

// Segment describes what a segmenter has in place of a classifier's head. Zero
// values mean the defaults of PointSegmenterConfig and ImageSegmenterConfig.
type Segment struct {
	Taps []int `json:"feature_blocks,omitempty"`

	Width    int `json:"head_width,omitempty"`    // image
	Upsample int `json:"head_upsample,omitempty"` // image

	Propagate   [2]int `json:"propagate"`              // point
	HeadHidden  [2]int `json:"head_hidden"`            // point
	CategoryDim int    `json:"category_dim,omitempty"` // point

	// Categories are the kinds of shapes that the head is told one of, and
	// PartsOf the parts of each: indices into the configuration's Classes, which
	// name the parts of all. Both are empty where nothing is told; point only.
	Categories []string `json:"categories,omitempty"`
	PartsOf    [][]int  `json:"parts_of,omitempty"`
}

// validate reports what is wrong with the categories of a model with so many
// parts, or nil.
func (s *Segment) validate(parts int) error {
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

// imageSegmentKind is an ImageSegmenter.
type imageSegmentKind struct{ vitKind }

func (c Config) imageSegmenter() ImageSegmenterConfig {
	s := c.Segment
	return ImageSegmenterConfig{ViT: *c.ViT, Taps: s.Taps, Width: s.Width, Upsample: s.Upsample}
}

func (imageSegmentKind) validate(c Config) error {
	s := c.Segment
	if len(s.Categories)+len(s.PartsOf)+s.CategoryDim+s.Propagate[0]+s.Propagate[1]+s.HeadHidden[0]+s.HeadHidden[1] != 0 {
		return fmt.Errorf("m2pt: config: an image segmenter with categories or widths of a point segmenter")
	}
	return c.imageSegmenter().Validate()
}

func (imageSegmentKind) numParams(c Config) float64 { return c.imageSegmenter().NumParams() }

func (imageSegmentKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewImageSegmenter(c.imageSegmenter(), rng)
	if err != nil {
		return nil, err
	}
	v, s := m.Config.ViT, *c.Segment
	s.Taps, s.Width, s.Upsample = slices.Clone(m.Config.Taps), m.Config.Width, m.Config.Upsample
	c.ViT, c.Segment = &v, &s
	return m, nil
}

func (imageSegmentKind) merge(net nn.Transformer) nn.Transformer {
	return net.(*ImageSegmenter).Merge()
}

// pointSegmentKind is a PointSegmenter.
type pointSegmentKind struct{ pointKind }

func (c Config) pointSegmenter() PointSegmenterConfig {
	s := c.Segment
	return PointSegmenterConfig{PointConfig: *c.Point, Categories: len(s.Categories), CategoryDim: s.CategoryDim,
		Taps: s.Taps, Propagate: s.Propagate, HeadHidden: s.HeadHidden}
}

func (pointSegmentKind) validate(c Config) error {
	if c.Segment.Width != 0 || c.Segment.Upsample != 0 {
		return fmt.Errorf("m2pt: config: a point segmenter with the head's width or upsampling of an image segmenter")
	}
	if err := c.Segment.validate(c.Point.Classes); err != nil {
		return err
	}
	if err := c.pointSegmenter().Validate(); err != nil {
		return err
	}
	return validatePoints(c)
}

func (pointSegmentKind) numParams(c Config) float64 { return c.pointSegmenter().NumParams() }

func (pointSegmentKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewPointSegmenter(c.pointSegmenter(), rng)
	if err != nil {
		return nil, err
	}
	p, s := m.Config.PointConfig, *c.Segment
	s.Taps, s.CategoryDim = slices.Clone(m.Config.Taps), m.Config.CategoryDim
	s.Propagate, s.HeadHidden = m.Config.Propagate, m.Config.HeadHidden
	c.Point, c.Segment = &p, &s
	return m, nil
}

func (pointSegmentKind) merge(net nn.Transformer) nn.Transformer {
	return net.(*PointSegmenter).Merge()
}
