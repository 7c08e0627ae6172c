package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// No command overwrites a model that it reads, or the model of a run.
func TestModelsAreKept(t *testing.T) {
	data, dir := datatest.MNIST(t, 20, 10), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	args := with([]string{"train", "--data", data}, small...)
	mustRun(t, with(args, "--out", path("plain"))...)
	mustRun(t, with(args, "--aux", path("plain"), "--out", path("pathway"))...)
	mustRun(t, "merge", path("pathway"), "--out", path("merged"))
	mustRun(t, "merge", path("pathway"), "--out", path("merged")) // the same again
	if err := os.Symlink(path("pathway"), path("link")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(path("demo/plain"), 0o777); err != nil {
		t.Fatal(err)
	}
	datatest.WriteFile(t, path("demo/plain/"+train.CheckpointFile), []byte("a run"))

	datatest.WriteFile(t, path("some.png"), []byte("a picture"))

	file := func(name string) string { return filepath.Join(path(name), m2pt.ModelFile) }
	models := map[string][]byte{}
	for _, name := range []string{"plain", "pathway", "merged"} {
		models[name] = modelBytes(t, path(name))
	}
	for name, args := range map[string][]string{
		"merge over its model":                {"merge", path("pathway"), "--out", path("pathway")},
		"merge over its model by its file":    {"merge", file("pathway"), "--out", path("pathway")},
		"merge over its model by a link":      {"merge", path("pathway"), "--out", path("link")},
		"merge over another run":              {"merge", path("pathway"), "--out", path("plain")},
		"train over its start":                with(args, "--init", path("merged"), "--out", path("merged")),
		"train over its blocks":               with(args, "--init-blocks", path("merged"), "--out", path("merged")),
		"train over an auxiliary":             with(args, "--aux", path("merged"), "--out", path("merged")),
		"train over an auxiliary, on purpose": with(args, "--aux", path("plain"), "--out", path("plain"), "--overwrite"),
		"figures over a model":                {"eval", path("plain"), "--data", data, "--json", file("plain")},
		"a matrix over a model":               {"eval", path("plain"), "--data", data, "--confusion", file("plain")},
		"a picture over a model":              {"reconstruct", path("plain"), "--data", data, "--out", file("plain")},
		"attention over a model":              {"attention", path("plain"), path("some.png"), "--out", file("plain")},
		"attention over its file":             {"attention", path("plain"), path("some.png"), "--out", path("some.png")},
		"a demo over a run":                   {"demo", "--out", path("demo"), "--quiet"},
	} {
		fails(t, name, exitUsage, []string{"overwrit"}, args...)
	}
	for name, want := range models {
		if !bytes.Equal(modelBytes(t, path(name)), want) {
			t.Errorf("the model %s is another one now", name)
		}
	}
}

// Only the same flags resume a run. The error says what differs.
func TestResumeNamesWhatDiffers(t *testing.T) {
	data, dir := datatest.MNIST(t, 20, 10), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	args := with([]string{"train", "--data", data}, small...)
	mustRun(t, with(args, "--out", path("one"))...)
	mustRun(t, with(with(args, "--out", path("two")), "--seed", "2")...)
	for _, name := range []string{"plain", "started", "pathway"} {
		more := map[string][]string{"started": {"--init", path("one")}, "pathway": {"--aux", path("one")}}[name]
		mustRun(t, with(with(args, "--out", path(name)), more...)...)
	}
	other, images := datatest.MNIST(t, 20, 10), synthetic.Images(20, 1)
	slices.Reverse(images.Pixels) // of the same mean and deviation
	datatest.WriteIDX(t, filepath.Join(other, "train-images-idx3-ubyte.gz"), images.Pixels, 20, 28, 28)
	for name, k := range map[string]struct {
		run, words string
		flags      []string
	}{
		"frozen":        {"plain", "blocks.0.attn.proj.bias is frozen", []string{"--freeze-backbone"}},
		"start":         {"plain", "init is set", []string{"--init", path("one")}},
		"another start": {"started", "init is another model", []string{"--init", path("two")}},
		"blocks":        {"plain", "init_blocks is set", []string{"--init-blocks", path("one")}},
		"auxiliary":     {"pathway", "auxiliary 1 is another model", []string{"--aux", path("two")}},
		"learning rate": {"plain", "recipe.lr is 0.5", []string{"--lr", "0.5"}},
		"training data": {"plain", "the training data differ", []string{"--data", other}},
	} {
		fails(t, name, exitFailure, []string{"other settings", k.words, "--overwrite"}, with(with(args, "--out", path(k.run)), k.flags...)...)
	}
	mustRun(t, with(args, "--out", path("plain"), "--grad-checkpointing", "--threads", "1")...) // no difference in the bits
}

// What a masked autoencoder would ignore is bad usage.
func TestMaskedFlags(t *testing.T) {
	data := datatest.MNIST(t, 20, 10)
	args := with([]string{"pretrain", "--modality", "image", "--data", data, "--out", "OUT"}, small...)
	for flag, field := range map[string]string{"--mixup": "mixup", "--label-smoothing": "label_smoothing", "--dropout": "dropout", "--drop-path": "drop_path", "--layer-decay": "layer_decay"} {
		fails(t, flag, exitUsage, []string{field + " is 0.5", "masked autoencoder"}, with(args, flag, "0.5")...)
	}
	file := filepath.Join(t.TempDir(), "study.yaml")
	datatest.WriteFile(t, file, []byte("name: a\nseeds: [1]\nexperiments:\n  - {name: b, targets: [image], sizes: [20], arms: [{name: plain}], settings: {data: {image: synthetic}, pretrain: {image: {dropout: 0.5}}}}\n"))
	fails(t, "a study", exitFailure, []string{"settings.pretrain.image", "dropout is 0.5"}, "study", file, "--out", filepath.Join(t.TempDir(), "out"))
	if out := mustRun(t, with(with([]string{"pretrain", "--modality", "image", "--objective", "labels", "--data", data, "--out", filepath.Join(t.TempDir(), "out")}, small...), "--dropout", "0.5")...); !strings.Contains(out, "accuracy") {
		t.Errorf("pretrain by labels says %q", out)
	}
}
