package train

import (
	"context"
	"slices"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train/recipe"
)

// toySet is noise with labels; the first numbers of a sample tell its label.
type toySet struct {
	x       *tensor.Tensor // [samples, ...]
	labels  []int
	targets [][]int // of a segmenter's samples; nil: the labels
}

// newToySet returns n samples for a model of configuration c.
func newToySet(c m2pt.Config, n int, seed uint64) *toySet {
	rng := tensor.NewRNG(seed)
	s := &toySet{x: tensor.New(append([]int{n}, c.InputShape()...)...).Normal(rng, 0, 1)}
	per := s.x.Size() / n
	for i := 0; i < n; i++ {
		label := i % 2
		s.labels = append(s.labels, label)
		for k := 0; k < 12; k++ {
			s.x.Data()[i*per+k] += float32(4*label - 2)
		}
		if c.Segment == nil {
			continue
		}
		targets := make([]int, c.Targets())
		for k := range targets {
			targets[k] = (k + label) % 2
			if len(c.Segment.Categories) > 0 {
				targets[k] = c.Segment.PartsOf[label][k%2]
			}
		}
		s.targets = append(s.targets, targets)
	}
	return s
}

// Len implements datasets.Set.
func (s *toySet) Len() int { return len(s.labels) }

// Labels implements datasets.Set.
func (s *toySet) Labels() []int { return s.labels }

// Shape implements datasets.Set.
func (s *toySet) Shape() []int { return s.x.Shape()[1:] }

// Batch implements datasets.Set.
func (s *toySet) Batch(dst *tensor.Tensor, idx []int) {
	per := s.x.Size() / s.Len()
	for k, i := range idx {
		copy(dst.Data()[k*per:(k+1)*per], s.x.Data()[i*per:])
	}
}

// Targets implements datasets.Set.
func (s *toySet) Targets(dst, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		if s.targets == nil {
			dst = append(dst, s.labels[i])
		} else {
			dst = append(dst, s.targets[i]...)
		}
	}
	return dst
}

// varied is a toySet that differs in every epoch.
type varied struct{ *toySet }

// Epoch implements datasets.Varied.
func (v varied) Epoch(epoch uint64) datasets.Set {
	s := *v.toySet
	s.x = s.x.Clone()
	for i, n := 0, tensor.New(s.x.Size()).Normal(tensor.NewRNG(7, epoch), 0, 0.3); i < n.Size(); i++ {
		s.x.Data()[i] += n.Data()[i]
	}
	return &s
}

var twoClasses = []string{"low", "high"}

// imageConfig is the smallest classifier of images.
func imageConfig() m2pt.Config {
	return m2pt.Config{
		Modality: m2pt.Image, Classes: twoClasses, Mean: []float32{0}, Std: []float32{1},
		Net: &nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 8, Depth: 2, Heads: 2, Classes: 2, MeanPool: true},
	}
}

// configs are the smallest models of every modality and task, by name.
func configs() map[string]m2pt.Config {
	sound := imageConfig()
	sound.Modality, sound.Filters = m2pt.Audio, &audio.FilterBankConfig{SampleRate: 8000, NumMelBins: 8, TargetLength: 8}
	shape := m2pt.Config{
		Modality: m2pt.Point, Classes: twoClasses, Points: 16,
		Net: &point.Config{Groups: 4, GroupSize: 4, Hidden: [3]int{4, 8, 8}, Dim: 8, Depth: 2, Heads: 2, Classes: 2, QKVBias: true},
	}
	clip := m2pt.Config{
		Modality: m2pt.Video, Classes: twoClasses, Mean: []float32{0}, Std: []float32{1},
		Net: &video.Config{Channels: 1, Frames: 4, Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Dim: 8, Depth: 2, Heads: 2, Classes: 2},
	}
	all := map[string]m2pt.Config{"image": imageConfig(), "audio": sound, "point": shape, "video": clip}
	for _, name := range []string{"image", "audio", "point", "video"} {
		c := all[name]
		c.Masked = &m2pt.Masked{DecoderDepth: 1, MaskRatio: 0.5}
		if name != "point" {
			c.Masked.DecoderDim, c.Masked.DecoderHeads = 8, 2
		}
		all[name+" masked"] = c
	}
	pixels := imageConfig()
	vit := *pixels.ViT()
	vit.MeanPool = false
	pixels.Net, pixels.Segment = &vit, &m2pt.Segment{Width: 8}
	all["image segmenter"] = pixels
	parts := shape
	parts.Segment = &m2pt.Segment{Propagate: [2]int{8, 8}, HeadHidden: [2]int{8, 8}}
	all["point segmenter"] = parts
	told := parts
	cloud := *shape.Point()
	cloud.Classes = 4
	told.Net, told.Classes = &cloud, []string{"rim", "handle", "foot", "shade"}
	told.Segment = &m2pt.Segment{Propagate: [2]int{8, 8}, HeadHidden: [2]int{8, 8}, Categories: []string{"mug", "lamp"}, PartsOf: [][]int{{0, 1}, {2, 3}}}
	all["point segmenter that is told categories"] = told
	return all
}

// quick is a recipe with the given numbers of epochs and of samples in a batch.
func quick(epochs, batch int) recipe.Recipe {
	r := recipe.Default()
	r.Epochs, r.Batch, r.Clip = epochs, batch, 1
	return r
}

// build returns the model of a setup.
func build(t testing.TB, s Setup) (*m2pt.Model, Identity) {
	t.Helper()
	m, id, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m, id
}

// trainToEnd trains a new model of configuration c and returns it.
func trainToEnd(t *testing.T, c m2pt.Config, set datasets.Set, o Options) (*m2pt.Model, *Trainer) {
	t.Helper()
	m, _ := build(t, Setup{Config: c, Seed: 1})
	r, err := New(m, set, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return m, r
}

// sameWeights reports whether two models have the same bits.
func sameWeights(a, b *m2pt.Model) bool {
	x, y := nn.StateDict(a.Net), nn.StateDict(b.Net)
	return slices.EqualFunc(x, y, func(p, q tensor.Named) bool {
		return p.Name == q.Name && slices.Equal(p.Tensor.Data(), q.Tensor.Data())
	})
}

// stopAfter is a context that ends after its error was asked for n times: a
// trainer asks once a step.
type stopAfter struct {
	context.Context
	n *int
}

// Err implements context.Context.
func (s stopAfter) Err() error {
	if *s.n--; *s.n < 0 {
		return context.Canceled
	}
	return nil
}
