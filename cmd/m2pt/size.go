package main

import (
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train/recipe"
)

// modelSize are the flags that shape a new model. Auxiliary and target must
// agree in dim and depth; the defaults do.
type modelSize struct {
	dim, depth, heads int
	patch             [2]int // image
	audio             audioSize
	groups, groupSize int // point
	videoPatch        int // video; 0: a quarter of the frame
}

func (s *modelSize) register(f *pflag.FlagSet) {
	f.IntVar(&s.dim, "dim", 64, "width of a token")
	f.IntVar(&s.depth, "depth", 6, "number of transformer blocks")
	f.IntVar(&s.heads, "heads", 4, "attention heads")
	f.IntVar(&s.patch[0], "patch", 4, "side of an image patch, in pixels")
	f.IntVar(&s.groups, "groups", 64, "tokens of a point cloud: groups of neighbouring points")
	f.IntVar(&s.groupSize, "group-size", 32, "points of a group")
	f.IntVar(&s.videoPatch, "video-patch", 0, "side of a patch of a video, two frames deep, in pixels; 0: a quarter of the frame")
	s.audio.register(f)
}

// complete sets what follows from the flags.
func (s *modelSize) complete() { s.patch[1] = s.patch[0] }

// pointHidden are the widths of the small networks that make tokens of groups
// of points: a quarter of Point-MAE's, as most of a step's time is theirs.
var pointHidden = [3]int{32, 64, 128}

// config returns the configuration of a new model for c and a recipe; a masked
// one is an autoencoder.
func (s modelSize) config(c *corpus, r *recipe.Recipe, masked bool) m2pt.Config {
	m := m2pt.Config{Modality: c.modality, Classes: c.classes, Mean: c.mean, Std: c.std, Filters: c.filters}
	if masked {
		m.Masked = &m2pt.Masked{
			DecoderDim: r.MAE.DecoderDim, DecoderDepth: r.MAE.DecoderDepth, DecoderHeads: r.MAE.DecoderHeads,
			Ratio: r.MAE.MaskRatio, TimeRatio: r.MAE.TimeRatio, FreqRatio: r.MAE.FreqRatio, NormPixLoss: r.MAE.NormPixLoss && c.modality != m2pt.Point,
		}
	}
	classes := len(c.classes)
	dropPath, dropout := float32(r.DropPath), float32(r.Dropout)
	segments := c.segment != nil && !masked
	if segments {
		head := s.segmentHead(c)
		m.Segment = &head
	}
	switch c.modality {
	case m2pt.Image, m2pt.Audio:
		patch, stride := s.patch, [2]int{}
		if c.modality == m2pt.Audio {
			patch, stride = s.audio.patch, s.audio.stride
		}
		m.ViT = &nn.ViTConfig{
			Image: [2]int{c.input[1], c.input[2]}, Patch: patch, Stride: stride, Channels: c.input[0],
			Dim: s.dim, Depth: s.depth, Heads: s.heads, Classes: classes,
			MeanPool: !segments, DropPath: dropPath, Dropout: dropout,
		}
		if c.modality == m2pt.Audio && !masked {
			m.ViT.MaskRows, m.ViT.MaskCols = r.Audio.DropTime, r.Audio.DropFreq
		}
	case m2pt.Point:
		m.Points = c.input[0]
		m.Point = &m2pt.PointConfig{
			Groups: s.groups, GroupSize: s.groupSize, Hidden: pointHidden,
			Dim: s.dim, Depth: s.depth, Heads: s.heads, Classes: classes,
			QKVBias: true, DropPath: dropPath, HeadDropout: 0.5,
		}
	case m2pt.Video:
		m.Stride = r.Video.Stride
		patch := s.videoPatch
		if patch == 0 {
			patch = max(c.input[2]/4, 1)
		}
		m.Video = &m2pt.VideoConfig{
			Channels: c.input[0], Frames: c.input[1], Image: [2]int{c.input[2], c.input[3]}, Patch: [2]int{patch, patch},
			Dim: s.dim, Depth: s.depth, Heads: s.heads, Classes: classes, DropPath: dropPath, Dropout: dropout,
		}
	}
	return m
}

// segmentHead returns the head of a new segmenter for c, in proportion to the width
// of tokens: smaller than the paper's, as most of a step's time is a head's.
func (s modelSize) segmentHead(c *corpus) m2pt.Segment {
	head := *c.segment
	if c.modality == m2pt.Point {
		head.Propagate, head.HeadHidden = [2]int{2 * s.dim, 2 * s.dim}, [2]int{2 * s.dim, s.dim}
	} else {
		head.Width, head.Upsample = s.dim, min(2, s.patch[0])
	}
	return head
}
