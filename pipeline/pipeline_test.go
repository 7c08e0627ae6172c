package pipeline

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Options that make no sense are named.
func TestOptionErrors(t *testing.T) {
	classifier := m2pt.Config{Modality: m2pt.Image}
	parts := m2pt.Config{Modality: m2pt.Point, Segment: &m2pt.Segment{Categories: []string{"mug"}}}
	load := func(m m2pt.Modality, o Options) error {
		_, err := Load(context.Background(), m, SyntheticData, o)
		return err
	}
	category := func(c m2pt.Config, name string) error {
		_, err := Category(c, name)
		return err
	}
	for _, c := range []struct {
		option, word string
		err          error
	}{
		{"modality", `"smell"`, load("smell", Options{})},
		{"task", "classify or segment", load(m2pt.Image, Options{Task: "guess"})},
		{"task", "image and point", load(m2pt.Audio, Options{Task: Segment})},
		{"validation", "1000 of 1000", load(m2pt.Image, Options{Validation: 1000})},
		{"validation", "-1 of 1000", load(m2pt.Image, Options{Validation: -1})},
		{"train-size", "1001 of 1000", load(m2pt.Image, Options{TrainSize: 1001})},
		{"channels", "found 3, but synthetic image has 1", load(m2pt.Image, Options{Channels: 3})},
		{"channels", "found 3", load(m2pt.Image, Options{Channels: 3, Task: Segment})},
		{"side", "found 32, but synthetic image has sides of its own, 28 and 28", load(m2pt.Image, Options{Side: 32})},
		{"channels", "found 3", load(m2pt.Video, Options{Channels: 3})},
		{"side", "found 99", load(m2pt.Video, Options{Side: 99})},
		{"task", "to classify", func() error {
			_, err := LoadLike(context.Background(), classifier, SyntheticData, Options{Task: Segment})
			return err
		}()},
		{"category", "no categories", category(classifier, "mug")},
		{"category", `"mug"`, category(parts, "sofa")},
		{"invert", "perhaps", func() error {
			_, err := Decode(context.Background(), classifier, "x.png", DecodeOptions{Invert: "perhaps"})
			return err
		}()},
	} {
		var o *OptionError
		if !errors.As(c.err, &o) || o.Option != c.option || !strings.Contains(o.Err.Error(), c.word) {
			t.Errorf("got %v, want an error of %s that tells of %s", c.err, c.option, c.word)
		}
	}
	if err := load(m2pt.Image, Options{Channels: 1, Side: 28}); err != nil {
		t.Errorf("the channels and the side that the data has: %v", err)
	}
	for _, dir := range []string{filepath.Join(t.TempDir(), "nowhere"), write(t, "", t.TempDir(), "file")} {
		var o *OptionError
		if _, err := Load(context.Background(), m2pt.Image, dir, Options{}); err == nil || errors.As(err, &o) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: got %v", dir, err)
		}
	}
	if at, err := Category(parts, "mug"); at != 0 || err != nil {
		t.Errorf("category %d, %v", at, err)
	}
	if at, err := Category(classifier, ""); at != -1 || err != nil {
		t.Errorf("without categories: %d, %v", at, err)
	}
}

// New models for synthetic data of every modality and task can be made, and take
// what the data is; data of another kind does not match.
func TestModelConfig(t *testing.T) {
	size := ModelOptions{
		Dim: 16, Depth: 2, Heads: 2, DropPath: 0.1,
		Image: ImageModel{Patch: 7}, Audio: AudioModel{Patch: [2]int{8, 16}, DropTime: 0.2}, Point: PointModel{Groups: 8, GroupSize: 4},
	}
	masked := size
	masked.Masked = &m2pt.Masked{MaskRatio: 0.5, NormPixLoss: true}
	var last *Corpus
	for _, name := range Modalities() {
		for _, task := range mustLookup(name).Tasks {
			c, err := Synthetic(name, 8, 4, 1, Options{Task: task, Points: 64})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range []ModelOptions{size, masked} {
				m, err := m2pt.NewModel(c.ModelConfig(o), tensor.NewRNG(1))
				if err != nil {
					t.Fatalf("%s, %s: %v", name, task, err)
				}
				if err := c.Matches(m.Config); err != nil {
					t.Errorf("%s, %s: %v", name, task, err)
				}
				if last != nil && last.Matches(m.Config) == nil && o.Masked == nil {
					t.Errorf("%s of %s match a model of %s, %s", last.Name, last.Task(), name, task)
				}
				again, err := Synthetic(name, 8, 4, 1, Options{Task: task, Like: &m.Config, TestOnly: true})
				if err != nil || again.Train != nil || !reflect.DeepEqual(again.Shape, c.Shape) || !reflect.DeepEqual(again.Mean, c.Mean) {
					t.Errorf("%s, %s: read again as %+v, %v", name, task, again, err)
				}
			}
			if masked.Masked.NormPixLoss == false {
				t.Fatal("the options of another model are changed")
			}
			last = c
		}
	}
}

