package m2pt

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/m2pt/image"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: images in the registry. Sounds use what all nets on a ViT share.

// Image is the modality of images.
const Image Modality = "image"

func imageFamily() *Family {
	f := vitFamily(Image, 0)
	f.Inputs = func(c *Config) error { return c.onlyInputs("pos_resize") }
	f.Element = "pixel"
	f.Elements = func(c *Config) int { return c.ViT().Image[0] * c.ViT().Image[1] }
	f.Segmenter = &Kind{
		Validate: func(c *Config) error {
			s := c.Segment
			if len(s.Categories)+len(s.PartsOf)+s.CategoryDim+s.Propagate[0]+s.Propagate[1]+s.HeadHidden[0]+s.HeadHidden[1] != 0 {
				return fmt.Errorf("m2pt: config: an image segmenter with categories or widths of a point segmenter")
			}
			return c.imageSegmenter().Validate()
		},
		NumParams: func(c *Config) float64 { return c.imageSegmenter().NumParams() },
		Build:     buildImageSegmenter,
	}
	return f
}

// ViT returns the configuration of a net of images or sounds. It is nil for
// other modalities.
func (c Config) ViT() *nn.ViTConfig {
	v, _ := c.Net.(*nn.ViTConfig)
	return v
}

// vitFamily returns the row of a modality whose nets stand on a ViT, with a
// classifier and an autoencoder that masks the share maskRatio, or that of
// image.MAEConfig for 0, unless a configuration says otherwise.
func vitFamily(m Modality, maskRatio float64) *Family {
	return &Family{
		Modality: m, NetKey: "vit", NewNet: func() any { return new(nn.ViTConfig) },
		Classes:  func(c *Config) int { return c.ViT().Classes },
		Channels: func(c *Config) int { return c.ViT().Channels },
		InputShape: func(c *Config) []int {
			v := c.ViT()
			return []int{v.Channels, v.Image[0], v.Image[1]}
		},
		Encoder: func(c *Config) nn.EncoderConfig { return c.ViT().Encoder() },
		Tokens: func(c *Config) string {
			rows, cols := c.ViT().Grid()
			return fmt.Sprintf("%d tokens of %d×%d patches", rows*cols, c.ViT().Patch[0], c.ViT().Patch[1])
		},
		Classifier: &Kind{
			Validate:  func(c *Config) error { return c.ViT().Validate() },
			NumParams: func(c *Config) float64 { return c.ViT().NumParams() },
			Build:     buildViT,
		},
		Autoencoder: &Kind{
			Validate:  func(c *Config) error { return c.imageMAE(maskRatio).Validate() },
			NumParams: func(c *Config) float64 { return c.imageMAE(maskRatio).NumParams() },
			Build: func(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
				return buildImageMAE(c, c.imageMAE(maskRatio), rng)
			},
		},
	}
}

// onlyInputs refuses fields of a configuration that are for the inputs of other
// modalities.
func (c *Config) onlyInputs(own ...string) error {
	for _, f := range []struct {
		name string
		set  bool
	}{{"filter_bank", c.Filters != nil}, {"points", c.Points != 0}, {"frame_stride", c.Stride != 0}, {"pos_resize", c.PosResize != ""}} {
		if f.set && !slices.Contains(own, f.name) {
			return fmt.Errorf("m2pt: config: %s with %s", c.Modality, f.name)
		}
	}
	return nil
}

func buildViT(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := nn.NewViT(*c.ViT(), rng)
	if err != nil {
		return nil, err
	}
	v := net.Config
	c.Net = &v
	return net, nil
}

// imageMAE returns the configuration of the autoencoder, whose masks have the share
// maskRatio if c does not say it.
func (c *Config) imageMAE(maskRatio float64) image.MAEConfig {
	m := image.MAEConfig{ViTConfig: *c.ViT(), Decoder: c.Masked.decoder(), TimeRatio: c.Masked.TimeRatio, FreqRatio: c.Masked.FreqRatio, NormPixLoss: c.Masked.NormPixLoss}
	if m.MaskRatio == 0 {
		m.MaskRatio = maskRatio
	}
	return m
}

func buildImageMAE(c *Config, of image.MAEConfig, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := image.NewMAE(of, rng)
	if err != nil {
		return nil, err
	}
	v := net.Config.ViTConfig
	c.Net, c.Masked = &v, fromDecoder(net.Config.Decoder, net.Config.NormPixLoss)
	c.Masked.TimeRatio, c.Masked.FreqRatio = net.Config.TimeRatio, net.Config.FreqRatio
	return net, nil
}

// imageSegmenter returns the configuration of the segmenter.
func (c *Config) imageSegmenter() image.SegmenterConfig {
	return image.SegmenterConfig{ViT: *c.ViT(), FeatureBlocks: c.Segment.FeatureBlocks, Width: c.Segment.Width, Upsample: c.Segment.Upsample}
}

func buildImageSegmenter(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	net, err := image.NewSegmenter(c.imageSegmenter(), rng)
	if err != nil {
		return nil, err
	}
	v, s := net.Config.ViT, *c.Segment
	s.FeatureBlocks, s.Width, s.Upsample = slices.Clone(net.Config.FeatureBlocks), net.Config.Width, net.Config.Upsample
	c.Net, c.Segment = &v, &s
	return net, nil
}

// decoder returns the decoder that a configuration asks for.
func (m *Masked) decoder() masked.Decoder {
	return masked.Decoder{DecoderDim: m.DecoderDim, DecoderDepth: m.DecoderDepth, DecoderHeads: m.DecoderHeads, MaskRatio: m.MaskRatio}
}

// fromDecoder returns the description of a complete decoder.
func fromDecoder(d masked.Decoder, normPixLoss bool) *Masked {
	return &Masked{DecoderDim: d.DecoderDim, DecoderDepth: d.DecoderDepth, DecoderHeads: d.DecoderHeads, MaskRatio: d.MaskRatio, NormPixLoss: normPixLoss}
}

// unstructured refuses masks of rows and columns for tokens that lie in no grid.
func (c *Config) unstructured() error {
	if m := c.Masked; m.TimeRatio != 0 || m.FreqRatio != 0 {
		return fmt.Errorf("m2pt: config: time_ratio is %v and freq_ratio %v, want 0: a masked autoencoder of %s has no rows and columns to mask", m.TimeRatio, m.FreqRatio, c.Modality)
	}
	return nil
}
