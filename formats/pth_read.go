package formats

// This file: PyTorch files of all three forms, as tensors by name.

import (
	"fmt"
	"io"
	"slices"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// torchFile is an open file of PyTorch.
type torchFile struct {
	path    string
	form    string
	closer  io.Closer
	object  any
	state   *torchState
	entries map[string]*torchTensor
}

// openTorch opens the file at path, in one of PyTorch's forms, and finds the weights in
// it, under key if that is not "".
func openTorch(path, key string, form torchForm) (*torchFile, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	t, err := readTorch(path, f, size, key, form)
	if err != nil {
		f.Close()
		return nil, err
	}
	t.closer = f
	return t, nil
}

// torchForm is how a file of PyTorch is laid out.
type torchForm struct {
	name string
	read func(r io.ReaderAt, size int64) (object any, err error)
}

var (
	torchZip    = torchForm{"PyTorch zip", readTorchZip}
	torchLegacy = torchForm{"PyTorch legacy", readTorchLegacy}
	torchTar    = torchForm{"PyTorch tar", readTorchTar}
)

func readTorch(path string, r io.ReaderAt, size int64, key string, form torchForm) (*torchFile, error) {
	object, err := form.read(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t := &torchFile{path: path, form: form.name, object: object, entries: map[string]*torchTensor{}}
	if t.state, err = findState(object, key); err == nil {
		err = t.state.check(size)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, n := range t.state.tensors {
		t.entries[n.name] = n.t
	}
	return t, nil
}

// Close closes the file.
func (f *torchFile) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Names returns the names in the order of the state dict.
func (f *torchFile) Names() []string {
	names := make([]string, len(f.state.tensors))
	for i, n := range f.state.tensors {
		names[i] = n.name
	}
	return names
}

// Info is as that of SafetensorsFile.
func (f *torchFile) Info(name string) (dtype string, shape []int, ok bool) {
	t, ok := f.entries[name]
	if !ok {
		return "", nil, false
	}
	return t.typ.name, slices.Clone(t.shape), true
}

// find returns a tensor that can be read.
func (f *torchFile) find(name string) (*torchTensor, error) {
	t, ok := f.entries[name]
	if !ok {
		return nil, fmt.Errorf("%s: no tensor %q", f.path, name)
	}
	if err := t.readable(); err != nil {
		return nil, fmt.Errorf("%s: tensor %q: %w", f.path, name, err)
	}
	return t, nil
}

// Tensor is as that of SafetensorsFile.
func (f *torchFile) Tensor(name string) (*tensor.Tensor, error) {
	t, err := f.find(name)
	if err != nil {
		return nil, err
	}
	data := make([]float32, t.size)
	if err := t.read(data); err != nil {
		return nil, fmt.Errorf("%s: tensor %q: %w", f.path, name, err)
	}
	return tensor.FromSlice(data, t.shape...), nil
}

// TensorInto is as that of SafetensorsFile.
func (f *torchFile) TensorInto(dst *tensor.Tensor, name string) error {
	t, err := f.find(name)
	if err != nil {
		return err
	}
	if !slices.Equal(t.shape, dst.Shape()) {
		return fmt.Errorf("%s: tensor %q: shape %v, want %v", f.path, name, t.shape, dst.Shape())
	}
	if err := t.read(dst.Data()); err != nil {
		return fmt.Errorf("%s: tensor %q: %w", f.path, name, err)
	}
	return nil
}

// Ints is as that of SafetensorsFile.
func (f *torchFile) Ints(name string) ([]int, error) {
	t, err := f.find(name)
	if err != nil {
		return nil, err
	}
	if !t.typ.d.isInt() {
		return nil, fmt.Errorf("%s: tensor %q: dtype %s, want whole numbers", f.path, name, t.typ.name)
	}
	data, err := t.ints()
	if err != nil {
		return nil, fmt.Errorf("%s: tensor %q: %w", f.path, name, err)
	}
	return data, nil
}
