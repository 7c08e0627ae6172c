package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/filelock"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// This file: how the program behaves when something goes wrong around it.

// tinyRun trains a small classifier of images into a new folder.
func tinyRun(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "run")
	runOK(t, append(tinyFlags("synthetic", out), "--train-size", "20", "--epochs", "1")...)
	return out
}

// tinyFlags are the flags of a small training.
func tinyFlags(data, out string) []string {
	return []string{"train", "--modality", "image", "--data", data, "--out", out, "--dim", "8", "--depth", "1", "--heads", "2", "--quiet"}
}

// runOK runs the program and returns what it prints.
func runOK(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	status, stdout, stderr := runWith(context.Background(), args...)
	if status != 0 {
		t.Fatalf("m2pt %s: status %d: %s", strings.Join(args, " "), status, stderr)
	}
	return stdout, stderr
}

func runWith(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(ctx, args, &out, &errs)
	return status, out.String(), errs.String()
}

// refuses checks that the program ends with a status and words in its error.
func refuses(t *testing.T, status int, words string, args ...string) {
	t.Helper()
	got, _, stderr := runWith(context.Background(), args...)
	if got != status || !strings.Contains(stderr, words) {
		t.Errorf("m2pt %s: status %d, want %d, and %q in: %s", strings.Join(args, " "), got, status, words, stderr)
	}
}

// pngFile writes a small picture.
func pngFile(t *testing.T, path string) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// failing is an output that cannot be written.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// A result that is lost is a failure; a reader that wants no more is told of nothing.
func TestLostResultsAreAFailure(t *testing.T) {
	out, file := tinyRun(t), filepath.Join(t.TempDir(), "a.png")
	pngFile(t, file)
	for _, args := range [][]string{{"--help"}, {"predict", out, file}, {"predict", "--json", out, file}, {"eval", out, "--data", "synthetic"}, {"inspect", out}, {"recipes"}, {"recipes", "image"}} {
		for _, c := range []struct {
			err    error
			silent bool
		}{{syscall.ENOSPC, false}, {syscall.EPIPE, true}} {
			var stderr bytes.Buffer
			status := run(context.Background(), args, failing{c.err}, &stderr)
			if status != 1 || strings.Contains(stderr.String(), "standard output") == c.silent {
				t.Errorf("m2pt %v to an output with %v: status %d, %q", args, c.err, status, &stderr)
			}
		}
	}
}

