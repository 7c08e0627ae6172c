package main

import (
	"context"
	"errors"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// evalBatch is how many samples are evaluated together. The bits of a logit
// do not depend on it.
const evalBatch = 100

// score is a model's performance on a set.
type score struct {
	Samples  int     `json:"samples"`
	Correct  int     `json:"correct"`
	Accuracy float64 `json:"accuracy"`
	Loss     float64 `json:"loss"`
}

// evaluate runs m, which may be in training, over all of s, and gives the logits
// of each batch to each, if it is not nil. It ends early with an error when ctx
// does. A masked autoencoder has a loss and no logits; its masks are always the
// same.
func evaluate(ctx context.Context, m *m2pt.Model, s source, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	predict := func(x *tensor.Tensor) (*tensor.Tensor, error) { return m.Logits(x), nil }
	return evaluateWith(ctx, m.Config, predict, s, nil, each)
}

// evaluateWith is evaluate for a model of configuration c that predict runs, and
// for a profile, which may be nil.
func evaluateWith(ctx context.Context, c m2pt.Config, predict func(x *tensor.Tensor) (*tensor.Tensor, error), s source, p *autograd.Profile, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	buf := newInputs(min(evalBatch, s.Len()), c)
	tape := autograd.Inference().Profile(p)
	var e score
	loss := 0.0
	for lo := 0; lo < s.Len(); lo += evalBatch {
		if ctx.Err() != nil {
			return e, errInterrupted
		}
		idx := span(lo, min(lo+evalBatch, s.Len()))
		labels := pick(s.Labels(), idx)
		p.Section("data")
		logits, err := predict(fillBatch(buf, s, idx, nil))
		if err != nil {
			return e, interruption(ctx, err)
		}
		if c.Masked != nil {
			loss += float64(logits.Item()) * float64(len(idx))
			p.Stop()
			continue
		}
		tape.Reset()
		l := autograd.CrossEntropy(tape.Input(logits), labels, autograd.LossOptions{Reduction: autograd.ReduceSum})
		p.Section("metrics")
		loss += float64(l.Value.Item())
		e.Correct += correct(logits, labels)
		if each != nil {
			each(idx, logits)
		}
		p.Stop()
	}
	e.Samples = s.Len()
	e.Accuracy = float64(e.Correct) / float64(e.Samples)
	e.Loss = loss / float64(e.Samples)
	return e, nil
}

// interruption is errInterrupted where err comes of the end of ctx, else err.
func interruption(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errInterrupted
	}
	return err
}

func span(lo, hi int) []int {
	s := make([]int, hi-lo)
	for i := range s {
		s[i] = lo + i
	}
	return s
}
