package main

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// evalBatch is how many samples are evaluated together. The bits of a logit
// do not depend on it.
const evalBatch = 100

// score is a model's performance on a set.
type score struct {
	Samples  int     `json:"samples"`
	Correct  int     `json:"correct"`
	Targets  int     `json:"targets,omitempty"` // points or pixels that Correct is of; 0: samples
	Accuracy float64 `json:"accuracy"`
	Loss     float64 `json:"loss"`

	Segment *segmentScore `json:"segmentation,omitempty"` // of a segmenter
}

// segmentBatch is the same of segmenters, whose outputs are large.
const segmentBatch = 20

// predictor returns the outputs for a batch x, of clouds of the given categories,
// which may be nil.
type predictor func(x *tensor.Tensor, categories []int) (*tensor.Tensor, error)

// outputs is what m, which may be in training, predicts.
func outputs(m *m2pt.Model) predictor {
	return func(x *tensor.Tensor, categories []int) (*tensor.Tensor, error) {
		if categories != nil {
			return m.LogitsOf(x, categories), nil
		}
		return m.Logits(x), nil
	}
}

// resident is what m predicts, taken over for the rest of the run: its weights are
// packed, unless it is told categories. p may be nil.
func resident(ctx context.Context, m *m2pt.Model, p *autograd.Profile) (predictor, error) {
	if m.Config.Segment != nil && len(m.Config.Segment.Categories) > 0 {
		tape := autograd.Inference().Profile(p)
		return func(x *tensor.Tensor, categories []int) (*tensor.Tensor, error) {
			tape.Reset()
			return forward(m, tape.Input(x), categories).Value.Clone(), ctx.Err()
		}, nil
	}
	packed, err := nn.NewPredictor(m.Net, nn.PredictorOptions{Concurrency: 1, Profile: p})
	if err != nil {
		return nil, err
	}
	return func(x *tensor.Tensor, _ []int) (*tensor.Tensor, error) { return packed.Predict(ctx, x) }, nil
}

// evaluate runs m, which may be in training, over all of s, and gives the logits
// of each batch to each, if it is not nil. It ends early with an error when ctx
// does. A masked autoencoder has a loss and no logits; its masks are always the
// same.
func evaluate(ctx context.Context, m *m2pt.Model, s datasets.Set, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	return evaluateWith(ctx, m.Config, outputs(m), s, nil, each)
}

// evaluateWith is evaluate for a model of configuration c that predict runs, and
// for a profile, which may be nil.
func evaluateWith(ctx context.Context, c m2pt.Config, predict predictor, s datasets.Set, p *autograd.Profile, each func(idx []int, logits *tensor.Tensor)) (score, error) {
	size := evalBatch
	var measure *segmentMeasure
	if c.Segment != nil {
		size, measure = segmentBatch, newSegmentMeasure(c)
	}
	buf := newInputs(min(size, s.Len()), c)
	tape := autograd.Inference().Profile(p)
	var e score
	var targets []int
	loss, judged := 0.0, 0
	for lo := 0; lo < s.Len(); lo += size {
		if ctx.Err() != nil {
			return e, errInterrupted
		}
		idx := span(lo, min(lo+size, s.Len()))
		categories := categoriesOf(c, s, idx)
		p.Section("data")
		logits, err := predict(fillBatch(buf, s, idx), categories)
		if err != nil {
			return e, interruption(ctx, err)
		}
		if c.Masked != nil {
			loss += float64(logits.Item()) * float64(len(idx))
			p.Stop()
			continue
		}
		targets = s.Targets(targets, idx)
		tape.Reset()
		l := crossEntropy(c, tape.Input(logits), targets, autograd.LossOptions{Reduction: autograd.ReduceSum})
		p.Section("metrics")
		loss += float64(l.Value.Item())
		var given []int
		if measure != nil {
			given = measure.given(logits, categories)
			measure.add(targets, given, categories)
		} else {
			given = likeliest(logits)
		}
		hits, n := matches(targets, given)
		e.Correct, judged = e.Correct+hits, judged+n
		if each != nil {
			each(idx, logits)
		}
		p.Stop()
	}
	e.Samples = s.Len()
	if c.Masked != nil {
		e.Loss = loss / float64(e.Samples)
		return e, nil
	}
	if judged == 0 {
		return e, fmt.Errorf("no %s of the %d samples to test on has a class", elementName(c), e.Samples)
	}
	if measure != nil {
		e.Targets, e.Segment = judged, measure.score()
	}
	e.Accuracy = float64(e.Correct) / float64(judged)
	e.Loss = loss / float64(judged)
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

// sheetSamples is how many samples a picture of a segmenter shows.
const sheetSamples = 8

// segmentSheet draws the first samples of s with their classes, and with those that
// a segmenter of configuration c, run by predict, gives.
func segmentSheet(c m2pt.Config, predict predictor, s datasets.Set) (image.Image, error) {
	idx := span(0, min(sheetSamples, s.Len()))
	x, categories := datasets.NewBatch(s, idx), categoriesOf(c, s, idx)
	logits, err := predict(x, categories)
	if err != nil {
		return nil, err
	}
	return pipeline.SegmentSheet(c, x, s.Targets(nil, idx), newSegmentMeasure(c).given(logits, categories)), nil
}
