package datasets_test

import (
	"bytes"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
)

// This file: what the examples write their small files with.

// folder returns a new folder, which done removes.
func folder() (dir string, done func()) {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	return dir, func() { os.RemoveAll(dir) }
}

// write writes a file at the joined path and returns the path.
func write(content string, path ...string) string {
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		log.Fatal(err)
	}
	return file
}

// grey returns a PNG of a row of pixels.
func grey(pixels ...uint8) string {
	var b bytes.Buffer
	if err := png.Encode(&b, &image.Gray{Pix: pixels, Stride: len(pixels), Rect: image.Rect(0, 0, len(pixels), 1)}); err != nil {
		log.Fatal(err)
	}
	return b.String()
}

// content returns what a file holds.
func content(file string) []byte {
	raw, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	return raw
}
