package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	pictures "github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// modalityCase is a small data set of a modality, and the flags of a small model for it.
// The blocks of all cases fit together.
type modalityCase struct {
	name  string
	data  func(t *testing.T) string
	flags []string
}

var modalityCases = []modalityCase{
	{"image", func(t *testing.T) string { return datatest.MNIST(t, 48, 16) }, []string{"--patch", "7"}},
	{"audio", datatest.FSDD, nil},
	{"point", datatest.Points, []string{"--point-points", "64", "--groups", "8", "--group-size", "4"}},
	{"video", datatest.Videos, []string{"--video-frames", "4"}},
}

// args returns the arguments of a command that trains a small model.
func (m modalityCase) args(t *testing.T, command ...string) []string {
	t.Helper()
	return with(with(with(command, "--modality", m.name, "--data", m.data(t)), tiny...), m.flags...)
}

// Every modality trains to the same bits on any number of threads, and after
// any number of stops.
func TestModalityBits(t *testing.T) {
	keepThreads(t)
	for _, m := range modalityCases {
		mixed := []string{"train", "--mixup", "0.5", "--cutmix", "1", "--ema", "0.9", "--layer-decay", "0.8"}
		if m.name == "audio" {
			mixed = with(mixed, "--audio-drop-time", "0.2", "--audio-drop-freq", "0.3")
		}
		for _, command := range [][]string{{"train"}, mixed, {"pretrain"}} {
			if len(command) > 1 && m.name == "point" {
				continue // clouds cannot be mixed
			}
			t.Run(m.name+" "+strings.Join(command, " "), func(t *testing.T) {
				args := m.args(t, command...)
				one := trainBytes(t, with(args, "--threads", "1")...)
				for _, n := range []string{"2", "8"} {
					if !bytes.Equal(trainBytes(t, with(args, "--threads", n)...), one) {
						t.Errorf("%s threads give another model than one", n)
					}
				}
				out := filepath.Join(t.TempDir(), "run")
				for stops := 0; ; stops++ {
					n := 5
					status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with(args, "--out", out)...)
					if status == 0 {
						if stops == 0 {
							t.Error("the run was never stopped")
						}
						break
					}
					if status != exitInterrupted || stops > 50 {
						t.Fatalf("status %d after %d stops, %q", status, stops, stderr)
					}
				}
				if !bytes.Equal(modelBytes(t, out), one) {
					t.Error("a run that was stopped gives another model")
				}
			})
		}
	}
}

