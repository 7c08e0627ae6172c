package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// The commands of the README, on small files.
func TestCommands(t *testing.T) {
	sounds, images, dir := datatest.FSDD(t), datatest.MNIST(t, 60, 30), t.TempDir()
	audio, path, merged := filepath.Join(dir, "audio"), filepath.Join(dir, "pathway"), filepath.Join(dir, "merged")
	mustRun(t, with([]string{"pretrain", "--objective", "labels", "--modality", "audio", "--data", sounds, "--out", audio}, tiny...)...)
	mustRun(t, with([]string{"train", "--modality", "image", "--data", images, "--train-size", "50", "--aux", audio, "--out", path}, small...)...)
	for _, name := range []string{m2pt.ModelFile, train.CheckpointFile, train.MetricsCSV, train.MetricsJSON} {
		if info, err := os.Stat(filepath.Join(path, name)); err != nil || info.Size() == 0 {
			t.Errorf("train wrote no %s: %v", name, err)
		}
	}
	if out := mustRun(t, "merge", path, "--out", merged); !strings.Contains(out, "merged into") {
		t.Errorf("merge says %q", out)
	}

	// Merged and unmerged models classify alike, to the last digit of the loss.
	report := func(model string) (e evaluation) {
		file := filepath.Join(dir, "eval.json")
		mustRun(t, "eval", model, "--data", images, "--json", file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	if a, b := report(path), report(merged); !reflect.DeepEqual(a.Score, b.Score) || a.Samples != 30 {
		t.Errorf("pathway %+v, merged %+v", a.Score, b.Score)
	}

	digit := filepath.Join(dir, "digit.png")
	datatest.WritePNG(t, digit, synthetic.Images(3, 9), 2)
	out := mustRun(t, "predict", merged, digit, "--top", "2")
	if !strings.HasPrefix(out, digit+":") || strings.Count(out, "%") != 2 {
		t.Errorf("predict says %q", out)
	}
	if out != mustRun(t, "predict", path, digit, "--top", "2") {
		t.Error("merged and unmerged models predict differently")
	}
	predictMany(t, merged, dir)
	wavs, err := filepath.Glob(filepath.Join(sounds, "*.wav"))
	if err != nil || len(wavs) == 0 {
		t.Fatal("no sounds")
	}
	if out := mustRun(t, "predict", audio, wavs[0], "--json"); !json.Valid([]byte(out)) {
		t.Errorf("predict --json says %q", out)
	}
	out = mustRun(t, "inspect", path)
	for _, want := range []string{"blocks.1.mlp.fc2.aux_weight", "λ by block", "audio", "50 samples"} {
		if !strings.Contains(out, want) {
			t.Errorf("inspect does not tell of %q:\n%s", want, out)
		}
	}
	if out := mustRun(t, "inspect", merged); strings.Contains(out, "aux_weight") || !strings.Contains(out, "λ that were merged") {
		t.Errorf("inspect of the merged model:\n%s", out)
	}
}

// predictMany classifies more files than a batch holds. Each line must be that of the file
// alone, and the lines before a file that cannot be read must be there.
func predictMany(t *testing.T, model, dir string) {
	t.Helper()
	set := synthetic.Images(predictBatch+3, 11)
	var files []string
	var want strings.Builder
	for i := range set.Label {
		file := filepath.Join(dir, fmt.Sprintf("many%02d.png", i))
		datatest.WritePNG(t, file, set, i)
		files = append(files, file)
		want.WriteString(mustRun(t, "predict", model, file, "--json"))
	}
	if got := mustRun(t, with([]string{"predict", model, "--json"}, files...)...); got != want.String() {
		t.Errorf("%d files together:\n%s\none by one:\n%s", len(files), got, want.String())
	}
	const good = predictBatch + 1
	files[good] = filepath.Join(dir, "nothing.png")
	status, out, stderr := m2ptRun(context.Background(), with([]string{"predict", model}, files...)...)
	if status != exitFailure || strings.Count(out, "\n") != len(files)-1 || !strings.Contains(stderr, "nothing.png") {
		t.Errorf("a missing file after %d: status %d, %d lines, %q", good, status, strings.Count(out, "\n"), stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if status, out, _ := m2ptRun(ctx, "predict", model, files[0]); status != exitInterrupted || out != "" {
		t.Errorf("interrupted: status %d, output %q", status, out)
	}
}

// trainBytes trains and returns the bytes of the model file.
func trainBytes(t *testing.T, args ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "run")
	mustRun(t, with(args, "--out", out)...)
	return modelBytes(t, out)
}

func modelBytes(t *testing.T, out string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(out, m2pt.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameBitsOnAnyNumberOfThreads(t *testing.T) {
	keepThreads(t)
	args := with([]string{"train", "--data", datatest.MNIST(t, 48, 16)}, small...)
	one := trainBytes(t, with(args, "--threads", "1")...)
	for _, n := range []string{"2", "8"} {
		if !bytes.Equal(trainBytes(t, with(args, "--threads", n)...), one) {
			t.Errorf("%s threads give another model than one", n)
		}
	}
	if bytes.Equal(trainBytes(t, with(args, "--seed", "2")...), one) {
		t.Error("another seed gives the same model")
	}
}

// stopAfter is a context that ends after its error was asked for n times: a
// trainer asks once a step.
type stopAfter struct {
	context.Context
	n *int
}

func (s stopAfter) Err() error {
	if *s.n--; *s.n < 0 {
		return context.Canceled
	}
	return nil
}

// A run that is stopped at any step, again and again, ends with the bits of
// an unbroken one.
func TestResumeEqualsUnbrokenRun(t *testing.T) {
	args := with([]string{"train", "--data", datatest.MNIST(t, 50, 16), "--drop-path", "0.3", "--dropout", "0.1"}, small...)
	want := trainBytes(t, args...)
	for _, steps := range []int{1, 3, 8} {
		out := filepath.Join(t.TempDir(), "run")
		stops := 0
		for ; ; stops++ {
			n := steps
			status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with(args, "--out", out)...)
			if status == 0 {
				break
			}
			if status != exitInterrupted || strings.Count(stderr, "\n") != 1 {
				t.Fatalf("status %d, %q", status, stderr)
			}
			if stops > 50 {
				t.Fatal("the run does not get on")
			}
		}
		if stops == 0 {
			t.Error("the run was never stopped")
		}
		if !bytes.Equal(modelBytes(t, out), want) {
			t.Errorf("stopped %d times after %d steps, the run gives another model", stops, steps)
		}
	}
}

// So does a run that was killed and has nothing but an old checkpoint.
func TestResumeFromOldCheckpoint(t *testing.T) {
	args := with([]string{"train", "--data", datatest.MNIST(t, 50, 16), "--checkpoint-every", "2"}, small...)
	want := trainBytes(t, args...)
	out := filepath.Join(t.TempDir(), "run")
	n := 5
	m2ptRun(stopAfter{context.Background(), &n}, with(args, "--out", out)...)
	old, err := os.ReadFile(filepath.Join(out, train.CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	mustRun(t, with(args, "--out", out)...)
	datatest.WriteFile(t, filepath.Join(out, train.CheckpointFile), old)
	datatest.WriteFile(t, filepath.Join(out, train.CheckpointFile+".tmp0"), old[:100]) // what a kill in mid-write leaves
	mustRun(t, with(args, "--out", out)...)
	if !bytes.Equal(modelBytes(t, out), want) {
		t.Error("the resumed run gives another model")
	}
}

func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("the demo")
	}
	dir := filepath.Join(t.TempDir(), "demo")
	out := mustRun(t, "demo", "--out", dir, "--quiet", "--seeds", "2", "--images", "40", "--clips", "30", "--test", "20",
		"--epochs", "2", "--aux-epochs", "1", "--dim", "16", "--depth", "2")
	for _, want := range []string{"plain", "pathway", "merged", "learned λ", "parameters", "ms per image", "merged and unmerged logits: 12800 of 12800 bits equal"} {
		if !strings.Contains(out, want) {
			t.Errorf("the demo does not tell of %q:\n%s", want, out)
		}
	}
	if line := tooLong(strings.ReplaceAll(out, dir, "m2pt-demo")); line != "" {
		t.Errorf("a terminal of 80 columns breaks %q", line)
	}
	for _, f := range []string{"audio/" + m2pt.ModelFile, "plain/" + m2pt.ModelFile, "pathway/" + m2pt.ModelFile, "merged/" + m2pt.ModelFile, "curves.png", "lambda.png"} {
		if info, err := os.Stat(filepath.Join(dir, f)); err != nil || info.Size() == 0 {
			t.Errorf("the demo wrote no %s: %v", f, err)
		}
	}
	n := 3
	if status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, "demo", "--out", dir, "--quiet"); status != exitInterrupted {
		t.Errorf("an interrupted demo: status %d, %q", status, stderr)
	}
}
