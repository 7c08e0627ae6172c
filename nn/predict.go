package nn

import (
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

var inferenceTapes = sync.Pool{New: func() any { return autograd.Inference() }}

// Predict returns m's outputs for the inputs x. Nothing is recorded, and no
// more than the activations of a layer or two are alive at a time. It may be
// called from several goroutines at once, as long as none changes m. A server
// that answers many calls uses a Predictor.
func Predict(m Module, x *tensor.Tensor) *tensor.Tensor {
	t := inferenceTapes.Get().(*autograd.Tape)
	y := m.Forward(t.Input(x)).Value.Clone()
	t.Reset()
	inferenceTapes.Put(t) // after a panic it is left to the collector
	return y
}
