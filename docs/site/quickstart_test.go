package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
)

// This file: the commands of the quick start, run one after the other, on data made by code
// and for a moment. What would fetch is left out.

func TestQuickStartRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("trains models")
	}
	dir := t.TempDir()
	m2pt := filepath.Join(dir, "m2pt.exe")
	build := exec.Command("go", "build", "-o", m2pt, "./cmd/m2pt")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	photograph(t, filepath.Join(dir, "my-digit.jpg"))

	blocks, err := doctest.Fences("../quickstart.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	for _, b := range blocks {
		for i, line := range strings.Split(strings.TrimSpace(b.Text), "\n") {
			args := quick(line)
			if args == nil {
				continue
			}
			ran[args[0]]++
			cmd := exec.Command(m2pt, args...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %s\nas m2pt %s: %v\n%s", b.Where(i), line, strings.Join(args, " "), err, out)
			}
			if args[0] == "predict" && !bytes.Contains(out, []byte("my-digit.jpg")) {
				t.Errorf("%s: no answer in\n%s", b.Where(i), out)
			}
		}
	}
	for _, command := range []string{"train", "predict", "pretrain", "merge", "eval", "inspect"} {
		if ran[command] == 0 {
			t.Errorf("the quick start has no m2pt %s", command)
		}
	}
	if ran["train"] != 3 {
		t.Errorf("%d trainings, want 3", ran["train"])
	}
}

// quick returns the arguments of a command of the quick start, on data made by code and in
// a small model; nil for what installs or fetches.
func quick(line string) []string {
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "m2pt" || words[1] == "download" {
		return nil
	}
	args := words[1:]
	for i, w := range args {
		switch {
		case i > 0 && args[i-1] == "--data":
			args[i] = "synthetic"
		case i > 0 && args[i-1] == "--train-size":
			args[i] = "40"
		case i > 0 && args[i-1] == "--epochs":
			args[i] = "1"
		case w == "demo":
			return []string{"demo", "--seeds", "1", "--images", "40", "--clips", "40", "--test", "40", "--epochs", "1", "--aux-epochs", "1", "--dim", "16", "--depth", "2", "--others=false"}
		}
	}
	switch args[0] {
	case "train", "pretrain":
		args = append(args, "--dim", "16", "--depth", "2")
		for _, add := range [][]string{{"--epochs", "1"}, {"--train-size", "40"}} {
			if !strings.Contains(line, add[0]) {
				args = append(args, add...)
			}
		}
	}
	return args
}

// photograph writes a dark stroke on light paper.
func photograph(t *testing.T, file string) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 300, 400))
	for y := range 400 {
		for x := range 300 {
			c := color.Gray{Y: 210}
			if x > 140 && x < 165 && y > 60 && y < 340 {
				c.Y = 40
			}
			img.SetGray(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}
