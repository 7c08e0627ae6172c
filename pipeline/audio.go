package pipeline

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: sounds, which models are given as log-mel spectrograms.

const audioFiles = "WAV, FLAC, MP3, Ogg Vorbis"

var audioModality = Modality{
	Name:      m2pt.Audio,
	Tasks:     []Task{Classify},
	Files:     audioFiles,
	Load:      loadAudio,
	Synthetic: syntheticAudio,
	Augment:   augmentAudio,
	Model:     modelAudio,
	Decode:    decodeAudio,
	Draw:      drawAudio,
	Rebuild:   rebuildAudio,
	Attention: &Attention{Tokens: patchesOf, Class: readsClassToken, Draw: attendAudio},
	Reading:   "Time runs to the right, frequency up; what follows the end of a clip is dark.",
}

// AudioInput is the spectrogram that a new model of sounds is given.
type AudioInput struct {
	Rate    int // samples per second, to which clips are resampled; 0: that of most clips
	Frames  int // of 10 ms: clips are cut or padded to them; 0: 96, about a second
	MelBins int // 0: 64
}

// Filters returns the filter bank of a new model for clips of the given rate,
// in samples per second.
func (a AudioInput) Filters(rate int) *audio.FilterBankConfig {
	if a.Frames == 0 {
		a.Frames = 96
	}
	if a.MelBins == 0 {
		a.MelBins = 64
	}
	return &audio.FilterBankConfig{SampleRate: float64(rate), NumMelBins: a.MelBins, TargetLength: a.Frames}
}

// loadAudio reads FSDD, Speech Commands, the first fold of ESC-50, or class
// folders.
func loadAudio(ctx context.Context, dir string, o Options) (*Corpus, error) {
	var train, test *datasets.Clips
	var err error
	folder := dir
	if isFolder(filepath.Join(dir, "recordings")) {
		folder = filepath.Join(dir, "recordings")
	}
	rate := o.Audio.Rate
	if o.Like != nil {
		rate = int(o.Like.Filters.SampleRate)
	}
	switch {
	case holds(folder, "0_", "1_", "2_", "3_", "4_", "5_", "6_", "7_", "8_", "9_"):
		train, test, err = datasets.LoadFSDD(ctx, dir, rate)
	case holds(dir, "testing_list.txt"):
		train, _, test, err = datasets.LoadSpeechCommands(ctx, dir, rate)
	case holds(filepath.Join(dir, "meta"), "esc50.csv"):
		train, test, err = datasets.LoadESC50(ctx, dir, 1, rate)
	default:
		train, test, err = datasets.LoadAudioFolder(ctx, dir, rate)
	}
	if err != nil {
		return nil, err
	}
	return audioCorpus(ctx, filepath.Base(dir), train, test, o)
}

// audioCorpus prepares sets of clips; test may be nil. Their spectrograms are
// computed once.
func audioCorpus(ctx context.Context, name string, train, test *datasets.Clips, o Options) (*Corpus, error) {
	c := &Corpus{Name: name, Classes: train.Classes}
	if o.Like != nil {
		c.Filters, c.Mean, c.Std = o.Like.Filters, o.Like.Mean, o.Like.Std
	} else {
		c.Filters = o.Audio.Filters(train.Rate)
	}
	var sets [2]*datasets.Spectrograms
	for i, clips := range []*datasets.Clips{train, test} {
		if clips == nil || i == 0 && o.TestOnly && test != nil {
			continue
		}
		s, err := Spectrograms(ctx, clips, *c.Filters)
		if err != nil {
			return nil, fmt.Errorf("pipeline: %s: %w", name, err)
		}
		if i == 0 && o.Like == nil {
			mean, std := s.MeanStd()
			c.Mean, c.Std = []float32{mean}, []float32{std}
		}
		s.Mean, s.Std = c.Mean[0], c.Std[0]
		sets[i] = s
	}
	c.Notes = o.cutNotes(name, sets[:])
	if sets[0] != nil {
		c.Train = sets[0]
	}
	if sets[1] != nil {
		c.Test = sets[1]
	}
	c.Shape = []int{1, c.Filters.TargetLength, c.Filters.NumMelBins}
	return c, nil
}

// Spectrograms returns the log-mel spectrograms of clips as a set, whose Batch gives
// [n, 1, frames, mel bins] and whose Targets are those of the clips. They are not
// normalised: set Mean and Std, which MeanStd measures. Clips of another rate than the
// filters' are an error, and so is the end of ctx.
func Spectrograms(ctx context.Context, clips *datasets.Clips, c audio.FilterBankConfig) (*datasets.Spectrograms, error) {
	if clips.Rate != int(c.SampleRate) {
		return nil, fmt.Errorf("the clips have %d samples per second, the model takes %v", clips.Rate, c.SampleRate)
	}
	bank, err := audio.NewFilterBank(c)
	if err != nil {
		return nil, err
	}
	s := &datasets.Spectrograms{Labelled: clips.Labelled, Specs: make([]*tensor.Tensor, clips.Len()), Frames: c.TargetLength, Bins: c.NumMelBins}
	parallel.Do(clips.Len(), 16, func(lo, hi int) {
		for i := lo; i < hi && ended(ctx) == nil; i++ {
			s.Specs[i] = bank.LogMel(nil, clips.Samples[i])
		}
	})
	return s, ended(ctx)
}

func syntheticAudio(train, test int, seed uint64, o Options) (*Corpus, error) {
	return audioCorpus(context.Background(), "synthetic audio", synthetic.Audio(train, seed), synthetic.Audio(test, seed+testSeed), o)
}

func augmentAudio(s datasets.Set, o augment.Options) datasets.Set {
	if s, ok := s.(*datasets.Spectrograms); ok {
		return augment.Spectrograms(s, o.Audio, o.Seed)
	}
	return s
}

