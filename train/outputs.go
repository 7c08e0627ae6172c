package train

import (
	"context"
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Outputs runs a model on a batch of prepared samples x and returns its
// outputs; those of a masked autoencoder are its loss. categories, one for each
// sample, go to a segmenter of clouds that takes them; else they are nil. The
// caller owns the tensor.
type Outputs func(ctx context.Context, x *tensor.Tensor, categories []int) (*tensor.Tensor, error)

// CheckOutputs is an error that says so if a model's outputs y [batch, ...] have
// numbers that are not finite: nothing can be told from them.
func CheckOutputs(y *tensor.Tensor) error {
	for i, v := range y.Data() {
		if v-v != 0 {
			sample := 0
			if y.Rank() > 0 {
				sample = i / (y.Size() / y.Dim(0))
			}
			return fmt.Errorf("the model's output for sample %d of a batch is %v, want finite numbers: its weights are damaged, or numbers overflow on such an input", sample, v)
		}
	}
	return nil
}

// outputNet returns the net whose outputs are evaluated: an autoencoder's output
// is its loss.
func outputNet(m *m2pt.Model) nn.Module {
	if net, ok := m.Net.(nn.Autoencoder); ok {
		return nn.MaskedLossOf{Autoencoder: net}
	}
	return m.Net
}

// OutputsOf returns the outputs of m as it is, also in the middle of training.
func OutputsOf(m *m2pt.Model) Outputs {
	net := outputNet(m)
	return func(ctx context.Context, x *tensor.Tensor, categories []int) (*tensor.Tensor, error) {
		if categories != nil {
			return nn.PredictContext(ctx, told{m.Net, m, categories}, x)
		}
		return nn.PredictContext(ctx, net, x)
	}
}

// told is a model with the categories of a batch.
type told struct {
	nn.Module
	model      *m2pt.Model
	categories []int
}

// Forward implements nn.Module.
func (t told) Forward(x *autograd.Var) *autograd.Var { return t.model.Forward(x, t.categories) }

// ResidentOutputs takes m over (nn.NewPredictor) and returns its outputs,
// faster than OutputsOf does: its weights are packed once, and it cannot be
// trained any more. A segmenter of clouds that takes categories is run as it
// is. The profile may be nil. The function serves one caller at a time.
func ResidentOutputs(m *m2pt.Model, p *autograd.Profile) (Outputs, error) {
	if m.TakesCategories() {
		tape := autograd.Inference().Profile(p)
		return func(ctx context.Context, x *tensor.Tensor, categories []int) (y *tensor.Tensor, err error) {
			tape.Reset()
			if !tape.Until(ctx.Done(), func() { y = m.Forward(tape.Input(x), categories).Value.Clone() }) {
				return nil, ctx.Err()
			}
			return y, nil
		}, nil
	}
	packed, err := nn.NewPredictor(outputNet(m), nn.PredictorOptions{Concurrency: 1, Profile: p})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, x *tensor.Tensor, _ []int) (*tensor.Tensor, error) {
		return packed.Predict(ctx, x)
	}, nil
}
