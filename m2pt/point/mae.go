package point

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// MAEConfig describes an MAE: an encoder and a decoder of the same width.
// Classes and HeadDropout are not used.
type MAEConfig struct {
	Config
	DecoderDepth int     `json:"decoder_depth"` // zero: 4
	DecoderHeads int     `json:"decoder_heads"` // zero: Heads
	MaskRatio    float64 `json:"mask_ratio"`    // of the groups; zero: 0.6
}

func (c MAEConfig) withDefaults() MAEConfig {
	c.Config = c.Config.withDefaults()
	if c.DecoderDepth == 0 {
		c.DecoderDepth = 4
	}
	if c.DecoderHeads == 0 {
		c.DecoderHeads = c.Heads
	}
	if c.MaskRatio == 0 {
		c.MaskRatio = 0.6
	}
	return c
}

// masked returns how many groups of a cloud are masked.
func (c MAEConfig) masked() int { return int(float64(c.Groups) * c.MaskRatio) }

// Validate reports what is wrong with the configuration, or nil.
func (c MAEConfig) Validate() error {
	c = c.withDefaults()
	if err := c.validate("m2pt/point: MAE", 1); err != nil {
		return err
	}
	switch {
	case c.DecoderDepth < 1 || c.DecoderDepth > 1<<20:
		return fmt.Errorf("m2pt/point: MAE: decoder_depth is %d, want 1 to %d", c.DecoderDepth, 1<<20)
	case c.DecoderHeads < 1 || c.Dim%c.DecoderHeads != 0:
		return fmt.Errorf("m2pt/point: MAE: dim %d is not divisible by %d decoder_heads", c.Dim, c.DecoderHeads)
	case !(c.MaskRatio > 0 && c.MaskRatio < 1) || c.masked() < 1:
		return fmt.Errorf("m2pt/point: MAE: mask_ratio %v of %d groups masks none or all", c.MaskRatio, c.Groups)
	}
	return nil
}

// decoder returns the configuration of the decoder's blocks.
func (c MAEConfig) decoder() nn.EncoderConfig {
	e := c.Config.Encoder()
	e.Depth, e.Heads = c.DecoderDepth, c.DecoderHeads
	return e
}

// NumParams returns how many elements the state dict of an MAE of this
// configuration has, as that of Config does.
func (c MAEConfig) NumParams() float64 {
	c = c.withDefaults()
	d := float64(c.Dim)
	decoder := c.numPositionParams() + c.decoder().NumParams() + 2*d
	return d + c.numEncoderParams() + decoder + nn.LinearParams(d, 3*float64(c.GroupSize))
}

// MAE is the masked autoencoder of point clouds (Pang et al., 2022), with
// the official names: the encoder sees the groups that are not masked, the
// decoder rebuilds the points of the others from mask tokens with their
// positions; the loss is the Chamfer distance.
type MAE struct {
	Config      MAEConfig
	MaskToken   *autograd.Var // [1, 1, dim]
	Tokenizer   *PointNet     // named encoder
	PosEmbed    nn.Sequential
	*nn.Encoder // blocks.blocks
	Norm        *nn.LayerNorm
	DecoderPos  nn.Sequential
	Decoder     *nn.Encoder // MAE_decoder.blocks
	DecoderNorm *nn.LayerNorm
	Predict     *Conv // dim → 3·GroupSize
}

// NewMAE returns a model with random weights from rng. An impossible
// configuration is an error.
func NewMAE(c MAEConfig, rng *tensor.RNG) (*MAE, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &MAE{
		Config:      c,
		MaskToken:   autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		Tokenizer:   NewPointNet(c.Hidden, c.Dim, rng),
		PosEmbed:    newPosEmbed(c.Dim, rng),
		Encoder:     nn.NewEncoder(c.Encoder(), rng),
		Norm:        nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderPos:  newPosEmbed(c.Dim, rng),
		Decoder:     nn.NewEncoder(c.decoder(), rng),
		DecoderNorm: nn.NewLayerNorm(c.Dim, c.Eps),
		Predict:     NewConv(c.Dim, 3*c.GroupSize, rng),
	}, nil
}

