package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
)

// Corpus is a data set of one modality, prepared: its two parts, and what a model
// that is trained on it has to know.
type Corpus struct {
	Name        string
	Modality    m2pt.Modality
	Train, Test datasets.Set // nil: the data has no test set, or Options leave the training set out
	HeldOut     bool         // Test is training samples that were held out
	Classes     []string
	Shape       []int // of a sample

	// Notes are lines for people about what was passed over or changed as the data was
	// read.
	Notes []string

	// Segment is set if each point or pixel of a sample has a class. It holds the
	// categories of the samples and the parts of each, if they have any.
	Segment *m2pt.Segment

	// Mean, Std, Filters and Stride are what a model's configuration says of how its
	// samples are prepared.
	Mean, Std []float32
	Filters   *audio.FilterBankConfig
	Stride    int
}

// Task returns what the samples are labelled for.
func (c *Corpus) Task() Task {
	if c.Segment != nil {
		return Segment
	}
	return Classify
}

// Augmented returns the training set with its samples changed at random in every
// epoch, as o says. A part of a set varies as it does in the whole set.
func (c *Corpus) Augmented(o augment.Options) datasets.Set {
	row := mustLookup(c.Modality)
	if row.Augment == nil {
		return c.Train
	}
	whole, idx := datasets.Underlying(c.Train)
	varied := row.Augment(whole, o)
	if idx != nil {
		return datasets.Select(varied, idx)
	}
	return varied
}

// validationSeed chooses the samples for validation: the same in every run, so
// that no run trains on what another chose its settings by.
const validationSeed = 0x5a11

// HoldOut returns c with n of its training samples as the test set and the others
// as the training set. It is an [*OptionError] of the option "validation" if that
// leaves one of them without samples.
func (c *Corpus) HoldOut(n int) (*Corpus, error) {
	rest, held, err := datasets.Split(c.Train, n, validationSeed)
	if err != nil {
		return nil, withOption("validation", err)
	}
	d := *c
	d.Train, d.Test, d.HeldOut = rest, held, true
	return &d, nil
}

// Take returns c with n of its training samples, as many of each class, chosen by
// seed. It is an [*OptionError] of the option "train-size" if there are fewer.
func (c *Corpus) Take(n int, seed uint64) (*Corpus, error) {
	some, err := datasets.Subset(c.Train, n, seed)
	if err != nil {
		return nil, withOption("train-size", err)
	}
	d := *c
	d.Train = some
	return &d, nil
}

// Fingerprint returns the identity of the data: a hash of the classes and of all
// samples with their labels, training and test set. Runs on data of equal
// fingerprints, with equal settings, give equal bits.
func (c *Corpus) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", c.Classes)
	for _, s := range []datasets.Set{c.Train, c.Test} {
		if s != nil {
			fmt.Fprint(h, datasets.Fingerprint(s))
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Matches returns an error that says why c cannot be given to a model of
// configuration m, or nil.
func (c *Corpus) Matches(m m2pt.Config) error {
	switch {
	case m.Modality != c.Modality:
		return fmt.Errorf("pipeline: the model takes %s, %s holds %s", m.Modality, c.Name, c.Modality)
	case !slices.Equal(m.InputShape(), c.Shape):
		return fmt.Errorf("pipeline: the model takes inputs of %s, %s holds %s", times(m.InputShape()), c.Name, times(c.Shape))
	case m.Masked != nil:
		return nil
	case TaskOf(m) != c.Task():
		return fmt.Errorf("pipeline: the model is to %s, %s is read to %s", TaskOf(m), c.Name, c.Task())
	case len(m.Classes) != len(c.Classes):
		return fmt.Errorf("pipeline: the model knows %d classes, %s has %d", len(m.Classes), c.Name, len(c.Classes))
	}
	for i, name := range c.Classes {
		if m.Classes[i] != name {
			return fmt.Errorf("pipeline: class %d is %q in the model and %q in %s", i, m.Classes[i], name, c.Name)
		}
	}
	if m.Segment != nil && fmt.Sprint(m.Segment.Categories, m.Segment.PartsOf) != fmt.Sprint(c.Segment.Categories, c.Segment.PartsOf) {
		return fmt.Errorf("pipeline: the model knows the categories %q with the parts %v, %s has %q with %v", m.Segment.Categories, m.Segment.PartsOf, c.Name, c.Segment.Categories, c.Segment.PartsOf)
	}
	return nil
}

// times writes a shape as 3×32×32.
func times(shape []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", "×"), "[]")
}
