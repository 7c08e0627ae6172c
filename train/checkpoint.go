package train

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: the state of a run on disk.

// checkpointPath returns where the run keeps its state, "" if it keeps none.
func (t *Trainer) checkpointPath() string {
	if t.options.Out == "" {
		return ""
	}
	return filepath.Join(t.options.Out, CheckpointFile)
}

// lastCheckpoint returns the path of the checkpoint if there is one, else "".
func (t *Trainer) lastCheckpoint() string {
	path := t.checkpointPath()
	if path == "" {
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// steps returns the number of updates made.
func (t *Trainer) steps() int64 { return int64(t.state.Epoch*t.cutter.count() + t.state.Batch) }

// place returns how far the run is.
func (t *Trainer) place() place { return place{t.state.Epoch, t.state.Batch} }

// interrupted saves the state, unless the checkpoint holds it, and returns
// ErrInterrupted with how to go on.
func (t *Trainer) interrupted(ctx context.Context) error {
	e := &interrupted{cause: ctx.Err()}
	if t.options.Out == "" {
		return e
	}
	if t.saved != t.place() {
		if err := t.save(); err != nil {
			return err
		}
	}
	if t.saved == (place{}) {
		e.advice = " before the first update"
		return e
	}
	e.advice = fmt.Sprintf(" after %d of %d epochs; the same run goes on from %s", t.state.Epoch, t.recipe.Epochs, t.checkpointPath())
	return e
}

// save writes the checkpoint and the figures so far.
func (t *Trainer) save() error {
	if t.options.Out == "" {
		return nil
	}
	t.options.Profile.Section("checkpoint")
	defer t.options.Profile.Stop()
	config, err := json.Marshal(t.identity)
	if err != nil {
		return err
	}
	extra, err := json.Marshal(t.state)
	if err != nil {
		return err
	}
	schedule := t.schedule()
	var average []tensor.Named
	if t.ema != nil {
		average = t.ema.State()
	}
	err = checkpoint.Save(t.checkpointPath(), &checkpoint.State{
		Step: t.steps(), Epoch: t.state.Epoch, Config: config, Extra: extra, Schedule: &schedule,
		Model: nn.StateDict(t.model.Net), Optimizer: t.opt.State(), EMA: average,
	})
	if err != nil {
		return err
	}
	t.saved = t.place()
	return t.state.History.Write(t.options.Out)
}

// resume restores the checkpoint in the run's folder, if there is one.
func (t *Trainer) resume() error {
	path := t.lastCheckpoint()
	if path == "" {
		return nil
	}
	c, err := checkpoint.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &ResumeError{Path: path, Err: err}
	}
	old := runIdentity{Recipe: recipe.Default()} // of fields that the file does not have
	if err := json.Unmarshal(c.Config, &old); err != nil {
		return &ResumeError{Path: path, Err: fmt.Errorf("%s: the identity of its run: %w", path, err)}
	}
	if list := t.identity.differences(old); len(list) > 0 {
		return &ResumeError{Path: path, Differences: list}
	}
	var s state
	if err := json.Unmarshal(c.Extra, &s); err != nil {
		return &ResumeError{Path: path, Err: fmt.Errorf("%s: the progress of its run: %w", path, err)}
	}
	if s.Epoch < 0 || s.Epoch > t.recipe.Epochs || s.Batch < 0 || s.Batch > t.cutter.count() {
		return &ResumeError{Path: path, Err: fmt.Errorf("%s: the progress of its run is %d epochs and %d batches, want at most %d and %d", path, s.Epoch, s.Batch, t.recipe.Epochs, t.cutter.count())}
	}
	if err := c.Restore(t.model.Net, t.opt, t.ema); err != nil {
		return &ResumeError{Path: path, Err: fmt.Errorf("%s: %w", path, err)}
	}
	t.state = s
	t.saved = t.place()
	call(t.options.Hooks.Resume, t)
	return nil
}
