package m2pt

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/autograd"
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
	Blocks       []*nn.Block
	Norm         *nn.LayerNorm
	DecoderEmbed *nn.Linear // dim → decoder dim
	Decoder      []*nn.Block
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
	blocks := func(dim, depth, heads int) []*nn.Block {
		b := make([]*nn.Block, depth)
		for i := range b {
			b[i] = nn.NewBlock(dim, heads, int(float64(dim)*c.MLPRatio), !c.NoQKVBias, c.Eps, rng)
			b[i].MLP.GELUTanh = c.GELUTanh
		}
		return b
	}
	rows, cols := c.Grid()
	pos := func(dim int) *autograd.Var {
		p := autograd.Param(SinCos2D(dim, rows, cols, true).Reshape(1, 1+rows*cols, dim))
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
		Blocks:       blocks(c.Dim, c.Depth, c.Heads),
		Norm:         nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderEmbed: nn.NewLinear(c.Dim, c.DecoderDim, true, rng),
		Decoder:      blocks(c.DecoderDim, c.DecoderDepth, c.DecoderHeads),
		DecoderNorm:  nn.NewLayerNorm(c.DecoderDim, c.Eps),
		Predict:      nn.NewLinear(c.DecoderDim, c.cells().elements(), true, rng),
	}, nil
}

// Mask returns a mask [batch·patches] for Loss: in every image the same
// number of patches, chosen at random, or whole rows and columns of the grid as
// the configuration says.
func (m *MAE) Mask(batch int, rng *tensor.RNG) []bool {
	rows, cols := m.Config.Grid()
	if !m.Config.structured() {
		return randomMask(batch, rows*cols, m.Config.masked(), rng)
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

// Forward returns the loss of images x [batch, channels, height, width] under
// random masks: drawn from the tape's generator if it trains, else always the
// same.
func (m *MAE) Forward(x *autograd.Var) *autograd.Var {
	m.check(x)
	return m.Loss(x, m.Mask(x.Value.Dim(0), maskRNG(x.Tape())))
}

// maskRNG returns what chooses masks: the tape's generator if it trains, else
// one that is always the same.
func maskRNG(t *autograd.Tape) *tensor.RNG {
	if rng := t.RNG(); rng != nil {
		return rng
	}
	return tensor.NewRNG(0)
}

func (m *MAE) check(x *autograd.Var) {
	c := m.Config
	if v := x.Value; v.Rank() != 4 || v.Dim(1) != c.Channels || v.Dim(2) != c.Image[0] || v.Dim(3) != c.Image[1] {
		panic(tensor.NewShapeError("MAE", fmt.Sprintf("x [batch, %d, %d, %d]", c.Channels, c.Image[0], c.Image[1]), v))
	}
}

// Loss returns the mean square by which the predictions of the patches that mask
// [batch·patches] names differ from them. Patches are targets, so there is no
// gradient for x through them. It panics with *tensor.ShapeError if x is not a
// batch of the configuration's images, or unless as many patches of every image
// are masked, neither none nor all.
func (m *MAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	m.check(x)
	t := x.Tape()
	mark := t.Mark()
	g := m.Config.cells()
	visible, masked := splitMask("MAE", mask, x.Value, g.count())
	_, predicted := m.forward(x, visible, masked)
	t.Section("Patches")
	target := t.New(len(masked), g.elements())
	g.cut(target.Value.Data(), x.Value.Data(), masked)
	return t.Keep(mark, autograd.MSE(predicted, target, autograd.LossOptions{}))
}

// forward returns the latent [batch, 1+visible, dim] and the predictions of
// patches [len(which), elements].
func (m *MAE) forward(x *autograd.Var, visible, which []int) (latent, predicted *autograd.Var) {
	t, c := x.Tape(), m.Config
	batch, n := x.Value.Dim(0), c.cells().count()
	patches := autograd.Add(m.PatchEmbed.Forward(x), autograd.Slice(t.Attach(m.PosEmbed), 1, 1, 1+n, 1))
	cls := autograd.Add(t.Attach(m.ClsToken), autograd.Slice(t.Attach(m.PosEmbed), 1, 0, 1, 1))
	z := autograd.Concat(1, autograd.Expand(cls, batch, 1, c.Dim), takeTokens(patches, visible))
	for _, b := range m.Blocks {
		z = b.Forward(z)
	}
	latent = m.Norm.Forward(z)

	y := m.DecoderEmbed.Forward(latent)
	k := y.Value.Dim(1)
	all := unmask(autograd.Slice(y, 1, 1, k, 1), m.MaskToken, visible, n)
	y = autograd.Add(autograd.Concat(1, autograd.Slice(y, 1, 0, 1, 1), all), m.DecoderPos)
	for _, b := range m.Decoder {
		y = b.Forward(y)
	}
	y = autograd.Reshape(autograd.Slice(y, 1, 1, 1+n, 1), -1, c.DecoderDim)
	return latent, m.Predict.Forward(m.DecoderNorm.Forward(autograd.IndexSelect(y, 0, which)))
}

// MeanLoss returns the loss of predicting for every masked patch the mean of all
// patches of x: what a model that looks at nothing achieves.
func (m *MAE) MeanLoss(x *tensor.Tensor, mask []bool) float64 {
	g := m.Config.cells()
	_, masked := splitMask("MAE.MeanLoss", mask, x, g.count())
	return g.meanLoss(x, masked)
}

// Reconstruct returns images x as the encoder sees them under mask, masked
// patches being 0, and with the predictions in the place of those.
func (m *MAE) Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor) {
	in := autograd.Inference().Input(x)
	m.check(in)
	g := m.Config.cells()
	visible, masked := splitMask("MAE.Reconstruct", mask, x, g.count())
	_, predicted := m.forward(in, visible, masked)
	return g.reconstruct(x, predicted.Value, masked)
}

// reconstruct returns x without the masked cells, and with predictions of them.
func (g cells) reconstruct(x, predicted *tensor.Tensor, masked []int) (seen, rebuilt *tensor.Tensor) {
	seen, rebuilt = x.Clone(), x.Clone()
	g.clearCells(seen.Data(), masked)
	g.paste(rebuilt.Data(), predicted.Data(), masked)
	return seen, rebuilt
}

// BlockList implements nn.Transformer: the encoder's blocks. A pretrained MAE
// can be an auxiliary as it is.
func (m *MAE) BlockList() []*nn.Block { return m.Blocks }

// NamedParams implements nn.Module, in MAE's order: tokens and positions,
// patch_embed, blocks, norm, decoder_embed, decoder_blocks, decoder_norm,
// decoder_pred.
func (m *MAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "cls_token", Param: m.ClsToken})
	yield(nn.NamedParam{Name: prefix + "pos_embed", Param: m.PosEmbed})
	yield(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken})
	yield(nn.NamedParam{Name: prefix + "decoder_pos_embed", Param: m.DecoderPos})
	m.PatchEmbed.NamedParams(prefix+"patch_embed.", yield)
	namedBlocks(m.Blocks, prefix+"blocks.", yield)
	m.Norm.NamedParams(prefix+"norm.", yield)
	m.DecoderEmbed.NamedParams(prefix+"decoder_embed.", yield)
	namedBlocks(m.Decoder, prefix+"decoder_blocks.", yield)
	m.DecoderNorm.NamedParams(prefix+"decoder_norm.", yield)
	m.Predict.NamedParams(prefix+"decoder_pred.", yield)
}

