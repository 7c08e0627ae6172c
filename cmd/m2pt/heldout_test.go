package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/train"
)

// birdFolder returns a folder of two classes of pictures without a test part.
func birdFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "birds")
	set := synthetic.Images(24, 3)
	for i := range 24 {
		class := []string{"robin", "wren"}[i%2]
		datatest.WritePNG(t, filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)), set, i)
	}
	return dir
}

// A model that was trained with --validation is evaluated on the samples that training
// left out: the figures are those of the last epoch.
func TestEvalOfHeldOutSamples(t *testing.T) {
	data, dir := birdFolder(t), t.TempDir()
	model := filepath.Join(dir, "model")
	mustRun(t, with([]string{"train", "--data", data, "--validation", "8", "--out", model}, small...)...)
	file := filepath.Join(dir, "eval.json")
	if out := mustRun(t, "eval", model, "--data", data, "--validation", "8", "--json", file); !strings.Contains(out, "on the validation set of birds") {
		t.Errorf("eval says %q", out)
	}
	var e evaluation
	if err := json.Unmarshal(datatest.ReadFile(t, file), &e); err != nil {
		t.Fatal(err)
	}
	var h train.History
	if err := json.Unmarshal(datatest.ReadFile(t, filepath.Join(model, train.MetricsJSON)), &h); err != nil {
		t.Fatal(err)
	}
	if s := h.Final(); e.Samples != 8 || e.Part != "validation" || e.Loss != s.Loss || e.Correct != s.Correct {
		t.Errorf("eval measures %+v, training %+v", e, s)
	}

	// Without the flag, or with another number, the error says which command helps.
	fails(t, "no test part", exitFailure, []string{"8 samples that training left out", "m2pt eval " + model + " --data " + data + " --validation 8\n"}, "eval", model, "--data", data)
	fails(t, "another number", exitUsage, []string{"--validation is 4", "left 8", "--validation 8"}, "eval", model, "--data", data, "--validation", "4")
	fails(t, "too many", exitUsage, []string{"--validation"}, "eval", model, "--data", data, "--validation", "24")

	// A note tells where the model may have seen the samples.
	if err := os.Remove(filepath.Join(data, "wren", "01.png")); err != nil {
		t.Fatal(err)
	}
	tells(t, "training had 16 samples of birds, here 15 are left", "eval", model, "--data", data, "--validation", "8")
	all := filepath.Join(dir, "all")
	mustRun(t, with([]string{"train", "--data", data, "--out", all}, small...)...)
	fails(t, "never tested", exitFailure, []string{"put samples", "--validation N"}, "eval", all, "--data", data)
	tells(t, "without --validation: it may have seen", "eval", all, "--data", data, "--validation", "8")
}

// tells fails the test unless a command succeeds with a note.
func tells(t *testing.T, note string, args ...string) {
	t.Helper()
	if status, _, stderr := m2ptRun(context.Background(), args...); status != 0 || !strings.Contains(stderr, "note: ") || !strings.Contains(stderr, note) {
		t.Errorf("m2pt %v: status %d, %q, want a note of %q", args, status, stderr, note)
	}
}

// Data that was trained on with --skip-unreadable is read in the same way by eval and
// reconstruct. Where there is no test part, reconstruct says that it draws training samples.
func TestSkipUnreadableAfterTraining(t *testing.T) {
	data, dir := birdFolder(t), t.TempDir()
	datatest.WriteFile(t, filepath.Join(data, "wren", "bad.png"), []byte("no picture"))
	model, mae := filepath.Join(dir, "model"), filepath.Join(dir, "mae")
	mustRun(t, with([]string{"train", "--data", data, "--validation", "8", "--skip-unreadable", "--out", model}, small...)...)
	fails(t, "eval", exitFailure, []string{"bad.png"}, "eval", model, "--data", data, "--validation", "8")
	tells(t, "bad.png", "eval", model, "--data", data, "--validation", "8", "--skip-unreadable")

	// pretrain, like train, takes images unless --modality says otherwise.
	mustRun(t, with([]string{"pretrain", "--data", data, "--skip-unreadable", "--out", mae}, small...)...)
	picture := filepath.Join(dir, "sheet.png")
	fails(t, "reconstruct", exitFailure, []string{"bad.png"}, "reconstruct", mae, "--data", data, "--out", picture)
	tells(t, "bad.png", "reconstruct", mae, "--data", data, "--out", picture, "--skip-unreadable")
	tells(t, "has no test part: these are training samples", "reconstruct", mae, "--data", data, "--out", picture, "--skip-unreadable")
}
