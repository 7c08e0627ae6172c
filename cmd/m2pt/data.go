package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// corpusOptions say how a folder is to be read.
type corpusOptions struct {
	trainSize  int          // only so many training samples; 0: all
	validation int          // so many training samples take the place of the test part; 0: none
	seed       uint64       // chooses training samples
	needTrain  bool         // the training part is wanted, not only the test part
	like       *m2pt.Config // prepare as for this model; nil: as suits the data
	task       task         // what the samples are labelled for
	channels   int          // of images in class folders; 0: 1
	side       int          // scale them to side×side; 0: as they are
	points     int          // of a cloud; 0: defaultPoints
	frames     int          // of a video; 0: defaultFrames
	stride     int          // from one of them to the next; 0: 1
	audio      audioSize    // the spectrogram of a sound
}

// loadCorpus reads the data set in dir, and as much of it as is asked for.
func loadCorpus(modality m2pt.Modality, dir string, o corpusOptions) (*corpus, error) {
	c, err := load(modality, dir, o)
	if err == nil && o.validation != 0 {
		if c, err = c.holdOut(o.validation); err != nil {
			err = usagef("--validation: %w", err)
		}
	}
	if err == nil && o.trainSize != 0 {
		if c, err = c.take(o.trainSize, o.seed); err != nil {
			err = usagef("--train-size: %w", err)
		}
	}
	return c, err
}

// loadLike reads the data set in dir for a model of configuration c. What a masked
// autoencoder's data is labelled for, t says.
func loadLike(c m2pt.Config, dir string, t task) (*corpus, error) {
	if err := t.check(c.Modality); err != nil {
		return nil, err
	}
	if c.Masked == nil {
		if own := taskOf(c); t == taskSegment && own != t {
			return nil, usagef("--task is %s, but the model is to %s", t, own)
		}
		t = taskOf(c)
	}
	return loadCorpus(c.Modality, dir, corpusOptions{like: &c, task: t})
}

// load reads the data set in dir, all of it, or makes what is called synthetic.
func load(modality m2pt.Modality, dir string, o corpusOptions) (*corpus, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && dir == syntheticData:
		return syntheticCorpus(modality, o)
	case err != nil:
		return nil, fmt.Errorf("--data: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("--data: %s is not a folder", dir)
	case o.task == taskSegment && modality == m2pt.Point:
		return loadParts(dir, o)
	case o.task == taskSegment:
		return loadMasks(dir, o)
	}
	switch modality {
	case m2pt.Audio:
		return loadAudio(dir, o)
	case m2pt.Point:
		return loadPoints(dir, o)
	case m2pt.Video:
		return loadVideos(dir, o)
	}
	return loadImages(dir, o)
}

func loadImages(dir string, o corpusOptions) (*corpus, error) {
	var train, test *datasets.Images
	var err error
	switch {
	case holds(dir, "train-images", "t10k-images"):
		train, test, err = datasets.LoadMNIST(dir)
	case holds(dir, "data_batch_", "test_batch.bin") || isDir(filepath.Join(dir, "cifar-10-batches-bin")):
		train, test, err = datasets.LoadCIFAR10(dir)
	default:
		channels, h, w := max(o.channels, 1), o.side, o.side
		if o.like != nil {
			channels, h, w = o.like.ViT.Channels, o.like.ViT.Image[0], o.like.ViT.Image[1]
		}
		train, test, err = datasets.LoadImageFolder(dir, channels, h, w)
	}
	if err != nil {
		return nil, err
	}
	return imageCorpus(filepath.Base(dir), train, test, o)
}

// imageCorpus prepares image sets.
func imageCorpus(name string, train, test *datasets.Images, o corpusOptions) (*corpus, error) {
	c := &corpus{name: name, modality: m2pt.Image, classes: train.Classes, input: []int{train.C, train.H, train.W}}
	if o.like != nil {
		c.mean, c.std = o.like.Mean, o.like.Std
	} else {
		c.mean, c.std = train.MeanStd()
	}
	if len(c.mean) != train.C {
		return nil, fmt.Errorf("the model takes images of %d channels, %s holds %d", len(c.mean), name, train.C)
	}
	if o.needTrain || test == nil {
		c.train = &imageSource{train, c.mean, c.std}
	}
	if test != nil {
		c.test = &imageSource{test, c.mean, c.std}
	}
	return c, nil
}

func loadAudio(dir string, o corpusOptions) (*corpus, error) {
	var train, test *datasets.Clips
	var err error
	folder := dir
	if isDir(filepath.Join(dir, "recordings")) {
		folder = filepath.Join(dir, "recordings")
	}
	rate := 0
	if o.like != nil {
		rate = int(o.like.Filters.SampleRate)
	}
	switch {
	case holds(folder, "0_", "1_", "2_", "3_", "4_", "5_", "6_", "7_", "8_", "9_"):
		train, test, err = datasets.LoadFSDD(dir)
	case holds(dir, "testing_list.txt"):
		train, _, test, err = datasets.LoadSpeechCommands(dir, rate)
	case holds(filepath.Join(dir, "meta"), "esc50.csv"):
		train, test, err = datasets.LoadESC50(dir, 1, rate)
	default:
		train, test, err = datasets.LoadAudioFolder(dir, rate)
	}
	if err != nil {
		return nil, err
	}
	return audioCorpus(filepath.Base(dir), train, test, o)
}

// audioCorpus prepares sets of clips: their spectrograms are computed once.
func audioCorpus(name string, train, test *datasets.Clips, o corpusOptions) (*corpus, error) {
	var err error
	c := &corpus{name: name, modality: m2pt.Audio, classes: train.Classes}
	if o.like != nil {
		c.filters = o.like.Filters
		c.mean, c.std = o.like.Mean, o.like.Std
	} else {
		c.filters = o.audio.filters(train.Rate)
	}
	c.input = []int{1, c.filters.TargetLength, c.filters.NumMelBins}
	var trainSource *audioSource
	if o.needTrain || test == nil {
		if trainSource, err = newAudioSource(train, *c.filters); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if o.like == nil {
			c.mean, c.std = trainSource.meanStd()
		}
		trainSource.mean, trainSource.std = c.mean[0], c.std[0]
		c.train = trainSource
	}
	if test != nil {
		s, err := newAudioSource(test, *c.filters)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s.mean, s.std = c.mean[0], c.std[0]
		c.test = s
	}
	return c, nil
}

// holds reports whether dir has a file whose name begins with one of the
// prefixes.
func holds(dir string, prefixes ...string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		for _, p := range prefixes {
			if !e.IsDir() && strings.HasPrefix(e.Name(), p) {
				return true
			}
		}
	}
	return false
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
