package main

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// This file: a modality that the program does not know. Its samples are files,
// its tokens their bytes. It has what every modality has: a net, a reader, a row
// in the registry of package m2pt and one in that of package pipeline. Nothing
// else of the house was changed for it.

const toy m2pt.Modality = "bytes"

// toyConfig describes a toyNet.
type toyConfig struct {
	Length  int `json:"length"` // bytes of a file that are read
	Dim     int `json:"dim"`
	Depth   int `json:"depth"`
	Heads   int `json:"heads"`
	Classes int `json:"classes"`
}

func (c *toyConfig) encoder() nn.EncoderConfig {
	return nn.EncoderConfig{Dim: c.Dim, Depth: c.Depth, Heads: c.Heads, Hidden: 4 * c.Dim, Eps: 1e-6}
}

func (c *toyConfig) numParams() float64 {
	d := float64(c.Dim)
	return (256+float64(c.Length))*d + c.encoder().NumParams() + 2*d + nn.LinearParams(d, float64(c.Classes))
}

// toyNet classifies files by their bytes.
type toyNet struct {
	config   toyConfig
	table    *autograd.Var // [256, dim]
	position *autograd.Var // [length, dim]
	*nn.Encoder
	norm *nn.LayerNorm
	head *nn.Linear
}

func newToyNet(c toyConfig, rng *tensor.RNG) *toyNet {
	return &toyNet{
		config:   c,
		table:    autograd.Param(tensor.New(256, c.Dim).Normal(rng, 0, 0.5)),
		position: autograd.Param(tensor.New(c.Length, c.Dim).Normal(rng, 0, 0.02)),
		Encoder:  nn.NewEncoder(c.encoder(), rng),
		norm:     nn.NewLayerNorm(c.Dim, 1e-6),
		head:     nn.NewLinear(c.Dim, c.Classes, true, rng),
	}
}

// Forward maps the bytes x [batch, length] of files to logits.
func (m *toyNet) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	at := make([]int, x.Value.Size())
	for i, v := range x.Value.Data() {
		at[i] = int(v)
	}
	tokens := autograd.Reshape(autograd.Embedding(t.Attach(m.table), at), x.Value.Dim(0), m.config.Length, m.config.Dim)
	y := m.Run(mark, autograd.Add(tokens, m.position), nn.Run{})
	return t.Keep(mark, m.head.Forward(m.norm.Forward(autograd.Mean(y, []int{1}, false))))
}

func (m *toyNet) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.backbone(prefix, yield)
	m.head.NamedParams(prefix+"head.", nn.At(nn.Head, yield))
}

func (m *toyNet) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *toyNet) backbone(prefix string, yield func(nn.NamedParam)) {
	embedding := nn.At(nn.Embedding, yield)
	embedding(nn.NamedParam{Name: prefix + "embed.weight", Param: m.table})
	embedding(nn.NamedParam{Name: prefix + "pos_embed", Param: m.position, Role: nn.Role{Kind: nn.Position}})
	m.Encoder.NamedParams(prefix+"blocks.", yield)
	m.norm.NamedParams(prefix+"norm.", nn.Summary(yield))
}

func (m *toyNet) Like() nn.Transformer { return newToyNet(m.config, nil) }

// toyFamily is the row of package m2pt.
func toyFamily() *m2pt.Family {
	net := func(c *m2pt.Config) *toyConfig { return c.Net.(*toyConfig) }
	return &m2pt.Family{
		Modality: toy, NetKey: "bytes", NewNet: func() any { return new(toyConfig) },
		Classes:    func(c *m2pt.Config) int { return net(c).Classes },
		Channels:   func(*m2pt.Config) int { return 0 },
		InputShape: func(c *m2pt.Config) []int { return []int{net(c).Length} },
		Encoder:    func(c *m2pt.Config) nn.EncoderConfig { return net(c).encoder() },
		Tokens:     func(c *m2pt.Config) string { return strconv.Itoa(net(c).Length) + " tokens of a byte" },
		Inputs:     func(*m2pt.Config) error { return nil },
		Classifier: &m2pt.Kind{
			Validate: func(c *m2pt.Config) error {
				if err := nn.CheckSizes("toy", nn.Size{Name: "length", Value: net(c).Length}, nn.Size{Name: "classes", Value: net(c).Classes}); err != nil {
					return err
				}
				return net(c).encoder().Validate("toy")
			},
			NumParams: func(c *m2pt.Config) float64 { return net(c).numParams() },
			Build:     func(c *m2pt.Config, rng *tensor.RNG) (nn.Transformer, error) { return newToyNet(*net(c), rng), nil },
		},
	}
}

