package main

import (
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// Moving MNIST is made of MNIST's files: so many videos of the training digits
// and of the test digits.
const (
	movingTrain = 10000
	movingTest  = 2000
	movingSeed  = 1
)

// defaultFrames is how many frames of a video a model is given.
const defaultFrames = 8

func loadVideos(dir string, o corpusOptions) (*corpus, error) {
	var train, test *datasets.Videos
	var err error
	name := filepath.Base(dir)
	if holds(dir, "train-images", "t10k-images") {
		name = "moving " + name
		train, test, err = movingMNIST(dir)
	} else {
		channels, h, w := max(o.channels, 1), o.side, o.side
		if o.like != nil {
			channels, h, w = o.like.Video.Channels, o.like.Video.Image[0], o.like.Video.Image[1]
		}
		train, test, err = datasets.LoadVideoFolder(dir, channels, h, w)
	}
	if err != nil {
		return nil, err
	}
	return videoCorpus(name, train, test, o)
}

// movingMNIST makes Moving MNIST of the files in dir.
func movingMNIST(dir string) (train, test *datasets.Videos, err error) {
	digits, testDigits, err := datasets.LoadMNIST(dir)
	if err != nil {
		return nil, nil, err
	}
	if train, err = datasets.MovingMNIST(digits, movingTrain, datasets.MovingOptions{}, movingSeed); err != nil {
		return nil, nil, err
	}
	test, err = datasets.MovingMNIST(testDigits, movingTest, datasets.MovingOptions{}, movingSeed+testSeed)
	return train, test, err
}

// videoCorpus prepares sets of videos.
func videoCorpus(name string, train, test *datasets.Videos, o corpusOptions) (*corpus, error) {
	frames := o.frames
	if frames == 0 {
		frames = defaultFrames
	}
	c := &corpus{name: name, modality: m2pt.Video, classes: train.Classes}
	if o.like != nil {
		frames = o.like.Video.Frames
		c.mean, c.std, o.stride = o.like.Mean, o.like.Std, o.like.Stride
	} else {
		c.mean, c.std = train.MeanStd()
	}
	c.input = []int{train.C, frames, train.H, train.W}
	if o.needTrain || test == nil {
		c.train = &videoSource{train, o.stride, c.mean, c.std}
	}
	if test != nil {
		c.test = &videoSource{test, o.stride, c.mean, c.std}
	}
	return c, nil
}

// videoSource is a set of videos with its normalisation.
type videoSource struct {
	set       *datasets.Videos
	stride    int // frames from one that a model is given to the next; 0: 1
	mean, std []float32
}

// Len implements source.
func (s *videoSource) Len() int { return s.set.Len() }

// Labels implements source.
func (s *videoSource) Labels() []int { return s.set.Labels }

// Targets implements source.
func (s *videoSource) Targets(dst, idx []int, _ *augment) []int { return pick(dst, s.set.Labels, idx) }

// Batch implements source.
func (s *videoSource) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	if aug == nil {
		s.set.Batch(dst, idx, s.stride, s.mean, s.std)
		return
	}
	a := aug.recipe.Video.Augment(s.set.H, s.set.W, s.stride, aug.seed)
	a.Batch(dst, s.set, idx, aug.epoch, s.mean, s.std)
}
