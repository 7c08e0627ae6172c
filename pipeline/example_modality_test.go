package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"slices"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// This file: examples of the registry, of options, and of the shapes of models.

// The registry tells a program what it can offer.
func ExampleLookup() {
	for _, name := range []m2pt.Modality{m2pt.Image, m2pt.Audio} {
		var row pipeline.Modality
		row, err := pipeline.Lookup(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %v from %s\n", name, row.Tasks, row.Files)
		var parts *pipeline.Segments = row.Segments
		if parts != nil {
			fmt.Println("the classes of pixels are written as", parts.Ext)
		}
	}
	// Output:
	// image: [classify segment] from PNG, JPEG, WebP, BMP, TIFF
	// the classes of pixels are written as .png
	// audio: [classify] from WAV, FLAC, MP3, Ogg Vorbis
}

// An option that makes no sense is an error that names the option, so that a
// program can say which of its flags that is.
func ExampleOptionError() {
	var task pipeline.Task = pipeline.Segment
	_, err := pipeline.Load(context.Background(), m2pt.Audio, ".", pipeline.Options{Task: task})
	var option *pipeline.OptionError
	if errors.As(err, &option) {
		fmt.Println("--" + option.Option)
	}
	// Output: --task
}

// What a model looks at in a sample: a picture for the sample, for each block, and one for
// all.
func ExampleDrawAttention() {
	data, err := pipeline.Synthetic(m2pt.Image, 10, 10, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	model, err := m2pt.NewModel(data.ModelConfig(pipeline.ModelOptions{Dim: 16, Depth: 2, Heads: 2, Image: pipeline.ImageModel{Patch: 7}}), tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	p, err := pipeline.DrawAttention(model, datasets.NewBatch(data.Test, []int{0}), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Bounds().Size())

	row, err := pipeline.Lookup(m2pt.Image)
	if err != nil {
		log.Fatal(err)
	}
	var drawn *pipeline.Attention = row.Attention // nil if a modality cannot be drawn
	fmt.Println(drawn.Tokens(model.Config), "patches, class token:", drawn.Class(model.Config))
	// Output:
	// (1284,356)
	// 16 patches, class token: false
}

// Data of every modality, and a small model for each.
func ExampleCorpus_ModelConfig() {
	shapes := pipeline.ModelOptions{
		Dim: 32, Depth: 2, Heads: 4,
		Image: pipeline.ImageModel{Patch: 7},
		Audio: pipeline.AudioModel{Patch: [2]int{8, 16}},
		Point: pipeline.PointModel{Groups: 16, GroupSize: 16},
		Video: pipeline.VideoModel{Patch: 8},
	}
	for _, modality := range []m2pt.Modality{m2pt.Image, m2pt.Audio, m2pt.Point, m2pt.Video} {
		data, err := pipeline.Synthetic(modality, 10, 10, 1, pipeline.Options{Audio: pipeline.AudioInput{Frames: 64, MelBins: 32}})
		if err != nil {
			log.Fatal(err)
		}
		config := data.ModelConfig(shapes)
		fmt.Printf("%s: %v, %s\n", modality, config.InputShape(), config.Tokens())
	}
	// Output:
	// image: [1 28 28], 16 tokens of 7×7 patches
	// audio: [1 64 32], 16 tokens of 8×16 patches
	// point: [1024 3], 16 tokens, groups of 16 points
	// video: [1 8 16 16], 16 tokens of 2 frames of 8×8 pixels
}

// A scanned page is dark on light; InvertYes gives the reverse to a model. InvertAuto
// finds out by itself which images are the wrong way round.
func ExampleInvert() {
	dir, err := os.MkdirTemp("", "digits")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	data, err := pipeline.Synthetic(m2pt.Image, 10, 10, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	config := data.ModelConfig(pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Image: pipeline.ImageModel{Patch: 7}})
	config.Mean, config.Std = []float32{0}, []float32{1}
	white, path := image.NewGray(image.Rect(0, 0, 28, 28)), filepath.Join(dir, "white.png")
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	f, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, white), f.Close()); err != nil {
		log.Fatal(err)
	}
	for _, how := range []pipeline.Invert{pipeline.InvertNo, pipeline.InvertYes} {
		sample, err := pipeline.Decode(context.Background(), config, path, pipeline.DecodeOptions{Invert: how})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(how, slices.Max(sample.X.Data()))
	}
	// Output:
	// no 1
	// yes 0
}
