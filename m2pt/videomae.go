package m2pt

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// VideoMAEConfig describes a VideoMAE: an encoder, of which Classes, Dropout and
// DropPath are not used, and a decoder.
type VideoMAEConfig struct {
	VideoConfig
	Decoder
	NormPixLoss bool `json:"norm_pix_loss,omitempty"` // predict tubelets whose channels have mean 0 and variance 1 each
}

func (c VideoMAEConfig) withDefaults() VideoMAEConfig {
	c.VideoConfig = c.VideoConfig.withDefaults()
	c.Decoder = c.Decoder.complete(c.Dim, 4, c.Heads, 0.9)
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c VideoMAEConfig) Validate() error {
	c = c.withDefaults()
	if err := c.VideoConfig.validate("VideoMAE", 1); err != nil {
		return err
	}
	if c.Channels > maxParts {
		return fmt.Errorf("m2pt: VideoMAE: channels is %d, want 1 to %d", c.Channels, maxParts)
	}
	if err := c.Decoder.validate("VideoMAE"); err != nil {
		return err
	}
	_, rows, cols := c.Grid()
	if n := c.masked(); n < 1 || n >= rows*cols {
		return fmt.Errorf("m2pt: VideoMAE: %d of %d patches of a frame would be masked, want some and not all", n, rows*cols)
	}
	return nil
}

// masked returns how many patches of a frame are masked.
func (c VideoMAEConfig) masked() int {
	_, rows, cols := c.Grid()
	return int(c.MaskRatio * float64(rows*cols))
}

// cells is how clips are cut for the loss.
func (c VideoMAEConfig) cells() cells {
	return cells{channels: c.Channels, size: [3]int{c.Frames, c.Image[0], c.Image[1]}, cell: [3]int{c.Tubelet, c.Patch[0], c.Patch[1]}, norm: c.NormPixLoss, byChannel: true}
}

// NumParams returns how many elements the state dict of a VideoMAE of this
// configuration has, as that of VideoConfig does.
func (c VideoMAEConfig) NumParams() float64 {
	c = c.withDefaults()
	d, w := float64(c.Dim), float64(c.DecoderDim)
	decoder := c.VideoConfig
	decoder.Dim = c.DecoderDim
	return c.numEncoderParams() + 2*d + d*w + w + float64(c.DecoderDepth)*decoder.numBlockParams() + 2*w + linearParams(w, float64(c.cells().elements()))
}

// VideoMAE is the masked autoencoder of videos (Tong et al., 2022), with the
// official names: the encoder sees the tubelets that are not masked, the decoder
// predicts the pixels of the others. A mask is a tube: the same patches of every
// frame, so that none can be copied from the frame before.
type VideoMAE struct {
	Config       VideoMAEConfig
	PatchEmbed   *TubeletEmbed
	Pos          *autograd.Var // [1, tokens, dim], fixed, not in the state dict
	Blocks       []*nn.Block
	Norm         *nn.LayerNorm
	DecoderEmbed *nn.Linear    // dim → decoder dim, without bias
	MaskToken    *autograd.Var // [1, 1, decoder dim]
	DecoderPos   *autograd.Var // [1, tokens, decoder dim], as Pos
	Decoder      []*nn.Block
	DecoderNorm  *nn.LayerNorm
	Predict      *nn.Linear // decoder dim → elements of a tubelet
}

// NewVideoMAE returns a model with random weights from rng, or without (nil), to
// be loaded. An impossible configuration is an error.
func NewVideoMAE(c VideoMAEConfig, rng *tensor.RNG) (*VideoMAE, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	v := c.VideoConfig
	v.Dropout, v.DropPath = 0, 0
	return &VideoMAE{
		Config:       c,
		PatchEmbed:   newVideoEmbed(v, rng),
		Pos:          sinusoidPos(c.tokens(), c.Dim),
		Blocks:       newVideoBlocks(v, c.Dim, c.Depth, c.Heads, rng),
		Norm:         nn.NewLayerNorm(c.Dim, c.Eps),
		DecoderEmbed: nn.NewLinear(c.Dim, c.DecoderDim, false, rng),
		MaskToken:    autograd.Param(tensor.New(1, 1, c.DecoderDim).TruncNormal(rng, 0, 0.02)),
		DecoderPos:   sinusoidPos(c.tokens(), c.DecoderDim),
		Decoder:      newVideoBlocks(v, c.DecoderDim, c.DecoderDepth, c.DecoderHeads, rng),
		DecoderNorm:  nn.NewLayerNorm(c.DecoderDim, c.Eps),
		Predict:      nn.NewLinear(c.DecoderDim, c.cells().elements(), true, rng),
	}, nil
}

// Mask returns a tube mask [batch·tokens] for Loss: of every clip the same number
// of patches, chosen at random, in all of its frames.
func (m *VideoMAE) Mask(batch int, rng *tensor.RNG) []bool {
	times, rows, cols := m.Config.Grid()
	frame := randomMask(batch, rows*cols, m.Config.masked(), rng)
	mask := make([]bool, 0, batch*times*rows*cols)
	for b := 0; b < batch; b++ {
		for t := 0; t < times; t++ {
			mask = append(mask, frame[b*rows*cols:(b+1)*rows*cols]...)
		}
	}
	return mask
}

