package train

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/train/recipe"
)

// A run that is stopped at any step, again and again, ends with the bits of an
// unbroken one: with augmentation, mixed batches, dropout, an average of the
// weights, and evaluations in between.
func TestResume(t *testing.T) {
	c := imageConfig()
	c.ViT().Dropout, c.ViT().DropPath = 0.1, 0.1
	set, test := varied{newToySet(c, 10, 1)}, newToySet(c, 6, 2)
	r := quick(3, 4)
	r.Mixup, r.EMA, r.EvalEvery = 0.5, 0.9, 1
	want, unbroken := trainToEnd(t, c, set, Options{Recipe: r, Test: test})
	for _, steps := range []int{1, 2, 4} {
		out, stops := t.TempDir(), 0
		var resumed []Progress
		for {
			m, id := build(t, Setup{Config: c, Seed: 1})
			run, err := New(m, set, Options{Recipe: r, Test: test, Out: out, Identity: id, Hooks: Hooks{
				Resume: func(p Progress) { resumed = append(resumed, p) },
			}})
			if err != nil {
				t.Fatal(err)
			}
			n := steps
			err = run.Run(stopAfter{context.Background(), &n})
			if err == nil {
				if !sameWeights(m, want) {
					t.Errorf("stopped %d times after %d steps, the run gives another model", stops, steps)
				}
				if got, want := run.History(), unbroken.History(); len(got) != len(want) || !sameFigures(got, want) {
					t.Errorf("stopped %d times, the history is %+v, want %+v", stops, got, want)
				}
				break
			}
			if !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), out) {
				t.Fatalf("the run ends with %v", err)
			}
			if stops++; stops > 100 {
				t.Fatal("the run does not get on")
			}
		}
		if stops == 0 || len(resumed) != stops || steps == 1 && resumed[0] != (Progress{Epochs: 3, Batch: 1, Batches: 3, Samples: 4, Total: 30, Loss: resumed[0].Loss, Accuracy: resumed[0].Accuracy}) {
			t.Errorf("stopped %d times, resumed %+v", stops, resumed)
		}
		written, err := m2pt.Load(out)
		if err != nil || !sameWeights(written, want) || written.Config.Trained.Samples != 10 {
			t.Errorf("the file holds another model: %v", err)
		}
	}
}

