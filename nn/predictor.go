package nn

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Predictor answers calls from any number of goroutines with one model, in
// bounded memory: the weights, packed in place, and the activations of
// PredictorOptions.Concurrency calls.
type Predictor struct {
	model   Module
	tapes   chan *autograd.Tape // idle ones
	profile *autograd.Profile
}

// PredictorOptions say how a Predictor works; the zero value is meant for use.
type PredictorOptions struct {
	// Concurrency is how many calls are computed at a time; 0 means GOMAXPROCS.
	// Others wait in the order they came. Every call uses all idle processors,
	// so 1 gives the shortest times and the least memory.
	Concurrency int

	// WarmUp, if not nil, is an input that NewPredictor runs through the model,
	// once for each concurrent call. The memory for inputs of this shape is then
	// there before the first call comes.
	WarmUp *tensor.Tensor

	// Profile collects where the time of the calls goes, unless it is nil. It
	// belongs to one goroutine, which then makes all calls: Concurrency must be 1.
	Profile *autograd.Profile
}

// NewPredictor takes m over: it packs the weights of the linear layers of the
// blocks in the memory they have (Linear.Pack). No call packs them, and memory
// holds them once. Training, saving and merging refuse m from then on
// (TakenOver), so packed weights cannot be out of date. Layers that compute their
// weights in every pass, such as pathways that are not merged, work but are not
// packed. NewPredictor finds the layers of a Transformer in its Trunk, and those
// of any other module by LinearReplacer.
//
// It is an error if the options make no sense, or if m does not take the shape
// of WarmUp (*tensor.ShapeError). Any other panic of m passes through.
func NewPredictor(m Module, o PredictorOptions) (*Predictor, error) {
	n := o.Concurrency
	switch {
	case n < 0:
		return nil, fmt.Errorf("nn: Predictor: concurrency is %d, want 0 (GOMAXPROCS) or more", n)
	case o.Profile != nil && n != 1:
		return nil, fmt.Errorf("nn: Predictor: concurrency is %d, want 1 with a Profile, which belongs to one goroutine", n)
	case n == 0:
		n = runtime.GOMAXPROCS(0)
	}
	Pack(m)
	p := &Predictor{model: m, tapes: make(chan *autograd.Tape, n), profile: o.Profile}
	for i := 0; i < n; i++ {
		p.tapes <- p.newTape()
	}
	if o.WarmUp == nil {
		return p, nil
	}
	for i := 0; i < n; i++ { // each call takes the tape that has been idle longest
		if _, err := p.Predict(context.Background(), o.WarmUp); err != nil {
			return nil, fmt.Errorf("nn: Predictor: warm-up: %w", err)
		}
	}
	return p, nil
}

func (p *Predictor) newTape() *autograd.Tape {
	return autograd.Inference().Profile(p.profile)
}

// Predict returns the model's outputs for x, which the caller may keep. A shape
// that the model does not take is an error that names it (*tensor.ShapeError).
// If ctx ends first, while the call waits or between two parts of the model (see
// autograd.Tape.Until), the error is that of ctx. Any other panic of the model
// passes through, and does no harm to later calls.
func (p *Predictor) Predict(ctx context.Context, x *tensor.Tensor) (y *tensor.Tensor, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var t *autograd.Tape
	select {
	case t = <-p.tapes:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() {
		r := recover()
		if r == nil {
			t.Reset()
		} else { // the tape may be in any state: the next call gets another
			p.profile.Stop()
			t = p.newTape()
		}
		p.tapes <- t
		e, _ := r.(error)
		var shape *tensor.ShapeError
		switch {
		case r == nil:
		case errors.As(e, &shape):
			err = e
		default:
			panic(r)
		}
	}()
	if !t.Until(ctx.Done(), func() { y = p.model.Forward(t.Input(x)).Value.Clone() }) {
		return nil, ctx.Err()
	}
	return y, nil
}
