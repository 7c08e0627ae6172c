package nn_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: position tables on other grids as timm, and as MAE and Hugging Face,
// compute them, from ../shared/checkpoints.

func TestPosEmbedCases(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "checkpoints")
	text, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Skip("there is no ../shared/checkpoints")
	}
	var cases []struct {
		Name     string
		Family   string
		Input    map[string]string
		Output   map[string]string
		Atol     float64
		Old, New [2]int
		Prefix   int
		Method   nn.PosResize
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	files := map[string]*formats.SafetensorsFile{}
	read := func(t *testing.T, ref string) *tensor.Tensor {
		path, name, _ := strings.Cut(ref, "#")
		if files[path] == nil {
			f, err := formats.OpenSafetensors(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			files[path] = f
		}
		x, err := files[path].Tensor(name)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	ran := map[nn.PosResize]int{}
	for _, c := range cases {
		if c.Family != "posembed" || c.Method.Validate() != nil {
			continue
		}
		ran[c.Method]++
		t.Run(c.Name, func(t *testing.T) {
			got := nn.InterpolatePosEmbed(read(t, c.Input["table"]), c.Prefix, c.Old, c.New, c.Method)
			if err := golden.Compare(got, read(t, c.Output["table"]), c.Atol); err != nil {
				t.Error(err)
			}
		})
	}
	for _, f := range files {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if ran[nn.PosBicubic] == 0 || ran[nn.PosBicubicAntialias] == 0 {
		t.Errorf("cases by method: %v, want some of each", ran)
	}
}
