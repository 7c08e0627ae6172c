package image

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// MAE is the masked autoencoder of images (He et al., 2022) and, on
// spectrograms, AudioMAE (Huang et al., 2022), with MAE's names: the encoder
// sees the class token and the patches that are not masked, the decoder
// predicts the pixels of the others from mask tokens with their positions. Both
// have fixed sine-cosine positions.
type MAE struct {
	Config       MAEConfig
	ClsToken     *autograd.Var // [1, 1, dim]
	PosEmbed     *autograd.Var // [1, 1+patches, dim], fixed
	MaskToken    *autograd.Var // [1, 1, decoder dim]
	DecoderPos   *autograd.Var // [1, 1+patches, decoder dim], fixed
	PatchEmbed   *nn.PatchEmbed
	*nn.Encoder  // blocks
	Norm         *nn.LayerNorm
	DecoderEmbed *nn.Linear  // dim → decoder dim
	Decoder      *nn.Encoder // decoder_blocks
	DecoderNorm  *nn.LayerNorm
	Predict      *nn.Linear // decoder dim → elements of a patch
}

// NewMAE returns a model with random weights from rng, or without (nil), to be
// loaded. An impossible configuration is an error.
func NewMAE(c MAEConfig, rng *tensor.RNG) (*MAE, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	rows, cols := c.Grid()
	pos := func(dim int) *autograd.Var {
		p := autograd.Param(nn.SinCos2D(dim, rows, cols, true).Reshape(1, 1+rows*cols, dim))
		p.SetRequiresGrad(false)
		return p
	}
	return &MAE{
		Config:       c,
		ClsToken:     autograd.Param(tensor.New(1, 1, c.Dim).Normal(rng, 0, 0.02)),
		PosEmbed:     pos(c.Dim),
		MaskToken:    autograd.Param(tensor.New(1, 1, c.DecoderDim).Normal(rng, 0, 0.02)),
		DecoderPos:   pos(c.DecoderDim),
		PatchEmbed:   nn.NewPatchEmbed(c.Channels, c.Dim, c.Patch, c.Stride, rng),
		Encoder:      nn.NewEncoder(c.Encoder(), rng),
		Norm:         nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderEmbed: nn.NewLinear(c.Dim, c.DecoderDim, true, rng),
		Decoder:      nn.NewEncoder(c.decoder(), rng),
		DecoderNorm:  nn.NewLayerNorm(c.DecoderDim, c.Eps),
		Predict:      nn.NewLinear(c.DecoderDim, c.cells().Elements(), true, rng),
	}, nil
}

// Mask returns a mask [batch·patches] for Loss: in every image the same
// number of patches, chosen at random, or whole rows and columns of the grid as
// the configuration says.
func (m *MAE) Mask(batch int, rng *tensor.RNG) []bool {
	rows, cols := m.Config.Grid()
	if !m.Config.structured() {
		return masked.Random(batch, rows*cols, m.Config.masked(), rng)
	}
	r, k := m.Config.stripes()
	mask := make([]bool, batch*rows*cols)
	for b := 0; b < batch; b++ {
		grid := mask[b*rows*cols : (b+1)*rows*cols]
		for _, row := range rng.Perm(rows)[:r] {
			for col := 0; col < cols; col++ {
				grid[row*cols+col] = true
			}
		}
		for _, col := range rng.Perm(cols)[:k] {
			for row := 0; row < rows; row++ {
				grid[row*cols+col] = true
			}
		}
	}
	return mask
}

// Forward maps images x [batch, channels, height, width] to the encoder's
// tokens [batch, 1+patches, dim], after the norm: no patch is masked.
func (m *MAE) Forward(x *autograd.Var) *autograd.Var {
	m.check(x)
	all := make([]int, x.Value.Dim(0)*m.Config.cells().Count())
	for i := range all {
		all[i] = i
	}
	return m.encode(x, all)
}

func (m *MAE) check(x *autograd.Var) {
	c := m.Config
	if v := x.Value; v.Rank() != 4 || v.Dim(1) != c.Channels || v.Dim(2) != c.Image[0] || v.Dim(3) != c.Image[1] {
		panic(tensor.NewShapeError("image.MAE", fmt.Sprintf("x [batch, %d, %d, %d]", c.Channels, c.Image[0], c.Image[1]), v))
	}
}

// Loss returns the mean square by which the predictions of the patches that
// mask [batch·patches] names differ from them. Patches are targets, so there is
// no gradient for x through them. It panics with *tensor.ShapeError if x is not
// a batch of the configuration's images, or unless the mask names the same
// number of patches in every image, at least one and not all.
func (m *MAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	m.check(x)
	t := x.Tape()
	mark := t.Mark()
	g := m.Config.cells()
	visible, hidden := masked.Split("image.MAE", mask, x.Value, g.Count())
	return t.Keep(mark, g.Loss(x, m.decode(m.encode(x, visible), visible, hidden), hidden))
}

