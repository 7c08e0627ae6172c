package pipeline

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/m2pt"
)

// Modality is all that this package does for one kind of data. Functions that may
// be nil say so.
type Modality struct {
	Name  m2pt.Modality
	Tasks []Task // what models of it can be trained for

	// Files says which files Decode reads, for people, such as "PNG, JPEG".
	Files string

	// Load reads the data set in the folder dir for o.Task, which is among Tasks. It
	// sets all of a Corpus but its Modality. It looks at ctx between files.
	Load func(ctx context.Context, dir string, o Options) (*Corpus, error)

	// Synthetic makes the given numbers of training and test samples by code.
	// Nil: there is no synthetic data.
	Synthetic func(train, test int, seed uint64, o Options) (*Corpus, error)

	// Augment returns a set of a corpus of this modality with its samples changed
	// at random in every epoch. Nil: they are not changed.
	Augment func(s datasets.Set, o augment.Options) datasets.Set

	// Model completes the configuration of a new model for c: it has the modality,
	// the classes, the normalisation and, for an autoencoder, Masked.
	Model func(config *m2pt.Config, c *Corpus, o ModelOptions)

	// Decode prepares an input for a model, of a path what it has opened. Of an input
	// that it does not take it returns the error of [Input.Content].
	Decode func(ctx context.Context, c m2pt.Config, in Input, o DecodeOptions) (*Sample, error)

	// Draw draws a prepared sample: one picture, or several if the sample
	// moves.
	Draw func(c m2pt.Config, sample []float32) []image.Image

	// Rebuild draws what Draw draws of a sample as an autoencoder sees it, with what is
	// masked, and as it rebuilds it. Nil: as Draw draws the two.
	Rebuild func(c m2pt.Config, sample, seen, rebuilt []float32) (asSeen, asRebuilt []image.Image)

	// Attention is set if what a model looks at can be drawn.
	Attention *Attention

	// Reading says how to read what Draw and Rebuild draw, in a sentence for people.
	Reading string

	// Segments is set if models can give a class to each part of a sample.
	Segments *Segments
}

// Segments is what a modality does with the classes of the parts of a sample, such
// as pixels or points.
type Segments struct {
	Ext string // of the files that Write writes

	// Draw draws a sample in the colours of its classes.
	Draw func(c m2pt.Config, sample []float32, classes []int) image.Image

	// Write stores the classes that a model gives to the parts of a sample.
	Write func(path string, c m2pt.Config, s *Sample, classes []int) error
}

// Attention draws what models look at in samples of a modality.
type Attention struct {
	// Tokens returns how many tokens are made of a sample, without a class token.
	Tokens func(c m2pt.Config) int

	// Class reports whether a classifier of configuration c reads a class token, which
	// comes before the others.
	Class func(c m2pt.Config) bool

	// Draw draws a sample as Modality.Draw does, with the attention that each token gets.
	Draw func(c m2pt.Config, sample, attention []float32) []image.Image
}

// The registry, in the order in which modalities are listed.
var (
	registering sync.RWMutex
	registry    = []Modality{imageModality, audioModality, pointModality, videoModality}
)

// Register adds a modality. It panics if the row lacks a function that it needs,
// or if there is a modality of its name.
func Register(row Modality) {
	registering.Lock()
	defer registering.Unlock()
	if row.Name == "" || len(row.Tasks) == 0 || row.Load == nil || row.Model == nil || row.Decode == nil || row.Draw == nil {
		panic(fmt.Sprintf("pipeline: Register: modality %q needs a name, tasks, Load, Model, Decode and Draw", row.Name))
	}
	if slices.ContainsFunc(registry, func(m Modality) bool { return m.Name == row.Name }) {
		panic(fmt.Sprintf("pipeline: Register: there is a modality %q", row.Name))
	}
	registry = append(registry, row)
}

// Modalities returns the names of all modalities.
func Modalities() []m2pt.Modality {
	registering.RLock()
	defer registering.RUnlock()
	names := make([]m2pt.Modality, len(registry))
	for i, m := range registry {
		names[i] = m.Name
	}
	return names
}

// Lookup returns the row of a modality. A name that no row has is an
// [*OptionError] of the option "modality".
func Lookup(name m2pt.Modality) (Modality, error) {
	registering.RLock()
	defer registering.RUnlock()
	for _, m := range registry {
		if m.Name == name {
			return m, nil
		}
	}
	var known []string
	for _, m := range registry {
		known = append(known, string(m.Name))
	}
	return Modality{}, optionf("modality", "found %q, want one of %q", name, known)
}

// mustLookup is Lookup for the modality of a corpus or model, which has been found
// before.
func mustLookup(name m2pt.Modality) Modality {
	m, err := Lookup(name)
	if err != nil {
		panic(err)
	}
	return m
}
