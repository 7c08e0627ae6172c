package formatlist

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
)

// This file: where the files of a claim are made and read.

// workshop is a folder for the files of one claim.
type workshop struct {
	t      *testing.T
	dir    string
	checks int // comparisons so far: a claim without any proves nothing
}

var background = context.Background()

// put writes a file below the folder and returns its path.
func (w *workshop) put(name string, raw []byte) string {
	w.t.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o666); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// files writes several.
func (w *workshop) files(files map[string][]byte) {
	w.t.Helper()
	for name, raw := range files {
		w.put(name, raw)
	}
}

// ok ends the test if there is an error.
func (w *workshop) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// check notes a comparison and fails the test unless it holds.
func (w *workshop) check(holds bool, format string, args ...any) {
	w.t.Helper()
	w.checks++
	if !holds {
		w.t.Errorf(format, args...)
	}
}

// pixels reads an image and compares what it holds, [channels, h, w], to within a few
// levels.
func (w *workshop) pixels(path string, o datasets.ImageOptions, within int, want ...int) *datasets.Images {
	w.t.Helper()
	img, err := datasets.ReadImage(path, o)
	w.ok(err)
	near := len(img.Pixels) == len(want)
	for i := 0; near && i < len(want); i++ {
		near = max(int(img.Pixels[i])-want[i], want[i]-int(img.Pixels[i])) <= within
	}
	w.check(near, "%s: pixels %v, want %v", filepath.Base(path), img.Pixels, want)
	return img
}

// samples reads a sound and compares it.
func (w *workshop) samples(path string, rate int, within float64, want ...float64) *datasets.Sound {
	w.t.Helper()
	s, err := datasets.ReadSound(background, path)
	w.ok(err)
	near := s.Rate == rate && len(s.Samples) == len(want)
	for i := 0; near && i < len(want); i++ {
		near = math.Abs(float64(s.Samples[i])-want[i]) <= within
	}
	w.check(near, "%s: %v at %d Hz, want %v at %d", filepath.Base(path), s.Samples, s.Rate, want, rate)
	return s
}

// points reads a cloud and compares its coordinates.
func (w *workshop) points(path string, want ...float64) *datasets.PointCloud {
	w.t.Helper()
	c, err := datasets.ReadPointCloud(path)
	w.ok(err)
	same := 3*c.Len() == len(want)
	for i := 0; same && i < len(want); i++ {
		same = c.At(i / 3)[i%3] == want[i]
	}
	w.check(same, "%s: points %v about %v, want %v", filepath.Base(path), c.Points.Data(), c.Origin, want)
	return c
}

// surface reads a mesh: as many points of its surface as usual, all of them in a plane of
// constant z.
func (w *workshop) surface(path string, z float32) {
	w.t.Helper()
	c, err := datasets.ReadPointCloud(path)
	w.ok(err)
	flat := true
	for i := 2; i < c.Points.Size(); i += 3 {
		flat = flat && c.Points.Data()[i] == z
	}
	w.check(c.Mesh != nil && c.Len() == datasets.MeshPoints && flat, "%s: %d points, flat %v", filepath.Base(path), c.Len(), flat)
}

// frames reads a video and compares its pixels.
func (w *workshop) frames(path string, channels int, want ...uint8) *datasets.Videos {
	w.t.Helper()
	v, err := datasets.ReadVideo(background, path, channels, 0, 0)
	w.ok(err)
	w.check(bytes.Equal(v.Clips[0], want), "%s: frames %v, want %v", filepath.Base(path), v.Clips[0], want)
	return v
}

// told checks that notes say something.
func (w *workshop) told(notes []string, words ...string) {
	w.t.Helper()
	text := strings.Join(notes, "\n")
	for _, word := range words {
		w.check(strings.Contains(text, word), "notes %q do not say %q", notes, word)
	}
}

// refusal is an error of reading a file or a folder.
type refusal struct {
	name  string // of what cannot be read, which the error contains
	err   error
	words []string
}

// each reads files under their names, by read, and returns how they are refused. A word
// for each is what the error says.
func (w *workshop) each(read func(path string) error, files map[string][]byte, words map[string]string) []refusal {
	w.t.Helper()
	var all []refusal
	for _, name := range sorted(files) {
		path := w.put(name, files[name])
		all = append(all, refusal{path, read(path), []string{words[name]}})
	}
	return all
}

// sorted returns the keys of a map in order.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// The readers of single files, for each.
func readImage(path string) error {
	_, err := datasets.ReadImage(path, datasets.ImageOptions{})
	return err
}

func readSound(path string) error { _, err := datasets.ReadSound(background, path); return err }

func readCloud(path string) error { _, err := datasets.ReadPointCloud(path); return err }

func readVideo(path string) error {
	_, err := datasets.ReadVideo(background, path, 1, 0, 0)
	return err
}
