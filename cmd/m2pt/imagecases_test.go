package main

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Images and masks that people had, through the program: each ends with a right answer or
// with an error that says what to do, never with a wrong answer.
func TestImageCases(t *testing.T) {
	cases := filepath.Join("..", "..", "..", "shared", "cases")
	if _, err := os.Stat(cases); err != nil {
		t.Skipf("the cases are not there: %v", err)
	}
	keepThreads(t)
	segment := []string{"train", "--task", "segment", "--batch", "2"}
	plain := []string{"train"}
	for _, c := range []struct {
		name, sub string
		args      []string
		status    int
		words     []string
	}{
		{"01-mask-onebit", "", segment, 0, nil},
		{"02-mask-0-255", "", segment, exitFailure, []string{"only the class 0", "25.0 %", "labels.txt", "--ignore-label"}},
		{"02-mask-0-255", "", with(segment, "--ignore-label", "none"), exitFailure, []string{"value 255", "labels.txt"}},
		{"11-mask-void-batch", "", segment, 0, []string{"16.7 % of the pixels are ignored (value 255)"}},
		{"08-folder-nested-left-out", "", plain, 0, []string{"12 of 16 files are not used: 12 in subfolders", "on 4 samples"}},
		{"12-folder-valid", "", plain, 0, []string{"on 8 samples"}},
		{"13-cifar10-python", "", plain, exitFailure, []string{"Python version", "m2pt download cifar10"}},
		{"13-cifar10-python", "cifar-10-batches-py", plain, exitFailure, []string{"Python version"}},
		{"20-pretrain-unlabelled", "", []string{"pretrain", "--batch", "4"}, 0, []string{"on 8 samples"}},
		{"20-pretrain-unlabelled", "", plain, exitFailure, []string{"no class folders found"}},
	} {
		args := with(c.args, "--modality", "image", "--data", filepath.Join(cases, c.name, "data", c.sub), "--out", filepath.Join(t.TempDir(), "run"),
			"--dim", "16", "--depth", "1", "--heads", "2", "--patch", "4", "--epochs", "1", "--threads", "1")
		status, _, stderr := m2ptRun(context.Background(), args...)
		if status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, status, c.status, stderr)
		}
		for _, w := range c.words {
			if !strings.Contains(stderr, w) {
				t.Errorf("%s: %q is not said: %s", c.name, w, stderr)
			}
		}
	}
}

// A run that starts from a model reads images with the channels of that model; one from
// nothing, in colour unless all are grey.
func TestChannelsOfStart(t *testing.T) {
	keepThreads(t)
	dir := t.TempDir()
	for i, class := range []string{"a", "b"} {
		img := image.NewRGBA(image.Rect(0, 0, 8, 8))
		for p := range 64 {
			img.Set(p%8, p/8, color.RGBA{uint8(200 * i), uint8(p), 30, 255})
		}
		if err := os.MkdirAll(filepath.Join(dir, "data", class), 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, "data", class, "x.png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	args := []string{"train", "--data", filepath.Join(dir, "data"), "--dim", "16", "--depth", "1", "--heads", "2", "--patch", "4", "--epochs", "1"}
	grey, colour := filepath.Join(dir, "grey"), filepath.Join(dir, "colour")
	mustRun(t, with(args, "--channels", "1", "--out", grey)...)
	mustRun(t, with(args, "--out", colour)...)
	if text := mustRun(t, "inspect", colour); !strings.Contains(text, "3") {
		t.Errorf("inspect says\n%s", text)
	}
	status, _, stderr := m2ptRun(context.Background(), with(args, "--init", grey, "--out", filepath.Join(dir, "next"))...)
	if status != 0 || !strings.Contains(stderr, "read with 1 channels, as the model of --init") {
		t.Errorf("status %d: %s", status, stderr)
	}
}
