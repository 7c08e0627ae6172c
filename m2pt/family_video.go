package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: videos in the registry.

// Video is the modality of videos.
const Video Modality = "video"

func videoFamily() *Family {
	return &Family{
		Modality: Video, NetKey: "video", NewNet: func() any { return new(video.Config) },
		Classes:  func(c *Config) int { return c.Video().Classes },
		Channels: func(c *Config) int { return c.Video().Channels },
		InputShape: func(c *Config) []int {
			v := c.Video()
			return []int{v.Channels, v.Frames, v.Image[0], v.Image[1]}
		},
		Encoder: func(c *Config) nn.EncoderConfig { return c.Video().Encoder() },
		Tokens: func(c *Config) string {
			v := c.Video()
			times, rows, cols := v.Grid()
			return fmt.Sprintf("%d tokens of %d frames of %d×%d pixels", times*rows*cols, v.Frames/max(times, 1), v.Patch[0], v.Patch[1])
		},
		Inputs: func(c *Config) error { return c.onlyInputs("frame_stride") },
		Classifier: &Kind{
			Validate:  func(c *Config) error { return c.Video().Validate() },
			NumParams: func(c *Config) float64 { return c.Video().NumParams() },
			Build:     buildVideo,
		},
		Autoencoder: &Kind{
			Validate:  validateVideoMAE,
			NumParams: func(c *Config) float64 { return c.videoMAE().NumParams() },
			Build:     buildVideoMAE,
		},
	}
}

// Video returns the configuration of a net of videos. It is nil for other
// modalities.
func (c Config) Video() *video.Config {
	v, _ := c.Net.(*video.Config)
	return v
}

func buildVideo(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := video.NewTransformer(*c.Video(), rng)
	if err != nil {
		return nil, err
	}
	v := net.Config
	c.Net = &v
	return net, nil
}

// videoMAE returns the configuration of the autoencoder.
func (c *Config) videoMAE() video.MAEConfig {
	return video.MAEConfig{Config: *c.Video(), Decoder: c.Masked.decoder(), NormPixLoss: c.Masked.NormPixLoss}
}

func validateVideoMAE(c *Config) error {
	if err := c.unstructured(); err != nil {
		return err
	}
	return c.videoMAE().Validate()
}

func buildVideoMAE(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := video.NewMAE(c.videoMAE(), rng)
	if err != nil {
		return nil, err
	}
	v := net.Config.Config
	c.Net, c.Masked = &v, fromDecoder(net.Config.Decoder, net.Config.NormPixLoss)
	return net, nil
}
