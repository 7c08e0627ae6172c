package nn

import (
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
	t := inferenceTapes.Get().(*autograd.Tape)
	y := m.Forward(t.Input(x)).Value.Clone()
	t.Reset()
	inferenceTapes.Put(t) // after a panic it is left to the collector
	return y
}
