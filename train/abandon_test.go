package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// tripwire is a linear layer that ends a context in its at-th pass.
type tripwire struct {
	nn.Projector
	left *int
	end  context.CancelFunc
}

// Project implements nn.Projector.
func (w tripwire) Project(x *autograd.Var, e nn.Epilogue) *autograd.Var {
	w.pass()
	return w.Projector.Project(x, e)
}

// Forward implements nn.Module.
func (w tripwire) Forward(x *autograd.Var) *autograd.Var {
	w.pass()
	return w.Projector.Forward(x)
}

func (w tripwire) pass() {
	if *w.left--; *w.left == 0 {
		w.end()
	}
}

// A run that is left within its updates and evaluations, again and again, ends with the
// bits of an unbroken one. Gradient checkpointing runs the layers again on the way back:
// so the updates are left there, too. Models that keep running statistics are among them.
func TestResumeFromWithinSteps(t *testing.T) {
	for _, name := range []string{"image", "image masked", "point", "point segmenter that is told categories"} {
		c := configs()[name]
		r := quick(2, 4)
		if name == "image" {
			c.ViT().Dropout, c.ViT().DropPath = 0.1, 0.1
			r.EMA, r.EvalEvery = 0.9, 1
		}
		set, test := newToySet(c, 10, 1), newToySet(c, 6, 2)
		want, unbroken := trainToEnd(t, c, set, Options{Recipe: r, Test: test})
		out, left, places := t.TempDir(), 0, map[place]bool{}
		for passes := 3; ; passes += 5 {
			m, id := build(t, Setup{Config: c, Seed: 1, GradCheckpointing: true})
			ctx, end := context.WithCancel(context.Background())
			n := passes
			m.Net.Trunk().Projectors(func(_ int, _ string, at *nn.Projector) { *at = tripwire{*at, &n, end} })
			run, err := New(m, set, Options{Recipe: r, Test: test, Out: out, Identity: id})
			if err != nil {
				t.Fatal(err)
			}
			err = run.Run(ctx)
			end()
			if err == nil {
				if !sameWeights(m, want) {
					t.Errorf("%s: left %d times, the run gives another model", name, left)
				}
				if got, want := run.History(), unbroken.History(); !sameFigures(got, want) {
					t.Errorf("%s: left %d times, the history is %+v, want %+v", name, left, got, want)
				}
				break
			}
			if !errors.Is(err, ErrInterrupted) {
				t.Fatalf("%s: after %d passes the run ends with %v", name, passes, err)
			}
			if n < 0 {
				t.Errorf("%s: %d layers were run after the end of the context", name, -n)
			}
			places[run.place()] = true
			left++
		}
		if left < 5 || len(places) < 3 {
			t.Errorf("%s: left %d times at %d places: nothing is tested", name, left, len(places))
		}
	}
}

// An interruption writes no checkpoint of what is saved, and none of the beginning:
// those of large models take seconds.
func TestInterruptionSavesOnce(t *testing.T) {
	c := imageConfig()
	set, r := newToySet(c, 10, 1), quick(1, 4)
	over, end := context.WithCancel(context.Background())
	end()
	out := t.TempDir()
	stop := func() {
		t.Helper()
		m, id := build(t, Setup{Config: c, Seed: 1})
		run, err := New(m, set, Options{Recipe: r, Out: out, Identity: id})
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Run(over); !errors.Is(err, ErrInterrupted) {
			t.Fatal(err)
		}
	}
	stop()
	if files, err := os.ReadDir(out); err != nil || len(files) != 0 {
		t.Errorf("before the first update %v are written (%v)", files, err)
	}
	out = begin(t, Setup{Config: c, Seed: 1}, set, r)
	before, err := os.Stat(filepath.Join(out, CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	stop()
	after, err := os.Stat(filepath.Join(out, CheckpointFile))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the checkpoint is written again (%v)", err)
	}
	if err := goOn(t, out, Setup{Config: c, Seed: 1}, set, r); err != nil {
		t.Error(err)
	}
}

// An update that takes many seconds is left within one.
func TestLargeStepIsLeft(t *testing.T) {
	if testing.Short() {
		t.Skip("an update of 2·10¹² operations, begun")
	}
	c := imageConfig()
	c.Net = &nn.ViTConfig{Image: [2]int{224, 224}, Patch: [2]int{16, 16}, Channels: 1, Dim: 384, Depth: 12, Heads: 6, Classes: 2, MeanPool: true}
	m, _ := build(t, Setup{Config: c, Seed: 1})
	for name, o := range map[string]Options{
		"update":     {Recipe: quick(1, 64)},
		"evaluation": {Recipe: quick(1, 1), Test: newToySet(c, 100, 2)},
	} {
		var ended time.Time
		ctx, end := context.WithCancel(context.Background())
		stop := func(Progress) {
			time.AfterFunc(300*time.Millisecond, func() { ended = time.Now(); end() })
		}
		set := newToySet(c, o.Recipe.Batch, 1)
		if o.Test == nil {
			o.Hooks.Start = stop
		} else {
			o.Hooks.Step = stop
		}
		run, err := New(m, set, o)
		if err != nil {
			t.Fatal(err)
		}
		err = run.Run(ctx)
		took := time.Since(ended)
		end()
		if !errors.Is(err, ErrInterrupted) || len(run.History()) != 0 || o.Test == nil && run.Progress().Batch != 0 {
			t.Fatalf("%s: error %v after %+v, want an interruption within it", name, err, run.Progress())
		}
		if t.Logf("%s: left after %v", name, took); took > time.Second {
			t.Errorf("%s: left after %v, want a second at most", name, took)
		}
	}
}

// A model without statistics costs nothing to put back.
func TestStatisticsOf(t *testing.T) {
	m, err := m2pt.NewModel(configs()["point"], nil)
	if err != nil {
		t.Fatal(err)
	}
	s := statisticsOf(nn.Params(m.Net))
	if len(s.now) == 0 {
		t.Fatal("a model of points has no statistics")
	}
	s.now[0].Fill(3)
	s.keep()
	s.now[0].Fill(4)
	s.restore()
	if got := s.now[0].Data()[0]; got != 3 {
		t.Errorf("restored %v, want 3", got)
	}
}
