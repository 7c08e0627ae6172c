package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/train/recipe"
)

// Trainer is one run: a model, the set it learns from, and how far it is. Its
// state is the model, the optimizer and the progress. Everything random depends on
// the recipe's seed, the epoch and the place in the epoch, so a resumed run
// computes what an unbroken one does. A Trainer serves one goroutine.
type Trainer struct {
	model    *m2pt.Model
	set      datasets.Set
	options  Options
	recipe   recipe.Recipe // complete
	identity runIdentity   // of the run as it began
	cutter   cutter

	params     []nn.NamedParam
	statistics statistics
	opt        optim.Optimizer
	ema        *optim.EMA // nil: none
	tape       *autograd.Tape
	slots      [2]batch // the present batch and the next
	state      state
	saved      place // of the checkpoint; the beginning needs none
	ended      bool
}

// place is how far a run is.
type place struct{ epoch, batch int }

// state is how far a run is: what a checkpoint holds besides tensors.
type state struct {
	Epoch   int     `json:"epoch"` // epochs done
	Batch   int     `json:"batch"` // batches done in the next one
	Sum     sums    `json:"sums"`  // over those batches
	History History `json:"history"`
}

// sums are running totals of an epoch.
type sums struct {
	Samples int     `json:"samples"`
	Void    int     `json:"void,omitempty"` // the samples among them of batches in which nothing is labelled
	Correct int     `json:"correct"`
	Targets int     `json:"targets,omitempty"` // the number that may be correct; 0: that of Samples
	Loss    float64 `json:"loss"`
	Seconds float64 `json:"seconds"`
}

// loss returns the mean over the samples of batches in which something is labelled.
func (s sums) loss() float64 { return s.Loss / float64(max(s.Samples-s.Void, 1)) }

// accuracy returns the share of the targets that are correct, 0 of none.
func (s sums) accuracy() float64 {
	if s.Targets > 0 {
		return float64(s.Correct) / float64(s.Targets)
	}
	return float64(s.Correct) / float64(max(s.Samples, 1))
}

// New prepares a run that trains m on set from the beginning. It checks that they
// and the recipe fit each other, and makes the folder of the run.
//
// The recipe is completed by the sizes of the sets, and has no effect on the
// samples: see the package's documentation. A set of one sample, or a recipe with
// batches of one, is an error for a model that normalises over the samples of a
// batch.
func New(m *m2pt.Model, set datasets.Set, o Options) (*Trainer, error) {
	if err := fits(m.Config, set, "to train on"); err != nil {
		return nil, err
	}
	tested := 0
	if o.Test != nil {
		if err := fits(m.Config, o.Test, "to evaluate on"); err != nil {
			return nil, err
		}
		tested = o.Test.Len()
	}
	if err := CheckRecipe(m.Config, o.Recipe); err != nil {
		return nil, err
	}
	if o.CheckpointEvery < 0 {
		return nil, fmt.Errorf("CheckpointEvery is %d, want 0 (after each epoch) or more", o.CheckpointEvery)
	}
	t := &Trainer{model: m, set: set, options: o, recipe: o.Recipe.Complete(set.Len(), tested), params: nn.Params(m.Net)}
	t.cutter = newCutter(set.Len(), t.recipe.Batch, m)
	if err := t.cutter.check(); err != nil {
		return nil, err
	}
	if o.Out != "" {
		if err := prepareFolder(o.Out, o.Overwrite); err != nil {
			return nil, err
		}
		t.identity = identify(m, set, t.recipe, o.Identity)
	}
	t.statistics = statisticsOf(t.params)
	t.optimize()
	t.tape = autograd.NewTape().Train(t.recipe.Seed)
	t.tape.Profile(o.Profile)
	for i := range t.slots {
		t.slots[i].inputs = newInputs(t.cutter.largest(), set.Shape())
	}
	return t, nil
}

// optimize makes the optimizer, and the average of the weights if the recipe wants
// one.
func (t *Trainer) optimize() {
	r := t.recipe
	groups := optim.WeightDecayGroups(t.params, r.WeightDecay)
	if r.LayerDecay < 1 {
		depth := t.model.Config.Encoder().Depth
		groups = optim.LayerDecayGroups(t.params, depth, r.LayerDecay, r.WeightDecay)
	}
	if r.LambdaLR != 1 {
		groups = optim.ScaleLR(groups, nn.Scale, r.LambdaLR)
	}
	t.opt = optim.NewAdamW(groups, optim.AdamConfig{LR: r.LR, Beta1: r.Betas[0], Beta2: r.Betas[1]})
	if r.EMA > 0 {
		t.ema = optim.NewEMA(t.params, r.EMA)
	}
}

// Recipe returns the recipe of the run, completed.
func (t *Trainer) Recipe() recipe.Recipe { return t.recipe }

// History returns the figures of the epochs so far.
func (t *Trainer) History() History { return t.state.History }

// Progress returns how far the run is.
func (t *Trainer) Progress() Progress {
	s := t.state
	return Progress{
		Epoch: s.Epoch, Epochs: t.recipe.Epochs,
		Batch: s.Batch, Batches: t.cutter.count(),
		Samples: s.Epoch*t.set.Len() + s.Sum.Samples, Total: t.recipe.Epochs * t.set.Len(),
		Loss: s.Sum.loss(), Accuracy: s.Sum.accuracy(),
	}
}

