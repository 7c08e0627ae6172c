package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// modelSize are the flags that shape a new model. Auxiliary and target must
// agree in dim and depth; the defaults do.
type modelSize struct {
	model pipeline.ModelOptions
	input pipeline.AudioInput
}

func (s *modelSize) register(f *pflag.FlagSet) {
	m := &s.model
	f.IntVar(&m.Dim, "dim", 64, "width of a token")
	f.IntVar(&m.Depth, "depth", 6, "number of transformer blocks")
	f.IntVar(&m.Heads, "heads", 4, "attention heads")
	f.IntVar(&m.Image.Patch, "patch", 4, "side of an image patch, in pixels")
	f.IntVar(&m.Point.Groups, "groups", 64, "tokens of a point cloud: groups of neighbouring points")
	f.IntVar(&m.Point.GroupSize, "group-size", 32, "points of a group")
	f.IntVar(&m.Video.Patch, "video-patch", 0, "side of a patch of a video, two frames deep, in pixels; 0: a quarter of the frame")
	s.registerAudio(f)
}

// config returns the configuration of a new model for c and a recipe; a masked
// one is an autoencoder.
func (s modelSize) config(c *pipeline.Corpus, r *recipe.Recipe, masked bool) m2pt.Config {
	return c.ModelConfig(train.Configure(s.model, *r, masked))
}