// Data with other samples, labels or classes has another fingerprint, and only
// such data.
func TestFingerprint(t *testing.T) {
	seen := map[string]string{}
	for _, name := range Modalities() {
		for _, task := range mustLookup(name).Tasks {
			make := func(seed uint64, o Options) *Corpus {
				o.Task, o.Points = task, 64
				c, err := Synthetic(name, 20, 10, seed, o)
				if err != nil {
					t.Fatal(err)
				}
				return c
			}
			c := make(1, Options{})
			if c.Fingerprint() != make(1, Options{}).Fingerprint() {
				t.Errorf("%s, %s: two fingerprints", name, task)
			}
			renamed := *c
			renamed.Classes = append([]string{"another"}, c.Classes[1:]...)
			for what, f := range map[string]string{
				"the data": c.Fingerprint(), "another seed": make(2, Options{}).Fingerprint(), "fewer samples": make(1, Options{TrainSize: 10}).Fingerprint(),
				"held out samples": make(1, Options{Validation: 10}).Fingerprint(), "other classes": renamed.Fingerprint(),
			} {
				what = fmt.Sprintf("%s, %s: %s", name, task, what)
				if other, ok := seen[f]; ok {
					t.Errorf("%s has the fingerprint of %s", what, other)
				}
				seen[f] = what
			}
		}
	}
}

// A single file is prepared as the same sample of a data set is.
func TestDecode(t *testing.T) {
	dir := t.TempDir()
	clips := synthetic.Audio(2, 1)
	videos := synthetic.Videos(1, 1)
	wav, gif := filepath.Join(dir, "sounds", "a", "0.wav"), filepath.Join(dir, "videos", "a", "0.gif")
	write(t, "", dir, "sounds", "a", ".hidden")
	write(t, "", dir, "videos", "a", ".hidden")
	for _, err := range []error{datasets.WriteWAV(wav, clips.Samples[0], clips.Rate), datasets.WriteGIF(gif, videos, 0)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	xyz := write(t, "0 0 1\n5 1 2\n0 3 1\n", dir, "clouds", "a", "train", "0.xyz")
	for _, c := range []struct {
		modality m2pt.Modality
		folder   string
		file     string
		o        Options
	}{
		{m2pt.Audio, "sounds", wav, Options{Audio: AudioInput{Frames: 40, MelBins: 20}}},
		{m2pt.Video, "videos", gif, Options{Frames: 3, Stride: 2}},
		{m2pt.Point, "clouds", xyz, Options{Points: 16}},
	} {
		data, err := Load(context.Background(), c.modality, filepath.Join(dir, c.folder), c.o)
		if err != nil {
			t.Fatal(err)
		}
		config := data.ModelConfig(ModelOptions{Dim: 16, Depth: 1, Heads: 2, Audio: AudioModel{Patch: [2]int{8, 10}}, Point: PointModel{Groups: 4, GroupSize: 4}})
		s, err := Decode(context.Background(), config, c.file, DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := datasets.NewBatch(data.Train, []int{0})
		if !reflect.DeepEqual(s.X.Shape(), want.Shape()) || !reflect.DeepEqual(s.X.Data(), want.Data()) {
			t.Errorf("%s: the file becomes %v, the sample %v", c.modality, s.X, want)
		}
		if pictures := Draw(config, s.X, 0); len(pictures) == 0 || (len(pictures) == 3) != (c.modality == m2pt.Video) {
			t.Errorf("%s: %d pictures", c.modality, len(pictures))
		}
		if _, err := Decode(context.Background(), config, filepath.Join(dir, "absent"), DecodeOptions{}); err == nil || !strings.Contains(err.Error(), "absent") {
			t.Errorf("%s: a file that is not there: %v", c.modality, err)
		}
	}
}

// A video without its end mark is used, and the sample says so.
func TestDecodeNotes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a", "0.gif")
	write(t, "", dir, "a", ".hidden")
	if err := datasets.WriteGIF(file, synthetic.Videos(1, 1), 0); err != nil {
		t.Fatal(err)
	}
	data, err := Load(context.Background(), m2pt.Video, dir, Options{Frames: 3})
	if err != nil {
		t.Fatal(err)
	}
	config := data.ModelConfig(ModelOptions{Dim: 16, Depth: 1, Heads: 2})
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for cut, notes := range map[int]int{0: 0, 1: 1} {
		s, err := Decode(context.Background(), config, write(t, string(raw[:len(raw)-cut]), dir, "cut.gif"), DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Notes) != notes || notes > 0 && !strings.Contains(s.Notes[0], "cut.gif") {
			t.Errorf("%d bytes are missing: notes %q, want %d", cut, s.Notes, notes)
		}
	}
}

// A sound that lacks its last byte is used, and the sample names the file.
func TestDecodeSoundNotes(t *testing.T) {
	data, err := Synthetic(m2pt.Audio, 10, 10, 1, Options{})
	if err != nil {
		t.Fatal(err)
	}
	config := data.ModelConfig(ModelOptions{Dim: 16, Depth: 1, Heads: 2, Audio: AudioModel{Patch: [2]int{16, 16}}})
	dir := t.TempDir()
	file := filepath.Join(dir, "whole.wav")
	if err := datasets.WriteWAV(file, make([]float32, 8000), 8000); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Decode(context.Background(), config, write(t, string(raw[:len(raw)-1]), dir, "cut.wav"), DecodeOptions{})
	if err != nil || len(s.Notes) != 2 || !strings.Contains(s.Notes[0], "cut.wav: 1 of 16000 bytes of sound") {
		t.Errorf("%v, %v", s, err)
	}
}

// toy is the modality of a test: bytes of a file as a row of pixels.
var toy = Modality{
	Name:  "toy",
	Tasks: []Task{Classify},
	Load: func(_ context.Context, dir string, o Options) (*Corpus, error) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		s := &datasets.Images{C: 1, H: 1, W: 4}
		for i, e := range entries {
			raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			s.Pixels, s.Label, s.Classes = append(s.Pixels, raw[:4]...), append(s.Label, i), append(s.Classes, e.Name())
		}
		return &Corpus{Name: "toys", Train: s, Classes: s.Classes, Shape: s.Shape()}, nil
	},
	Model: func(m *m2pt.Config, c *Corpus, o ModelOptions) { m.Points = c.Shape[2] * o.Dim },
	Decode: func(_ context.Context, _ m2pt.Config, in Input, _ DecodeOptions) (*Sample, error) {
		r, err := in.Content("a toy")
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		x := tensor.New(1, 1, 1, 4)
		for i, b := range raw[:4] {
			x.Data()[i] = float32(b) / 255
		}
		return &Sample{X: x}, nil
	},
	Draw: func(_ m2pt.Config, sample []float32) []image.Image {
		img := image.NewGray(image.Rect(0, 0, len(sample), 1))
		for i, v := range sample {
			img.Pix[i] = uint8(math.Round(255 * float64(v)))
		}
		return []image.Image{img}
	},
}

