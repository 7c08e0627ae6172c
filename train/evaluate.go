package train

import (
	"context"
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// EvaluateOptions say how a model is evaluated. The zero value is fine.
type EvaluateOptions struct {
	// Outputs runs the model. Nil: OutputsOf the model, which may be in training.
	// ResidentOutputs is faster.
	Outputs Outputs

	// Batch is how many samples are evaluated together. The bits of an output do
	// not depend on it. 0: 100, or 20 for segmenters, whose outputs are large.
	Batch int

	// Each, if not nil, gets the outputs for the samples idx of every batch. It is
	// not called for masked autoencoders, which have none.
	Each func(idx []int, outputs *tensor.Tensor)

	// Profile collects where the time goes. Nil: nothing is collected.
	Profile *autograd.Profile
}

// How many samples are evaluated together if EvaluateOptions do not say it.
const (
	evaluateBatch        = 100
	evaluateSegmentBatch = 20
)

// Evaluate measures m on all of s. A masked autoencoder has a loss and no
// accuracy; its masks are the same in every evaluation. When ctx ends, the error
// is ErrInterrupted. A set that does not fit the model, or in which nothing has a
// class, is an error.
func Evaluate(ctx context.Context, m *m2pt.Model, s datasets.Set, o EvaluateOptions) (*Score, error) {
	if err := fits(m.Config, s, "to evaluate on"); err != nil {
		return nil, err
	}
	e := newEvaluation(m, s, o)
	for lo := 0; lo < s.Len(); lo += e.batch {
		if err := ctx.Err(); err != nil {
			return nil, interruption(ctx, err)
		}
		if err := e.add(ctx, lo, min(lo+e.batch, s.Len())); err != nil {
			return nil, interruption(ctx, err)
		}
	}
	return e.finish()
}

// evaluation is an Evaluate at work.
type evaluation struct {
	EvaluateOptions
	config  m2pt.Config
	set     datasets.Set
	outputs Outputs
	batch   int
	tape    *autograd.Tape // of the loss
	measure *segmentMeasure

	inputs                   inputs
	idx, targets, categories []int

	score  Score
	loss   float64 // sum over targets; of a masked autoencoder over samples
	judged int     // targets that have a class
}

func newEvaluation(m *m2pt.Model, s datasets.Set, o EvaluateOptions) *evaluation {
	e := &evaluation{EvaluateOptions: o, config: m.Config, set: s, outputs: o.Outputs, batch: o.Batch, tape: autograd.Inference().Profile(o.Profile)}
	if e.outputs == nil {
		e.outputs = OutputsOf(m)
	}
	size := evaluateBatch
	switch {
	case m.Config.Segment != nil:
		size, e.measure = evaluateSegmentBatch, newSegmentMeasure(m.Config)
	case m.Config.Masked == nil:
		for _, name := range m.Config.Classes {
			e.score.PerClass = append(e.score.PerClass, ClassScore{Class: name})
		}
	}
	if e.batch < 1 {
		e.batch = size
	}
	e.inputs = newInputs(min(e.batch, s.Len()), s.Shape())
	return e
}

// add measures the samples [lo, hi).
func (e *evaluation) add(ctx context.Context, lo, hi int) error {
	p := e.Profile
	p.Section("data")
	e.idx = e.idx[:0]
	for i := lo; i < hi; i++ {
		e.idx = append(e.idx, i)
	}
	x := e.inputs.of(len(e.idx))
	e.set.Batch(x, e.idx)
	e.categories = Categories(e.config, e.set, e.categories, e.idx)
	outputs, err := e.outputs(ctx, x, e.categories)
	if err != nil {
		return err
	}
	if err := CheckOutputs(outputs); err != nil {
		return fmt.Errorf("samples %d to %d: %w", lo, hi-1, err)
	}
	if e.config.Masked != nil {
		e.loss += float64(outputs.Item()) * float64(len(e.idx))
		p.Stop()
		return nil
	}
	e.targets = e.set.Targets(e.targets, e.idx)
	e.tape.Reset()
	l := nn.CrossEntropy(e.tape.Input(outputs), e.targets, autograd.LossOptions{Reduction: autograd.ReduceSum})
	p.Section("metrics")
	e.loss += float64(l.Value.Item())
	given := Given(e.config, outputs, e.categories)
	hits, judged := matches(e.targets, given)
	e.score.Correct, e.judged = e.score.Correct+hits, e.judged+judged
	if e.measure != nil {
		e.measure.add(e.targets, given, e.categories)
	}
	e.perClass(given)
	if e.Each != nil {
		e.Each(e.idx, outputs)
	}
	p.Stop()
	return nil
}

// perClass counts the targets of a batch, and those that are given their class.
func (e *evaluation) perClass(given []int) {
	for i, class := range e.targets {
		if class < 0 || class >= len(e.score.PerClass) {
			continue
		}
		e.score.PerClass[class].Samples++
		if given[i] == class {
			e.score.PerClass[class].Correct++
		}
	}
}

// finish returns the score of all that was added.
func (e *evaluation) finish() (*Score, error) {
	s := &e.score
	s.Samples = e.set.Len()
	if e.config.Masked != nil {
		s.Loss = e.loss / float64(s.Samples)
		return s, nil
	}
	if e.judged == 0 {
		return nil, fmt.Errorf("no %s of the %d samples to evaluate on has a class", e.config.Element(), s.Samples)
	}
	if e.measure != nil {
		s.Targets, s.Segment = e.judged, e.measure.score()
	}
	s.Accuracy = float64(s.Correct) / float64(e.judged)
	s.Loss = e.loss / float64(e.judged)
	return s, nil
}
