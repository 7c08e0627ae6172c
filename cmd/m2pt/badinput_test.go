package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// fails runs the program. It must end with the status and one line on stderr that
// contains the words, beside notes, and leave no model in the folder that stands for the argument OUT.
func fails(t *testing.T, name string, status int, words []string, args ...string) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Helper()
		out := filepath.Join(t.TempDir(), "out")
		for i, a := range args {
			if a == "OUT" {
				args[i] = out
			}
		}
		got, _, stderr := m2ptRun(context.Background(), args...)
		if got != status {
			t.Errorf("status %d, want %d: %s", got, status, stderr)
		}
		if strings.Count(stderr, "\n")-strings.Count(stderr, "note: ") != 1 {
			t.Errorf("not one line: %q", stderr)
		}
		for _, w := range words {
			if !strings.Contains(stderr, w) {
				t.Errorf("%q does not tell of %q", stderr, w)
			}
		}
		if _, err := os.Stat(filepath.Join(out, m2pt.ModelFile)); err == nil {
			t.Error("a model was written")
		}
	})
}

// trainArgs are the arguments of a small training on images.
func trainArgs(data string, more ...string) []string {
	return with(with([]string{"train", "--data", data, "--out", "OUT"}, small...), more...)
}

func TestBadUsage(t *testing.T) {
	fails(t, "no such command", exitUsage, []string{"tain"}, "tain")
	fails(t, "no such flag", exitUsage, []string{"--lrr"}, "train", "--lrr", "1")
	fails(t, "not a number", exitUsage, []string{"--epochs"}, "train", "--epochs", "many")
	fails(t, "missing flags", exitUsage, []string{"data", "out"}, "train")
	fails(t, "arguments", exitUsage, []string{"model to merge"}, "merge", "--out", "OUT")
	fails(t, "modality", exitUsage, []string{"smell"}, "pretrain", "--modality", "smell", "--data", "x", "--out", "OUT")
	data := datatest.MNIST(t, 20, 10)
	fails(t, "learning rate", exitUsage, []string{"lr is -1"}, trainArgs(data, "--lr", "-1")...)
	fails(t, "heads", exitUsage, []string{"16", "3 heads"}, trainArgs(data, "--heads", "3")...)
	fails(t, "patch", exitUsage, []string{"patch"}, trainArgs(data, "--patch", "99")...)
	fails(t, "train size", exitUsage, []string{"--train-size", "21"}, trainArgs(data, "--train-size", "21")...)
	fails(t, "threads", exitUsage, []string{"--threads"}, trainArgs(data, "--threads", "-2")...)
	fails(t, "aux layers", exitUsage, []string{"attn.q"}, trainArgs(data, "--aux", "random", "--aux-layers", "attn.q")...)
	fails(t, "channels", exitUsage, []string{"--channels is 2", "1 or 3"}, trainArgs(data, "--channels", "2")...)
	fails(t, "side", exitUsage, []string{"--side is -1"}, trainArgs(data, "--side", "-1")...)
	sounds := []string{"pretrain", "--modality", "audio", "--data", datatest.FSDD(t), "--out", "OUT", "--dim", "18", "--heads", "2", "--quiet"}
	fails(t, "width of sounds", exitUsage, []string{"dim 18", "multiples of 4"}, sounds...)
	fails(t, "width of sounds by labels", exitUsage, []string{"dim of 18", "multiple of 4"}, with(sounds, "--objective", "labels")...)
	fails(t, "demo", exitUsage, []string{"--seeds"}, "demo", "--seeds", "0", "--out", "OUT")
}

