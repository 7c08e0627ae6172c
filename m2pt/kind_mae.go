package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: masked autoencoders of images, sounds and videos.

// mergeMasked refuses to merge what is never given pathways.
const mergeMasked = "m2pt: Merge: a masked autoencoder has no pathways"

// decoder returns the decoder that a configuration asks for.
func (m Masked) decoder() Decoder {
	return Decoder{DecoderDim: m.DecoderDim, DecoderDepth: m.DecoderDepth, DecoderHeads: m.DecoderHeads, MaskRatio: m.Ratio}
}

// masked returns what a decoder completed is in a configuration.
func (d Decoder) masked(normPixLoss bool) *Masked {
	return &Masked{DecoderDim: d.DecoderDim, DecoderDepth: d.DecoderDepth, DecoderHeads: d.DecoderHeads, Ratio: d.MaskRatio, NormPixLoss: normPixLoss}
}

// unstructured refuses masks of rows and columns where tokens lie in no such grid.
func (m Masked) unstructured(modality Modality) error {
	if m.TimeRatio != 0 || m.FreqRatio != 0 {
		return fmt.Errorf("m2pt: config: time_ratio is %v and freq_ratio %v, want 0: a masked autoencoder of %s has no rows and columns to mask", m.TimeRatio, m.FreqRatio, modality)
	}
	return nil
}

// vitMAEKind is an MAE.
type vitMAEKind struct{ vitKind }

// audioMaskRatio is AudioMAE's for single patches.
const audioMaskRatio = 0.8

func (c Config) mae() MAEConfig {
	k := c.Masked
	m := MAEConfig{ViTConfig: *c.ViT, Decoder: k.decoder(), TimeRatio: k.TimeRatio, FreqRatio: k.FreqRatio, NormPixLoss: k.NormPixLoss}
	if m.MaskRatio == 0 && c.Modality == Audio {
		m.MaskRatio = audioMaskRatio
	}
	return m
}

func (vitMAEKind) validate(c Config) error {
	if err := c.mae().Validate(); err != nil {
		return err
	}
	return validateSound(c)
}

func (vitMAEKind) numParams(c Config) float64 { return c.mae().NumParams() }

func (vitMAEKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewMAE(c.mae(), rng)
	if err != nil {
		return nil, err
	}
	v := m.Config.ViTConfig
	c.ViT, c.Masked = &v, m.Config.Decoder.masked(m.Config.NormPixLoss)
	c.Masked.TimeRatio, c.Masked.FreqRatio = m.Config.TimeRatio, m.Config.FreqRatio
	return m, nil
}

func (vitMAEKind) merge(nn.Transformer) nn.Transformer { panic(mergeMasked) }

func (m *MAE) transfer(to nn.Transformer) error { return m.Transfer(to.(*nn.ViT)) }

// videoMAEKind is a VideoMAE.
type videoMAEKind struct{ videoKind }

func (c Config) videoMAE() VideoMAEConfig {
	return VideoMAEConfig{VideoConfig: *c.Video, Decoder: c.Masked.decoder(), NormPixLoss: c.Masked.NormPixLoss}
}

func (videoMAEKind) validate(c Config) error {
	if err := c.Masked.unstructured(c.Modality); err != nil {
		return err
	}
	return c.videoMAE().Validate()
}

func (videoMAEKind) numParams(c Config) float64 { return c.videoMAE().NumParams() }

func (videoMAEKind) build(c *Config, rng *tensor.RNG) (nn.Transformer, error) {
	m, err := NewVideoMAE(c.videoMAE(), rng)
	if err != nil {
		return nil, err
	}
	v := m.Config.VideoConfig
	c.Video, c.Masked = &v, m.Config.Decoder.masked(m.Config.NormPixLoss)
	return m, nil
}

func (videoMAEKind) merge(nn.Transformer) nn.Transformer { panic(mergeMasked) }

func (m *VideoMAE) transfer(to nn.Transformer) error { return m.Transfer(to.(*VideoTransformer)) }
