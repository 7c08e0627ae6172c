package formats

// This file: reading of NumPy's .npz archives, which are zip files with one
// .npy file for each array. People put other things into them: names of classes as
// strings, a text file. The arrays of numbers are read all the same, and what is
// left out is told.

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// NPZFile is an open archive. Its methods may be called by several goroutines at
// once.
type NPZFile struct {
	path   string // or "npz" for a reader without a name
	closer io.Closer
	names  []string
	files  map[string]*zip.File
	heads  map[string]*npyHeader
	left   []string
}

// OpenNPZ opens the archive at path and reads the headers of its arrays.
func OpenNPZ(path string) (*NPZFile, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	z, err := openNPZ(path, f, size)
	if err != nil {
		f.Close()
		return nil, err
	}
	z.closer = f
	return z, nil
}

// LoadNPZ reads all arrays of numbers or booleans of the archive at path as
// float32, in the archive's order. The names are those that NumPy shows, without
// ".npy". Members that are something else, such as strings, are left out; OpenNPZ
// tells which. See ReadNPY for rounding.
func LoadNPZ(path string) ([]tensor.Named, error) {
	f, err := OpenNPZ(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.all()
}

// ReadNPZ is LoadNPZ for the archive that is the first size bytes of r.
func ReadNPZ(r io.ReaderAt, size int64) ([]tensor.Named, error) {
	f, err := openNPZ("npz", r, size)
	if err != nil {
		return nil, err
	}
	return f.all()
}

func (f *NPZFile) all() ([]tensor.Named, error) {
	var items []tensor.Named
	for _, name := range f.names {
		t, err := f.Tensor(name)
		if err != nil {
			return nil, err
		}
		items = append(items, tensor.Named{Name: name, Tensor: t})
	}
	return items, nil
}

func openNPZ(path string, r io.ReaderAt, size int64) (*NPZFile, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f := &NPZFile{path: path, files: map[string]*zip.File{}, heads: map[string]*npyHeader{}}
	for _, m := range z.File {
		if strings.HasSuffix(m.Name, "/") { // a folder
			continue
		}
		name := strings.TrimSuffix(m.Name, ".npy")
		head, why, err := f.look(m)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: array %q: %w", path, name, err)
		case why != "":
			f.left = append(f.left, fmt.Sprintf("%s: %s", m.Name, why))
			continue
		case f.files[name] != nil:
			return nil, fmt.Errorf("%s: two arrays named %q", path, name)
		}
		f.files[name], f.heads[name] = m, head
		f.names = append(f.names, name)
	}
	if len(f.names) == 0 && len(f.left) > 0 {
		return nil, fmt.Errorf("%s: no array of numbers: %s", path, strings.Join(f.left[:min(len(f.left), 10)], "; "))
	}
	return f, nil
}

// look reads the header of a member, or says why the member is none to be read; "" for
// an array of numbers. As for NumPy, a member is an array if it begins as one.
func (f *NPZFile) look(m *zip.File) (head *npyHeader, why string, err error) {
	r, err := m.Open()
	if err == nil {
		defer r.Close()
		head, err = readNPYHeader(r)
	}
	var other *notNumbersError
	switch {
	case err == nil:
		return head, "", nil
	case errors.As(err, &other):
		return nil, other.Error(), nil
	case !strings.HasSuffix(m.Name, ".npy") && !f.begins(m):
		return nil, "no npy array", nil
	}
	return nil, "", fmt.Errorf("npy: %w", err)
}

// begins reports whether a member begins with npy's magic, or cannot be read.
func (f *NPZFile) begins(m *zip.File) bool {
	r, err := m.Open()
	if err != nil {
		return true
	}
	defer r.Close()
	magic := make([]byte, len(npyMagic))
	n, err := io.ReadFull(r, magic)
	return string(magic[:n]) == npyMagic || err != nil && err != io.EOF && err != io.ErrUnexpectedEOF
}

// Close closes the file that OpenNPZ opened; arrays already read stay valid.
func (f *NPZFile) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Names returns the names of the arrays that can be read, in the archive's order.
func (f *NPZFile) Names() []string { return append([]string(nil), f.names...) }

// Left says of each member that is left out what it is, such as
// `class_names.npy: descr "<U3" is not supported`.
func (f *NPZFile) Left() []string { return append([]string(nil), f.left...) }

// Info returns the format, by the names that safetensors has for them ("F32", "I64", ...),
// and the shape of an array; ok is false if there is none of that name.
func (f *NPZFile) Info(name string) (dtype string, shape []int, ok bool) {
	h, ok := f.heads[name]
	if !ok {
		return "", nil, false
	}
	return h.dtype.String(), slices.Clone(h.shape), true
}

// Tensor reads one array as float32, as ReadNPY does it.
func (f *NPZFile) Tensor(name string) (t *tensor.Tensor, err error) {
	err = f.read(name, func(r io.Reader) error {
		t, err = readWholeNPY(r)
		return err
	})
	return t, err
}

// Ints reads one array of whole numbers or booleans and its shape, as ReadNPYInts
// does it.
func (f *NPZFile) Ints(name string) (data, shape []int, err error) {
	err = f.read(name, func(r io.Reader) error {
		if data, shape, err = ReadNPYInts(r); err != nil {
			return err
		}
		return endOfArray(r)
	})
	return data, shape, err
}

func (f *NPZFile) read(name string, read func(r io.Reader) error) error {
	m := f.files[name]
	if m == nil {
		return fmt.Errorf("%s: no array %q, there are %q", f.path, name, f.names)
	}
	r, err := m.Open()
	if err == nil {
		defer r.Close()
		err = read(r)
	}
	if err != nil {
		return fmt.Errorf("%s: array %q: %w", f.path, name, err)
	}
	return nil
}
