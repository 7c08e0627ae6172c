package main

import (
	"context"

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

// evaluate runs m over all of s, and gives the logits of each batch to each,
// if it is not nil. It ends early with an error when ctx does.
func evaluate(ctx context.Context, m *m2pt.Model, s source, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	return evaluateProfiled(ctx, m, s, nil, each)
}

// evaluateProfiled is evaluate for a profile, which may be nil.
func evaluateProfiled(ctx context.Context, m *m2pt.Model, s source, p *autograd.Profile, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	c := m.Config.ViT
	buf := tensor.New(min(evalBatch, s.Len()), c.Channels, c.Image[0], c.Image[1])
	tape := autograd.Inference().Profile(p)
	var e score
	loss := 0.0
	for lo := 0; lo < s.Len(); lo += evalBatch {
		if ctx.Err() != nil {
			return e, errInterrupted
		}
		idx := span(lo, min(lo+evalBatch, s.Len()))
		labels := pick(s.Labels(), idx)
		tape.Reset()
		p.Section("data")
		logits := m.ViT.Forward(tape.Input(fillBatch(buf, s, idx, nil)))
		l := autograd.CrossEntropy(logits, labels, autograd.LossOptions{Reduction: autograd.ReduceSum})
		p.Section("metrics")
		loss += float64(l.Value.Item())
		e.Correct += correct(logits.Value, labels)
		if each != nil {
			each(idx, logits.Value)
		}
		p.Stop()
	}
	e.Samples = s.Len()
	e.Accuracy = float64(e.Correct) / float64(e.Samples)
	e.Loss = loss / float64(e.Samples)
	return e, nil
}

func span(lo, hi int) []int {
	s := make([]int, hi-lo)
	for i := range s {
		s[i] = lo + i
	}
	return s
}