func TestBadImages(t *testing.T) {
	fails(t, "missing folder", exitFailure, []string{"nowhere"}, trainArgs(filepath.Join(t.TempDir(), "nowhere"))...)
	fails(t, "empty folder", exitFailure, nil, trainArgs(t.TempDir())...)

	damaged := func(change func(file string, b []byte) []byte) string {
		dir := datatest.MNIST(t, 20, 10)
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			datatest.WriteFile(t, f, change(filepath.Base(f), b))
		}
		return dir
	}
	only := func(part string, f func(b []byte) []byte) func(string, []byte) []byte {
		return func(name string, b []byte) []byte {
			if strings.HasPrefix(name, part) {
				return f(b)
			}
			return b
		}
	}
	fails(t, "truncated gz", exitFailure, []string{"train-images"},
		trainArgs(damaged(only("train-images", func(b []byte) []byte { return b[:len(b)/2] })))...)
	fails(t, "wrong magic", exitFailure, []string{"t10k-labels"},
		trainArgs(damaged(only("t10k-labels", func([]byte) []byte { return []byte{1, 2, 3, 4, 5, 6, 7, 8} })))...)

	dir := datatest.MNIST(t, 20, 10)
	datatest.WriteIDX(t, filepath.Join(dir, "train-labels-idx1-ubyte.gz"), make([]byte, 19), 19)
	fails(t, "labels that do not match", exitFailure, []string{"19", "20"}, trainArgs(dir)...)

	dir = t.TempDir()
	datatest.WriteFile(t, filepath.Join(dir, "cat", "a.png"), []byte("not a picture"))
	fails(t, "not a picture", exitFailure, []string{"a.png"}, trainArgs(dir)...)
	if err := os.MkdirAll(filepath.Join(dir, "dog"), 0o777); err != nil {
		t.Fatal(err)
	}
	fails(t, "empty class", exitFailure, []string{"dog"}, trainArgs(dir)...)
}

// The program tells of several mistakes in one line.
func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"a: b":                                  "a: b",
		"a.yaml:1: x\na.yaml:2: y":              "a.yaml:1: x; a.yaml:2: y",
		"undo what differs:\n  b\n  c":          "undo what differs: b; c",
		"no \"a\"\n\nDid you mean this?\n\tb\n": "no \"a\"; Did you mean this? b",
	} {
		if got := oneLine(errors.New(text)); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	file := filepath.Join(t.TempDir(), "study.yaml")
	datatest.WriteFile(t, file, []byte("name: a\nseeds: [1]\nexperiments:\n  - name: b\n    tragets: [image]\n"))
	fails(t, "a study", exitFailure, []string{"tragets", "targets"}, "study", file, "--out", "OUT")
}

