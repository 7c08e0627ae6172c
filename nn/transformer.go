package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Transformer is a model of blocks, whatever its inputs are and whatever comes
// before and after the blocks. Forward gives its outputs: logits, or of an
// Autoencoder the encoder's tokens.
type Transformer interface {
	Module

	// Trunk returns the encoder whose blocks take pathways; it is the model's
	// own.
	Trunk() *Encoder

	// Backbone calls yield for the parameters up to the last norm, in the order
	// of NamedParams, under the names that a classifier of the same modality
	// has for them.
	Backbone(yield func(p NamedParam))

	// Like returns a plain model of the same configuration whose weights are
	// still to be loaded.
	Like() Transformer
}

// Autoencoder is a masked autoencoder: its encoder sees a part of the tokens of
// a sample, and its decoder predicts what the others hold.
type Autoencoder interface {
	Transformer

	// Decoding returns the blocks of the decoder.
	Decoding() *Encoder

	// Mask returns a mask of tokens for a batch, chosen by rng.
	Mask(batch int, rng *tensor.RNG) []bool

	// Loss returns the loss of samples x under mask.
	Loss(x *autograd.Var, mask []bool) *autograd.Var

	// MeanLoss returns the loss of predicting the mean of all tokens of x for
	// every masked one: what a model that looks at nothing achieves.
	MeanLoss(x *tensor.Tensor, mask []bool) float64

	// Reconstruct returns what the encoder sees of x under mask, and that with
	// what the model predicts for the rest. Predictions of normalised patches
	// get the true mean and deviation of each, as in MAE's pictures: their
	// brightness and contrast are not the model's.
	Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor)
}

// MaskedLoss returns the loss of samples x under random masks. The tape's
// generator draws them if the tape trains; else they are the same in every
// call.
func MaskedLoss(m Autoencoder, x *autograd.Var) *autograd.Var {
	rng := x.Tape().RNG()
	if rng == nil {
		rng = tensor.NewRNG(0)
	}
	return m.Loss(x, m.Mask(x.Value.Dim(0), rng))
}

// MaskedLossOf is an autoencoder as a module whose output is MaskedLoss: a
// Predictor of it evaluates the autoencoder.
type MaskedLossOf struct{ Autoencoder }

// Forward implements Module.
func (m MaskedLossOf) Forward(x *autograd.Var) *autograd.Var { return MaskedLoss(m.Autoencoder, x) }

// SetGradCheckpointing turns gradient checkpointing of all blocks of m on or
// off; see Encoder.GradCheckpointing.
func SetGradCheckpointing(m Transformer, on bool) {
	m.Trunk().GradCheckpointing = on
	if a, ok := m.(Autoencoder); ok {
		a.Decoding().GradCheckpointing = on
	}
}
