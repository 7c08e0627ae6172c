package checkpoint_test

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// withoutSums returns a file as other programs write it, without the checksums by which
// damage is noticed before anything else is read.
func withoutSums(t testing.TB, raw []byte) []byte {
	t.Helper()
	n := 8 + binary.LittleEndian.Uint64(raw)
	var head map[string]map[string]any
	if err := json.Unmarshal(raw[8:n], &head); err != nil {
		t.Fatal(err)
	}
	delete(head["__metadata__"], "pathway.checksums")
	text, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	out := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	return append(out, raw[n:]...)
}

// tryRun loads a file of size bytes and restores a run from it. An error names the file
// and changes nothing; a run that is restored goes on.
func tryRun(t *testing.T, path string, size int) {
	t.Helper()
	b := modeltest.Bag{modeltest.Named("w", 3, 2), modeltest.Named("b", 3), modeltest.Named("idle", 2)}
	opt := optim.NewAdamW(optim.WeightDecayGroups(b, 0.05), optim.AdamConfig{LR: 0.01})
	ema := optim.NewEMA(b, 0.9)
	before := bits(b, opt, ema)
	fuzzcost.Check(t, size, fuzzcost.Limit{Bytes: 1 << 20, PerByte: 200}, func() {
		c, err := checkpoint.Load(path)
		if err != nil {
			if !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is not a line that names the file: %q", err)
			}
			return
		}
		if err := c.Restore(b, opt, ema); err != nil {
			if !reflect.DeepEqual(bits(b, opt, ema), before) {
				t.Errorf("changed, though the state cannot be restored: %v", err)
			}
			return
		}
		b[:2].SetGrads(1)
		opt.Step()
		ema.Update()
	})
}

// FuzzLoad reads files of any content as checkpoints.
func FuzzLoad(f *testing.F) {
	_, _, _, path := smallRun(f)
	raw, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(withoutSums(f, raw))
	f.Add(raw[:len(raw)-1])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		tryRun(t, path, len(raw))
	})
}

// FuzzMetadata reads checkpoints of whole tensors, whose metadata and one of whose names
// may be anything.
func FuzzMetadata(f *testing.F) {
	b, opt, ema, path := smallRun(f)
	file, err := formats.OpenSafetensors(path)
	if err != nil {
		f.Fatal(err)
	}
	meta := file.Metadata()[nn.CheckpointKey]
	if err := file.Close(); err != nil {
		f.Fatal(err)
	}
	var tensors []tensor.Named
	for prefix, list := range map[string][]tensor.Named{"model.": nn.StateDict(b), "optim.": opt.State().Tensors, "ema.": ema.State()} {
		for _, t := range list {
			tensors = append(tensors, tensor.Named{Name: prefix + t.Name, Tensor: t.Tensor})
		}
	}
	f.Add(meta, "", uint8(0))
	f.Add(meta, "model.more", uint8(3))
	f.Add(strings.Replace(meta, `"version":1`, `"version":1,"step":-5,"rng":{"a":"00"}`, 1), "optim.exp_avg.w", uint8(0))
	f.Add(`{"version":1,"optimizer":null}`, "optim.", uint8(1))
	path = filepath.Join(f.TempDir(), "f")
	f.Fuzz(func(t *testing.T, meta, name string, size uint8) {
		all := tensors
		if name != "" {
			all = append(all[:len(all):len(all)], tensor.Named{Name: name, Tensor: tensor.New(int(size))})
		}
		if err := formats.SaveSafetensors(path, map[string]string{nn.CheckpointKey: meta}, all); err != nil {
			return // not UTF-8, or a name that is there
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		tryRun(t, path, int(info.Size()))
	})
}