// Every modality is a target with a pathway through every other. The merged model
// classifies as the unmerged one does, to the last digit.
func TestModalityPairs(t *testing.T) {
	if testing.Short() {
		t.Skip("a training for every pair of modalities")
	}
	dirs, data := map[string]string{}, map[string]string{}
	for _, m := range modalityCases {
		args := m.args(t, "train")
		dirs[m.name] = filepath.Join(t.TempDir(), m.name)
		data[m.name] = args[4]
		mustRun(t, with(args, "--out", dirs[m.name])...)
	}
	report := func(model, data string) (s train.Score) {
		file := filepath.Join(t.TempDir(), "eval.json")
		mustRun(t, "eval", model, "--data", data, "--json", file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, target := range modalityCases {
		for _, aux := range modalityCases {
			if aux.name == target.name {
				continue
			}
			t.Run(target.name+" with "+aux.name, func(t *testing.T) {
				dir := t.TempDir()
				path, merged := filepath.Join(dir, "path"), filepath.Join(dir, "merged")
				args := with(with([]string{"train", "--modality", target.name, "--data", data[target.name], "--aux", dirs[aux.name], "--lambda", "0.3", "--out", path}, tiny...), target.flags...)
				mustRun(t, args...)
				mustRun(t, "merge", path, "--out", merged)
				// A file of the test set is classified alike, too.
				file := ""
				err := filepath.WalkDir(data[target.name], func(path string, d fs.DirEntry, err error) error {
					if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".gz") {
						file = path
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if file != "" && mustRun(t, "predict", path, file, "--json") != mustRun(t, "predict", merged, file, "--json") {
					t.Error("merged and unmerged models predict differently")
				}
				if a, b := report(path, data[target.name]), report(merged, data[target.name]); !reflect.DeepEqual(a, b) {
					t.Errorf("pathway %+v, merged %+v", a, b)
				}
			})
		}
	}
}

// The autoencoder of every modality trains without labels, and reconstruct draws it.
func TestReconstruct(t *testing.T) {
	for _, m := range modalityCases {
		dir := t.TempDir()
		args := m.args(t, "pretrain")
		mae, picture := filepath.Join(dir, "mae"), filepath.Join(dir, "picture.png")
		mustRun(t, with(args, "--out", mae, "--mae-decoder-depth", "1", "--mae-mask-ratio", "0.5")...)
		if out := mustRun(t, "eval", mae, "--data", args[4]); !strings.Contains(out, ": loss ") || strings.Contains(out, "accuracy") {
			t.Errorf("%s: eval says %q", m.name, out)
		}
		fails(t, m.name+": classes of an autoencoder", exitUsage, []string{"--confusion is for classifiers"}, "eval", mae, "--data", args[4], "--confusion", picture)
		out := mustRun(t, "reconstruct", mae, "--data", args[4], "--out", picture, "--samples", "3")
		if !strings.Contains(out, "for the mean of all tokens") {
			t.Errorf("%s: reconstruct says %q", m.name, out)
		}
		f, err := os.Open(picture)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if img, err := png.Decode(f); err != nil {
			t.Errorf("%s: %v", m.name, err)
		} else if b := img.Bounds(); b.Dx() < 100 || b.Dy() < 100 {
			t.Errorf("%s: the picture is of %v", m.name, b)
		}
	}
}

// attention draws a file of every modality, with a picture for each block and one for all.
func TestAttention(t *testing.T) {
	for _, m := range modalityCases {
		dir := t.TempDir()
		args := m.args(t, "train")
		model, picture := filepath.Join(dir, "model"), filepath.Join(dir, "picture.png")
		mustRun(t, with(args, "--out", model)...)
		file := ""
		if err := filepath.WalkDir(args[4], func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".gz") {
				file = path
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if file == "" { // MNIST's files hold many images
			file = filepath.Join(dir, "digit.png")
			if err := pictures.WritePNG(file, pictures.Pixels(tensor.New(28, 28).Uniform(tensor.NewRNG(1), 0, 1), pictures.PixelOptions{Scale: 1})); err != nil {
				t.Fatal(err)
			}
		}
		if out := mustRun(t, "attention", model, file, "--out", picture); out != "picture written to "+picture+"\n" {
			t.Errorf("%s: attention says %q", m.name, out)
		}
		f, err := os.Open(picture)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil || img.Bounds().Dx() < 300 || img.Bounds().Dy() < 200 {
			t.Errorf("%s: the picture is %v, %v", m.name, img.Bounds(), err)
		}
		confusion := filepath.Join(dir, "confusion.png")
		if out := mustRun(t, "eval", model, "--data", args[4], "--confusion", confusion); !strings.HasSuffix(out, "confusion matrix written to "+confusion+"\n") {
			t.Errorf("%s: eval says %q", m.name, out)
		}
		if b, err := os.ReadFile(confusion); err != nil || !bytes.HasPrefix(b, []byte("\x89PNG")) {
			t.Errorf("%s: no picture of the confusion matrix: %v", m.name, err)
		}
		fails(t, m.name+" and a missing file", exitFailure, []string{"no such file"}, "attention", model, filepath.Join(dir, "missing"), "--out", picture)
		fails(t, m.name+" and no file", exitUsage, []string{"want a model and a file"}, "attention", model)
	}
}

// A recipe's file changes what is trained, and flags go before it.
func TestRecipeFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	args := modalityCases[0].args(t, "train")
	train := func(text string, more ...string) []byte {
		datatest.WriteFile(t, file, []byte(text))
		return trainBytes(t, with(args, more...)...)
	}
	const text = "# mine\nbatch: 16\nlr: 2e-3\nimage:\n  shift: 0.2\n"
	one := train(text, "--recipe", file)
	if bytes.Equal(train("batch: 16\nlr: 2e-3\n", "--recipe", file), one) {
		t.Error("image.shift changes nothing")
	}
	if !bytes.Equal(train("lr: 9\n", "--recipe", file, "--lr", "2e-3", "--image-shift", "0.2"), one) {
		t.Error("flags do not go before the file")
	}
	datatest.WriteFile(t, file, []byte("batch: 16\nlayer_decya: 0.9\n"))
	fails(t, "a typing error", exitUsage, []string{"mine.yaml", "2", "layer_decya", "layer_decay"}, with(args, "--recipe", file, "--out", "OUT")...)
	fails(t, "no such recipe", exitUsage, []string{"imgae", "image"}, with(args, "--recipe", "imgae", "--out", "OUT")...)
	fails(t, "clouds that are mixed", exitUsage, []string{"mixup"}, modalityCases[2].args(t, "train", "--mixup", "1", "--out", "OUT")...)
}

// Each way to start, each kind of auxiliary and each split of the data gives another model.
func TestStarts(t *testing.T) {
	points, dir := datatest.Points(t), t.TempDir()
	flags := with(with([]string{"--modality", "point", "--data", points}, tiny...), "--point-points", "64", "--groups", "8", "--group-size", "4")
	train := func(name string, more ...string) string {
		out := filepath.Join(dir, name)
		mustRun(t, with(with([]string{"train", "--out", out}, flags...), more...)...)
		return out
	}
	mae := filepath.Join(dir, "mae")
	if out := mustRun(t, with([]string{"pretrain", "--out", mae, "--mae-mask-ratio", "0.5", "--mae-decoder-depth", "1"}, flags...)...); !strings.Contains(out, "test loss") {
		t.Errorf("pretrain says %q", out)
	}
	if out := mustRun(t, "inspect", mae); !strings.Contains(out, "50 % masked, decoder of width 16, depth 1, 2 heads") {
		t.Errorf("inspect says %q", out)
	}
	plain := modelBytes(t, train("plain"))
	for name, more := range map[string][]string{
		"from a masked autoencoder":   {"--init", mae},
		"from its blocks":             {"--init-blocks", mae},
		"through it":                  {"--aux", mae},
		"through a random model":      {"--aux", "random"},
		"through the identity":        {"--aux", "identity", "--lambda-per", "channel", "--lambda-lr", "5"},
		"one λ, fixed":                {"--aux", mae, "--lambda-per", "model", "--lambda", "1", "--freeze-lambda"},
		"on some, tested on training": {"--train-size", "10", "--validation", "6"},
	} {
		if bytes.Equal(modelBytes(t, train(name, more...)), plain) {
			t.Errorf("%s: the same model as without", name)
		}
	}
	if out := mustRun(t, "inspect", train("held out", "--validation", "6")); !strings.Contains(out, "validation accuracy") || strings.Contains(out, "test accuracy") {
		t.Errorf("inspect of a model tested on held out samples says %q", out)
	}
	fails(t, "predict by an autoencoder", exitFailure, []string{"masked autoencoder"}, "predict", mae, "x.xyz")
	fails(t, "another modality", exitFailure, []string{"--init", "image", "point"}, with([]string{"train", "--data", datatest.MNIST(t, 20, 10), "--init", mae, "--out", "OUT"}, small...)...)
	fails(t, "λ", exitUsage, []string{"lambda_per", "head"}, with([]string{"train", "--aux", mae, "--lambda-per", "head", "--out", "OUT"}, flags...)...)
	fails(t, "objective", exitUsage, []string{"--objective", "guess"}, with([]string{"pretrain", "--objective", "guess", "--out", "OUT"}, flags...)...)
	fails(t, "validation", exitUsage, []string{"--validation", "24"}, with([]string{"train", "--validation", "24", "--out", "OUT"}, flags...)...)
	fails(t, "fewer points than groups", exitUsage, []string{"4 points", "8 groups"}, with([]string{"train", "--out", "OUT"}, with(flags, "--point-points", "4")...)...)

	cloud := filepath.Join(dir, "bad.xyz")
	datatest.WriteFile(t, cloud, []byte("0 0 0\n1 NaN 1\n"))
	fails(t, "a cloud with NaN", exitFailure, []string{"bad.xyz", "NaN"}, "predict", filepath.Join(dir, "plain"), cloud)
}
