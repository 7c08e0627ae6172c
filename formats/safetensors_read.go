package formats

// This file: reading of safetensors, the format of Hugging Face's checkpoints:
//
//	8 bytes   length of the header, little-endian
//	header    JSON: name → {"dtype", "shape", "data_offsets": [begin, end]},
//	          and "__metadata__" → {string: string}
//	data      the tensors' bytes, without gaps, little-endian, row-major
//
// The header is checked when a file is opened; tensors are read on demand,
// so memory holds only those asked for.

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// SafetensorsFile is an open safetensors file. Its methods may be called by
// several goroutines at once.
type SafetensorsFile struct {
	path    string // or "safetensors" for a reader without a name
	r       io.ReaderAt
	closer  io.Closer
	data    int64 // where the data begin
	names   []string
	entries map[string]safetensorsEntry
	meta    map[string]string
	sums    map[string]string // checksums by tensor; "" is the header's
}

// safetensorsEntry is one tensor of the header; begin and end count from the
// beginning of the data.
type safetensorsEntry struct {
	dtype      string
	shape      []int
	size       int // number of elements
	begin, end int64
}

// safetensorsTypes are the formats whose numbers can be read.
var safetensorsTypes = map[string]dtype{"BOOL": dtypeBool, "U8": dtypeU8, "I8": dtypeI8, "U16": dtypeU16,
	"I16": dtypeI16, "U32": dtypeU32, "I32": dtypeI32, "U64": dtypeU64, "I64": dtypeI64,
	"F16": dtypeF16, "BF16": dtypeBF16, "F32": dtypeF32, "F64": dtypeF64}

// OpenSafetensors opens the file path and reads its header.
func OpenSafetensors(path string) (*SafetensorsFile, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	s, err := readSafetensors(path, f, size)
	if err != nil {
		f.Close()
		return nil, err
	}
	s.closer = f
	return s, nil
}

// ReadSafetensors reads the header of the file that is the first size bytes
// of r.
func ReadSafetensors(r io.ReaderAt, size int64) (*SafetensorsFile, error) {
	return readSafetensors("safetensors", r, size)
}

func readSafetensors(path string, r io.ReaderAt, size int64) (*SafetensorsFile, error) {
	if size < 8 {
		return nil, fmt.Errorf("%s: %d bytes, want at least 8", path, size)
	}
	var prefix [8]byte
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, 8), prefix[:]); err != nil {
		return nil, fmt.Errorf("%s: read header length: %w", path, err)
	}
	n := binary.LittleEndian.Uint64(prefix[:])
	if n > MaxSafetensorsHeader {
		return nil, fmt.Errorf("%s: header of %d bytes, want at most %d", path, n, MaxSafetensorsHeader)
	}
	if int64(n) > size-8 {
		return nil, fmt.Errorf("%s: header of %d bytes in a file of %d", path, n, size)
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(r, 8, int64(n)), header); err != nil {
		return nil, fmt.Errorf("%s: read header: %w", path, err)
	}
	s := &SafetensorsFile{path: path, r: r, data: 8 + int64(n)}
	if err := s.parseHeader(header); err != nil {
		return nil, fmt.Errorf("%s: header: %w", path, err)
	}
	if err := s.checkLayout(size - s.data); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := s.takeSums(header); err != nil {
		return nil, fmt.Errorf("%s: header: %w", path, err)
	}
	return s, nil
}

// Close closes the file that OpenSafetensors opened; tensors already read
// stay valid.
func (s *SafetensorsFile) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// Names returns the names of the tensors, in the order of their data.
func (s *SafetensorsFile) Names() []string { return append([]string(nil), s.names...) }

// Metadata returns a copy of the file's free-form metadata.
func (s *SafetensorsFile) Metadata() map[string]string {
	m := make(map[string]string, len(s.meta))
	for k, v := range s.meta {
		m[k] = v
	}
	return m
}

// Info returns the format ("F32", "BF16", "I64", ...) and the shape of a
// tensor, without reading it; ok is false if the file has none of that name.
func (s *SafetensorsFile) Info(name string) (dtype string, shape []int, ok bool) {
	e, ok := s.entries[name]
	if !ok {
		return "", nil, false
	}
	return e.dtype, slices.Clone(e.shape), true
}

