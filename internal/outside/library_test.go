package outside

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/doctest"
)

// The program of another module (examples/library) trains, resumes, fine-tunes,
// decodes a sound, connects, merges and serves with little code.
func TestLibrary(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and trains")
	}
	if doctest.Packaged("../..") {
		t.Skip("examples/library is a module of its own, which is not here")
	}
	const program = "../../examples/library"
	source, err := os.ReadFile(filepath.Join(program, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(source, []byte("\n")); n > 150 {
		t.Errorf("the program has %d lines, want 150 or fewer", n)
	}
	data, out := t.TempDir(), t.TempDir()
	writePictures(t, filepath.Join(data, "images"))
	writeTones(t, filepath.Join(data, "sounds"))
	recipe := "epochs: 5\nbatch: 8\nlr: 0.003\nimage:\n  shift: 0.1\n"
	if err := os.WriteFile(filepath.Join(data, "recipe.yaml"), []byte(recipe), 0o666); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "run", ".", data, out)
	c.Dir = program
	text, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, want := range []string{
		`resumed: accuracy (9|100)`, `fine-tuned: accuracy (9|100)`, `sounds: accuracy (9|100)`, `0\.wav is high\n`, `pathway: accuracy (9|100)`, `served 20 images, [01] wrong\n`,
	} {
		if !regexp.MustCompile(want).Match(text) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, file := range []string{"plain/model.safetensors", "tuned/metrics.csv", "pathway/checkpoint.safetensors", "merged.safetensors"} {
		if info, err := os.Stat(filepath.Join(out, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// parts are the folders of a data set, and how many files of each class they hold.
var parts = map[string]int{"train": 30, "test": 10}

// writePictures writes pictures that are brighter on the left or at the top.
func writePictures(t *testing.T, dir string) {
	for part, n := range parts {
		for class, x := range map[string]int{"left": 1, "top": 0} {
			for i := 0; i < n; i++ {
				img := image.NewGray(image.Rect(0, 0, 16, 16))
				for at := range img.Pix {
					along := at / 16
					if x == 1 {
						along = at % 16
					}
					img.SetGray(at%16, at/16, color.Gray{Y: uint8(240 - 12*along + i)})
				}
				write(t, filepath.Join(dir, part, class, fmt.Sprintf("%d.png", i)), func(path string) error {
					var b bytes.Buffer
					if err := png.Encode(&b, img); err != nil {
						return err
					}
					return os.WriteFile(path, b.Bytes(), 0o666)
				})
			}
		}
	}
}

// writeTones writes sounds of a second that are high or low.
func writeTones(t *testing.T, dir string) {
	const rate = 8000
	for part, n := range parts {
		for class, hertz := range map[string]float64{"high": 1500, "low": 300} {
			for i := 0; i < n; i++ {
				samples := make([]float32, rate)
				for k := range samples {
					samples[k] = float32(0.5 * math.Sin(2*math.Pi*(hertz+5*float64(i))*float64(k)/rate))
				}
				write(t, filepath.Join(dir, part, class, fmt.Sprintf("%d.wav", i)), func(path string) error {
					return datasets.WriteWAV(path, samples, rate)
				})
			}
		}
	}
}

// write makes the folder of a file and writes it.
func write(t *testing.T, path string, f func(path string) error) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := f(path); err != nil {
		t.Fatal(err)
	}
}
