package datatest

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/datasets"
)

// This file: writing and reading the files of a test.

// WriteFile writes a file, and the folders that it lies in.
func WriteFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// ReadFile returns what a file holds.
func ReadFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// WritePNG writes image i of a set.
func WritePNG(t *testing.T, path string, set *datasets.Images, i int) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, set.W, set.H))
	copy(img.Pix, set.Image(i))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	WriteFile(t, path, b.Bytes())
}

// WriteIDX writes an IDX file, gzipped.
func WriteIDX(t *testing.T, path string, data []byte, dims ...int) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	head := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		head = binary.BigEndian.AppendUint32(head, uint32(d))
	}
	for _, part := range [][]byte{head, data} {
		if _, err := z.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	WriteFile(t, path, b.Bytes())
}