// sameFigures compares histories but for the speed, and figures that files lack.
func sameFigures(a, b History) bool {
	plain := func(h History) History {
		h = slices.Clone(h)
		for i := range h {
			h[i].PerSecond = 0
			if h[i].Test != nil {
				s := *h[i].Test
				s.PerClass = nil
				if s.Segment != nil {
					g := *s.Segment
					g.PerClass = nil
					s.Segment = &g
				}
				h[i].Test = &s
			}
		}
		return h
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// A run without a folder goes on in the same Trainer.
func TestResumeInMemory(t *testing.T) {
	c := imageConfig()
	set := newToySet(c, 10, 1)
	want, _ := trainToEnd(t, c, set, Options{Recipe: quick(2, 4)})
	m, _ := build(t, Setup{Config: c, Seed: 1})
	run, err := New(m, set, Options{Recipe: quick(2, 4)})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 5; i++ { // of six steps
		n := 1
		if err := run.Run(stopAfter{context.Background(), &n}); !errors.Is(err, ErrInterrupted) {
			t.Fatalf("stop %d: %v", i, err)
		}
	}
	for i := 0; i < 2; i++ { // the second call finds nothing to do
		if err := run.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if !sameWeights(m, want) {
		t.Error("the run gives another model")
	}
}

// begin trains for one step in a new folder and returns it.
func begin(t *testing.T, s Setup, set *toySet, r recipe.Recipe) string {
	t.Helper()
	out := t.TempDir()
	m, id := build(t, s)
	run, err := New(m, set, Options{Recipe: r, Out: out, Identity: id})
	if err != nil {
		t.Fatal(err)
	}
	n := 1
	if err := run.Run(stopAfter{context.Background(), &n}); !errors.Is(err, ErrInterrupted) {
		t.Fatal(err)
	}
	return out
}

// goOn resumes the run in a folder.
func goOn(t *testing.T, out string, s Setup, set *toySet, r recipe.Recipe) error {
	t.Helper()
	m, id := build(t, s)
	run, err := New(m, set, Options{Recipe: r, Out: out, Identity: id})
	if err != nil {
		t.Fatal(err)
	}
	return run.Run(context.Background())
}

// A run goes on from the checkpoint of an equal run alone, and the error names
// what differs.
func TestResumeAnotherRun(t *testing.T) {
	c := imageConfig()
	model := func(seed uint64) *m2pt.Model {
		m, _ := build(t, Setup{Config: c, Seed: seed})
		return m
	}
	set, other := newToySet(c, 10, 1), newToySet(c, 10, 2)
	relabelled := *set
	relabelled.labels = slices.Clone(set.labels)
	relabelled.labels[3] = 0
	plain := Setup{Config: c, Seed: 1}
	with := func(f func(*Setup)) Setup {
		s := plain
		f(&s)
		return s
	}
	started := with(func(s *Setup) { s.Init = model(5) })
	blocks := with(func(s *Setup) { s.InitBlocks = model(5) })
	pathway := with(func(s *Setup) { s.Auxiliaries = []*m2pt.Model{model(5)} })
	deeper := c
	vit := *c.ViT()
	vit.Depth, deeper.Net = 3, &vit
	r := quick(1, 4)
	lr := r
	lr.LR = 0.02
	for name, k := range map[string]struct {
		before, after Setup
		set           *toySet
		recipe        recipe.Recipe
		words         string
	}{
		"the recipe":        {plain, plain, set, lr, "recipe.lr is 0.02, the checkpoint's run has 0.001"},
		"the model":         {plain, with(func(s *Setup) { s.Config = deeper }), set, r, "model.vit.depth is 3, the checkpoint's run has 2"},
		"other samples":     {plain, plain, other, r, "training data differ"},
		"other labels":      {plain, plain, &relabelled, r, "training data differ"},
		"fewer samples":     {plain, plain, newToySet(c, 9, 1), r, "samples is 9, the checkpoint's run has 10"},
		"frozen":            {plain, with(func(s *Setup) { s.FreezeBackbone = true }), set, r, "blocks.0.attn.proj.bias is frozen, the checkpoint's run trains it"},
		"no longer frozen":  {with(func(s *Setup) { s.FreezeBackbone = true }), plain, set, r, "blocks.0.attn.proj.bias is trained, the checkpoint's run has it frozen"},
		"a start":           {plain, started, set, r, "init is set, the checkpoint's run has none"},
		"no start":          {started, plain, set, r, "init is not set, the checkpoint's run has one"},
		"another start":     {started, with(func(s *Setup) { s.Init = model(6) }), set, r, "init is another model"},
		"blocks":            {plain, blocks, set, r, "init_blocks is set"},
		"other blocks":      {blocks, with(func(s *Setup) { s.InitBlocks = model(6) }), set, r, "init_blocks is another model"},
		"another auxiliary": {pathway, with(func(s *Setup) { s.Auxiliaries = []*m2pt.Model{model(6)} }), set, r, "auxiliary 1 is another model"},
		"the weights":       {plain, with(func(s *Setup) { s.Seed = 2 }), set, r, "weights that training begins with"},
	} {
		t.Run(name, func(t *testing.T) {
			out := begin(t, k.before, set, r)
			path := filepath.Join(out, CheckpointFile)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			err = goOn(t, out, k.after, k.set, k.recipe)
			var refused *ResumeError
			if !errors.As(err, &refused) || refused.Path != path || !strings.Contains(err.Error(), k.words) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one that tells of %q", err, k.words)
			}
			if after, err := os.ReadFile(path); err != nil || !slices.Equal(after, before) {
				t.Error("the checkpoint is another one now")
			}
			if err := goOn(t, out, k.before, set, r); err != nil {
				t.Errorf("the equal run: %v", err)
			}
		})
	}
}

// Checkpoints of older programs know the model, the recipe and the number of
// samples, and are resumed by that.
func TestResumeOldCheckpoint(t *testing.T) {
	c := imageConfig()
	set, r := newToySet(c, 10, 1), quick(2, 4)
	want, _ := trainToEnd(t, c, set, Options{Recipe: r})
	out := begin(t, Setup{Config: c, Seed: 1}, set, r)
	path := filepath.Join(out, CheckpointFile)
	old, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(old.Config, &all); err != nil {
		t.Fatal(err)
	}
	few := map[string]json.RawMessage{}
	for _, name := range []string{"model", "recipe", "samples"} {
		few[name] = all[name]
	}
	if old.Config, err = json.Marshal(few); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.Save(path, old); err != nil {
		t.Fatal(err)
	}
	lr := r
	lr.LR = 0.02
	if err := goOn(t, out, Setup{Config: c, Seed: 1}, set, lr); err == nil || !strings.Contains(err.Error(), "recipe.lr") {
		t.Errorf("another learning rate: %v", err)
	}
	if err := goOn(t, out, Setup{Config: c, Seed: 1, FreezeBackbone: false}, set, r); err != nil {
		t.Fatal(err)
	}
	got, err := m2pt.Load(out)
	if err != nil || !sameWeights(got, want) {
		t.Errorf("the run gives another model (%v)", err)
	}
}

// A checkpoint that does not say how positions were fitted is of a program that knew
// one way.
func TestResumeWithoutPosResize(t *testing.T) {
	old := runIdentity{Model: imageConfig()}
	id := old
	id.Model.PosResize = nn.PosBicubic
	if list := id.differences(old); len(list) > 0 {
		t.Errorf("differences %q, want none", list)
	}
	id.Model.PosResize = nn.PosBicubicAntialias
	if list := id.differences(old); len(list) != 1 || !strings.Contains(list[0], "model.pos_resize") {
		t.Errorf("differences %q, want pos_resize", list)
	}
}

// What a recipe was made for is no part of a run: it may change, and checkpoints of
// programs that know nothing of it are resumed.
func TestResumeIgnoresMadeFor(t *testing.T) {
	c := imageConfig()
	set, r := newToySet(c, 10, 1), quick(2, 4)
	want, _ := trainToEnd(t, c, set, Options{Recipe: r})
	r.MadeFor.Dim = recipe.Range{64, 128}
	out := begin(t, Setup{Config: c, Seed: 1}, set, r)
	path := filepath.Join(out, CheckpointFile)
	old, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var id map[string]any
	d := json.NewDecoder(strings.NewReader(string(old.Config)))
	d.UseNumber()
	if err := d.Decode(&id); err != nil {
		t.Fatal(err)
	}
	if text := string(old.Config); strings.Contains(text, "128") {
		t.Errorf("the identity of the run tells what the recipe was made for: %s", text)
	}
	delete(id["recipe"].(map[string]any), "made_for")
	if old.Config, err = json.Marshal(id); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.Save(path, old); err != nil {
		t.Fatal(err)
	}
	r.MadeFor = recipe.MadeFor{Depth: recipe.Range{1, 2}}
	if err := goOn(t, out, Setup{Config: c, Seed: 1}, set, r); err != nil {
		t.Fatal(err)
	}
	if got, err := m2pt.Load(out); err != nil || !sameWeights(got, want) {
		t.Errorf("the run gives another model (%v)", err)
	}
}

// AtBeginning calls once, before the first step, in a run that is stopped at every step;
// the hooks of the run are called as well.
func TestHooksAtBeginning(t *testing.T) {
	c := imageConfig()
	set := newToySet(c, 10, 1)
	for _, kept := range []bool{true, false} {
		began, starts, resumes, out := 0, 0, 0, ""
		if kept {
			out = t.TempDir()
		}
		hooks := Hooks{Start: func(Progress) { starts++ }, Resume: func(Progress) { resumes++ }}
		var run *Trainer
		for stops := 0; ; stops++ {
			if run == nil || kept { // as another process would
				m, id := build(t, Setup{Config: c, Seed: 1})
				var err error
				run, err = New(m, set, Options{Recipe: quick(2, 4), Out: out, Identity: id, Hooks: hooks.AtBeginning(func() {
					if began++; starts > 0 {
						t.Error("Start came first")
					}
				})})
				if err != nil {
					t.Fatal(err)
				}
			}
			n := 1 + stops%2 // a run that stops before any update leaves nothing, and begins anew
			err := run.Run(stopAfter{context.Background(), &n})
			if err == nil {
				break
			}
			if !errors.Is(err, ErrInterrupted) || stops > 50 {
				t.Fatal(err)
			}
		}
		if began != 1 || starts < 3 || kept != (resumes == starts-1) {
			t.Errorf("kept %v: the beginning was told of %d times, Start %d, Resume %d", kept, began, starts, resumes)
		}
	}
}

// Overwrite removes what a run left, and nothing else.
func TestOverwrite(t *testing.T) {
	c := imageConfig()
	set, r := newToySet(c, 10, 1), quick(1, 4)
	out := begin(t, Setup{Config: c, Seed: 1}, set, r)
	mine := filepath.Join(out, "notes.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	m, id := build(t, Setup{Config: c, Seed: 2})
	run, err := New(m, set, Options{Recipe: r, Out: out, Overwrite: true, Identity: id})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, CheckpointFile)); err == nil {
		t.Error("the old checkpoint is still there")
	}
	if err := run.Run(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
}

// A checkpoint that cannot be read is refused and stays.
func TestResumeDamaged(t *testing.T) {
	c := imageConfig()
	set, r := newToySet(c, 10, 1), quick(1, 4)
	out := begin(t, Setup{Config: c, Seed: 1}, set, r)
	path := filepath.Join(out, CheckpointFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o666); err != nil {
		t.Fatal(err)
	}
	var refused *ResumeError
	if err := goOn(t, out, Setup{Config: c, Seed: 1}, set, r); !errors.As(err, &refused) || refused.Err == nil || !strings.Contains(err.Error(), CheckpointFile) {
		t.Errorf("error %v", err)
	}
	for name, extra := range map[string]string{"an epoch too many": `{"epoch": 9}`, "a negative batch": `{"batch": -1}`, "no numbers": `{"epoch": "two"}`} {
		if err := os.WriteFile(path, whole, 0o666); err != nil {
			t.Fatal(err)
		}
		k, err := checkpoint.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		k.Extra = json.RawMessage(extra)
		if err := checkpoint.Save(path, k); err != nil {
			t.Fatal(err)
		}
		if err := goOn(t, out, Setup{Config: c, Seed: 1}, set, r); !errors.As(err, &refused) || !strings.Contains(err.Error(), "progress") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
