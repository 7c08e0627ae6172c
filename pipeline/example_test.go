package pipeline_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// sounds writes class folders of WAV files and returns the folder.
func sounds() (dir string, done func()) {
	dir, err := os.MkdirTemp("", "sounds")
	if err != nil {
		log.Fatal(err)
	}
	clips := synthetic.Audio(24, 1)
	for i, x := range clips.Samples {
		class := filepath.Join(dir, clips.Classes[clips.Label[i]])
		if err := os.MkdirAll(class, 0o755); err != nil {
			log.Fatal(err)
		}
		if err := datasets.WriteWAV(filepath.Join(class, fmt.Sprintf("%02d.wav", i)), x, clips.Rate); err != nil {
			log.Fatal(err)
		}
	}
	return dir, func() { os.RemoveAll(dir) }
}

// A folder becomes sets, and a model that suits them.
func ExampleLoad() {
	dir, done := sounds()
	defer done()
	data, err := pipeline.Load(context.Background(), m2pt.Audio, dir, pipeline.Options{Validation: 8})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(data.Train.Len(), data.Test.Len(), data.Shape, len(data.Classes), "classes")
	config := data.ModelConfig(pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Audio: pipeline.AudioModel{Patch: [2]int{8, 16}}})
	model, err := m2pt.NewModel(config, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	train := data.Augmented(augment.Options{Audio: augment.Spec{Shift: 0.1}, Seed: 1})
	x := datasets.NewBatch(datasets.AtEpoch(train, 0), []int{0, 1, 2})
	fmt.Println(model.Logits(x).Shape())
	// Output:
	// 16 8 [1 96 64] 8 classes
	// [3 8]
}

// A file becomes what a model takes, whatever its sampling rate.
func ExampleDecode() {
	dir, done := sounds()
	defer done()
	data, err := pipeline.Load(context.Background(), m2pt.Audio, dir, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	config := data.ModelConfig(pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Audio: pipeline.AudioModel{Patch: [2]int{8, 16}}})
	sample, err := pipeline.Decode(context.Background(), config, filepath.Join(dir, "hiss", "05.wav"), pipeline.DecodeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	picture := pipeline.Draw(config, sample.X, 0)[0]
	fmt.Println(sample.X.Shape(), picture.Bounds())
	// Output: [1 1 96 64] (0,0)-(96,64)
}

// A point that a model is not given has the part of the nearest that it is.
func ExampleSample_Spread() {
	dir, err := os.MkdirTemp("", "clouds")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "line.xyz")
	if err := os.WriteFile(file, []byte("0 0 0\n1 0 0\n8 0 0\n9 0 0\n"), 0o644); err != nil {
		log.Fatal(err)
	}
	config := m2pt.Config{Modality: m2pt.Point, Points: 2, Segment: &m2pt.Segment{}} // of a segmenter
	sample, err := pipeline.Decode(context.Background(), config, file, pipeline.DecodeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(sample.Points), "points,", sample.X.Dim(1), "of them for the model")
	fmt.Println(sample.Spread([]int{5, 6})) // as if the model had said 5 of the first and 6 of the second
	// Output:
	// 4 points, 2 of them for the model
	// [5 5 6 6]
}

// Two data sets of equal names can differ.
func ExampleCorpus_Fingerprint() {
	load := func(seed uint64) *pipeline.Corpus {
		data, err := pipeline.Synthetic(m2pt.Image, 20, 10, seed, pipeline.Options{})
		if err != nil {
			log.Fatal(err)
		}
		return data
	}
	first, again, other := load(1).Fingerprint(), load(1).Fingerprint(), load(2).Fingerprint()
	fmt.Println(first == again, first == other)
	// Output: true false
}

// Masks in which the value 0 has no class, and pixels that are left as they are stored.
func ExampleImageInput() {
	in := pipeline.ImageInput{IgnoreLabels: []int{0}, KeepOrientation: true}
	_, err := pipeline.Load(context.Background(), m2pt.Image, "nowhere", pipeline.Options{Task: pipeline.Segment, Image: in})
	fmt.Println(err != nil)
	// Output: true
}

// Clips become a set of spectrograms: what a model of sounds takes, with the targets. A
// picture of them is picture.Spectrogram's.
func ExampleSpectrograms() {
	clips := synthetic.Audio(8, 1)
	set, err := pipeline.Spectrograms(context.Background(), clips, audio.FilterBankConfig{SampleRate: float64(clips.Rate), NumMelBins: 64, TargetLength: 96})
	if err != nil {
		log.Fatal(err)
	}
	set.Mean, set.Std = set.MeanStd()
	idx := []int{0, 1, 2, 3}
	x, targets := datasets.NewBatch(set, idx), set.Targets(nil, idx)
	fmt.Println(x.Shape(), targets, picture.Spectrogram(x, picture.HeatOptions{}).Bounds().Dx() > 400)
	// Output: [4 1 96 64] [0 1 2 3] true
}
