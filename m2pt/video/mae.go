package video

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// MAEConfig describes an MAE: an encoder and a decoder. Classes, Dropout and
// DropPath are not used.
type MAEConfig struct {
	Config
	masked.Decoder
	NormPixLoss bool `json:"norm_pix_loss,omitempty"` // predict tubelets whose channels have mean 0 and variance 1 each
}

func (c MAEConfig) withDefaults() MAEConfig {
	c.Config = c.Config.withDefaults()
	c.Decoder = c.Decoder.Complete(c.Dim, 4, c.Heads, 0.9)
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c MAEConfig) Validate() error {
	c = c.withDefaults()
	if err := c.Config.validate("m2pt/video: MAE", 1); err != nil {
		return err
	}
	if err := c.Decoder.Validate("m2pt/video: MAE"); err != nil {
		return err
	}
	_, rows, cols := c.Grid()
	if n := c.masked(); n < 1 || n >= rows*cols {
		return fmt.Errorf("m2pt/video: MAE: %d of %d patches of a frame would be masked, want some and not all", n, rows*cols)
	}
	return nil
}

// masked returns how many patches of a frame are masked.
func (c MAEConfig) masked() int {
	_, rows, cols := c.Grid()
	return int(c.MaskRatio * float64(rows*cols))
}

// cells is how clips are cut for the loss.
func (c MAEConfig) cells() masked.Cells {
	return masked.Cells{Channels: c.Channels, Size: [3]int{c.Frames, c.Image[0], c.Image[1]}, Cell: [3]int{c.Tubelet, c.Patch[0], c.Patch[1]}, Norm: c.NormPixLoss, ByChannel: true}
}

// Encoder returns the configuration of the encoder's blocks.
func (c MAEConfig) Encoder() nn.EncoderConfig {
	e := c.Config.Encoder()
	e.Dropout, e.DropPath = 0, 0
	return e
}

// decoder returns the configuration of the decoder's blocks.
func (c MAEConfig) decoder() nn.EncoderConfig {
	return c.Decoder.Encoder(c.Encoder(), int(float64(c.DecoderDim)*c.MLPRatio))
}

// NumParams returns how many elements the state dict of an MAE of this
// configuration has, as that of Config does.
func (c MAEConfig) NumParams() float64 {
	c = c.withDefaults()
	d, w := float64(c.Dim), float64(c.DecoderDim)
	return c.numEncoderParams() + 2*d + d*w + w + c.decoder().NumParams() + 2*w + nn.LinearParams(w, float64(c.cells().Elements()))
}

// MAE is the masked autoencoder of videos (Tong et al., 2022), with the
// official names: the encoder sees the tubelets that are not masked, the decoder
// predicts the pixels of the others. A mask is a tube: the same patches of every
// frame, so that none can be copied from the frame before.
type MAE struct {
	Config       MAEConfig
	PatchEmbed   *TubeletEmbed
	Pos          *autograd.Var // [1, tokens, dim], fixed, not in the state dict
	*nn.Encoder                // encoder.blocks
	Norm         *nn.LayerNorm
	DecoderEmbed *nn.Linear    // dim → decoder dim, without bias
	MaskToken    *autograd.Var // [1, 1, decoder dim]
	DecoderPos   *autograd.Var // [1, tokens, decoder dim], as Pos
	Decoder      *nn.Encoder   // decoder.blocks
	DecoderNorm  *nn.LayerNorm
	Predict      *nn.Linear // decoder dim → elements of a tubelet
}

// NewMAE returns a model with random weights from rng, or without (nil), to
// be loaded. An impossible configuration is an error.
func NewMAE(c MAEConfig, rng *tensor.RNG) (*MAE, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &MAE{
		Config:       c,
		PatchEmbed:   newVideoEmbed(c.Config, rng),
		Pos:          sinusoidPos(c.tokens(), c.Dim),
		Encoder:      nn.NewEncoder(c.Encoder(), rng),
		Norm:         nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderEmbed: nn.NewLinear(c.Dim, c.DecoderDim, false, rng),
		MaskToken:    autograd.Param(tensor.New(1, 1, c.DecoderDim).TruncNormal(rng, 0, 0.02)),
		DecoderPos:   sinusoidPos(c.tokens(), c.DecoderDim),
		Decoder:      nn.NewEncoder(c.decoder(), rng),
		DecoderNorm:  nn.NewLayerNorm(c.DecoderDim, c.Eps),
		Predict:      nn.NewLinear(c.DecoderDim, c.cells().Elements(), true, rng),
	}, nil
}

