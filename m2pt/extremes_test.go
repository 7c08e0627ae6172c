package m2pt_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: model files whose configuration or numbers are absurd.

// extremes are values that fields of a configuration may have in a hostile file.
var extremes = []string{"-1", "0", "1", "7", "1048576", "2147483648", "9223372036854775807", "1e-300", "1e30", "1e308", "-1e308", "0.999999"}

// Every number of a configuration, set to every extreme, gives an error, or a model
// that answers, soon and in bounded memory.
func TestConfigExtremes(t *testing.T) {
	for _, name := range []string{"vid_model", "img_model", "aud_model"} {
		path := filepath.Join("..", "..", "shared", "cases-hostile", name+".safetensors")
		f, err := formats.OpenSafetensors(path)
		if err != nil {
			t.Skip(err)
		}
		text := f.Metadata()["pathway.config"]
		items, err := nn.ReadTensors(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal([]byte(text), &tree); err != nil {
			t.Fatal(err)
		}
		dir, read := t.TempDir(), 0
		try := func(what string) {
			raw, err := json.Marshal(tree)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "m.safetensors")
			if err := formats.SaveSafetensors(file, map[string]string{"pathway.config": string(raw)}, items); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begin := time.Now()
			err = tensor.Catch(func() {
				m, err := m2pt.Load(file)
				if err != nil {
					return
				}
				read++
				m.Logits(tensor.New(append([]int{1}, m.Config.InputShape()...)...))
			})
			runtime.ReadMemStats(&after)
			if d, n := time.Since(begin), after.TotalAlloc-before.TotalAlloc; err != nil || d > 5*time.Second || n > 1<<30 {
				t.Errorf("%s, %s: %v, %v, %d bytes", name, what, err, d, n)
			}
		}
		var walk func(at string, v any, set func(any))
		walk = func(at string, v any, set func(any)) {
			switch v := v.(type) {
			case map[string]any:
				for k := range v {
					walk(at+"."+k, v[k], func(x any) { v[k] = x })
				}
			case []any:
				for i := range v {
					walk(fmt.Sprintf("%s[%d]", at, i), v[i], func(x any) { v[i] = x })
				}
			case float64:
				for _, x := range extremes {
					set(json.Number(x))
					try(at + " = " + x)
				}
				set(v)
			}
		}
		tree.(map[string]any)["frame_stride"] = 0.0
		walk("config", tree, nil)
		if read == 0 {
			t.Errorf("%s: no configuration is read", name)
		}
	}
}

// Weights, means and deviations that are not finite are refused by name.
func TestLoadRefusesWhatIsNotFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	c := m2pt.Config{Modality: m2pt.Image, Classes: []string{"a", "b"}, Mean: []float32{0.5}, Std: []float32{0.2},
		Net: &nn.ViTConfig{Image: [2]int{4, 4}, Patch: [2]int{2, 2}, Channels: 1, Dim: 4, Depth: 1, Heads: 1, Classes: 2}}
	for name, change := range map[string]func(*m2pt.Config){
		"mean":      func(c *m2pt.Config) { c.Mean = []float32{nan} },
		"std":       func(c *m2pt.Config) { c.Std = []float32{inf} },
		"deviation": func(c *m2pt.Config) { c.Std = []float32{nan} },
	} {
		bad := c
		change(&bad)
		if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "channel 0") {
			t.Errorf("%s: %v", name, err)
		}
	}
	m, err := m2pt.NewModel(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.safetensors")
	save := func() {
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	save()
	if _, err := m2pt.Load(path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-3] ^= 4
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := m2pt.Load(path); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("a flipped bit: %v", err)
	}
	for _, v := range []float32{nan, inf} {
		nn.Params(m.Net)[2].Param.Value.Data()[1] = v
		save()
		if _, err := m2pt.Load(path); err == nil || !strings.Contains(err.Error(), nn.Params(m.Net)[2].Name) || !strings.Contains(err.Error(), "element 1") {
			t.Errorf("%v: %v", v, err)
		}
	}
}

// FuzzLoad reads files of any content as models, and predicts with those that can be
// read.
func FuzzLoad(f *testing.F) {
	c := m2pt.Config{Modality: m2pt.Video, Classes: []string{"a", "b"}, Mean: []float32{0.5}, Std: []float32{0.2},
		Net: &video.Config{Frames: 2, Image: [2]int{4, 4}, Patch: [2]int{2, 2}, Channels: 1, Dim: 4, Depth: 1, Heads: 1, Classes: 2}}
	m, err := m2pt.NewModel(c, tensor.NewRNG(1))
	if err != nil {
		f.Fatal(err)
	}
	items := nn.StateDict(m.Net)
	raw, err := json.Marshal(m.Config)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add(strings.Replace(string(raw), "[2,2]", "[1,1]", 1))
	f.Add("{}")
	path := filepath.Join(f.TempDir(), "m.safetensors")
	f.Fuzz(func(t *testing.T, config string) {
		if err := formats.SaveSafetensors(path, map[string]string{"pathway.config": config}, items); err != nil {
			return // not UTF-8
		}
		fuzzcost.Check(t, len(config), fuzzcost.Limit{Bytes: 1 << 30}, func() { // an input may have 256 MiB
			if m, err := m2pt.Load(path); err == nil {
				m.Logits(tensor.New(append([]int{1}, m.Config.InputShape()...)...))
			}
		})
	})
}
