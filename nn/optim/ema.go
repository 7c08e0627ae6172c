package optim

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the exponential moving average of a model's weights,
//
//	average = average + (1 − decay)·(weight − average)
//
// written so that the average of a weight that never changes is that weight.

// EMA keeps a moving average of parameters. A model with the averaged weights
// often generalises better than one with the last weights (Polyak and Juditsky,
// 1992). To evaluate it in the course of training: Swap, evaluate, Swap. State
// goes into a checkpoint beside the weights.
type EMA struct {
	decay   float64
	rate    float32 // 1 − decay of the present update
	params  []nn.NamedParam
	average []*tensor.Tensor
	pieces  []piece
	swapped bool
}

// NewEMA returns an average that starts at the present weights. It panics
// unless 0 <= decay < 1.
func NewEMA(params []nn.NamedParam, decay float64) *EMA {
	if !(decay >= 0 && decay < 1) {
		panic(fmt.Sprintf("optim: NewEMA: decay %v is not in [0, 1)", decay))
	}
	e := &EMA{decay: decay, params: params, pieces: cutPieces(nil, params)}
	for _, p := range params {
		e.average = append(e.average, p.Param.Value.Clone())
	}
	return e
}

// Update moves the average towards the weights; call it after Step. It
// panics while the average is swapped in.
func (e *EMA) Update() { e.update("EMA.Update", e.decay) }

// UpdateAt is Update with a decay of at most (1 + step)/(10 + step), where step
// counts the updates of the weights from 1. A short run, too, thereby forgets the
// weights that it began with (TensorFlow's ExponentialMovingAverage with
// num_updates). The caller keeps the count; it is no part of the state. UpdateAt
// panics if step is negative.
func (e *EMA) UpdateAt(step int64) {
	if step < 0 {
		panic(fmt.Sprintf("optim: EMA.UpdateAt: step %d", step))
	}
	e.update("EMA.UpdateAt", min(e.decay, float64(1+step)/float64(10+step)))
}

func (e *EMA) update(op string, decay float64) {
	if e.swapped {
		panic("optim: " + op + ": the average is swapped into the model; Swap back first")
	}
	refusePacked(op, e.params)
	e.rate = float32(1 - decay)
	forPieces(e.pieces, (*emaUpdate)(e))
}

// Swap exchanges the model's weights and the average: once to evaluate or
// save the averaged model, and again to go on training.
func (e *EMA) Swap() {
	refusePacked("EMA.Swap", e.params)
	e.swapped = !e.swapped
	forPieces(e.pieces, (*emaSwap)(e))
}

// CopyTo copies the average into params, which must have the same shapes in
// the same order, such as those of a second model of the same architecture.
// It panics while the average is swapped in.
func (e *EMA) CopyTo(params []nn.NamedParam) {
	if e.swapped {
		panic("optim: EMA.CopyTo: the average is swapped into the model; Swap back first")
	}
	if len(params) != len(e.average) {
		panic(fmt.Sprintf("optim: EMA.CopyTo: %d parameters, the average has %d", len(params), len(e.average)))
	}
	refusePacked("EMA.CopyTo", params)
	for i, a := range e.average {
		if !tensor.SameShape(params[i].Param.Value, a) {
			panic(tensor.NewShapeError("EMA.CopyTo", "the shape of the average of "+e.params[i].Name, params[i].Param.Value, a))
		}
	}
	for i, a := range e.average {
		params[i].Param.Value.CopyFrom(a)
	}
}

// State returns the average of every parameter by its name, for a checkpoint. The
// tensors are the average's own, not copies. It panics while the average is
// swapped in.
func (e *EMA) State() []tensor.Named {
	if e.swapped {
		panic("optim: EMA.State: the average is swapped into the model; Swap back first")
	}
	dict := make([]tensor.Named, len(e.params))
	for i, p := range e.params {
		dict[i] = tensor.Named{Name: p.Name, Tensor: e.average[i]}
	}
	return dict
}

// CheckState returns an error that names every tensor of dict that does not fit,
// or nil.
func (e *EMA) CheckState(dict []tensor.Named) error {
	return nn.CompareParams(e.params, nn.Specs(dict)).Err("averaged weights")
}

// LoadState copies an average that State returned, or changes nothing and
// returns the error of CheckState. It panics while the average is swapped in.
func (e *EMA) LoadState(dict []tensor.Named) error {
	if err := e.CheckState(dict); err != nil {
		return err
	}
	have := make(map[string]*tensor.Tensor, len(dict))
	for _, t := range dict {
		have[t.Name] = t.Tensor
	}
	for _, t := range e.State() {
		t.Tensor.CopyFrom(have[t.Name])
	}
	return nil
}

// emaUpdate and emaSwap are the two passes over the pieces of an EMA.
type (
	emaUpdate EMA
	emaSwap   EMA
)

func (e *emaUpdate) Run(lo, hi int) {
	var buf [1 << 10]float32 // on the stack: weight − average
	for _, p := range e.pieces[lo:hi] {
		a := e.average[p.param].Data()[p.lo:p.hi]
		w := e.params[p.param].Param.Value.Data()[p.lo:p.hi]
		for len(a) > 0 {
			d := buf[:min(len(a), len(buf))]
			simd.Sub(d, w[:len(d)], a[:len(d)])
			simd.Axpy(a[:len(d)], e.rate, d)
			a, w = a[len(d):], w[len(d):]
		}
	}
}

func (e *emaSwap) Run(lo, hi int) {
	for _, p := range e.pieces[lo:hi] {
		a := e.average[p.param].Data()[p.lo:p.hi]
		w := e.params[p.param].Param.Value.Data()[p.lo:p.hi]
		for i, x := range a {
			a[i], w[i] = w[i], x
		}
	}
}
