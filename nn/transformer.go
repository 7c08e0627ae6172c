package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Transformer is a model on an Encoder, whatever its inputs are and whatever
// comes before and after the blocks. Forward gives its outputs: logits, or the
// encoder's tokens if it is an Autoencoder.
type Transformer interface {
	Module

	// Trunk returns the model's own encoder, whose blocks take pathways.
	Trunk() *Encoder

	// Backbone calls yield for the parameters up to the last norm, in the order
	// of NamedParams, under the names that a classifier of the same modality
	// has for them.
	Backbone(yield func(p NamedParam))

	// Like returns a plain model of the same configuration, without pathways. Its
	// weights are still to be loaded.
	Like() Transformer
}

// Autoencoder is a masked autoencoder: its encoder sees some tokens of a sample,
// and its decoder predicts what the others hold.
type Autoencoder interface {
	Transformer

	// Decoding returns the blocks of the decoder.
	Decoding() *Encoder

	// Mask returns a mask of tokens for a batch, chosen by rng.
	Mask(batch int, rng *tensor.RNG) []bool

	// Loss returns the loss of samples x under mask.
	Loss(x *autograd.Var, mask []bool) *autograd.Var

	// MeanLoss returns the loss of a model that predicts the mean of all tokens
	// of x for every masked one. A trained model has a lower loss.
	MeanLoss(x *tensor.Tensor, mask []bool) float64

	// Reconstruct returns two versions of x: seen holds what the encoder sees
	// under mask, rebuilt also what the model predicts for the rest. A model that
	// predicts normalised patches does not know their brightness and contrast;
	// each gets its true mean and deviation, as in MAE's pictures.
	Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor)
}

// MaskedLoss returns the loss of samples x under random masks. The generator of
// a tape that trains draws them. On other tapes they are the same in every call,
// so that losses compare.
func MaskedLoss(m Autoencoder, x *autograd.Var) *autograd.Var {
	rng := x.Tape().RNG()
	if rng == nil {
		rng = tensor.NewRNG(0)
	}
	return m.Loss(x, m.Mask(x.Value.Dim(0), rng))
}

// MaskedLossOf is a module whose output is the MaskedLoss of an autoencoder. A
// Predictor of it evaluates the autoencoder.
type MaskedLossOf struct{ Autoencoder }

// Forward implements Module.
func (m MaskedLossOf) Forward(x *autograd.Var) *autograd.Var { return MaskedLoss(m.Autoencoder, x) }

// SetGradCheckpointing turns gradient checkpointing on or off for all blocks of
// m, those of an autoencoder's decoder included; see Encoder.GradCheckpointing.
func SetGradCheckpointing(m Transformer, on bool) {
	m.Trunk().GradCheckpointing = on
	if a, ok := m.(Autoencoder); ok {
		a.Decoding().GradCheckpointing = on
	}
}
