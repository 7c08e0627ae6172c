package m2pt

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// This file: model files and a checkpoint of an earlier program; see
// testdata/files/README.md.

const oldFiles = "testdata/files"

// expected reads what the files' models computed when they were written.
func expected(t *testing.T) map[string]*tensor.Tensor {
	t.Helper()
	f, err := formats.OpenSafetensors(filepath.Join(oldFiles, "expected.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := nn.ReadTensors(f)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*tensor.Tensor{}
	for _, n := range all {
		byName[n.Name] = n.Tensor
	}
	return byName
}

// unzipped returns the path of a file's plain text.
func unzipped(t *testing.T, path string) string {
	t.Helper()
	if !strings.HasSuffix(path, ".gz") {
		return path
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), ModelFile)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every model file loads, computes what it did, writes its configuration with the
// same bytes, and comes back from a file of the present program.
func TestOldFiles(t *testing.T) {
	want, n := expected(t), 0
	files, err := filepath.Glob(filepath.Join(oldFiles, "*.safetensors*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		if name == "expected" || name == "run" {
			continue
		}
		n++
		t.Run(name, func(t *testing.T) {
			path := unzipped(t, file)
			m, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := formats.OpenSafetensors(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			text, err := json.Marshal(m.Config)
			if err != nil {
				t.Fatal(err)
			}
			if was := f.Metadata()[configKey]; string(text) != was {
				t.Errorf("the configuration is\n%s, was\n%s", text, was)
			}
			again := filepath.Join(t.TempDir(), ModelFile)
			if err := m.Save(again); err != nil {
				t.Fatal(err)
			}
			back, err := Load(again)
			if err != nil {
				t.Fatal(err)
			}
			x := want[name+".input"]
			for what, m := range map[string]*Model{"loaded": m, "saved again": back, "merged": m.Merge()} {
				y := m.Logits(x)
				if a, ok := m.Net.(nn.Autoencoder); ok {
					y = nn.Predict(nn.MaskedLossOf{Autoencoder: a}, x)
				}
				modeltest.SameBits(t, what, y.Data(), want[name+".output"].Data())
				if m.TakesCategories() {
					modeltest.SameBits(t, what+", of categories", m.LogitsOf(x, []int{1, 0}).Data(), want[name+".output_of_categories"].Data())
				}
			}
		})
	}
	if n != 16 {
		t.Errorf("%d files, want 16", n)
	}
}

// A run goes on from its checkpoint with the bits that it had.
func TestOldCheckpoint(t *testing.T) {
	want := expected(t)
	c, err := checkpoint.Load(filepath.Join(oldFiles, "run.checkpoint.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	var config Config
	if err := json.Unmarshal(c.Config, &config); err != nil {
		t.Fatal(err)
	}
	if c.Step != 2 || c.Epoch != 1 || c.Schedule == nil || *c.Schedule != (optim.WarmupCosine{Peak: 1e-2, Warmup: 1, Total: 4}) {
		t.Errorf("step %d, epoch %d, schedule %+v", c.Step, c.Epoch, c.Schedule)
	}
	m, err := rebuild(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nn.LoadStateDict(m.Net, c.Model, true); err != nil {
		t.Fatal(err)
	}
	params := nn.Params(m.Net)
	opt := optim.NewAdamW(optim.LayerDecayGroups(params, 1, 0.75, 0.05), optim.AdamConfig{LR: 1e-2})
	if err := opt.LoadState(c.Optimizer); err != nil {
		t.Fatal(err)
	}
	ema := optim.NewEMA(params, 0.9)
	if err := ema.LoadState(c.EMA); err != nil {
		t.Fatal(err)
	}
	tape := autograd.NewTape().Train(0)
	if err := tape.RNG().UnmarshalBinary(c.RNG["tape"]); err != nil {
		t.Fatal(err)
	}
	for step := c.Step; step < 4; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := nn.CrossEntropy(m.Net.Forward(tape.Input(want["run.input"])), []int{0, 1, 2, 0}, autograd.LossOptions{})
		autograd.Backward(loss)
		opt.Step()
		ema.Update()
	}
	for _, p := range params {
		modeltest.SameBits(t, p.Name, p.Param.Value.Data(), want["run.weights."+p.Name].Data())
	}
	for _, p := range ema.State() {
		modeltest.SameBits(t, "averaged "+p.Name, p.Tensor.Data(), want["run.ema."+p.Name].Data())
	}
}
