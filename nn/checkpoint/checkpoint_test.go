package checkpoint_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// smallRun returns a short run and its checkpoint on disk.
func smallRun(t testing.TB) (b modeltest.Bag, opt optim.Optimizer, ema *optim.EMA, path string) {
	t.Helper()
	b = modeltest.Bag{modeltest.Named("w", 3, 2), modeltest.Named("b", 3), modeltest.Named("idle", 2)}
	opt = optim.NewAdamW(optim.WeightDecayGroups(b, 0.05), optim.AdamConfig{LR: 0.01})
	ema = optim.NewEMA(b, 0.9)
	b[:2].SetGrads(1)
	opt.Step()
	ema.Update()
	path = filepath.Join(t.TempDir(), "run.ckpt")
	c := &checkpoint.State{Step: 1, RNG: map[string][]byte{"data": {1, 2, 255}}, Model: nn.StateDict(b), Optimizer: opt.State(), EMA: ema.State()}
	if err := checkpoint.Save(path, c); err != nil {
		t.Fatal(err)
	}
	return b, opt, ema, path
}

func mustLoad(t *testing.T, path string) *checkpoint.State {
	t.Helper()
	c, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bits returns all that training changes, as bits by name.
func bits(b modeltest.Bag, opt optim.Optimizer, ema *optim.EMA) map[string][]uint32 {
	return modeltest.Bits(map[string][]tensor.Named{"model.": nn.StateDict(b), "optim.": opt.State().Tensors, "ema.": ema.State()})
}

func TestCheckpointTensorNames(t *testing.T) {
	_, _, _, path := smallRun(t)
	f, err := formats.OpenSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, ok := f.Metadata()["checkpoint"]; !ok || nn.CheckpointKey != "checkpoint" {
		t.Errorf("metadata %v have nothing under %q, which files of today have, or nn looks elsewhere: %q", f.Metadata(), "checkpoint", nn.CheckpointKey)
	}
	got := strings.Join(f.Names(), " ")
	want := "ema.b ema.idle ema.w model.b model.idle model.w optim.exp_avg.b optim.exp_avg.w optim.exp_avg_sq.b optim.exp_avg_sq.w"
	if got != want {
		t.Errorf("tensors %s\nwant %s", got, want)
	}
}

// TestDamagedCheckpoints: whatever was done to a file, reading it gives an
// error that names it, or a checkpoint, and never a panic.
func TestDamagedCheckpoints(t *testing.T) {
	b, opt, ema, path := smallRun(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, content []byte, mustFail bool) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := checkpoint.Load(path)
		switch {
		case err == nil && mustFail:
			t.Errorf("%s: no error", what)
		case err == nil:
			_ = c.Restore(b, opt, ema) // may fail, must not panic
		case !strings.Contains(err.Error(), path):
			t.Errorf("%s: error %q does not name the file", what, err)
		case strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: error of several lines: %q", what, err)
		}
	}
	for i := 0; i < 10; i++ {
		n := len(whole) * i / 10
		try(fmt.Sprintf("cut to %d of %d bytes", n, len(whole)), whole[:n], true)
	}
	try("one byte short", whole[:len(whole)-1], true)
	try("one byte more", append(bytes.Clone(whole), 0), true)
	try("garbage", bytes.Repeat([]byte("not a checkpoint "), 100), true)
	header := bytes.LastIndexByte(whole, '}')
	for i := 0; i <= header; i++ {
		for _, bit := range []byte{1, 0x20, 0x80} {
			damaged := bytes.Clone(whole)
			damaged[i] ^= bit
			try(fmt.Sprintf("byte %d ^ %#x", i, bit), damaged, i < 8)
		}
	}
}

func TestForeignFilesAreNoCheckpoints(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	one := []tensor.Named{{Name: "model.w", Tensor: tensor.New(2)}}
	for _, tt := range []struct {
		meta    string
		tensors []tensor.Named
		want    string
	}{
		{"", one, "holds tensors but no checkpoint"},
		{`{"version":2}`, one, "format version 2, want 1"},
		{`{}`, one, "no format version"},
		{`{"version":`, one, `metadata "checkpoint"`},
		{`{"version":1,"step":"x"}`, one, "step"},
		{`{"version":1,"rng":{"data":"0g"}}`, one, `generator state "data"`},
		{`{"version":1}`, []tensor.Named{{Name: "w", Tensor: tensor.New(2)}}, `tensor "w" is none of model.*, optim.*, ema.*`},
		{`{"version":1}`, []tensor.Named{{Name: "optim.exp_avg.w", Tensor: tensor.New(2)}}, "the metadata have no optimizer"},
	} {
		meta := map[string]string{}
		if tt.meta != "" {
			meta[nn.CheckpointKey] = tt.meta
		}
		if err := formats.SaveSafetensors(path, meta, tt.tensors); err != nil {
			t.Fatal(err)
		}
		_, err := checkpoint.Load(path)
		modeltest.WantError(t, err, path, tt.want)
	}
	_, err := checkpoint.Load(path + ".none")
	modeltest.WantError(t, err, path+".none", "no such file")
}