// Mask returns a tube mask [batch·tokens] for Loss: in every clip the same
// number of patches, chosen at random and the same in all of its frames.
func (m *MAE) Mask(batch int, rng *tensor.RNG) []bool {
	times, rows, cols := m.Config.Grid()
	frame := masked.Random(batch, rows*cols, m.Config.masked(), rng)
	mask := make([]bool, 0, batch*times*rows*cols)
	for b := 0; b < batch; b++ {
		for t := 0; t < times; t++ {
			mask = append(mask, frame[b*rows*cols:(b+1)*rows*cols]...)
		}
	}
	return mask
}

// Forward maps clips x [batch, channels, frames, height, width] to the encoder's
// tokens [batch, tokens, dim], after the norm: no tubelet is masked.
func (m *MAE) Forward(x *autograd.Var) *autograd.Var {
	m.Config.check("video.MAE", x)
	all := make([]int, x.Value.Dim(0)*m.Config.tokens())
	for i := range all {
		all[i] = i
	}
	return m.encode(x, all)
}

// Loss returns the mean square by which the predictions of the tubelets that
// mask [batch·tokens] names differ from them. Tubelets are targets, so there is
// no gradient for x through them. It panics with *tensor.ShapeError if x is not
// a batch of the configuration's clips, or unless the mask names the same
// number of tubelets in every clip, at least one and not all.
func (m *MAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	m.Config.check("video.MAE", x)
	t := x.Tape()
	mark := t.Mark()
	g := m.Config.cells()
	visible, hidden := masked.Split("video.MAE", mask, x.Value, g.Count())
	return t.Keep(mark, g.Loss(x, m.decode(m.encode(x, visible), visible, hidden), hidden))
}

// encode returns the tokens of the visible tubelets, [batch, visible, dim].
func (m *MAE) encode(x *autograd.Var, visible []int) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	z := masked.Take(autograd.Add(m.PatchEmbed.Forward(x), m.Pos), visible)
	return t.Keep(mark, m.Norm.Forward(m.Run(mark, z, nn.Run{})))
}

// decode returns the predictions of the hidden tubelets, [len(hidden),
// elements], given the tokens of the visible ones.
func (m *MAE) decode(latent *autograd.Var, visible, hidden []int) *autograd.Var {
	t, c := latent.Tape(), m.Config
	mark := t.Mark()
	y := masked.Unmask(m.DecoderEmbed.Forward(latent), m.MaskToken, visible, c.tokens())
	y = m.Decoder.Run(mark, autograd.Add(y, t.Attach(m.DecoderPos)), nn.Run{})
	y = autograd.IndexSelect(autograd.Reshape(y, -1, c.DecoderDim), 0, hidden)
	return t.Keep(mark, m.Predict.Forward(m.DecoderNorm.Forward(y)))
}

// MeanLoss returns the loss of a model that predicts the mean of all tubelets
// of x for every masked tubelet, without looking at any.
func (m *MAE) MeanLoss(x *tensor.Tensor, mask []bool) float64 {
	g := m.Config.cells()
	_, hidden := masked.Split("video.MAE.MeanLoss", mask, x, g.Count())
	return g.MeanLoss(x, hidden)
}

// Reconstruct returns two versions of the clips x: seen is 0 in the masked
// tubelets, and rebuilt has the predictions there.
func (m *MAE) Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor) {
	in := autograd.Inference().Input(x)
	m.Config.check("video.MAE", in)
	g := m.Config.cells()
	visible, hidden := masked.Split("video.MAE.Reconstruct", mask, x, g.Count())
	return g.Reconstruct(x, m.decode(m.encode(in, visible), visible, hidden).Value, hidden)
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

// NamedParams implements nn.Module, with the official names: encoder,
// encoder_to_decoder, mask_token, decoder.
func (m *MAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.backbone(prefix+"encoder.", yield)
	decoder, name := nn.At(nn.Decoder, yield), prefix+"decoder."
	m.DecoderEmbed.NamedParams(prefix+"encoder_to_decoder.", decoder)
	decoder(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken, Role: nn.Role{Kind: nn.Token}})
	m.Decoder.NamedParams(name+"blocks.", decoder)
	m.DecoderNorm.NamedParams(name+"norm.", decoder)
	m.Predict.NamedParams(name+"head.", decoder)
}

// Backbone implements nn.Transformer.
func (m *MAE) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *MAE) backbone(prefix string, yield func(nn.NamedParam)) {
	m.PatchEmbed.NamedParams(prefix+"patch_embed.", nn.At(nn.Embedding, yield))
	m.Encoder.NamedParams(prefix+"blocks.", yield)
	m.Norm.NamedParams(prefix+"norm.", nn.Summary(yield))
}
