package train

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/m2pt"
)

// Models of every modality and task learn: the loss falls.
func TestLearns(t *testing.T) {
	for name, c := range configs() {
		_, run := trainToEnd(t, c, newToySet(c, 24, 1), Options{Recipe: quick(12, 6)})
		h := run.History()
		if first, last := h[0].Loss, h[len(h)-1].Loss; !(last < first) {
			t.Errorf("%s: the loss goes from %v to %v", name, first, last)
		}
	}
}

// The hooks are told of every step and epoch, in order.
func TestHooks(t *testing.T) {
	c := imageConfig()
	var told []string
	var steps, epochs []Progress
	var rows History
	_, run := trainToEnd(t, c, newToySet(c, 10, 1), Options{Recipe: quick(2, 4), Test: newToySet(c, 4, 2), Hooks: Hooks{
		Resume: func(Progress) { told = append(told, "resume") },
		Start:  func(Progress) { told = append(told, "start") },
		Step:   func(p Progress) { told, steps = append(told, "step"), append(steps, p) },
		Epoch: func(p Progress, r Record) {
			told, epochs, rows = append(told, "epoch"), append(epochs, p), append(rows, r)
		},
	}})
	if got, want := strings.Join(told, " "), "start step step step epoch step step step epoch"; got != want {
		t.Errorf("told of %s, want %s", got, want)
	}
	last := steps[len(steps)-1]
	if last.Epoch != 1 || last.Epochs != 2 || last.Batch != 3 || last.Batches != 3 || last.Samples != 20 || last.Total != 20 || !(last.Loss > 0) {
		t.Errorf("the last step is %+v", last)
	}
	if p := epochs[0]; p.Epoch != 1 || p.Batch != 0 || p.Samples != 10 || p.Loss != rows[0].Loss || p.Accuracy != rows[0].Accuracy {
		t.Errorf("the first epoch is %+v of %+v", p, rows[0])
	}
	if !sameFigures(rows, run.History()) || run.History().Final() == nil || run.History().Final().Samples != 4 {
		t.Errorf("told of %+v, the history is %+v", rows, run.History())
	}
}

// broken is a toySet without finite numbers in the second epoch.
type broken struct{ *toySet }

// Epoch implements datasets.Varied.
func (b broken) Epoch(epoch uint64) datasets.Set {
	s := *b.toySet
	if epoch == 1 {
		s.x = s.x.Clone()
		s.x.Fill(float32(math.NaN()))
	}
	return &s
}

// A run whose loss is no number names the step and the last good state.
func TestDiverged(t *testing.T) {
	c := imageConfig()
	for _, out := range []string{t.TempDir(), ""} {
		m, _ := build(t, Setup{Config: c, Seed: 1})
		run, err := New(m, broken{newToySet(c, 12, 1)}, Options{Recipe: quick(3, 4), Out: out})
		if err != nil {
			t.Fatal(err)
		}
		err = run.Run(context.Background())
		want, advice := "", "no checkpoint yet"
		if out != "" {
			want = filepath.Join(out, CheckpointFile)
			advice = "last good checkpoint is " + want
		}
		var diverged *DivergedError
		if !errors.As(err, &diverged) || diverged.Epoch != 2 || diverged.Batch != 1 || diverged.Checkpoint != want || !math.IsNaN(diverged.Loss) {
			t.Fatalf("error %#v", err)
		}
		if !strings.Contains(err.Error(), "epoch 2, batch 1; ") || !strings.Contains(err.Error(), advice) {
			t.Errorf("error %v", err)
		}
	}
}

// What does not fit is an error before the training.
func TestNewRefuses(t *testing.T) {
	c := imageConfig()
	good := newToySet(c, 4, 1)
	foreign := *good
	foreign.labels = []int{0, 1, 2, 0}
	unlabelled := *good
	unlabelled.labels = []int{0, 1}
	other := newToySet(configs()["video"], 4, 1)
	for words, k := range map[string]struct {
		set     datasets.Set
		options Options
	}{
		"shape [1 4 8 8]":         {other, Options{Recipe: quick(1, 2)}},
		"to evaluate on have":     {good, Options{Recipe: quick(1, 2), Test: other}},
		"sample 2 of those to tr": {&foreign, Options{Recipe: quick(1, 2)}},
		"0 samples to train on":   {&toySet{x: good.x}, Options{Recipe: quick(1, 2)}},
		"CheckpointEvery is -1":   {good, Options{Recipe: quick(1, 2), CheckpointEvery: -1}},
		"batch is 0":              {good, Options{}},
	} {
		m, _ := build(t, Setup{Config: c, Seed: 1})
		if _, err := New(m, k.set, k.options); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, want %q", err, words)
		}
	}
	m, _ := build(t, Setup{Config: c, Seed: 1})
	if _, err := New(m, &unlabelledSet{good}, Options{Recipe: quick(1, 2)}); err == nil || !strings.Contains(err.Error(), "labels") {
		t.Errorf("two labels of four samples: error %v", err)
	}
}

// unlabelledSet lacks labels.
type unlabelledSet struct{ *toySet }

// Labels implements datasets.Set.
func (s *unlabelledSet) Labels() []int { return s.labels[:2] }

// A warm step allocates next to nothing, whatever the model.
func TestWarmStepAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	for name, c := range configs() {
		const warm, steps = 8, 30
		var before, after runtime.MemStats
		n := 0
		trainToEnd(t, c, newToySet(c, 4*(warm+steps), 1), Options{Recipe: quick(1, 4), Hooks: Hooks{Step: func(Progress) {
			switch n++; n {
			case warm:
				runtime.ReadMemStats(&before)
			case warm + steps:
				runtime.ReadMemStats(&after)
			}
		}}})
		if each := float64(after.Mallocs-before.Mallocs) / steps; each > 20 {
			t.Errorf("%s: %.1f allocations a step, want at most 20", name, each)
		} else {
			t.Logf("%s: %.1f allocations a step", name, each)
		}
	}
}

// A run writes what its model was trained on.
func TestTraining(t *testing.T) {
	for name, c := range configs() {
		out := t.TempDir()
		_, run := trainToEnd(t, c, newToySet(c, 8, 1), Options{Recipe: quick(1, 4), Test: newToySet(c, 4, 2), Out: out, DataName: "noise", HeldOut: true})
		m, err := LoadModel(out)
		if err != nil {
			t.Fatal(err)
		}
		s := run.History().Final()
		want := m2pt.Training{Data: "noise", Samples: 8, Epochs: 1, Seed: 1, Validation: true, TestSamples: 4, TestAccuracy: s.Accuracy}
		if c.Masked != nil {
			want.TestLoss = s.Loss
		}
		if c.Segment != nil {
			want.TestIoU = s.Segment.MeanIoU
		}
		if m.Config.Trained != want {
			t.Errorf("%s: trained %+v, want %+v", name, m.Config.Trained, want)
		}
	}
	if _, err := LoadModel(t.TempDir()); err == nil || !strings.Contains(err.Error(), m2pt.ModelFile) {
		t.Errorf("a folder without a model: error %v", err)
	}
}
