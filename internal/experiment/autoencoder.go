package experiment

import (
	"context"
	"fmt"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: arms of kind autoencoder, which measure what a target's own masked
// pretraining has learned.

// noTraining are the settings that say how a target is trained. An arm of kind autoencoder
// has none of them, because it ends with the pretraining.
var noTraining = []string{"aux_weights", "start", "aux_layers", "aux_blocks", "aux_reversed", "freeze_aux", "freeze_backbone", "lambda", "lambda_per", "freeze_lambda"}

// checkAutoencoder refuses what has no meaning for an arm of kind autoencoder.
func checkAutoencoder(c study.Cell, s *settings) error {
	refuse := func(field, format string, args ...any) error {
		return &study.FieldError{Field: field, Message: fmt.Sprintf(format, args...)}
	}
	if c.Size != 0 {
		return refuse("size", "found %d, want all: an arm of kind autoencoder is pretrained on all samples", c.Size)
	}
	if s.Objective != train.ObjectiveMAE {
		return refuse("settings.objective", "found %q, want %s: an arm of kind autoencoder rebuilds what is masked", s.Objective, train.ObjectiveMAE)
	}
	for _, key := range noTraining {
		if _, ok := c.Settings[key]; ok {
			return refuse("settings."+key, "an arm of kind autoencoder is pretrained and no more: there is no such setting for it")
		}
	}
	return nil
}

// lossExplained is the measure of autoencoders: 1 minus the ratio of their loss to that
// of a model that predicts the mean of all tokens.
const lossExplained = "loss explained"

// rebuildBatch is how many samples are rebuilt together.
const rebuildBatch = 100

// rebuild measures the pretrained autoencoder of a cell on the test set of data.
func (r *Runner) rebuild(ctx context.Context, c study.Cell, s *settings, data *pipeline.Corpus, progress study.Progress) (study.Result, error) {
	start := time.Now()
	m, err := train.LoadModel(c.Artefacts[r.key(data.Modality, s.Task, s)])
	if err != nil {
		return study.Result{}, err
	}
	loss, ofMean, err := maskedLoss(ctx, m, data.Test, uint64(c.Seed), progress)
	if err != nil {
		return study.Result{}, err
	}
	if ofMean == 0 {
		return study.Result{}, fmt.Errorf("%s: all tokens of the test set are the same: there is nothing to rebuild", data.Name)
	}
	result := study.Result{
		Measure: lossExplained, Accuracy: 1 - loss/ofMean, Seconds: time.Since(start).Seconds(), Parameters: trainedParams(m),
		Metrics: []study.Metric{{Name: "loss", Value: loss}, {Name: "loss of the mean", Value: ofMean}, {Name: "ratio", Value: loss / ofMean}},
	}
	if result.Accuracy < 0 {
		result.Accuracy = 0
		result.Notes = append(result.Notes, "the autoencoder's loss is above that of the mean of all tokens: it explains less than nothing, shown as 0")
	}
	err = r.show(&result, c)
	return result, err
}

// maskedLoss returns the loss of the autoencoder m on a whole set, and the loss of a model
// that predicts the mean of all tokens. It draws the masks of the whole set at once, so
// that they depend on the seed and not on batches.
//
// All samples have the same number of masked tokens, so the loss on the set is the mean of
// the losses on batches. The other loss is not: each batch has a mean of its own, which fits
// it better than the mean of the set. So it is computed from all samples in memory.
func maskedLoss(ctx context.Context, m *m2pt.Model, set datasets.Set, seed uint64, progress study.Progress) (loss, ofMean float64, err error) {
	net, ok := m.Net.(nn.Autoencoder)
	if !ok {
		return 0, 0, fmt.Errorf("the pretrained model of %s is no masked autoencoder", m.Config.Modality)
	}
	n := set.Len()
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	all := datasets.NewBatch(set, idx)
	mask := net.Mask(n, tensor.NewRNG(seed))
	tokens, tape := len(mask)/n, autograd.Inference()
	for lo := 0; lo < n; lo += rebuildBatch {
		if ctx.Err() != nil {
			return 0, 0, ctx.Err()
		}
		hi := min(lo+rebuildBatch, n)
		tape.Reset()
		if !tape.Until(ctx.Done(), func() {
			l := net.Loss(tape.Input(tensor.Slice(nil, all, 0, lo, hi, 1)), mask[lo*tokens:hi*tokens])
			loss += float64(l.Value.Item()) * float64(hi-lo)
		}) {
			return 0, 0, ctx.Err()
		}
		progress(float64(hi)/float64(n), "rebuilding")
	}
	return loss / float64(n), net.MeanLoss(all, mask), nil
}
