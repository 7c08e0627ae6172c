package nn

import (
	"context"
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// inferenceTapes keeps the memory of past calls of Predict for the next ones.
var inferenceTapes = sync.Pool{New: func() any { return autograd.Inference() }}

// Predict returns the outputs of m for the inputs x. It records nothing, and
// holds the activations of a layer or two at a time. Several goroutines may call
// it at once, as long as none changes m. A server that answers many calls uses a
// Predictor.
func Predict(m Module, x *tensor.Tensor) *tensor.Tensor {
	y, _ := PredictContext(context.Background(), m, x) // which never ends
	return y
}

// PredictContext is Predict until ctx ends. Then the error is that of ctx, also from
// within the model.
func PredictContext(ctx context.Context, m Module, x *tensor.Tensor) (y *tensor.Tensor, err error) {
	t := inferenceTapes.Get().(*autograd.Tape)
	if !t.Until(ctx.Done(), func() { y = m.Forward(t.Input(x)).Value.Clone() }) {
		err = ctx.Err()
	}
	t.Reset()
	inferenceTapes.Put(t) // after a panic it is left to the collector
	return y, err
}