// A row is all that a new modality takes.
func TestRegister(t *testing.T) {
	before := registry
	defer func() { registry = before }()
	Register(toy)
	dir := t.TempDir()
	file := write(t, "abcd", dir, "first")
	write(t, "efgh", dir, "second")
	data, err := Load(context.Background(), "toy", dir, Options{TrainSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	config := data.ModelConfig(ModelOptions{Dim: 8})
	if data.Modality != "toy" || config.Modality != "toy" || config.Points != 32 || len(config.Classes) != 2 || data.Fingerprint() == "" {
		t.Errorf("the corpus is %+v, the model %+v", data, config)
	}
	if data.Augmented(augment.Options{}) != data.Train {
		t.Error("what cannot be changed is changed")
	}
	s, err := Decode(context.Background(), config, file, DecodeOptions{})
	if err != nil || !reflect.DeepEqual(s.X.Data(), datasets.NewBatch(data.Train, []int{0}).Data()) {
		t.Errorf("the file becomes %v, %v", s, err)
	}
	if img := Draw(config, s.X, 0)[0].(*image.Gray); string(img.Pix) != "abcd" {
		t.Errorf("drawn as %q", img.Pix)
	}
	if got := Modalities(); got[len(got)-1] != "toy" || len(got) != 5 {
		t.Errorf("modalities %v", got)
	}
	if _, err := Load(context.Background(), "toy", SyntheticData, Options{}); err == nil || !strings.Contains(err.Error(), "toy") {
		t.Errorf("synthetic toys: %v", err)
	}
	for name, row := range map[string]Modality{"twice": toy, "without functions": {Name: "odd", Tasks: []Task{Classify}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: registered", name)
				}
			}()
			Register(row)
		}()
	}
}

// The end of a clip that is shorter than the input of a model is as dark as silence.
func TestPaddingIsDark(t *testing.T) {
	c := m2pt.Config{Net: &nn.ViTConfig{Image: [2]int{4, 2}}, Mean: []float32{-6}, Std: []float32{2}}
	zero := float32(6) / (2 * 2)
	img := drawAudio(c, []float32{zero, 1, 0.5, zero, zero, zero, zero, zero})[0]
	dark := img.At(3, 0)
	if img.At(2, 1) != dark || img.At(0, 1) == dark || img.At(1, 0) == dark {
		t.Errorf("padding is %v and %v, sound %v and %v", img.At(2, 1), dark, img.At(0, 1), img.At(1, 0))
	}
	if r, g, b, _ := dark.RGBA(); r>>8 != 13 || g>>8 != 8 || b>>8 != 70 {
		t.Errorf("padding is %v, want the darkest colour", dark)
	}
}