// Tensor reads a tensor as float32: F16 and BF16 are widened exactly, F64
// and whole numbers beyond 2²⁴ rounded to nearest.
func (s *SafetensorsFile) Tensor(name string) (*tensor.Tensor, error) {
	e, d, err := s.find(name)
	if err != nil {
		return nil, err
	}
	if len(e.shape) > tensor.MaxRank {
		return nil, fmt.Errorf("%s: tensor %q: shape %v, want at most %d dimensions", s.path, name, e.shape, tensor.MaxRank)
	}
	data := make([]float32, e.size)
	if err := s.read(name, e, d, data); err != nil {
		return nil, fmt.Errorf("%s: tensor %q: %w", s.path, name, err)
	}
	return tensor.FromSlice(data, e.shape...), nil
}

// TensorInto is Tensor into the memory of dst, which has the tensor's shape.
// After an error the numbers of dst are undefined.
func (s *SafetensorsFile) TensorInto(dst *tensor.Tensor, name string) error {
	e, d, err := s.find(name)
	if err != nil {
		return err
	}
	if !slices.Equal(e.shape, dst.Shape()) {
		return fmt.Errorf("%s: tensor %q: shape %v, want %v", s.path, name, e.shape, dst.Shape())
	}
	if err := s.read(name, e, d, dst.Data()); err != nil {
		return fmt.Errorf("%s: tensor %q: %w", s.path, name, err)
	}
	return nil
}

// read fills data with the numbers of e.
func (s *SafetensorsFile) read(name string, e safetensorsEntry, d dtype, data []float32) error {
	return s.checked(name, e, func(r io.Reader) error {
		if d == dtypeF32 {
			return readNative(r, data)
		}
		at := 0
		return readPieces(r, d, e.size, func(src []byte, m int) error {
			d.floats(data[at:at+m], src, binary.LittleEndian)
			at += m
			return nil
		})
	})
}

// Ints reads a tensor of whole numbers or booleans, in row-major order.
func (s *SafetensorsFile) Ints(name string) ([]int, error) {
	e, d, err := s.find(name)
	if err != nil {
		return nil, err
	}
	if !d.isInt() {
		return nil, fmt.Errorf("%s: tensor %q: dtype %s, want whole numbers", s.path, name, e.dtype)
	}
	var data []int
	err = s.checked(name, e, func(r io.Reader) error {
		data, err = readInts(r, d, binary.LittleEndian, e.size, e.size)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: tensor %q: %w", s.path, name, err)
	}
	return data, nil
}

// find returns the entry of a tensor whose numbers can be read.
func (s *SafetensorsFile) find(name string) (safetensorsEntry, dtype, error) {
	e, ok := s.entries[name]
	if !ok {
		return e, 0, fmt.Errorf("%s: no tensor %q", s.path, name)
	}
	d, ok := safetensorsTypes[e.dtype]
	if !ok {
		return e, 0, fmt.Errorf("%s: tensor %q: dtype %q%s is not supported: convert it to F32, F16 or BF16 in the program that wrote it", s.path, name, e.dtype, meaning(e.dtype))
	}
	if e.size > math.MaxInt/8 {
		return e, 0, fmt.Errorf("%s: tensor %q: shape %v is too large for this machine", s.path, name, e.shape)
	}
	return e, d, nil
}

// meaning says what a type is that is not read.
func meaning(dtype string) string {
	switch {
	case strings.HasPrefix(dtype, "F8") || strings.HasPrefix(dtype, "F6") || strings.HasPrefix(dtype, "F4"):
		return " (numbers of " + dtype[1:2] + " bits)"
	case strings.HasPrefix(dtype, "C"):
		return " (complex numbers)"
	}
	return ""
}

// section returns a reader of the bytes of e.
func (s *SafetensorsFile) section(e safetensorsEntry) io.Reader {
	return io.NewSectionReader(s.r, s.data+e.begin, e.end-e.begin)
}
