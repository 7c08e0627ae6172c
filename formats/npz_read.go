package formats

// This file: reading of NumPy's .npz archives, which are zip files with one
// .npy file for each array.

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// LoadNPZ reads all arrays of the archive at path as float32, in the
// archive's order. The names are those that NumPy shows, without ".npy". See
// ReadNPY for rounding.
func LoadNPZ(path string) ([]tensor.Named, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readNPZ(path, f, size)
}

// ReadNPZ is LoadNPZ for the archive that is the first size bytes of r.
func ReadNPZ(r io.ReaderAt, size int64) ([]tensor.Named, error) { return readNPZ("npz", r, size) }

func readNPZ(path string, r io.ReaderAt, size int64) ([]tensor.Named, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var items []tensor.Named
	seen := map[string]bool{}
	for _, f := range z.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		if seen[name] {
			return nil, fmt.Errorf("%s: two arrays named %q", path, name)
		}
		seen[name] = true
		t, err := readZipped(f)
		if err != nil {
			return nil, fmt.Errorf("%s: array %q: %w", path, name, err)
		}
		items = append(items, tensor.Named{Name: name, Tensor: t})
	}
	return items, nil
}

func readZipped(f *zip.File) (*tensor.Tensor, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readWholeNPY(r)
}
