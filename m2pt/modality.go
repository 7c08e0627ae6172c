package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Modality is what a model's inputs are.
type Modality string

// Family is what m2pt knows of a modality: a row of the registry. All that
// differs between modalities goes through it; no other code asks which
// modality a model is of.
type Family struct {
	Modality Modality

	// NetKey is the name of the net's configuration in a model file, and NewNet
	// returns an empty one, a pointer, to be read into. Families may share both.
	NetKey string
	NewNet func() any

	// Classes, Channels, InputShape and Encoder tell of a configuration whose
	// Net is of this family: the number of classes; the channels that Mean and
	// Std are of, 0 for none; the shape of one prepared sample; the blocks.
	Classes    func(c *Config) int
	Channels   func(c *Config) int
	InputShape func(c *Config) []int
	Encoder    func(c *Config) nn.EncoderConfig

	// Tokens tells people how many tokens there are and of what, such as "49 tokens
	// of 4×4 patches".
	Tokens func(c *Config) string

	// Inputs reports what is wrong with the fields of a configuration that say
	// how inputs are prepared: Filters, Points, Stride.
	Inputs func(c *Config) error

	// Element names what a segmenter gives classes to, such as "pixel", and
	// Elements counts them in a sample. Both are empty without a Segmenter.
	Element  string
	Elements func(c *Config) int

	// What models of the modality can be; nil: there is no such model.
	Classifier, Autoencoder, Segmenter *Kind
}

// Kind is what the classifiers, the autoencoders or the segmenters of a
// modality differ in from those of others.
type Kind struct {
	// Validate reports what is wrong with the net that c describes.
	Validate func(c *Config) error

	// NumParams returns how many elements the net's state dict has.
	NumParams func(c *Config) float64

	// Build returns the net of c with weights from rng, or without (nil). It
	// writes what c left to defaults into c.
	Build func(c *Config, rng *tensor.RNG) (nn.Transformer, error)
}

// families is the registry.
var families = []*Family{imageFamily(), audioFamily(), pointFamily(), videoFamily()}

// Register adds a modality to the registry. It panics if the modality is
// known already. It is to be called while a program starts: the registry is
// not locked.
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

// kind returns what c describes. A nil kind comes with the reason.
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