func TestPredictAnswersForTheOthers(t *testing.T) {
	out, dir := tinyRun(t), t.TempDir()
	var files []string
	for i := 0; i < 2*predictBatch+3; i++ {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%02d.png", i)))
		pngFile(t, files[i])
	}
	for _, i := range []int{0, 5, predictBatch, 2*predictBatch + 2} {
		if err := os.WriteFile(files[i], []byte("no picture"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	status, stdout, stderr := runWith(context.Background(), append([]string{"predict", out}, files...)...)
	if lines := strings.Count(stdout, "\n"); status != 1 || lines != len(files)-4 {
		t.Errorf("status %d, %d answers; want 1 and %d", status, lines, len(files)-4)
	}
	if !strings.Contains(stderr, fmt.Sprintf("4 of %d files cannot be read", len(files))) || !strings.Contains(stderr, files[5]) {
		t.Errorf("stderr %s", stderr)
	}
}

func TestSkipUnreadable(t *testing.T) {
	data := t.TempDir()
	for _, class := range []string{"a", "b"} {
		for i := 0; i < 4; i++ {
			pngFile(t, filepath.Join(data, class, fmt.Sprint(i, ".png")))
		}
	}
	bad := filepath.Join(data, "b", "1.png")
	if err := os.WriteFile(bad, []byte("no picture"), 0o666); err != nil {
		t.Fatal(err)
	}
	flags := append(tinyFlags(data, filepath.Join(t.TempDir(), "run")), "--epochs", "1", "--patch", "4")
	refuses(t, 1, bad, flags...)
	_, stderr := runOK(t, append(flags, "--skip-unreadable")...)
	if !strings.Contains(stderr, "1 of 8 files cannot be read") || !strings.Contains(stderr, bad) {
		t.Errorf("stderr %s", stderr)
	}
}

// --out may hold nothing that a training would destroy.
func TestOutIsNoOnesElse(t *testing.T) {
	model, dir := tinyRun(t), t.TempDir()
	data := filepath.Join(dir, "data")
	pngFile(t, filepath.Join(data, "a", "1.png"))
	link := filepath.Join(dir, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for _, out := range []string{data, filepath.Join(data, "new", "run"), link, filepath.Join(link, "a")} {
		refuses(t, 2, "data folder", tinyFlags(data, out)...)
	}
	modelLink := filepath.Join(dir, "model")
	if err := os.Symlink(model, modelLink); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"--aux", "--init", "--init-blocks"} {
		for _, out := range []string{model, modelLink} {
			refuses(t, 2, "--out", append(tinyFlags("synthetic", out), flag, model)...)
		}
	}
	alone := filepath.Join(dir, "alone")
	if err := os.Mkdir(alone, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(model, m2pt.ModelFile), filepath.Join(alone, m2pt.ModelFile)); err != nil {
		t.Fatal(err)
	}
	refuses(t, 2, "not trained there", tinyFlags("synthetic", alone)...)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	refuses(t, 2, "not a folder", tinyFlags("synthetic", filepath.Join(file, "run"))...)
	refuses(t, 2, "not a folder", "demo", "--out", file)
}

func TestOneRunOneFolder(t *testing.T) {
	if !filelock.Supported {
		t.Skip("no locks here")
	}
	out := tinyRun(t)
	release, err := filelock.Lock(filepath.Join(out, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	flags := append(tinyFlags("synthetic", out), "--train-size", "20", "--epochs", "1")
	refuses(t, 1, "another run", flags...)
	refuses(t, 1, "another run", append(flags, "--overwrite")...)
	if _, err := os.Stat(filepath.Join(out, train.CheckpointFile)); err != nil {
		t.Errorf("the other run has lost its checkpoint: %v", err)
	}
	release()
	runOK(t, flags...)
}

// A command ends soon after its context, also where nothing ends a read.
func TestInterruptIsHeardWhileReading(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no named pipes here")
	}
	model, dir := tinyRun(t), t.TempDir()
	pipe := filepath.Join(dir, "data", "a", "1.png")
	pngFile(t, filepath.Join(dir, "data", "a", "0.png"))
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip("no mkfifo here:", err)
	}
	for _, args := range [][]string{
		tinyFlags(filepath.Join(dir, "data"), filepath.Join(dir, "out")),
		{"eval", model, "--data", filepath.Join(dir, "data")}, {"predict", model, pipe}, {"inspect", pipe}, {"study", pipe, "--out", filepath.Join(dir, "study")},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(100*time.Millisecond, cancel)
		start := time.Now()
		status, _, stderr := runWith(ctx, args...)
		// A reader may also refuse a pipe, which is as good.
		if took := time.Since(start); took > 3*time.Second || status == 0 {
			t.Errorf("m2pt %v: status %d after %v: %s", args, status, took, stderr)
		}
		cancel()
	}
	if _, err := os.Stat(filepath.Join(dir, "out", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a lock is left behind: %v", err)
	}
}

func TestErrorsSayWhichFlagHelps(t *testing.T) {
	dir := t.TempDir()
	for i, side := range []int{8, 9} {
		path := filepath.Join(dir, "sizes", "a", fmt.Sprint(i, ".png"))
		pngFile(t, path)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	refuses(t, 1, "--side", tinyFlags(filepath.Join(dir, "sizes"), filepath.Join(dir, "o1"))...)
	refuses(t, 1, "a is the only class", append(tinyFlags(filepath.Join(dir, "sizes"), filepath.Join(dir, "o1")), "--side", "7")...)
	sounds := filepath.Join(dir, "sounds", "a", "1.wav")
	pngFile(t, sounds) // the name tells what it is
	refuses(t, 1, "these are WAV files: --modality audio?", tinyFlags(filepath.Join(dir, "sounds"), filepath.Join(dir, "o2"))...)
	torch := filepath.Join(dir, "w.pth")
	if err := os.WriteFile(torch, []byte("PK\x03\x04rest"), 0o666); err != nil {
		t.Fatal(err)
	}
	refuses(t, 1, "PyTorch", "inspect", torch)
}

func TestCompletionOffersValues(t *testing.T) {
	for flag, value := range map[string]string{"--modality": "video", "--task": "segment", "--recipe": "image-mae"} {
		stdout, _ := runOK(t, "__complete", "train", flag, "")
		if !strings.Contains(stdout, value) {
			t.Errorf("%s: %q is not offered: %s", flag, value, stdout)
		}
	}
	if stdout, _ := runOK(t, "__complete", "recipes", ""); !strings.Contains(stdout, "image-finetune-small\n") {
		t.Errorf("recipes: %s", stdout)
	}
	if stdout, _ := runOK(t, "__complete", "recipes", "image", ""); strings.Contains(stdout, "audio") {
		t.Errorf("recipes image: %s", stdout)
	}
	if stdout, _ := runOK(t, "__complete", "recipes", "--modality", ""); !strings.Contains(stdout, "point\n") {
		t.Errorf("recipes --modality: %s", stdout)
	}
}

// The line of a bar fits every terminal.
func TestProgressFitsTheTerminal(t *testing.T) {
	for width := 1; width < 200; width++ {
		d := &display{columns: func() int { return width }}
		b := &bar{d: d}
		long := strings.Repeat("a long name ", 20)
		if got := len([]rune(b.fit(long))); width > 40 && got > width-20 {
			t.Errorf("%d columns: a description of %d", width, got)
		}
	}
}