// TestRestoreChangesNothingOnError: each part of a checkpoint in turn does not
// fit, and then no part is restored.
func TestRestoreChangesNothingOnError(t *testing.T) {
	drop := func(ts []tensor.Named, name string) []tensor.Named {
		var kept []tensor.Named
		for _, t := range ts {
			if t.Name != name {
				kept = append(kept, t)
			}
		}
		return kept
	}
	tests := []struct {
		name  string
		spoil func(c *checkpoint.State)
		want  []string
	}{
		{"model tensor missing", func(c *checkpoint.State) { c.Model = drop(c.Model, "b") }, []string{"model: 1 missing: b"}},
		{"model tensor too many", func(c *checkpoint.State) { c.Model = append(c.Model, tensor.Named{Name: "x", Tensor: tensor.New(1)}) }, []string{"1 unexpected: x"}},
		{"model tensor twice", func(c *checkpoint.State) { c.Model = append(c.Model, c.Model[0]) }, []string{"1 unexpected: b"}},
		{"model shape", func(c *checkpoint.State) { c.Model[2].Tensor = tensor.New(2, 3) }, []string{"1 mis-shaped: w (model [3 2], file [2 3])"}},
		{"moment missing", func(c *checkpoint.State) { c.Optimizer.Tensors = drop(c.Optimizer.Tensors, "exp_avg.w") }, []string{"optimizer state: 1 missing: exp_avg.w"}},
		{"moment too many", func(c *checkpoint.State) {
			c.Optimizer.Tensors = append(c.Optimizer.Tensors, tensor.Named{Name: "exp_avg.idle", Tensor: tensor.New(2)})
		}, []string{"1 unexpected: exp_avg.idle"}},
		{"moment shape", func(c *checkpoint.State) { c.Optimizer.Tensors[0].Tensor = tensor.New(4) }, []string{"exp_avg.b (model [3], file [4])"}},
		{"steps of a stranger", func(c *checkpoint.State) { c.Optimizer.Steps["x"] = 1 }, []string{"unexpected: steps of x"}},
		{"negative steps", func(c *checkpoint.State) { c.Optimizer.Steps["w"] = -1 }, []string{"-1 steps of parameter w"}},
		{"optimizer kind", func(c *checkpoint.State) { c.Optimizer.Kind = "sgd" }, []string{`kind "sgd"`, `"adamw"`}},
		{"hyper-parameter", func(c *checkpoint.State) { c.Optimizer.Hyper["beta2"] = 0.5 }, []string{"beta2:0.5", "beta2:0.999"}},
		{"no optimizer", func(c *checkpoint.State) { c.Optimizer = nil }, []string{"has no optimizer state"}},
		{"no average", func(c *checkpoint.State) { c.EMA = nil }, []string{"averaged weights: 3 missing: w, b, idle"}},
		{"two parts", func(c *checkpoint.State) { c.EMA, c.Model = nil, nil }, []string{"model: 3 missing: w, b, idle", "averaged weights: 3 missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, opt, ema, path := smallRun(t)
			c := mustLoad(t, path)
			tt.spoil(c)
			b.SetGrads(2)
			opt.Step()
			opt.SetLR(7)
			ema.Update()
			before := bits(b, opt, ema)
			modeltest.WantError(t, c.Restore(b, opt, ema), tt.want...)
			modeltest.SameTensors(t, "after the error", bits(b, opt, ema), before)
			if s := opt.State(); s.LR != 7 || s.Steps["w"] != 2 {
				t.Errorf("rate %v and steps %v were touched", s.LR, s.Steps)
			}
		})
	}
}

func TestRestoreParts(t *testing.T) {
	b, opt, _, path := smallRun(t)
	want := bits(b, opt, optim.NewEMA(b, 0))
	b[0].Param.Value.Fill(5)
	if err := mustLoad(t, path).Restore(b, nil, nil); err != nil {
		t.Fatal(err)
	}
	modeltest.SameTensors(t, "model alone", bits(b, opt, optim.NewEMA(b, 0)), want)
}

func TestSaveCheckpointErrors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "none", "run.ckpt")
	modeltest.WantError(t, checkpoint.Save(path, &checkpoint.State{}), path)
	path = filepath.Join(dir, "run.ckpt")
	modeltest.WantError(t, checkpoint.Save(path, &checkpoint.State{Config: []byte("{")}), path, "JSON")
	twice := []tensor.Named{{Name: "w", Tensor: tensor.New(1)}, {Name: "w", Tensor: tensor.New(1)}}
	modeltest.WantError(t, checkpoint.Save(path, &checkpoint.State{Model: twice}), path, `"model.w"`)
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("failed saves left %v", entries)
	}
}