// Run trains to the end, from the checkpoint in the run's folder if there is one.
// Then the model has its final weights, which are their average if the recipe
// wants one, its configuration says what it was trained on, and its file is in the
// run's folder.
//
// When ctx ends, Run leaves the update or evaluation that it is at, wherever that is,
// writes a checkpoint of the last whole update, and returns an error that is
// ErrInterrupted; called again, it goes on. A loss or gradient that is no finite
// number ends the run with a *DivergedError, a checkpoint that is of no use to it
// with a *ResumeError.
func (t *Trainer) Run(ctx context.Context) error {
	if t.ended {
		return nil
	}
	if t.options.Out != "" {
		release, err := lockFolder(t.options.Out)
		if err != nil {
			return err
		}
		defer release()
	}
	if err := t.resume(); err != nil {
		return err
	}
	call(t.options.Hooks.Start, t)
	for t.state.Epoch < t.recipe.Epochs {
		if err := t.epoch(ctx); err != nil {
			return err
		}
		if err := t.endEpoch(ctx); err != nil {
			return err
		}
	}
	t.swap()
	t.ended = true
	t.model.Config.Trained = t.training()
	if t.options.Out == "" {
		return nil
	}
	if err := t.state.History.Write(t.options.Out); err != nil { // again, for they may be lost or damaged by now
		return err
	}
	return t.model.Save(filepath.Join(t.options.Out, m2pt.ModelFile))
}

// call calls a hook, if there is one.
func call(hook func(Progress), t *Trainer) {
	if hook != nil {
		hook(t.Progress())
	}
}

// epoch makes the updates of the rest of an epoch, while the next batch is
// prepared.
func (t *Trainer) epoch(ctx context.Context) error {
	epoch := t.state.Epoch
	batches := t.cutter.cut(datasets.Order(t.set.Len(), t.recipe.Seed, uint64(epoch)))
	set, schedule := datasets.AtEpoch(t.set, uint64(epoch)), t.schedule()
	next := datasets.NewPrefetcher(t.state.Batch, len(batches), func(slot, at int) {
		t.fill(&t.slots[slot], set, batches[at], epoch, at)
	})
	defer next.Stop()
	for t.state.Batch < len(batches) {
		if ctx.Err() != nil {
			return t.interrupted(ctx)
		}
		start := time.Now()
		at := t.state.Batch
		t.opt.SetLR(schedule.LR(float64(epoch) + float64(at)/float64(len(batches))))
		t.options.Profile.Section("data")
		slot, _ := next.Next()
		if err := t.step(ctx, &t.slots[slot]); err != nil {
			if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
				return t.interrupted(ctx)
			}
			return err
		}
		t.state.Batch++
		t.state.Sum.Seconds += time.Since(start).Seconds()
		call(t.options.Hooks.Step, t)
		if every := t.options.CheckpointEvery; every > 0 && t.state.Batch%every == 0 && t.state.Batch < len(batches) {
			if err := t.save(); err != nil {
				return err
			}
		}
	}
	return nil
}

// schedule returns the course of the learning rate over the epochs: linear
// warm-up, then half a cosine.
func (t *Trainer) schedule() optim.WarmupCosine {
	r := t.recipe
	return optim.WarmupCosine{Peak: r.LR, Floor: r.MinLR, Warmup: r.WarmupEpochs, Total: float64(r.Epochs)}
}

// endEpoch evaluates the model if it is time to, records the figures of the epoch
// and saves the state.
func (t *Trainer) endEpoch(ctx context.Context) error {
	s := &t.state
	if s.Sum.Void == s.Sum.Samples {
		return fmt.Errorf("nothing in the training set has a label: all its %d samples are ignored", s.Sum.Samples)
	}
	row := Record{
		Epoch: s.Epoch + 1, LR: t.opt.LR(),
		Loss:      s.Sum.loss(),
		Accuracy:  s.Sum.accuracy(),
		PerSecond: float64(s.Sum.Samples) / s.Sum.Seconds,
		Masked:    t.model.Config.Masked != nil,
	}
	last := s.Epoch+1 == t.recipe.Epochs
	if t.options.Test != nil && (last || (s.Epoch+1)%t.recipe.EvalEvery == 0) {
		score, err := t.evaluate(ctx)
		if errors.Is(err, ErrInterrupted) {
			return t.interrupted(ctx)
		}
		if err != nil {
			return err
		}
		row.Test = score
	}
	done := t.Progress() // with the means of this epoch
	s.History = append(s.History, row)
	s.Epoch, s.Batch, s.Sum = s.Epoch+1, 0, sums{}
	if hook := t.options.Hooks.Epoch; hook != nil {
		done.Epoch, done.Batch = s.Epoch, 0
		hook(done, row)
	}
	return t.save()
}

// evaluate measures the model, or the average of its weights, on the test set.
func (t *Trainer) evaluate(ctx context.Context) (*Score, error) {
	t.options.Profile.Section("evaluation")
	t.swap()
	defer t.swap()
	return Evaluate(ctx, t.model, t.options.Test, EvaluateOptions{})
}

// swap exchanges the weights and their moving average, if there is one: before an
// evaluation and after it, and once when the run has ended.
func (t *Trainer) swap() {
	if t.ema != nil {
		t.ema.Swap()
	}
}

// training returns what the model's file says of the run.
func (t *Trainer) training() m2pt.Training {
	c := m2pt.Training{Data: t.options.DataName, Samples: t.set.Len(), Epochs: t.recipe.Epochs, Seed: t.recipe.Seed}
	s := t.state.History.Final()
	if s == nil {
		return c
	}
	c.Validation, c.TestSamples, c.TestAccuracy = t.options.HeldOut, s.Samples, s.Accuracy
	if t.model.Config.Masked != nil {
		c.TestLoss = s.Loss
	}
	if s.Segment != nil {
		c.TestIoU = s.Segment.MeanIoU
	}
	return c
}

// clip returns the largest gradient norm allowed.
func (t *Trainer) clip() float64 {
	if t.recipe.Clip == 0 {
		return math.Inf(1)
	}
	return t.recipe.Clip
}
