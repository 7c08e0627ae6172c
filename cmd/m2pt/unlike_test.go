package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
)

// predict tells of files of quite another kind once for each way in which they are, not
// once for each file.
func TestPredictTellsOfOtherKinds(t *testing.T) {
	model := tinyRun(t)
	img := image.NewRGBA(image.Rect(0, 0, 200, 160))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{180, 0, 0, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	args, dir := []string{"predict", model}, t.TempDir()
	for i := 0; i < 40; i++ { // more than are classified together
		file := filepath.Join(dir, fmt.Sprint(i, ".png"))
		datatest.WriteFile(t, file, b.Bytes())
		args = append(args, file)
	}
	_, stderr := runOK(t, args...)
	want := "note: 40 of 40 files are in colour, such as " + args[2] + ": read in grey, as the model takes it\n" +
		"note: 40 of 40 files are of quite another size, such as " + args[2] + ": 200×160 pixels, scaled to 28×28\n"
	if stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
	_, stderr = runOK(t, args[:3]...)
	if want := "note: " + args[2] + " is in colour: read in grey, as the model takes it\n"; !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 2 {
		t.Errorf("of one file: %q, want %q and another", stderr, want)
	}
}