// Forward returns the loss of clips x [batch, channels, frames, height, width]
// under random tube masks: drawn from the tape's generator if it trains, else
// always the same.
func (m *VideoMAE) Forward(x *autograd.Var) *autograd.Var {
	m.Config.check("VideoMAE", x)
	return m.Loss(x, m.Mask(x.Value.Dim(0), maskRNG(x.Tape())))
}

// Loss returns the mean square by which the predictions of the tubelets that
// mask [batch·tokens] names differ from them. Tubelets are targets, so there is
// no gradient for x through them. It panics with *tensor.ShapeError if x is not
// a batch of the configuration's clips, or unless as many tubelets of every clip
// are masked, neither none nor all.
func (m *VideoMAE) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	m.Config.check("VideoMAE", x)
	t := x.Tape()
	mark := t.Mark()
	g := m.Config.cells()
	visible, masked := splitMask("VideoMAE", mask, x.Value, g.count())
	predicted := m.predict(x, visible, masked)
	t.Section("Patches")
	target := t.New(len(masked), g.elements())
	g.cut(target.Value.Data(), x.Value.Data(), masked)
	return t.Keep(mark, autograd.MSE(predicted, target, autograd.LossOptions{}))
}

// predict returns the predictions of the masked tubelets [len(masked),
// elements].
func (m *VideoMAE) predict(x *autograd.Var, visible, masked []int) *autograd.Var {
	t, c := x.Tape(), m.Config
	z := takeTokens(autograd.Add(m.PatchEmbed.Forward(x), m.Pos), visible)
	for _, b := range m.Blocks {
		z = b.Forward(z)
	}
	y := unmask(m.DecoderEmbed.Forward(m.Norm.Forward(z)), m.MaskToken, visible, c.tokens())
	y = autograd.Add(y, t.Attach(m.DecoderPos))
	for _, b := range m.Decoder {
		y = b.Forward(y)
	}
	y = autograd.IndexSelect(autograd.Reshape(y, -1, c.DecoderDim), 0, masked)
	return m.Predict.Forward(m.DecoderNorm.Forward(y))
}

// MeanLoss returns the loss of predicting for every masked tubelet the mean of
// all tubelets of x: what a model that looks at nothing achieves.
func (m *VideoMAE) MeanLoss(x *tensor.Tensor, mask []bool) float64 {
	g := m.Config.cells()
	_, masked := splitMask("VideoMAE.MeanLoss", mask, x, g.count())
	return g.meanLoss(x, masked)
}

// Reconstruct returns clips x as the encoder sees them under mask, masked
// tubelets being 0, and with the predictions in the place of those.
func (m *VideoMAE) Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor) {
	in := autograd.Inference().Input(x)
	m.Config.check("VideoMAE", in)
	g := m.Config.cells()
	visible, masked := splitMask("VideoMAE.Reconstruct", mask, x, g.count())
	return g.reconstruct(x, m.predict(in, visible, masked).Value, masked)
}

// BlockList implements nn.Transformer: the encoder's blocks. A pretrained
// VideoMAE can be an auxiliary as it is.
func (m *VideoMAE) BlockList() []*nn.Block { return m.Blocks }

// NamedParams implements nn.Module, with the official names: encoder,
// encoder_to_decoder, mask_token, decoder.
func (m *VideoMAE) NamedParams(prefix string, yield func(nn.NamedParam)) {
	encoder, decoder := prefix+videoEncoder, prefix+"decoder."
	m.PatchEmbed.NamedParams(encoder+"patch_embed.", yield)
	namedBlocks(m.Blocks, encoder+"blocks.", yield)
	m.Norm.NamedParams(encoder+"norm.", yield)
	m.DecoderEmbed.NamedParams(prefix+"encoder_to_decoder.", yield)
	yield(nn.NamedParam{Name: prefix + "mask_token", Param: m.MaskToken})
	namedBlocks(m.Decoder, decoder+"blocks.", yield)
	m.DecoderNorm.NamedParams(decoder+"norm.", yield)
	m.Predict.NamedParams(decoder+"head.", yield)
}

// videoEncoder begins the names of what a classifier takes over.
const videoEncoder = "encoder."

// Transfer copies the encoder's weights into a classifier: patch embedding and
// blocks; fc_norm begins anew, as in VideoMAE. What has no place or another
// shape there is an error that names it, and to is then as it was. The head of
// to stays.
func (m *VideoMAE) Transfer(to *VideoTransformer) error {
	var dict []tensor.Named
	for _, t := range nn.StateDict(m) {
		if name, ok := strings.CutPrefix(t.Name, videoEncoder); ok {
			dict = append(dict, tensor.Named{Name: name, Tensor: t.Tensor})
		}
	}
	return transfer("VideoMAE", dict, to, func(name string) bool { return strings.HasPrefix(name, "norm.") }, staysInClassifier)
}
