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
	model Module
	tapes chan *autograd.Tape // idle ones
}

// PredictorOptions say how a Predictor works; the zero value is meant for use.
type PredictorOptions struct {
	// Concurrency is how many calls are computed at a time; others wait in
	// the order they came. 0: GOMAXPROCS. Every call uses all idle processors,
	// so 1 gives the shortest times and the least memory.
	Concurrency int
}

// NewPredictor takes m over: the weights of its linear layers are packed when
// they are met first, in the memory they have, so that no call packs them and
// memory holds them once. Nothing else can use them from then on: training,
// saving and ordinary tapes refuse m (see autograd.Tape.PackWeights), so what
// is packed cannot be out of date. Layers whose effective weights are computed
// in every pass, such as pathways that are not merged, work but are not packed.
// It is an error if Concurrency is negative.
func NewPredictor(m Module, o PredictorOptions) (*Predictor, error) {
	n := o.Concurrency
	if n < 0 {
		return nil, fmt.Errorf("nn: Predictor: concurrency is %d, want 0 (GOMAXPROCS) or more", n)
	}
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	p := &Predictor{model: m, tapes: make(chan *autograd.Tape, n)}
	for i := 0; i < n; i++ {
		p.tapes <- autograd.Inference().PackWeights()
	}
	return p, nil
}

// Predict returns the model's outputs for x. Inputs of a shape that the model
// does not take are an error that names it (*tensor.ShapeError). When ctx ends
// before the outputs are there, waiting or between two parts of the model, the
// error is ctx's.
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
			t.StopOn(nil).Reset()
		} else { // whatever state the tape is in, the next call shall not see it
			t = autograd.Inference().PackWeights()
		}
		p.tapes <- t
		if r == nil {
			return
		}
		var shape *tensor.ShapeError
		switch e, _ := r.(error); {
		case errors.As(e, &shape):
			err = e
		case errors.Is(e, autograd.Stopped{}):
			err = ctx.Err()
		default:
			panic(r)
		}
	}()
	t.StopOn(ctx.Done())
	return p.model.Forward(t.Input(x)).Value.Clone(), nil
}
