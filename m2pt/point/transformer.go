package point

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// headHidden is the width of a point classifier's head.
const headHidden = 256

// Transformer classifies point clouds (Pang et al., 2022, Point-MAE; the
// model of M2PT's point modality), with the official names. Groups of points
// become tokens by a PointNet; positions come from the groups' centers and are
// added to the input of every block; the class token and the maximum over the
// others go to the head:
//
//	logits = head([cls | max over tokens]) after norm
//
// Its blocks are those of a ViT, so that pathways run between the two.
type Transformer struct {
	Config      Config
	ClsToken    *autograd.Var // [1, 1, dim]
	ClsPos      *autograd.Var // [1, 1, dim]
	Tokenizer   *PointNet     // named encoder
	PosEmbed    nn.Sequential // 3 → 128 → dim
	*nn.Encoder               // blocks.blocks
	Norm        *nn.LayerNorm
	Head        nn.Sequential // linear, batch norm, ReLU, dropout, twice; linear
}

// NewTransformer returns a model with random weights from rng. An
// impossible configuration is an error.
func NewTransformer(c Config, rng *tensor.RNG) (*Transformer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &Transformer{
		Config:    c,
		ClsToken:  autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		ClsPos:    autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		Tokenizer: NewPointNet(c.Hidden, c.Dim, rng),
		PosEmbed:  newPosEmbed(c.Dim, rng),
		Encoder:   nn.NewEncoder(c.Encoder(), rng),
		Norm:      nn.NewLayerNorm(c.Dim, c.Eps),
		Head: nn.Sequential{
			nn.NewLinear(2*c.Dim, headHidden, true, rng), nn.NewBatchNorm(headHidden), nn.Lambda(autograd.ReLU), nn.Dropout(c.HeadDropout),
			nn.NewLinear(headHidden, headHidden, true, rng), nn.NewBatchNorm(headHidden), nn.Lambda(autograd.ReLU), nn.Dropout(c.HeadDropout),
			nn.NewLinear(headHidden, c.Classes, true, rng),
		},
	}, nil
}

// Validate reports what is wrong with the configuration of a
// Transformer, or nil.
func (c Config) Validate() error { return c.validate("m2pt/point: Transformer", c.Classes) }

// Forward maps clouds x [batch, points, 3], centred and scaled to the unit
// sphere, to logits [batch, classes]. It panics with *tensor.ShapeError if
// there are fewer points than groups or neighbors, and if a gradient of x is
// wanted.
func (m *Transformer) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	return t.Keep(mark, m.Head.Forward(m.Features(x)))
}

// Features returns what the head sees, [batch, 2·dim]: the class token and the
// maximum over the other tokens.
func (m *Transformer) Features(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	centers, groups := m.Config.group("point.Transformer", x)
	batch := x.Value.Dim(0)
	cls := func(p *autograd.Var) *autograd.Var { return autograd.Expand(t.Attach(p), batch, 1, m.Config.Dim) }
	pos := autograd.Concat(1, cls(m.ClsPos), m.PosEmbed.Forward(centers))
	inner := t.Mark()
	tokens := autograd.Concat(1, cls(m.ClsToken), m.Tokenizer.Forward(groups))
	y := m.Norm.Forward(m.Run(inner, tokens, nn.Run{Pos: pos}))
	rest := autograd.Slice(y, 1, 1, y.Value.Dim(1), 1)
	return t.Keep(mark, autograd.Concat(1, autograd.Select(y, 1, 0), maxPoints(rest)))
}

// Like implements nn.Transformer.
func (m *Transformer) Like() nn.Transformer {
	c, err := NewTransformer(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// NamedParams implements nn.Module, in Point-MAE's order: cls_token, cls_pos,
// encoder, pos_embed, blocks.blocks, norm, cls_head_finetune.
func (m *Transformer) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.backbone(prefix, yield)
	m.Head.NamedParams(prefix+"cls_head_finetune.", nn.At(nn.Head, yield))
}

// Backbone implements nn.Transformer.
func (m *Transformer) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *Transformer) backbone(prefix string, yield func(nn.NamedParam)) {
	embedding := nn.Summary(nn.At(nn.Embedding, yield))
	embedding(nn.NamedParam{Name: prefix + "cls_token", Param: m.ClsToken, Role: nn.Role{Kind: nn.Token}})
	embedding(nn.NamedParam{Name: prefix + "cls_pos", Param: m.ClsPos, Role: nn.Role{Kind: nn.Position}})
	namedBackbone(prefix, m.Tokenizer, m.PosEmbed, m.Encoder, m.Norm, yield)
}

// namedBackbone walks over what all nets of point clouds have, in Point-MAE's
// order.
func namedBackbone(prefix string, tokenizer *PointNet, pos nn.Sequential, blocks *nn.Encoder, norm *nn.LayerNorm, yield func(nn.NamedParam)) {
	embedding := nn.At(nn.Embedding, yield)
	tokenizer.NamedParams(prefix+"encoder.", embedding)
	pos.NamedParams(prefix+"pos_embed.", embedding)
	blocks.NamedParams(prefix+"blocks.blocks.", yield)
	norm.NamedParams(prefix+"norm.", yield)
}
