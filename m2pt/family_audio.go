package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: sounds in the registry. A sound is a spectrogram, an image of one
// channel; its nets are those of images, with fixed positions (AudioMAE).

// Audio is the modality of sounds.
const Audio Modality = "audio"

// audioMaskRatio is AudioMAE's for single patches.
const audioMaskRatio = 0.8

func audioFamily() *Family {
	f := vitFamily(Audio, audioMaskRatio)
	f.Inputs = func(c *Config) error {
		if c.Filters == nil {
			return fmt.Errorf("m2pt: config: audio without filter_bank")
		}
		if err := c.Filters.Validate(); err != nil {
			return fmt.Errorf("m2pt: config: filter_bank: %w", err)
		}
		v := c.ViT()
		if want := [2]int{c.Filters.TargetLength, c.Filters.NumMelBins}; v.Image != want {
			return fmt.Errorf("m2pt: config: audio has an image of %v, filter_bank gives %v frames and mel bins", v.Image, want)
		}
		if v.Channels != 1 {
			return fmt.Errorf("m2pt: config: audio has %d channels, want 1", v.Channels)
		}
		if v.Dim%4 != 0 {
			return fmt.Errorf("m2pt: config: audio has a dim of %d, want a multiple of 4 for the positions", v.Dim)
		}
		return c.onlyInputs("filter_bank")
	}
	f.Classifier.Build = buildAudioViT
	return f
}

// buildAudioViT builds a ViT whose positions are the sines and cosines of the
// grid of time and frequency; they are not trained.
func buildAudioViT(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	v := *c.ViT()
	v.FixedPos = true
	c.Net = &v
	net, err := buildViT(c, rng)
	if err != nil {
		return nil, err
	}
	rows, cols := v.Grid()
	net.(*nn.ViT).PosEmbed.Value = nn.SinCos2D(v.Dim, rows, cols, true).Reshape(1, 1+rows*cols, v.Dim)
	return net, nil
}
