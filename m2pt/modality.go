package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Modality names what a model's inputs are, such as "image".
type Modality string

// Family is what m2pt knows of a modality: a row of the registry. All that differs
// between modalities in this package goes through it; no other code here asks
// which modality a model is of.
type Family struct {
	Modality Modality

	// NetKey is the name of the net's configuration in a model file, and NewNet
	// returns an empty one, a pointer, to be read into. Families may share both.
	NetKey string
	NewNet func() any

	// Classes, Channels, InputShape and Encoder read a configuration whose Net is
	// of this family: the number of classes; the number of channels that Mean and
	// Std normalise; the shape of one prepared sample; the blocks.
	Classes    func(c *Config) int
	Channels   func(c *Config) int
	InputShape func(c *Config) []int
	Encoder    func(c *Config) nn.EncoderConfig

	// Tokens says, for people, how many tokens there are and what they are made
	// of, such as "49 tokens of 4×4 patches".
	Tokens func(c *Config) string

	// Inputs reports what is wrong with the fields of a configuration that say
	// how inputs are prepared: Filters, Points, Stride.
	Inputs func(c *Config) error

	// Element names what a segmenter gives classes to, such as "pixel", and
	// Elements counts them in a sample. Both are empty without a Segmenter.
	Element  string
	Elements func(c *Config) int

	// The kinds of models that there are; nil if the modality has none of a kind.
	Classifier, Autoencoder, Segmenter *Kind
}

// Kind describes the classifiers, the autoencoders or the segmenters of a
// modality.
type Kind struct {
	// Validate reports what is wrong with the net that c describes.
	Validate func(c *Config) error

	// NumParams returns how many elements the net's state dict has.
	NumParams func(c *Config) float64

	// Build returns the net of c with weights from rng, or without (nil), to be
	// loaded. It replaces what c leaves open by the defaults.
	Build func(c *Config, rng *tensor.RNG) (nn.Transformer, error)
}

// families is the registry.
var families = []*Family{imageFamily(), audioFamily(), pointFamily(), videoFamily()}

// Register adds a modality to the registry. It panics if the modality is
// known already. A program calls it while it starts, since the registry has no
// lock.
func Register(f *Family) {
	if FamilyOf(f.Modality) != nil {
		panic(fmt.Sprintf("m2pt: Register: modality %q is registered twice", f.Modality))
	}
	families = append(families, f)
}

// FamilyOf returns the row of a modality, nil if it is not registered.
func FamilyOf(m Modality) *Family {
	for _, f := range families {
		if f.Modality == m {
			return f
		}
	}
	return nil
}

// Modalities returns all registered modalities, in the order of their
// registration.
func Modalities() []Modality {
	var all []Modality
	for _, f := range families {
		all = append(all, f.Modality)
	}
	return all
}

// kind returns the kind of model that c describes, or an error that says why there
// is none.
func (f *Family) kind(c *Config) (*Kind, error) {
	k, name := f.Classifier, "classifiers"
	switch {
	case c.Segment != nil && c.Masked != nil:
		return nil, fmt.Errorf("m2pt: config: segment with masked")
	case c.Masked != nil:
		k, name = f.Autoencoder, "masked autoencoders"
	case c.Segment != nil:
		k, name = f.Segmenter, "segmenters"
	}
	if k == nil {
		return nil, fmt.Errorf("m2pt: config: there are no %s of %s", name, f.Modality)
	}
	return k, nil
}
