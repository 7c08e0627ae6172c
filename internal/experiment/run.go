package experiment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: the training of a cell.

// Run trains a cell and measures the model.
func (r *Runner) Run(ctx context.Context, c study.Cell, progress study.Progress) (study.Result, error) {
	var result study.Result
	s, err := settingsOf(c)
	if err != nil {
		return result, err
	}
	target := m2pt.Modality(c.Target)
	data, err := r.corpus(ctx, target, s.Task, s)
	if err != nil {
		return result, err
	}
	if c.Kind == kindAutoencoder {
		return r.rebuild(ctx, c, s, data, progress)
	}
	if c.Size > 0 {
		if data, err = data.Take(c.Size, uint64(c.Seed)); err != nil {
			return result, err
		}
	}
	base, err := s.recipe(target)
	if err != nil {
		return result, err
	}
	base.Seed = uint64(c.Seed)
	full := base.Complete(data.Train.Len(), data.Test.Len())
	depth := s.Depth
	if c.Kind == kindDeeper {
		depth *= 2
	}
	setup, err := r.setup(ctx, c, s)
	if err != nil {
		return result, err
	}
	setup.Config, setup.Seed = s.config(data, &full, depth, false), full.Seed
	m, id, err := setup.Build()
	if err != nil {
		return result, err
	}
	start := time.Now()
	misfit := func() {
		r.tellMisfit(s.Recipe[target], full, m, data.Train.Len(), setup.Init != nil || setup.InitBlocks != nil)
	}
	t, err := r.train(ctx, m, id, data, full, c.Work, misfit, progress)
	if err != nil {
		return result, err
	}
	final := t.History().Final()
	result = study.Result{
		Accuracy: final.Accuracy, Correct: final.Correct, Samples: final.Samples,
		Seconds: max(time.Since(start).Seconds(), secondsOf(t.History(), data.Train.Len())), Parameters: trainedParams(m), Curve: curveOf(t.History()),
	}
	if final.Segment != nil {
		if err := r.segments(ctx, &result, c, m, data, final); err != nil {
			return result, err
		}
	}
	for _, l := range m2pt.Lambdas(m.Net) {
		result.Lambdas = append(result.Lambdas, study.Lambda{Block: l.Block, Layer: l.Layer, Aux: l.Aux, Value: float64(l.Value)})
	}
	if err := r.show(&result, c); err != nil {
		return result, err
	}
	return result, nil
}

// setup returns what the weights of a cell's model begin as, its pathways, and what is
// frozen. It leaves the configuration to the caller.
func (r *Runner) setup(ctx context.Context, c study.Cell, s *settings) (train.Setup, error) {
	setup := train.Setup{Pathway: s.options(), FreezeBackbone: s.FreezeBackbone}
	var err error
	if s.Start == startOwn {
		if setup.Init, err = train.LoadModel(c.Artefacts[r.key(m2pt.Modality(c.Target), s.Task, s)]); err != nil {
			return setup, err
		}
	}
	for i, aux := range c.Aux {
		from, err := r.auxiliary(ctx, m2pt.Modality(aux), c, s, i)
		if err != nil {
			return setup, err
		}
		if c.Kind == kindInit {
			setup.InitBlocks = from
		} else {
			setup.Auxiliaries = append(setup.Auxiliaries, from)
		}
	}
	return setup, nil
}

// auxiliary returns the i-th auxiliary of a cell, a model of modality aux. As aux_weights
// says, it is pretrained, new, or its layers return their input.
func (r *Runner) auxiliary(ctx context.Context, aux m2pt.Modality, c study.Cell, s *settings, i int) (*m2pt.Model, error) {
	if s.AuxWeights == weightsPretrained {
		return train.LoadModel(c.Artefacts[r.key(aux, pipeline.Classify, s)])
	}
	data, err := r.corpus(ctx, aux, pipeline.Classify, s)
	if err != nil {
		return nil, err
	}
	plain, err := s.recipe(aux)
	if err != nil {
		return nil, err
	}
	m, err := m2pt.NewModel(s.config(data, plain, s.Depth, false), tensor.NewRNG(uint64(c.Seed)+train.AuxiliarySeed, uint64(i)))
	if err != nil {
		return nil, err
	}
	if s.AuxWeights == string(train.IdentityWeights) {
		m2pt.SetIdentity(m.Net)
	}
	return m, nil
}

// train trains m on data by a complete recipe, from the checkpoint in the folder work if
// there is one of this run. It calls begin before it begins, but not before it goes on,
// and reports the progress after each epoch.
func (r *Runner) train(ctx context.Context, m *m2pt.Model, id train.Identity, data *pipeline.Corpus, full recipe.Recipe, work string, begin func(), progress study.Progress) (*train.Trainer, error) {
	o := train.Options{
		Recipe: full, Test: data.Test, DataName: data.Name, HeldOut: data.HeldOut, Out: work, Identity: id,
		Hooks: train.Hooks{Epoch: func(p train.Progress, e train.Record) {
			progress(float64(p.Epoch)/float64(p.Epochs), fmt.Sprintf("epoch %d/%d, loss %.4f", p.Epoch, p.Epochs, e.Loss))
		}}.AtBeginning(begin),
	}
	for {
		t, err := train.New(m, data.Augmented(full.Augment()), o)
		if err != nil {
			return nil, err
		}
		err = r.run(ctx, t)
		var other *train.ResumeError
		if errors.As(err, &other) && !o.Overwrite {
			o.Overwrite = true // the checkpoint is damaged, or of a program before this one
			continue
		}
		return t, err
	}
}

// run is t.Run with Saving around it.
func (r *Runner) run(ctx context.Context, t *train.Trainer) error {
	if r.Saving != nil {
		defer r.Saving()()
	}
	return t.Run(ctx)
}

// secondsOf returns how long the epochs of a run on n samples took. A run that was
// stopped took longer than since it went on.
func secondsOf(h train.History, n int) float64 {
	sum := 0.0
	for _, e := range h {
		if e.PerSecond > 0 {
			sum += float64(n) / e.PerSecond
		}
	}
	return sum
}
