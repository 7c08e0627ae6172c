package pipeline

import (
	"context"
	"image"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: videos. Models are given some of their frames.

const videoFiles = "GIF, Y4M"

var videoModality = Modality{
	Name:      m2pt.Video,
	Tasks:     []Task{Classify},
	Files:     videoFiles + ", folders of frames",
	Load:      loadVideos,
	Synthetic: syntheticVideos,
	Augment:   augmentVideos,
	Model:     modelVideos,
	Decode:    decodeVideo,
	Draw:      drawVideo,
	Rebuild:   rebuildVideo,
	Attention: &Attention{Tokens: tubeletsOf, Class: noClassToken, Draw: attendVideo},
}

// The numbers of videos that are made of MNIST's training digits and of its
// test digits (Moving MNIST).
const (
	movingTrain = 10000
	movingTest  = 2000
	movingSeed  = 1
)

// loadVideos reads class folders, or makes Moving MNIST of MNIST's files.
func loadVideos(ctx context.Context, dir string, o Options) (*Corpus, error) {
	name := filepath.Base(dir)
	if holdsMNIST(dir) {
		train, test, err := movingMNIST(ctx, dir)
		if err != nil {
			return nil, err
		}
		return videoCorpus("moving "+name, train, test, o)
	}
	channels, h, w := max(o.Channels, 1), o.Side, o.Side
	if o.Like != nil {
		channels, h, w = o.Like.Video().Channels, o.Like.Video().Image[0], o.Like.Video().Image[1]
	}
	train, test, err := datasets.LoadVideoFolder(ctx, dir, channels, h, w)
	if err != nil {
		return nil, err
	}
	return videoCorpus(name, train, test, o)
}

func movingMNIST(ctx context.Context, dir string) (train, test *datasets.Videos, err error) {
	digits, testDigits, err := datasets.LoadMNIST(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	if train, err = synthetic.MovingMNIST(digits, movingTrain, synthetic.MovingOptions{}, movingSeed); err != nil {
		return nil, nil, err
	}
	test, err = synthetic.MovingMNIST(testDigits, movingTest, synthetic.MovingOptions{}, movingSeed+testSeed)
	return train, test, err
}

// videoCorpus prepares sets of videos; test may be nil.
func videoCorpus(name string, train, test *datasets.Videos, o Options) (*Corpus, error) {
	if err := o.checkSize(name, train.C, train.H, train.W); err != nil {
		return nil, err
	}
	c := &Corpus{Name: name, Classes: train.Classes, Stride: o.Stride}
	frames := o.Frames
	if o.Like != nil {
		frames = o.Like.Video().Frames
		c.Mean, c.Std, c.Stride = o.Like.Mean, o.Like.Std, o.Like.Stride
	} else {
		c.Mean, c.Std = train.MeanStd()
	}
	if frames == 0 {
		frames = datasets.DefaultFrames
	}
	for _, s := range []*datasets.Videos{train, test} {
		if s != nil {
			s.Frames, s.Stride, s.Mean, s.Std = frames, c.Stride, c.Mean, c.Std
		}
	}
	c.Train, c.Shape = train, train.Shape()
	if test != nil {
		c.Test = test
	}
	return c, nil
}

func syntheticVideos(train, test int, seed uint64, o Options) (*Corpus, error) {
	return videoCorpus("synthetic video", synthetic.Videos(train, seed), synthetic.Videos(test, seed+testSeed), o)
}

func augmentVideos(s datasets.Set, o augment.Options) datasets.Set {
	if s, ok := s.(*datasets.Videos); ok {
		return augment.Videos(s, o.Video, o.Seed)
	}
	return s
}

// VideoModel shapes models of videos.
type VideoModel struct {
	Patch int // side of a patch, which is two frames deep, in pixels; 0: a quarter of the frame
}

func modelVideos(m *m2pt.Config, c *Corpus, o ModelOptions) {
	patch := o.Video.Patch
	if patch == 0 {
		patch = max(c.Shape[2]/4, 1)
	}
	m.Stride = c.Stride
	m.Net = &video.Config{
		Channels: c.Shape[0], Frames: c.Shape[1], Image: [2]int{c.Shape[2], c.Shape[3]}, Patch: [2]int{patch, patch},
		Dim: o.Dim, Depth: o.Depth, Heads: o.Heads, Classes: len(c.Classes), DropPath: float32(o.DropPath), Dropout: float32(o.Dropout),
	}
}

func decodeVideo(ctx context.Context, c m2pt.Config, in Input, _ DecodeOptions) (*Sample, error) {
	clip, err := readClip(ctx, c, in)
	if err != nil {
		return nil, err
	}
	clip.Mean, clip.Std = c.Mean, c.Std
	return &Sample{X: datasets.NewBatch(clip, []int{0}), Notes: clip.Notes, Unlike: unlikeVideo(clip)}, nil
}

// readClip returns the frames of an input that a model is given.
func readClip(ctx context.Context, c m2pt.Config, in Input) (*datasets.Videos, error) {
	v := c.Video()
	channels, h, w := v.Channels, v.Image[0], v.Image[1]
	switch {
	case in.Folder != "":
		return datasets.ReadVideoClip(ctx, in.Folder, channels, h, w, v.Frames, c.Stride)
	case in.Frames != nil:
		clip, err := datasets.VideoOf(ctx, in.Frames, in.Name, channels, h, w)
		if err != nil {
			return nil, err
		}
		clip.Frames, clip.Stride = v.Frames, c.Stride
		return clip, nil
	}
	r, err := in.Content("a file (" + videoFiles + "), a folder of frames, or frames")
	if err != nil {
		return nil, err
	}
	return datasets.DecodeVideoClip(ctx, r, in.Name, channels, h, w, v.Frames, c.Stride)
}

// drawVideo draws the frames of a clip [channels, frames, height, width].
func drawVideo(c m2pt.Config, clip []float32) []image.Image {
	v := c.Video()
	x := tensor.FromSlice(clip, v.Channels, v.Frames, v.Image[0], v.Image[1])
	return picture.Frames(x, picture.PixelOptions{Mean: c.Mean, Std: c.Std, Scale: 1})
}

func rebuildVideo(c m2pt.Config, sample, seen, rebuilt []float32) (asSeen, asRebuilt []image.Image) {
	v := c.Video()
	h, w, masked := v.Image[0], v.Image[1], hidden(sample, seen)
	for f, p := range drawVideo(c, seen) {
		asSeen = append(asSeen, picture.Masked(p, func(x, y int) bool { return masked((f*h+y)*w + x) }))
	}
	return asSeen, drawVideo(c, rebuilt)
}