// Mask returns a mask [batch·groups] for Loss: in every cloud the same
// number of groups, chosen at random.
func (m *MAE) Mask(batch int, rng *tensor.RNG) []bool {
	return masked.Random(batch, m.Config.Groups, m.Config.masked(), rng)
}

// Forward maps clouds x [batch, points, 3] to the encoder's tokens [batch,
// groups, dim], after the norm: no group is masked.
func (m *MAE) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	centers, groups := m.Config.group("point.MAE", x)
	return t.Keep(mark, m.encode(m.Tokenizer.Forward(groups), centers))
}

// Loss returns the Chamfer distance between the rebuilt and the true points of
// the groups that mask [batch·groups] names. It panics with *tensor.ShapeError
// if x is not [batch, points, 3] with enough points, or unless the mask names
// the same number of groups in every cloud, at least one and not all.
func (m *MAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	t, c := x.Tape(), m.Config
	mark := t.Mark()
	centers, groups := c.group("point.MAE", x)
	visible, hidden := masked.Split("point.MAE", mask, x.Value, c.Groups)
	rebuilt := m.rebuild(centers, m.Tokenizer.Forward(groups), visible, hidden)
	flat := autograd.Reshape(groups, -1, c.GroupSize, 3)
	return t.Keep(mark, ChamferL2(rebuilt, autograd.IndexSelect(flat, 0, hidden)))
}

// encode returns what the blocks and the norm make of tokens with the centers
// of their groups.
func (m *MAE) encode(tokens, centers *autograd.Var) *autograd.Var {
	t := tokens.Tape()
	mark := t.Mark()
	pos := m.PosEmbed.Forward(centers)
	return t.Keep(mark, m.Norm.Forward(m.Run(t.Mark(), tokens, nn.Run{Pos: pos})))
}

// rebuild returns the points of hidden groups, [batch·hidden, size, 3], given
// the tokens of all.
func (m *MAE) rebuild(centers, tokens *autograd.Var, visible, hidden []int) *autograd.Var {
	t, d := tokens.Tape(), m.Config.Dim
	mark := t.Mark()
	batch := tokens.Value.Dim(0)
	n := len(hidden) / batch
	near, far := masked.Take(centers, visible), masked.Take(centers, hidden)
	x := m.encode(masked.Take(tokens, visible), near)
	pos := autograd.Concat(1, m.DecoderPos.Forward(near), m.DecoderPos.Forward(far))
	inner := t.Mark()
	x = autograd.Concat(1, x, autograd.Expand(t.Attach(m.MaskToken), batch, n, d))
	x = m.Decoder.Run(inner, x, nn.Run{Pos: pos})
	all := x.Value.Dim(1)
	x = m.DecoderNorm.Forward(autograd.Slice(x, 1, all-n, all, 1))
	return t.Keep(mark, autograd.Reshape(m.Predict.Forward(x), len(hidden), m.Config.GroupSize, 3))
}

// Decoding implements nn.Autoencoder.
func (m *MAE) Decoding() *nn.Encoder { return m.Decoder }

// Like implements nn.Transformer.
func (m *MAE) Like() nn.Transformer {
	c, err := NewMAE(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// NamedParams implements nn.Module, in Point-MAE's order: mask_token,
// MAE_encoder, decoder_pos_embed, MAE_decoder, increase_dim.
func (m *MAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	decoder := nn.At(nn.Decoder, yield)
	decoder(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken, Role: nn.Role{Kind: nn.Token}})
	m.backbone(prefix+"MAE_encoder.", yield)
	m.DecoderPos.NamedParams(prefix+"decoder_pos_embed.", decoder)
	m.Decoder.NamedParams(prefix+"MAE_decoder.blocks.", decoder)
	m.DecoderNorm.NamedParams(prefix+"MAE_decoder.norm.", decoder)
	m.Predict.NamedParams(prefix+"increase_dim.0.", decoder)
}

// Backbone implements nn.Transformer.
func (m *MAE) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *MAE) backbone(prefix string, yield func(nn.NamedParam)) {
	namedBackbone(prefix, m.Tokenizer, m.PosEmbed, m.Encoder, m.Norm, yield)
}
