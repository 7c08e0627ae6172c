package m2pt

import (
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// headHidden is the width of a point classifier's head.
const headHidden = 256

// PointTransformer classifies point clouds (Pang et al., 2022, Point-MAE; the
// model of M2PT's point modality), with the official names. Groups of points
// become tokens by a PointNet; positions come from the groups' centers and are
// added to the input of every block; the class token and the maximum over the
// others go to the head:
//
//	logits = head([cls | max over tokens]) after norm
//
// Its blocks are those of a ViT, so that pathways run between the two.
type PointTransformer struct {
	Config   PointConfig
	ClsToken *autograd.Var // [1, 1, dim]
	ClsPos   *autograd.Var // [1, 1, dim]
	Encoder  *PointNet
	PosEmbed nn.Sequential // 3 → 128 → dim
	Blocks   []*nn.Block
	Norm     *nn.LayerNorm
	Head     nn.Sequential // linear, batch norm, ReLU, dropout, twice; linear
}

// NewPointTransformer returns a model with random weights from rng. An
// impossible configuration is an error.
func NewPointTransformer(c PointConfig, rng *tensor.RNG) (*PointTransformer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &PointTransformer{
		Config:   c,
		ClsToken: autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		ClsPos:   autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		Encoder:  NewPointNet(c.Hidden, c.Dim, rng),
		PosEmbed: newPosEmbed(c.Dim, rng),
		Blocks:   newPointBlocks(c, c.Depth, c.Heads, rng),
		Norm:     nn.NewLayerNorm(c.Dim, c.Eps),
		Head: nn.Sequential{
			nn.NewLinear(2*c.Dim, headHidden, true, rng), nn.NewBatchNorm(headHidden), nn.Lambda(autograd.ReLU), nn.Dropout(c.HeadDropout),
			nn.NewLinear(headHidden, headHidden, true, rng), nn.NewBatchNorm(headHidden), nn.Lambda(autograd.ReLU), nn.Dropout(c.HeadDropout),
			nn.NewLinear(headHidden, c.Classes, true, rng),
		},
	}, nil
}

// Validate reports what is wrong with the configuration of a
// PointTransformer, or nil.
func (c PointConfig) Validate() error { return c.validate("PointTransformer", c.Classes) }

// Forward maps clouds x [batch, points, 3], centred and scaled to the unit
// sphere, to logits [batch, classes]. It panics with *tensor.ShapeError if
// there are fewer points than groups or neighbors, and if a gradient of x is
// wanted.
func (m *PointTransformer) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	return t.Keep(mark, m.Head.Forward(m.Features(x)))
}

// Features returns what the head sees, [batch, 2·dim]: the class token and the
// maximum over the other tokens.
func (m *PointTransformer) Features(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	centers, groups := m.Config.group("PointTransformer", x)
	batch := x.Value.Dim(0)
	cls := func(p *autograd.Var) *autograd.Var { return autograd.Expand(t.Attach(p), batch, 1, m.Config.Dim) }
	tokens := autograd.Concat(1, cls(m.ClsToken), m.Encoder.Forward(groups))
	pos := autograd.Concat(1, cls(m.ClsPos), m.PosEmbed.Forward(centers))
	y := m.Norm.Forward(runBlocks(m.Blocks, tokens, pos))
	rest := autograd.Slice(y, 1, 1, y.Value.Dim(1), 1)
	return t.Keep(mark, autograd.Concat(1, autograd.Select(y, 1, 0), MaxPoints(rest)))
}

// BlockList implements nn.Transformer.
func (m *PointTransformer) BlockList() []*nn.Block { return m.Blocks }

// NamedParams implements nn.Module, in Point-MAE's order: cls_token, cls_pos,
// encoder, pos_embed, blocks.blocks, norm, cls_head_finetune.
func (m *PointTransformer) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "cls_token", Param: m.ClsToken})
	yield(nn.NamedParam{Name: prefix + "cls_pos", Param: m.ClsPos})
	m.Encoder.NamedParams(prefix+"encoder.", yield)
	m.PosEmbed.NamedParams(prefix+"pos_embed.", yield)
	namedBlocks(m.Blocks, prefix+"blocks.blocks.", yield)
	m.Norm.NamedParams(prefix+"norm.", yield)
	m.Head.NamedParams(prefix+"cls_head_finetune.", yield)
}

func namedBlocks(blocks []*nn.Block, prefix string, yield func(nn.NamedParam)) {
	for i, b := range blocks {
		b.NamedParams(prefix+strconv.Itoa(i)+".", yield)
	}
}

// Merge returns a plain model with the pathways of m folded into its linear
// layers, as the function Merge does for a ViT: it shares no memory with m,
// and its logits equal those of m bit for bit.
func (m *PointTransformer) Merge() *PointTransformer {
	c, err := NewPointTransformer(m.Config, tensor.NewRNG(0))
	if err != nil {
		panic(err) // m was made with this configuration
	}
	c.Blocks = nil // those of m follow; all else has the same names in both
	copyParams(c, m)
	c.Blocks = mergeBlocks(m.Blocks)
	return c
}
