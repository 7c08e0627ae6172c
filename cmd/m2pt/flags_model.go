package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/pipeline"
)

// This file: flags of the shape of a new model. An auxiliary and its target must agree
// in --dim and --depth; the defaults do.

// modelFlags shape a new model and, of sounds, what it is given.
type modelFlags struct {
	shape   pipeline.ModelOptions
	audio   pipeline.AudioInput
	maxClip clipLimit
}

// validate reports sizes that fit no model, before any data is read.
func (m *modelFlags) validate() error {
	s := &m.shape
	for _, v := range []struct {
		flag string
		n    int
	}{{"--dim", s.Dim}, {"--depth", s.Depth}, {"--heads", s.Heads}} {
		if v.n < 1 {
			return usagef("%s is %d, want 1 or more", v.flag, v.n)
		}
	}
	if s.Dim%s.Heads != 0 {
		return usagef("--dim is %d, which %d heads (--heads) do not divide", s.Dim, s.Heads)
	}
	return nil
}

func (m *modelFlags) register(fs *pflag.FlagSet) {
	s := &m.shape
	groupModel.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&s.Dim, "dim", 64, "width of a token")
		fs.IntVar(&s.Depth, "depth", 6, "number of transformer blocks")
		fs.IntVar(&s.Heads, "heads", 4, "attention heads")
	})
	groupImage.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&s.Image.Patch, "patch", 4, "side of a patch of an image, in pixels")
	})
	groupPoint.more(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&s.Point.Groups, "groups", 64, "tokens of a point cloud: groups of neighbouring points")
		fs.IntVar(&s.Point.GroupSize, "group-size", 32, "points of a group")
	})
	groupVideo.more(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&s.Video.Patch, "video-patch", 0, "side of a patch of a video, two frames deep, in pixels; 0: a quarter of the frame")
	})
	m.registerAudio(fs)
}