// Transfer copies the encoder's weights into a classifier: class token,
// positions, patch embedding and blocks, and the norm if the classifier reads
// the class token; fc_norm begins anew, as in MAE. For another grid of patches
// positions that the classifier trains are interpolated, fixed ones computed.
// What else has no place or another shape there is an error that names it, and
// to is then as it was. The head of to stays.
func (m *MAE) Transfer(to *nn.ViT) error {
	dict := fitPositions(nn.StateDict(m), m.Config.ViTConfig, to.Config, true)
	return transfer("MAE", dict, to, func(name string) bool {
		return isMAEDecoder(name) || to.Config.MeanPool && strings.HasPrefix(name, "norm.")
	}, staysInClassifier)
}

// TransferSegmenter is Transfer for a model that segments: its norm is the
// encoder's.
func (m *MAE) TransferSegmenter(to *ImageSegmenter) error {
	dict := fitPositions(nn.StateDict(m), m.Config.ViTConfig, to.Config.ViT, true)
	return transfer("MAE", dict, to, isMAEDecoder, isHead)
}

// isMAEDecoder reports whether a parameter of an MAE is not the encoder's.
func isMAEDecoder(name string) bool {
	return strings.HasPrefix(name, "decoder_") || name == "mask_token"
}

// staysInClassifier reports whether a classifier keeps a parameter when it starts
// from an autoencoder.
func staysInClassifier(name string) bool { return isHead(name) || strings.HasPrefix(name, "fc_norm.") }

// transfer loads dict, less what is left behind by name, into to, where what
// stays by name is kept.
func transfer(what string, dict []tensor.Named, to nn.Module, left, stays func(name string) bool) error {
	var d []tensor.Named
	for _, t := range dict {
		if !left(t.Name) {
			d = append(d, t)
		}
	}
	for _, t := range nn.StateDict(to) {
		if stays(t.Name) {
			d = append(d, t)
		}
	}
	if _, err := nn.LoadStateDict(to, d, true); err != nil {
		return fmt.Errorf("m2pt: transfer of %s: %w", what, err)
	}
	return nil
}