// AudioModel shapes models of sounds. Sizes are those of frames and of mel bins.
type AudioModel struct {
	Patch    [2]int  // of a spectrogram
	Stride   [2]int  // from one patch to the next; zeros: Patch
	DropTime float64 // share of the moments that a classifier is not shown in training
	DropFreq float64 // share of the frequency bands
}

func modelAudio(m *m2pt.Config, c *Corpus, o ModelOptions) {
	m.Net = &nn.ViTConfig{
		Image: [2]int{c.Shape[1], c.Shape[2]}, Patch: o.Audio.Patch, Stride: o.Audio.Stride, Channels: c.Shape[0],
		Dim: o.Dim, Depth: o.Depth, Heads: o.Heads, Classes: len(c.Classes),
		MeanPool: true, DropPath: float32(o.DropPath), Dropout: float32(o.Dropout),
	}
	if o.Masked == nil {
		m.ViT().MaskRows, m.ViT().MaskCols = o.Audio.DropTime, o.Audio.DropFreq
	}
}

func decodeAudio(ctx context.Context, c m2pt.Config, in Input, _ DecodeOptions) (*Sample, error) {
	sound, err := readSound(ctx, in)
	if err != nil {
		return nil, err
	}
	want := int(c.Filters.SampleRate)
	samples, err := datasets.Resample(ctx, sound.Samples, sound.Rate, want)
	if err != nil {
		return nil, fmt.Errorf("pipeline: %s: %w", in.called(), err)
	}
	clip := &datasets.Clips{Labelled: datasets.Labelled{Label: []int{-1}}, Samples: [][]float32{samples}, Rate: want}
	s, err := Spectrograms(ctx, clip, *c.Filters)
	if err != nil {
		return nil, fmt.Errorf("pipeline: %s: %w", in.called(), err)
	}
	s.Mean, s.Std = c.Mean[0], c.Std[0]
	sample := &Sample{X: datasets.NewBatch(s, []int{0}), Unlike: unlikeSound(sound, c)}
	for _, n := range sound.Notes {
		sample.Notes = append(sample.Notes, in.called()+": "+n)
	}
	return sample, nil
}

// readSound returns the sound of an input. Samples in memory are checked as those of
// files are.
func readSound(ctx context.Context, in Input) (*datasets.Sound, error) {
	if in.Samples == nil {
		r, err := in.Content("a file (" + audioFiles + ") or samples")
		if err != nil {
			return nil, err
		}
		return datasets.DecodeSound(ctx, r, in.Name)
	}
	if len(in.Samples) == 0 || in.Rate < 1 {
		return nil, fmt.Errorf("pipeline: %s: found %d samples at a rate of %d per second, expected at least one of each", in.called(), len(in.Samples), in.Rate)
	}
	for i, v := range in.Samples {
		if v-v != 0 {
			return nil, fmt.Errorf("pipeline: %s: sample %d is %v, expected a finite number", in.called(), i, v)
		}
	}
	return &datasets.Sound{Samples: in.Samples, Rate: in.Rate}, nil
}

// spectrogramRange is how many standard deviations about the mean a picture of a
// spectrogram spans; prepared ones are (x − mean)/(2·std).
const spectrogramRange = 1.5

// drawAudio draws a spectrogram with what follows the end of the clip dark. It is padded
// with zeros, which lie far above the logarithms of silence: it would be the brightest part.
func drawAudio(c m2pt.Config, sample []float32) []image.Image {
	return []image.Image{heat(c, sample, clipIn(c, sample))}
}

// rebuildAudio draws what follows the end of the clip dark in all pictures, because what a
// model makes of it is no sound.
func rebuildAudio(c m2pt.Config, sample, seen, rebuilt []float32) (asSeen, asRebuilt []image.Image) {
	bins, clip, masked := c.ViT().Image[1], clipIn(c, sample), hidden(sample, seen)
	p := picture.Masked(heat(c, seen, clip), func(x, y int) bool { return masked(x*bins + bins - 1 - y) })
	return []image.Image{p}, []image.Image{heat(c, rebuilt, clip)}
}

// heat draws the frames of a clip of a spectrogram, which is dark otherwise.
func heat(c m2pt.Config, sample []float32, clip [2]int) image.Image {
	return picture.Spectrogram(shownOf(c, sample, clip), picture.HeatOptions{Low: -spectrogramRange, High: spectrogramRange, Scale: 1})
}

// shownOf returns the spectrogram [frames, mel bins] with what is no frame of the clip as
// low as what a picture shows.
func shownOf(c m2pt.Config, sample []float32, clip [2]int) *tensor.Tensor {
	frames, bins := c.ViT().Image[0], c.ViT().Image[1]
	shown := tensor.Full(-spectrogramRange, frames, bins)
	copy(shown.Data()[clip[0]*bins:clip[1]*bins], sample[clip[0]*bins:])
	return shown
}

// clipIn returns the first frame of the clip in a sample and the one after its last: those
// before and after it are all zero before they are normalised.
func clipIn(c m2pt.Config, sample []float32) [2]int {
	std, bins := c.Std[0], c.ViT().Image[1]
	if std == 0 {
		std = 1
	}
	zero := -c.Mean[0] / (2 * std)
	padded := func(frame []float32) bool {
		return !slices.ContainsFunc(frame, func(v float32) bool { return v != zero })
	}
	lo, hi := 0, len(sample)/bins
	for hi > lo && padded(sample[(hi-1)*bins:hi*bins]) {
		hi--
	}
	for lo < hi && padded(sample[lo*bins:(lo+1)*bins]) {
		lo++
	}
	return [2]int{lo, hi}
}
