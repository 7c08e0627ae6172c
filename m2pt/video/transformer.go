package video

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Transformer classifies videos (Tong et al., 2022, VideoMAE; the model of
// M2PT's video modality), with the official names: tubelets become tokens,
// with fixed sinusoid positions; there is no class token, the mean of the
// tokens goes to the head:
//
//	logits = head(fc_norm(mean of the tokens))
//
// Its blocks are those of a ViT, so that pathways run between the two; unlike
// in the official code, attn.qkv takes part in spite of its separate biases.
type Transformer struct {
	Config      Config
	PatchEmbed  *TubeletEmbed
	Pos         *autograd.Var // [1, tokens, dim], fixed, not in the state dict
	*nn.Encoder               // blocks
	Norm        *nn.LayerNorm // fc_norm
	Head        *nn.Linear
}

// NewTransformer returns a model with random weights from rng, or without
// (nil), to be loaded. An impossible configuration is an error.
func NewTransformer(c Config, rng *tensor.RNG) (*Transformer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	m := &Transformer{
		Config:     c,
		PatchEmbed: newVideoEmbed(c, rng),
		Pos:        sinusoidPos(c.tokens(), c.Dim),
		Encoder:    nn.NewEncoder(c.Encoder(), rng),
		Norm:       nn.NewLayerNorm(c.Dim, c.Eps),
		Head:       nn.NewLinear(c.Dim, c.Classes, true, rng),
	}
	m.Head.Weight.Value.TruncNormal(rng, 0, 0.02)
	return m, nil
}

func newVideoEmbed(c Config, rng *tensor.RNG) *TubeletEmbed {
	return NewTubeletEmbed(c.Channels, c.Dim, [3]int{c.Tubelet, c.Patch[0], c.Patch[1]}, rng)
}

// sinusoidPos returns positions that are not trained, [1, n, dim].
func sinusoidPos(n, dim int) *autograd.Var {
	p := autograd.Param(nn.Sinusoid1D(n, dim).Reshape(1, n, dim))
	p.SetRequiresGrad(false)
	return p
}

// check panics unless x is a batch of the configuration's clips.
func (c Config) check(op string, x *autograd.Var) {
	if v := x.Value; v.Rank() != 5 || v.Dim(1) != c.Channels || v.Dim(2) != c.Frames || v.Dim(3) != c.Image[0] || v.Dim(4) != c.Image[1] {
		panic(tensor.NewShapeError(op, fmt.Sprintf("x [batch, %d, %d, %d, %d]", c.Channels, c.Frames, c.Image[0], c.Image[1]), x.Value))
	}
}

// Forward maps clips x [batch, channels, frames, height, width] to logits
// [batch, classes]. It panics with *tensor.ShapeError if x has another shape.
func (m *Transformer) Forward(x *autograd.Var) *autograd.Var {
	m.Config.check("video.Transformer", x)
	t := x.Tape()
	mark := t.Mark()
	x = autograd.Dropout(autograd.Add(m.PatchEmbed.Forward(x), m.Pos), m.Config.Dropout)
	x = m.Run(mark, x, nn.Run{})
	return t.Keep(mark, m.Head.Forward(m.Norm.Forward(autograd.Mean(x, []int{1}, false))))
}

// Like implements nn.Transformer.
func (m *Transformer) Like() nn.Transformer {
	c, err := NewTransformer(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// NamedParams implements nn.Module, in VideoMAE's order: patch_embed, blocks,
// fc_norm, head.
func (m *Transformer) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.backbone(prefix, yield)
	m.Head.NamedParams(prefix+"head.", nn.At(nn.Head, yield))
}

// Backbone implements nn.Transformer.
func (m *Transformer) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *Transformer) backbone(prefix string, yield func(nn.NamedParam)) {
	m.PatchEmbed.NamedParams(prefix+"patch_embed.", nn.At(nn.Embedding, yield))
	m.Encoder.NamedParams(prefix+"blocks.", yield)
	m.Norm.NamedParams(prefix+"fc_norm.", nn.Summary(yield))
}