// encode returns the tokens of the class and of the visible patches, [batch,
// 1+visible, dim].
func (m *MAE) encode(x *autograd.Var, visible []int) *autograd.Var {
	t, c := x.Tape(), m.Config
	mark := t.Mark()
	batch, n := x.Value.Dim(0), c.cells().Count()
	patches := autograd.Add(m.PatchEmbed.Forward(x), autograd.Slice(t.Attach(m.PosEmbed), 1, 1, 1+n, 1))
	cls := autograd.Add(t.Attach(m.ClsToken), autograd.Slice(t.Attach(m.PosEmbed), 1, 0, 1, 1))
	z := autograd.Concat(1, autograd.Expand(cls, batch, 1, c.Dim), masked.Take(patches, visible))
	return t.Keep(mark, m.Norm.Forward(m.Run(mark, z, nn.Run{})))
}

// decode returns the predictions of the hidden patches, [len(hidden), elements],
// given the tokens of the class and of the visible ones.
func (m *MAE) decode(latent *autograd.Var, visible, hidden []int) *autograd.Var {
	t, c := latent.Tape(), m.Config
	mark := t.Mark()
	n := c.cells().Count()
	y := m.DecoderEmbed.Forward(latent)
	all := masked.Unmask(autograd.Slice(y, 1, 1, y.Value.Dim(1), 1), m.MaskToken, visible, n)
	y = autograd.Add(autograd.Concat(1, autograd.Slice(y, 1, 0, 1, 1), all), m.DecoderPos)
	y = m.Decoder.Run(mark, y, nn.Run{})
	y = autograd.Reshape(autograd.Slice(y, 1, 1, 1+n, 1), -1, c.DecoderDim)
	return t.Keep(mark, m.Predict.Forward(m.DecoderNorm.Forward(autograd.IndexSelect(y, 0, hidden))))
}

// MeanLoss returns the loss of a model that predicts the mean of all patches of
// x for every masked patch, without looking at any.
func (m *MAE) MeanLoss(x *tensor.Tensor, mask []bool) float64 {
	g := m.Config.cells()
	_, hidden := masked.Split("image.MAE.MeanLoss", mask, x, g.Count())
	return g.MeanLoss(x, hidden)
}

// Reconstruct returns two versions of the images x: seen is 0 in the masked
// patches, and rebuilt has the predictions there.
func (m *MAE) Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor) {
	in := autograd.Inference().Input(x)
	m.check(in)
	g := m.Config.cells()
	visible, hidden := masked.Split("image.MAE.Reconstruct", mask, x, g.Count())
	return g.Reconstruct(x, m.decode(m.encode(in, visible), visible, hidden).Value, hidden)
}

// Decoding implements nn.Autoencoder.
func (m *MAE) Decoding() *nn.Encoder { return m.Decoder }

// Grid implements nn.Gridded.
func (m *MAE) Grid() (rows, cols int) { return m.Config.Grid() }

// Like implements nn.Transformer.
func (m *MAE) Like() nn.Transformer {
	c, err := NewMAE(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// NamedParams implements nn.Module, in MAE's order: tokens and positions,
// patch_embed, blocks, norm, decoder_embed, decoder_blocks, decoder_norm,
// decoder_pred.
func (m *MAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	decoder := nn.At(nn.Decoder, yield)
	m.tokens(prefix, yield)
	decoder(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken, Role: nn.Role{Kind: nn.Token}})
	decoder(nn.NamedParam{Name: prefix + "decoder_pos_embed", Param: m.DecoderPos, Role: nn.Role{Kind: nn.Position}})
	m.body(prefix, yield)
	m.DecoderEmbed.NamedParams(prefix+"decoder_embed.", decoder)
	m.Decoder.NamedParams(prefix+"decoder_blocks.", decoder)
	m.DecoderNorm.NamedParams(prefix+"decoder_norm.", decoder)
	m.Predict.NamedParams(prefix+"decoder_pred.", decoder)
}

// Backbone implements nn.Transformer.
func (m *MAE) Backbone(yield func(nn.NamedParam)) {
	m.tokens("", yield)
	m.body("", yield)
}

// tokens and body are the two parts of the backbone's walk.
func (m *MAE) tokens(prefix string, yield func(nn.NamedParam)) {
	embedding := nn.At(nn.Embedding, yield)
	embedding(nn.NamedParam{Name: prefix + "cls_token", Param: m.ClsToken, Role: nn.Role{Kind: nn.Token}})
	embedding(nn.NamedParam{Name: prefix + "pos_embed", Param: m.PosEmbed, Role: nn.Role{Kind: nn.Position}})
}

func (m *MAE) body(prefix string, yield func(nn.NamedParam)) {
	m.PatchEmbed.NamedParams(prefix+"patch_embed.", nn.At(nn.Embedding, yield))
	m.Encoder.NamedParams(prefix+"blocks.", yield)
	m.Norm.NamedParams(prefix+"norm.", nn.Summary(yield))
}
