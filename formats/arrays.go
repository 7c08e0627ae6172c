package formats

// This file: NumPy's files as [Open] has them.

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// copyInto copies t to dst, which must have its shape.
func copyInto(dst, t *tensor.Tensor) error {
	if !slices.Equal(t.Shape(), dst.Shape()) {
		return fmt.Errorf("shape %v, want %v", t.Shape(), dst.Shape())
	}
	copy(dst.Data(), t.Data())
	return nil
}

// npzWeights are the arrays of an archive.
type npzWeights struct{ *NPZFile }

// Ints returns an array of whole numbers.
func (z npzWeights) Ints(name string) ([]int, error) {
	data, _, err := z.NPZFile.Ints(name)
	return data, err
}

// TensorInto reads an array into dst.
func (z npzWeights) TensorInto(dst *tensor.Tensor, name string) error {
	t, err := z.Tensor(name)
	if err != nil {
		return err
	}
	if err := copyInto(dst, t); err != nil {
		return fmt.Errorf("%s: array %q: %w", z.path, name, err)
	}
	return nil
}

// npyWeights is the array of a file, with the file's name.
type npyWeights struct {
	path, name string
	f          *os.File
	size       int64
	head       *npyHeader
}

func openOneNPY(path string) (*npyWeights, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	head, err := readNPYHeader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: npy: %w", path, err)
	}
	base := filepath.Base(path)
	return &npyWeights{path, strings.TrimSuffix(base, filepath.Ext(base)), f, size, head}, nil
}

// Close closes the file.
func (n *npyWeights) Close() error { return n.f.Close() }

// Names returns the one name.
func (n *npyWeights) Names() []string { return []string{n.name} }

// Info returns the format and shape of the array.
func (n *npyWeights) Info(string) (dtype string, shape []int, ok bool) {
	return n.head.dtype.String(), slices.Clone(n.head.shape), true
}

// Tensor reads the array.
func (n *npyWeights) Tensor(string) (*tensor.Tensor, error) {
	t, err := readWholeNPY(n.stream())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.path, err)
	}
	return t, nil
}

// TensorInto reads the array into dst.
func (n *npyWeights) TensorInto(dst *tensor.Tensor, name string) error {
	t, err := n.Tensor(name)
	if err != nil {
		return err
	}
	if err := copyInto(dst, t); err != nil {
		return fmt.Errorf("%s: %w", n.path, err)
	}
	return nil
}

// Ints reads an array of whole numbers.
func (n *npyWeights) Ints(string) ([]int, error) {
	r := n.stream()
	data, _, err := ReadNPYInts(r)
	if err == nil {
		err = endOfArray(r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.path, err)
	}
	return data, nil
}

// stream returns the file from its beginning.
func (n *npyWeights) stream() io.Reader { return io.NewSectionReader(n.f, 0, n.size) }
