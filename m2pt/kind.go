package m2pt

import (
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// kind is what models of different modalities, masked autoencoders and segmenters
// differ in. A method's Config is of that kind; validate finds its parts present.
type kind interface {
	validate(c Config) error
	classes(c Config) int
	channels(c Config) int // that Mean and Std are of; 0: there are none
	input(c Config) []int
	size(c Config) (dim, depth, heads int)
	numParams(c Config) float64
	build(c *Config, rng *tensor.RNG) (nn.Transformer, error) // also completes c
	merge(net nn.Transformer) nn.Transformer
}

// kind returns what c is about, nil for a modality that does not exist.
func (c Config) kind() kind {
	switch c.Modality {
	case Image, Audio:
		if c.Masked != nil {
			return vitMAEKind{}
		}
		if c.Segment != nil {
			return imageSegmentKind{}
		}
		return vitKind{}
	case Point:
		if c.Masked != nil {
			return pointMAEKind{}
		}
		if c.Segment != nil {
			return pointSegmentKind{}
		}
		return pointKind{}
	case Video:
		if c.Masked != nil {
			return videoMAEKind{}
		}
		return videoKind{}
	}
	return nil
}
