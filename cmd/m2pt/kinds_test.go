package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// What is given where something else is expected is recognised, and the error says what
// it is.
func TestOtherKindsAreRecognised(t *testing.T) {
	model := tinyRun(t)
	digits, sounds := datatest.MNIST(t, 20, 10), datatest.FSDD(t)
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		datatest.WriteFile(t, path, []byte(content))
		return path
	}
	recipe := file("my.yaml", "epochs: 3\n")
	study := file("grid.yaml", "name: a\nseeds: [1]\nexperiments:\n  - {name: b, targets: [image], sizes: [20], arms: [{name: plain}], settings: {data: {image: synthetic}}}\n")
	picture := filepath.Join(dir, "a.png")
	datatest.WritePNG(t, picture, synthetic.Images(1, 1), 0)
	sound := filepath.Join(dir, "a.wav")
	if err := datasets.WriteWAV(sound, make([]float32, 8000), 8000); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	for _, test := range []struct {
		status int
		want   string
		args   []string
	}{
		{1, recipe + " is a recipe, not a model (train --recipe takes it)", []string{"inspect", recipe}},
		{1, recipe + " is a recipe, not a model", []string{"merge", recipe, "--out", out}},
		{1, recipe + " is a recipe, not a model", []string{"bench", "--run", recipe}},
		{1, recipe + " is a recipe, not a model", []string{"reconstruct", recipe, "--data", digits}},
		{1, study + " is the file of a study, not a model (m2pt study runs it)", []string{"eval", study, "--data", digits}},
		{1, picture + " is an image (PNG), not a model", []string{"predict", picture, model}},
		{1, digits + " is a folder of data (IDX files, images), not a model", []string{"inspect", digits}},
		{1, sounds + " is a folder of data (WAV files, sounds), not a model", []string{"inspect", sounds}},
		{1, "w.h5 is an HDF5 file (Keras), not a model", []string{"inspect", file("w.h5", "\x89HDF\r\n\x1a\n")}},
		{1, "w.gguf is a GGUF file, not a model", []string{"inspect", file("w.gguf", "GGUF....")}},
		{1, "w.pth is a PyTorch file (.pth)", []string{"inspect", file("w.pth", "PK\x03\x04....")}},
		{1, "junk is no safetensors file", []string{"inspect", file("junk", "a text that is long enough for a length")}},
		{1, "is a training checkpoint, not a model", []string{"inspect", filepath.Join(model, train.CheckpointFile)}},
		{1, model + " is a model: predict takes one model, and then files, which are images", []string{"predict", model, model}},
		{1, recipe + " is a recipe, but the model takes images", []string{"predict", model, recipe}},
		{1, sound + " is a sound (WAV), but the model takes images", []string{"predict", model, sound}},
		{1, dir + " is a folder: give its files, such as " + filepath.Join(dir, "*"), []string{"predict", model, dir}},
		{2, "--recipe: " + model + " is a model, not a recipe", append(tinyFlags(digits, out), "--recipe", model)},
		{2, "--recipe: " + study + " is the file of a study, not a recipe (m2pt study runs it)", append(tinyFlags(digits, out), "--recipe", study)},
		{1, recipe + " is a recipe, not a model", append(tinyFlags(digits, out), "--aux", recipe)},
		{1, model + " is a model, not data", tinyFlags(model, out)},
		{1, "(give the folder that it lies in, " + dir + ")", tinyFlags(picture, out)},
		{1, recipe + " is a recipe, not the file of a study (train --recipe takes it)", []string{"study", recipe, "--out", out}},
		{1, model + " is a model, not the file of a study", []string{"study", model, "--out", out}},
		{1, "(these are WAV files, sounds; the model takes images)", []string{"eval", model, "--data", sounds}},
		{1, "(these are IDX files: --modality image?)", []string{"train", "--modality", "audio", "--data", digits, "--out", out}},
	} {
		refuses(t, test.status, test.want, test.args...)
	}
	// What is of the right kind and damaged keeps the error that tells of the damage.
	whole := datatest.ReadFile(t, filepath.Join(model, m2pt.ModelFile))
	refuses(t, 1, "half.safetensors", "inspect", file("half.safetensors", string(whole[:len(whole)/2])))
	if _, _, stderr := runWith(context.Background(), "inspect", filepath.Join(dir, "half.safetensors")); strings.Contains(stderr, "not a model") {
		t.Errorf("a damaged model: %s", stderr)
	}
	refuses(t, 1, "bad.npz", append([]string{"predict", model}, file("bad.npz", "PK\x03\x04"))...)
	refuses(t, 2, `unknown field "epoch"`, append(tinyFlags(digits, out), "--recipe", file("slip.yaml", "epoch: 3\n"))...)
	if kind := kindOf(filepath.Join(dir, "nothing")); kind != "" {
		t.Errorf("nothing is %q", kind)
	}
}

// Command lines that make no sense are told in plain words.
func TestPlainUsage(t *testing.T) {
	digits, out := datatest.MNIST(t, 20, 10), filepath.Join(t.TempDir(), "out")
	for _, test := range []struct {
		want string
		args []string
	}{
		{"m2pt: --data and --out are needed (see m2pt train --help)", []string{"train"}},
		{"m2pt: --out is needed (see m2pt merge --help)", []string{"merge", "x"}},
		{"unknown flag: --date (did you mean --data?) (see m2pt train --help)", []string{"train", "--date", digits}},
		{`train takes flags alone, found "mnist": the data goes to --data, the model to --out (see m2pt train --help)`, []string{"train", "mnist"}},
		{`bench takes flags alone, found "merged": --run measures a saved model`, []string{"bench", "merged"}},
		{"--dim is 30, which 4 heads (--heads) do not divide", []string{"train", "--data", digits, "--out", out, "--dim", "30"}},
		{"--depth is 0, want 1 or more", []string{"train", "--data", digits, "--out", out, "--depth", "0"}},
		{"--root: there is no folder nowhere", []string{"study", studyFile(t), "--root", "nowhere", "--out", out}},
	} {
		refuses(t, exitUsage, test.want, test.args...)
	}
	deep := tinyRun(t) // of one block
	refuses(t, 1, "--aux-blocks N connects the first N", "train", "--data", digits, "--out", out, "--dim", "8", "--heads", "2", "--depth", "2", "--aux", deep)
}

// studyFile writes the file of a study whose arms lack their data, and returns its path.
func studyFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "grid.yaml")
	datatest.WriteFile(t, path, []byte("name: a\nseeds: [1]\nexperiments:\n  - {name: b, baseline: c, targets: [image], sizes: [20], arms: [{name: c, kind: plain}, {name: d, kind: plain, settings: {dim: 32}}], settings: {data: {image: nowhere}}}\n"))
	return path
}

// A mistake that many arms of a study share is told once.
func TestDistinctMistakes(t *testing.T) {
	dir := t.TempDir()
	refuses(t, 1, fmt.Sprintf("settings.data.image: found %s, which is not a folder (in 2 arms)\n", filepath.Join(dir, "nowhere")), "study", studyFile(t), "--root", dir, "--out", filepath.Join(dir, "out"))
	if err := distinctMistakes(nil); err != nil {
		t.Error(err)
	}
}
