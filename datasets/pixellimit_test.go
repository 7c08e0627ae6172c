package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
)

// This file: the limit of pixels moves for everything that is made of pixels.

// screens is a GIF of so many frames of one pixel on a screen.
func screens(h, w uint16, frames int) []byte {
	b := []byte("GIF89a")
	b = binary.LittleEndian.AppendUint16(b, w)
	b = binary.LittleEndian.AppendUint16(b, h)
	b = append(b, 0, 0, 0)
	for range frames {
		b = append(b, ",\x00\x00\x00\x00\x01\x00\x01\x00\x80\x00\x00\x00\xff\xff\xff\x02\x02\x44\x01\x00"...)
	}
	return append(b, ';')
}

func TestPixelLimitOfVideos(t *testing.T) {
	dir := t.TempDir()
	put(t, greyPNG(t, 3, 1, 2, 3, 4, 5, 6), dir, "frames", "1.png")
	grey := bytes.Repeat([]byte{7}, 6)
	for name, raw := range map[string][]byte{"a.gif": screens(2, 3, 2), "a.y4m": y4m("W3 H2 Cmono", grey)} {
		put(t, raw, dir, name)
	}
	for _, name := range []string{"a.gif", "a.y4m", "frames"} {
		path := filepath.Join(dir, name)
		_, err := ReadVideo(LimitPixels(context.Background(), 5), path, 1, 0, 0)
		wantError(t, err, path, "2x3", "limit of 5 pixels", "--max-pixels")
		if _, err := ReadVideo(LimitPixels(context.Background(), 6), path, 1, 0, 0); err != nil {
			t.Error(err)
		}
	}
	// The usual limits of a screen and of all frames, and what moves them.
	for name, c := range map[string]struct {
		raw   []byte
		moves int
		words []string
	}{
		"large.gif": {screens(5000, 4000, 1), 20_000_000, []string{"5000x4000", "limit of 16777216 pixels", "--max-pixels"}},
		"many.gif":  {screens(3000, 4000, 6), 72_000_000, []string{"6 frames", "--max-pixels 72000000"}},
		"large.y4m": {y4m("W5000 H4000 Cmono", make([]byte, 20_000_000)), 20_000_000, []string{"4000x5000", "limit of 16777216 pixels", "--max-pixels"}},
	} {
		path := putAt(t, c.raw, dir, name)
		_, err := ReadVideo(context.Background(), path, 1, 8, 8)
		wantError(t, err, append(c.words, path)...)
		v, err := ReadVideo(LimitPixels(context.Background(), c.moves), path, 1, 8, 8)
		if err != nil || v.NumFrames(0) != max(1, strings.Count(string(c.raw), "\x02\x02\x44")) {
			t.Errorf("%s, allowed: %v", name, err)
		}
	}
}

// A context's limit holds for the loaders of images, but not above their own option.
func TestPixelLimitOfImages(t *testing.T) {
	dir := t.TempDir()
	put(t, greyPNG(t, 3, 0, 1, 0, 1, 0, 1), dir, "masks", "1.png")
	put(t, greyPNG(t, 3, 0, 1, 0, 1, 0, 1), dir, "images", "1.png")
	tight := LimitPixels(context.Background(), 5)
	for what, load := range map[string]func(o ImageOptions) error{
		"classes": func(o ImageOptions) error { _, _, err := LoadImageFolder(tight, dir, o); return err },
		"unlabelled": func(o ImageOptions) error {
			_, _, err := LoadUnlabelledImages(tight, filepath.Join(dir, "images"), o)
			return err
		},
		"masks": func(o ImageOptions) error {
			_, _, err := LoadImageMasks(tight, dir, MaskOptions{ImageOptions: o})
			return err
		},
	} {
		wantWords(t, what, load(ImageOptions{}), "1.png", "limit of 5 pixels")
		if err := load(ImageOptions{}); !errors.Is(err, ErrPixelLimit) {
			t.Errorf("%s: %v is not ErrPixelLimit", what, err)
		}
		if err := load(ImageOptions{MaxPixels: 6}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The limit holds for an image of an IDX file, and raises that of a gzipped file.
func TestPixelLimitOfIDX(t *testing.T) {
	dir := writeMNIST(t, "", nil)
	_, _, err := LoadMNIST(LimitPixels(context.Background(), 3), dir)
	wantWords(t, "MNIST", err, "train-images", "limit of 3 pixels", "--max-pixels")

	const n, side = 70, 1 << 10 // 73 million pixels
	var z bytes.Buffer
	packer := gzip.NewWriter(&z)
	packer.Write(idxBytes(make([]byte, n*side*side), n, side, side))
	packer.Close()
	labels := idxBytes(make([]byte, n), n)
	dir = t.TempDir()
	for _, part := range []string{"train", "t10k"} {
		put(t, z.Bytes(), dir, part+"-images-idx3-ubyte.gz")
		put(t, labels, dir, part+"-labels-idx1-ubyte")
	}
	_, _, err = LoadMNIST(context.Background(), dir)
	wantWords(t, "packed", err, "train-images-idx3-ubyte.gz", "--max-pixels 73400320", "gunzip")
	train, _, err := LoadMNIST(LimitPixels(context.Background(), 73400320), dir)
	if err != nil || train.Len() != n {
		t.Errorf("allowed: %v", err)
	}
}

// A folder of frames takes every image that is read, and tells what else it holds.
func TestFrameFolderTells(t *testing.T) {
	dir := t.TempDir()
	put(t, greyPNG(t, 1, 1), dir, "1.png")
	var b bytes.Buffer
	if err := bmp.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	put(t, b.Bytes(), dir, "2.bmp")
	for _, name := range []string{"notes.txt", "more/3.png", ".hidden"} {
		put(t, []byte("x"), dir, filepath.FromSlash(name))
	}
	v, err := ReadVideo(context.Background(), dir, 1, 0, 0)
	if err != nil || v.NumFrames(0) != 2 || len(v.Notes) != 1 {
		t.Fatalf("%v, %v", v, err)
	}
	if want := dir + ": 2 of 4 files are not used: 1 in subfolders, 1 .txt"; v.Notes[0] != want {
		t.Errorf("note %q, want %q", v.Notes[0], want)
	}
}
