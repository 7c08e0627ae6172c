package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
)

// tone returns half a second of a tone that begins after i milliseconds.
func tone(hertz float64, i int) []float32 {
	x := make([]float32, 4000)
	for k := 8 * i; k < len(x); k++ {
		x[k] = float32(0.4 * math.Sin(2*math.Pi*hertz*float64(k)/8000))
	}
	return x
}

// A model of two tones is trained from a folder and saved; loaded again it gives the same
// answers, and most are right.
func TestKeywords(t *testing.T) {
	dir := t.TempDir()
	ask := t.TempDir()
	kinds := map[string]float64{"high": 1600, "low": 300}
	write := func(path string, samples []float32) string {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := datasets.WriteWAV(path, samples, 8000); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var files []string
	for name, hertz := range kinds {
		for i := 0; i < 40; i++ {
			part := "train"
			if i >= 30 {
				part = "test"
			}
			write(filepath.Join(dir, part, name, fmt.Sprintf("%d.wav", i)), tone(hertz*(1+0.01*float64(i%7)), 7*i))
		}
		for i := 0; i < 4; i++ {
			files = append(files, write(filepath.Join(ask, fmt.Sprintf("%s-%d.wav", name, i)), tone(hertz*1.02, 31*i+3)))
		}
	}
	saved := filepath.Join(dir, "model.safetensors")
	var trained, loaded bytes.Buffer
	o := options{data: dir, save: saved, samples: 60, epochs: 10}
	if err := run(context.Background(), &trained, o, files); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), &loaded, options{model: saved}, files); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(trained.String(), "\n"+loaded.String()) {
		t.Errorf("the saved model answers otherwise:\n%s\n%s", trained.String(), loaded.String())
	}
	right := 0
	for _, m := range regexp.MustCompile(`(\w+)-\d\.wav: (\w+) \d+ %`).FindAllStringSubmatch(loaded.String(), -1) {
		if m[1] == m[2] {
			right++
		}
	}
	if right < 7 {
		t.Errorf("%d of 8 answers are right, want 7 or more\n%s", right, trained.String())
	}
	if err := run(context.Background(), &loaded, options{model: filepath.Join(dir, "none")}, files); err == nil {
		t.Error("a model that does not exist is loaded")
	}
}
