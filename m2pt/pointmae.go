package m2pt

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// PointMAEConfig describes a PointMAE: an encoder, of which Classes and
// HeadDropout are not used, and a decoder of the same width.
type PointMAEConfig struct {
	PointConfig
	DecoderDepth int     `json:"decoder_depth"` // zero: 4
	DecoderHeads int     `json:"decoder_heads"` // zero: Heads
	MaskRatio    float64 `json:"mask_ratio"`    // of the groups; zero: 0.6
}

func (c PointMAEConfig) withDefaults() PointMAEConfig {
	c.PointConfig = c.PointConfig.withDefaults()
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
func (c PointMAEConfig) masked() int { return int(float64(c.Groups) * c.MaskRatio) }

// Validate reports what is wrong with the configuration, or nil.
func (c PointMAEConfig) Validate() error {
	c = c.withDefaults()
	if err := c.validate("PointMAE", 1); err != nil {
		return err
	}
	switch {
	case c.DecoderDepth < 1 || c.DecoderDepth > 1<<20:
		return fmt.Errorf("m2pt: PointMAE: decoder_depth is %d, want 1 to %d", c.DecoderDepth, 1<<20)
	case c.DecoderHeads < 1 || c.Dim%c.DecoderHeads != 0:
		return fmt.Errorf("m2pt: PointMAE: dim %d is not divisible by %d decoder_heads", c.Dim, c.DecoderHeads)
	case !(c.MaskRatio > 0 && c.MaskRatio < 1) || c.masked() < 1:
		return fmt.Errorf("m2pt: PointMAE: mask_ratio %v of %d groups masks none or all", c.MaskRatio, c.Groups)
	}
	return nil
}

// NumParams returns how many elements the state dict of a PointMAE of this
// configuration has, as that of PointConfig does.
func (c PointMAEConfig) NumParams() float64 {
	c = c.withDefaults()
	d := float64(c.Dim)
	decoder := c.numPositionParams() + float64(c.DecoderDepth)*c.numBlockParams() + 2*d
	return d + c.numEncoderParams() + decoder + linearParams(d, 3*float64(c.GroupSize))
}

// PointMAE is the masked autoencoder of point clouds (Pang et al., 2022), with
// the official names: the encoder sees the groups that are not masked, the
// decoder rebuilds the points of the others from mask tokens with their
// positions; the loss is the Chamfer distance.
type PointMAE struct {
	Config      PointMAEConfig
	MaskToken   *autograd.Var // [1, 1, dim]
	Encoder     *PointNet
	PosEmbed    nn.Sequential
	Blocks      []*nn.Block
	Norm        *nn.LayerNorm
	DecoderPos  nn.Sequential
	Decoder     []*nn.Block
	DecoderNorm *nn.LayerNorm
	Predict     *PointConv // dim → 3·GroupSize
}

// NewPointMAE returns a model with random weights from rng. An impossible
// configuration is an error.
func NewPointMAE(c PointMAEConfig, rng *tensor.RNG) (*PointMAE, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &PointMAE{
		Config:      c,
		MaskToken:   autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		Encoder:     NewPointNet(c.Hidden, c.Dim, rng),
		PosEmbed:    newPosEmbed(c.Dim, rng),
		Blocks:      newPointBlocks(c.PointConfig, c.Depth, c.Heads, rng),
		Norm:        nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderPos:  newPosEmbed(c.Dim, rng),
		Decoder:     newPointBlocks(c.PointConfig, c.DecoderDepth, c.DecoderHeads, rng),
		DecoderNorm: nn.NewLayerNorm(c.Dim, c.Eps),
		Predict:     NewPointConv(c.Dim, 3*c.GroupSize, rng),
	}, nil
}

// Mask returns a mask [batch·groups] for Loss: in every cloud the same
// number of groups, chosen at random.
func (m *PointMAE) Mask(batch int, rng *tensor.RNG) []bool {
	return randomMask(batch, m.Config.Groups, m.Config.masked(), rng)
}

// Forward returns the loss of clouds x [batch, points, 3] under random masks:
// drawn from the tape's generator if it trains, else always the same.
func (m *PointMAE) Forward(x *autograd.Var) *autograd.Var {
	return m.Loss(x, m.Mask(x.Value.Dim(0), maskRNG(x.Tape())))
}

// Loss returns the Chamfer distance between the rebuilt and the true points of
// the groups that mask [batch·groups] names. It panics with *tensor.ShapeError
// if x is not [batch, points, 3] with enough points, or unless as many groups
// of every cloud are masked, neither none nor all.
func (m *PointMAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	t, c := x.Tape(), m.Config
	mark := t.Mark()
	centers, groups := c.group("PointMAE", x)
	visible, masked := splitMask("PointMAE", mask, x.Value, c.Groups)
	rebuilt := m.rebuild(centers, m.Encoder.Forward(groups), visible, masked)
	flat := autograd.Reshape(groups, -1, c.GroupSize, 3)
	return t.Keep(mark, ChamferL2(rebuilt, autograd.IndexSelect(flat, 0, masked)))
}

// rebuild returns the points of masked groups, [batch·masked, size, 3], given
// the tokens of all.
func (m *PointMAE) rebuild(centers, tokens *autograd.Var, visible, masked []int) *autograd.Var {
	t, d := tokens.Tape(), m.Config.Dim
	mark := t.Mark()
	batch := tokens.Value.Dim(0)
	seen, hidden := takeTokens(centers, visible), takeTokens(centers, masked)
	x := m.Norm.Forward(runBlocks(m.Blocks, takeTokens(tokens, visible), m.PosEmbed.Forward(seen)))

	n := len(masked) / batch
	x = autograd.Concat(1, x, autograd.Expand(t.Attach(m.MaskToken), batch, n, d))
	pos := autograd.Concat(1, m.DecoderPos.Forward(seen), m.DecoderPos.Forward(hidden))
	x = runBlocks(m.Decoder, x, pos)
	all := x.Value.Dim(1)
	x = m.DecoderNorm.Forward(autograd.Slice(x, 1, all-n, all, 1))
	return t.Keep(mark, autograd.Reshape(m.Predict.Forward(x), len(masked), m.Config.GroupSize, 3))
}

// BlockList implements nn.Transformer: the encoder's blocks. A pretrained
// PointMAE can be an auxiliary as it is.
func (m *PointMAE) BlockList() []*nn.Block { return m.Blocks }

// encoderPrefix begins the names of what a classifier takes over.
const encoderPrefix = "MAE_encoder."

// NamedParams implements nn.Module, in Point-MAE's order: mask_token,
// MAE_encoder, decoder_pos_embed, MAE_decoder, increase_dim.
func (m *PointMAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken})
	encoder := prefix + encoderPrefix
	m.Encoder.NamedParams(encoder+"encoder.", yield)
	m.PosEmbed.NamedParams(encoder+"pos_embed.", yield)
	namedBlocks(m.Blocks, encoder+"blocks.blocks.", yield)
	m.Norm.NamedParams(encoder+"norm.", yield)
	m.DecoderPos.NamedParams(prefix+"decoder_pos_embed.", yield)
	namedBlocks(m.Decoder, prefix+"MAE_decoder.blocks.", yield)
	m.DecoderNorm.NamedParams(prefix+"MAE_decoder.norm.", yield)
	m.Predict.NamedParams(prefix+"increase_dim.0.", yield)
}

// Transfer copies the encoder's weights into a classifier: tokenizer,
// positions, blocks and norm. One that has no place or another shape there is
// an error that names it, and to is then as it was. The class token and the
// head of to stay.
func (m *PointMAE) Transfer(to *PointTransformer) error { return m.transfer(to) }

// TransferSegmenter is Transfer for a model that segments.
func (m *PointMAE) TransferSegmenter(to *PointSegmenter) error { return m.transfer(to) }

func (m *PointMAE) transfer(to nn.Transformer) error {
	var dict []tensor.Named
	for _, t := range nn.StateDict(m) {
		if name, ok := strings.CutPrefix(t.Name, encoderPrefix); ok {
			dict = append(dict, tensor.Named{Name: name, Tensor: t.Tensor})
		}
	}
	return transfer("PointMAE", dict, to, func(string) bool { return false }, func(name string) bool { return isHead(name) || isClassToken(name) })
}

// isClassToken reports whether a parameter of a point transformer is about the
// class token, which segmenters and autoencoders have not.
func isClassToken(name string) bool { return name == "cls_token" || name == "cls_pos" }
