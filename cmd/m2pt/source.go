package main

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// source is a labelled set of samples that a model of one modality takes.
type source interface {
	Len() int
	Labels() []int

	// Batch fills dst [len(idx), channels, height, width] with prepared
	// samples. With augment not nil they are varied, each by random numbers
	// of its own that depend on the seed, the epoch and its index only.
	Batch(dst *tensor.Tensor, idx []int, augment *augment)
}

// augment names the random numbers of one epoch's augmentation.
type augment struct{ seed, epoch uint64 }

// corpus is a data set of one modality, prepared: its two parts and what a
// model that is trained on it has to know.
type corpus struct {
	name        string
	modality    m2pt.Modality
	train, test source
	classes     []string
	image       [2]int // height and width of a sample
	channels    int
	mean, std   []float32
	filters     *m2pt.FilterBankConfig
}

// config returns the configuration of a new model for c.
func (c *corpus) config(size modelSize) m2pt.Config {
	patch := size.patch
	if c.modality == m2pt.Audio {
		patch = size.audioPatch
	}
	return m2pt.Config{
		Modality: c.modality,
		ViT: nn.ViTConfig{
			Image: c.image, Patch: patch, Channels: c.channels,
			Dim: size.dim, Depth: size.depth, Heads: size.heads, Classes: len(c.classes),
			MeanPool: true, DropPath: float32(size.dropPath), Dropout: float32(size.dropout),
		},
		Classes: c.classes, Mean: c.mean, Std: c.std, Filters: c.filters,
	}
}

// matches reports why c cannot be given to a model of configuration m.
func (c *corpus) matches(m m2pt.Config) error {
	switch {
	case m.Modality != c.modality:
		return fmt.Errorf("the model takes %s, %s holds %s", m.Modality, c.name, c.modality)
	case m.ViT.Channels != c.channels || m.ViT.Image != c.image:
		return fmt.Errorf("the model takes %d×%d×%d inputs, %s holds %d×%d×%d", m.ViT.Channels, m.ViT.Image[0], m.ViT.Image[1], c.name, c.channels, c.image[0], c.image[1])
	case len(m.Classes) != len(c.classes):
		return fmt.Errorf("the model knows %d classes, %s has %d", len(m.Classes), c.name, len(c.classes))
	}
	for i, name := range c.classes {
		if m.Classes[i] != name {
			return fmt.Errorf("class %d is %q in the model and %q in %s", i, m.Classes[i], name, c.name)
		}
	}
	return nil
}