// toySet is files of equal length.
type toySet struct {
	datasets.Labelled
	length int
	files  [][]byte
}

func (s *toySet) Shape() []int { return []int{s.length} }

func (s *toySet) Batch(dst *tensor.Tensor, idx []int) {
	for k, i := range idx {
		for j, b := range s.files[i] {
			dst.Data()[k*s.length+j] = float32(b)
		}
	}
}

// readToys reads a folder of files per class.
func readToys(dir string, length int) (*toySet, error) {
	s := &toySet{Labelled: datasets.Labelled{Name: filepath.Base(dir)}, length: length}
	classes, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for label, class := range classes {
		s.Classes = append(s.Classes, class.Name())
		files, err := os.ReadDir(filepath.Join(dir, class.Name()))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			b, err := readToyFile(filepath.Join(dir, class.Name(), f.Name()), length)
			if err != nil {
				return nil, err
			}
			s.files, s.Label = append(s.files, b), append(s.Label, label)
		}
	}
	return s, nil
}

// readToyFile returns the first bytes of a file.
func readToyFile(path string, length int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readToy(f, path, length)
}

// readToy returns the first bytes of the content of a file.
func readToy(r io.Reader, name string, length int) ([]byte, error) {
	b := make([]byte, length)
	if n, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("%s has %d bytes, want %d or more: %w", name, n, length, err)
	}
	return b, nil
}

// toyLength is how many bytes of a file a new model reads.
const toyLength = 12

// toyRow is the row of package pipeline.
func toyRow() pipeline.Modality {
	return pipeline.Modality{
		Name: toy, Tasks: []pipeline.Task{pipeline.Classify}, Files: "files of any kind",
		Load: func(_ context.Context, dir string, _ pipeline.Options) (*pipeline.Corpus, error) {
			train, err := readToys(filepath.Join(dir, "train"), toyLength)
			if err != nil {
				return nil, err
			}
			test, err := readToys(filepath.Join(dir, "test"), toyLength)
			if err != nil {
				return nil, err
			}
			return &pipeline.Corpus{Name: filepath.Base(dir), Train: train, Test: test, Classes: train.Classes, Shape: train.Shape()}, nil
		},
		Model: func(m *m2pt.Config, c *pipeline.Corpus, o pipeline.ModelOptions) {
			m.Net = &toyConfig{Length: c.Shape[0], Dim: o.Dim, Depth: o.Depth, Heads: o.Heads, Classes: len(c.Classes)}
		},
		Decode: func(_ context.Context, c m2pt.Config, in pipeline.Input, _ pipeline.DecodeOptions) (*pipeline.Sample, error) {
			r, err := in.Content("a file of any kind")
			if err != nil {
				return nil, err
			}
			b, err := readToy(r, in.Name, c.InputShape()[0])
			if err != nil {
				return nil, err
			}
			s := &toySet{length: len(b), files: [][]byte{b}, Labelled: datasets.Labelled{Label: []int{-1}}}
			return &pipeline.Sample{X: datasets.NewBatch(s, []int{0})}, nil
		},
		Draw: func(_ m2pt.Config, sample []float32) []image.Image {
			img := image.NewGray(image.Rect(0, 0, len(sample), 1))
			for i, v := range sample {
				img.Pix[i] = uint8(v)
			}
			return []image.Image{img}
		},
	}
}