// A study refuses a folder with files of others, and leaves them alone.
func TestForeignStudyFolder(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	datatest.WriteFile(t, filepath.Join(out, "thesis.txt"), []byte("mine"))
	file := filepath.Join(dir, "study.yaml")
	datatest.WriteFile(t, file, []byte("name: a\nseeds: [1]\nexperiments:\n  - {name: b, targets: [image], sizes: [20], arms: [{name: plain}], settings: {data: {image: synthetic}}}\n"))
	fails(t, "a study", exitFailure, []string{out, "thesis.txt"}, "study", file, "--out", out)
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestBadAudio(t *testing.T) {
	dir := datatest.FSDD(t)
	datatest.WriteFile(t, filepath.Join(dir, "3_someone_99.wav"), []byte("RIFFnot really a wav file"))
	fails(t, "not a WAV", exitFailure, []string{"3_someone_99.wav"},
		with([]string{"pretrain", "--objective", "labels", "--modality", "audio", "--data", dir, "--out", "OUT"}, tiny...)...)
}

// Damaged models, and those that do not fit, are refused.
func TestBadModels(t *testing.T) {
	data, dir := datatest.MNIST(t, 20, 10), t.TempDir()
	good := filepath.Join(dir, "good")
	args := with(with([]string{"train", "--data", data}, small...), "--epochs", "1")
	mustRun(t, with(args, "--out", good)...)
	file := filepath.Join(good, m2pt.ModelFile)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "half.safetensors")
	datatest.WriteFile(t, half, whole[:len(whole)/2])
	fails(t, "model cut in half", exitFailure, []string{"half.safetensors"}, "eval", half, "--data", data)
	fails(t, "no model", exitFailure, []string{"nothing"}, "inspect", filepath.Join(dir, "nothing"))
	fails(t, "folder without a model", exitFailure, []string{m2pt.ModelFile}, "inspect", data)
	fails(t, "nothing to merge", exitFailure, []string{"no pathways"}, "merge", good, "--out", "OUT")
	fails(t, "no picture", exitFailure, []string{"half.safetensors"}, "predict", good, half)

	dict, meta, err := nn.ReadWeights(file)
	if err != nil {
		t.Fatal(err)
	}
	change := func(name string, f func([]tensor.Named) []tensor.Named) string {
		path := filepath.Join(dir, name+".safetensors")
		if err := formats.SaveSafetensors(path, meta, f(append([]tensor.Named(nil), dict...))); err != nil {
			t.Fatal(err)
		}
		return path
	}
	missing := change("missing", func(d []tensor.Named) []tensor.Named {
		d[0] = tensor.Named{Name: "other.weight", Tensor: d[0].Tensor}
		return d
	})
	fails(t, "missing and extra tensor", exitFailure, []string{dict[0].Name, "other.weight"}, "inspect", missing)
	shape := change("shape", func(d []tensor.Named) []tensor.Named {
		d[1] = tensor.Named{Name: d[1].Name, Tensor: tensor.New(d[1].Tensor.Size(), 1, 1)}
		return d
	})
	fails(t, "mis-shaped tensor", exitFailure, []string{dict[1].Name}, "inspect", shape)

	// Auxiliaries that do not fit.
	for name, flags := range map[string][]string{"depth": {"--depth", "3"}, "width": {"--dim", "8"}} {
		aux := filepath.Join(dir, name)
		mustRun(t, with(with(args, flags...), "--out", aux)...)
		words := map[string][]string{"depth": {"2 blocks", "3"}, "width": {"blocks.0.attn.qkv", "[48 16]", "[24 8]"}}[name]
		fails(t, "auxiliary of another "+name, exitFailure, words, trainArgs(data, "--aux", aux)...)
	}

	// A checkpoint cut in half is refused, and stays as it was.
	out := filepath.Join(dir, "cut")
	mustRun(t, with(args, "--out", out)...)
	path := filepath.Join(out, train.CheckpointFile)
	state, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	datatest.WriteFile(t, path, state[:len(state)/2])
	fails(t, "checkpoint cut in half", exitFailure, []string{train.CheckpointFile}, with(args, "--out", out)...)
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, state[:len(state)/2]) {
		t.Error("the damaged checkpoint was changed")
	}
	mustRun(t, with(args, "--out", out, "--overwrite")...)
	fails(t, "other settings", exitFailure, []string{"other settings"}, with(args, "--out", out, "--lr", "0.5")...)
}

func TestDivergenceNamesTheStep(t *testing.T) {
	data := datatest.MNIST(t, 40, 10)
	fails(t, "NaN", exitFailure, []string{"diverged", "epoch", "checkpoint"}, trainArgs(data, "--lr", "1e30", "--clip", "0")...)
}

// Outputs that are not finite are an error that names the files they are of, without
// those that could not be read.
func TestOutputsNotFinite(t *testing.T) {
	y := tensor.FromSlice([]float32{1, 2, 3, float32(math.NaN())}, 2, 2)
	err := checkOutputs(y, []string{"a.png", "bad.png", "c.png"}, []int{0, 2})
	if err == nil || !strings.Contains(err.Error(), "a.png, c.png: the model's output for sample 1") {
		t.Errorf("outputs with NaN: %v", err)
	}
	if err := checkOutputs(tensor.New(2, 2), []string{"a.png", "c.png"}, []int{0, 1}); err != nil {
		t.Error(err)
	}
}
