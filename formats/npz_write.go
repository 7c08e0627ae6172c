package formats

// This file: writing of NumPy's .npz archives.

import (
	"archive/zip"
	"fmt"
	"io"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/tensor"
)

// WriteNPZ writes items as an uncompressed archive, sorted by name. The same
// items give the same bytes.
func WriteNPZ(w io.Writer, items []tensor.Named) error {
	sorted, err := sortNamed(items)
	if err != nil {
		return fmt.Errorf("write npz: %w", err)
	}
	z := zip.NewWriter(w)
	for _, it := range sorted {
		f, err := z.CreateHeader(&zip.FileHeader{Name: it.Name + ".npy", Method: zip.Store})
		if err != nil {
			return fmt.Errorf("write npz: array %q: %w", it.Name, err)
		}
		if err := WriteNPY(f, it.Tensor); err != nil {
			return fmt.Errorf("write npz: array %q: %w", it.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write npz: %w", err)
	}
	return nil
}

// SaveNPZ is WriteNPZ to a file, which appears whole or not at all; see
// SaveSafetensors.
func SaveNPZ(path string, items []tensor.Named) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return WriteNPZ(w, items) })
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}
