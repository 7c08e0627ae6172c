package datasets

import (
	"fmt"
	"io"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: where readers read from. For each kind of data one function decodes a
// stream, such as [DecodeImage]; the one that reads a file, such as [ReadImage], opens
// it and calls that.

// readFile opens the regular file at path, of at most limit bytes, and has decode read
// it under that name.
func readFile[T any](path string, limit int64, decode func(r io.Reader, name string) (T, error)) (v T, err error) {
	f, _, err := openfile.Open(path, limit)
	if err != nil {
		return v, fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	return decode(f, path)
}

// called returns the name by which messages call a stream.
func called(name string) string {
	if name == "" {
		return "input"
	}
	return name
}
