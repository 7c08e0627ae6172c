package formats

// This file: reading of NumPy's .npy format. A file has the magic
// "\x93NUMPY", a version, the length of the header, the header as a Python
// dictionary such as
//
//	{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
//
// and the numbers.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

const npyMagic = "\x93NUMPY"

// MaxNPYHeader is the longest header that is read, in bytes. NumPy's own are
// around a hundred.
const MaxNPYHeader = 1 << 20

// npyTypes are the formats whose numbers can be read, by the descr without
// its byte order.
var npyTypes = map[string]dtype{"b1": dtypeBool, "u1": dtypeU8, "i1": dtypeI8, "u2": dtypeU16, "i2": dtypeI16,
	"u4": dtypeU32, "i4": dtypeI32, "u8": dtypeU64, "i8": dtypeI64, "f2": dtypeF16, "f4": dtypeF32, "f8": dtypeF64}

// npyOther are the kinds of NumPy's types that are no numbers or numbers of another
// kind: text, bytes, objects, structures, times, complex and long floats.
const npyOther = "USaOVMmcfib"

// notNumbersError says that an array is well-formed and holds what is not read.
type notNumbersError struct{ what string }

// Error implements error.
func (e *notNumbersError) Error() string { return e.what + " is not supported" }

// npyHeader describes the array of a .npy file.
type npyHeader struct {
	dtype   dtype
	descr   string
	order   binary.ByteOrder
	fortran bool
	shape   []int
	size    int
}

// ReadNPY reads an array of numbers or booleans as float32; float64 and whole
// numbers beyond 2²⁴ are rounded to nearest.
func ReadNPY(r io.Reader) (*tensor.Tensor, error) {
	h, err := readNPYHeader(r)
	if err != nil {
		return nil, fmt.Errorf("npy: %w", err)
	}
	data, err := readFloats(r, h.dtype, h.order, h.size, ioPiece)
	if err != nil {
		return nil, fmt.Errorf("npy: array %s%v: %w", h.descr, h.shape, err)
	}
	if !h.fortran {
		return tensor.FromSlice(data, h.shape...), nil
	}
	reversed, perm := h.reversal()
	return tensor.Permute(nil, tensor.FromSlice(data, reversed...), perm...), nil
}

// LoadNPY is ReadNPY from a file, which must end after the array.
func LoadNPY(path string) (*tensor.Tensor, error) {
	f, _, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := readWholeNPY(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// readWholeNPY reads one array and the end of r.
func readWholeNPY(r io.Reader) (*tensor.Tensor, error) {
	t, err := ReadNPY(r)
	if err == nil {
		err = endOfArray(r)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// endOfArray is an error unless r ends.
func endOfArray(r io.Reader) error {
	// A zip reader compares the checksum at the end of the data.
	var more [1]byte
	switch _, err := io.ReadFull(r, more[:]); err {
	case io.EOF:
		return nil
	case nil:
		return errors.New("data go on after the array")
	default:
		return err
	}
}

// ReadNPYInts reads an array of whole numbers or booleans, in row-major
// order, and its shape.
func ReadNPYInts(r io.Reader) (data, shape []int, err error) {
	h, err := readNPYHeader(r)
	if err != nil {
		return nil, nil, fmt.Errorf("npy: %w", err)
	}
	if !h.dtype.isInt() {
		return nil, nil, fmt.Errorf("npy: descr %q, want whole numbers", h.descr)
	}
	data, err = readInts(r, h.dtype, h.order, h.size, ioPiece)
	if err != nil {
		return nil, nil, fmt.Errorf("npy: array %s%v: %w", h.descr, h.shape, err)
	}
	if !h.fortran || len(data) == 0 {
		return data, h.shape, nil
	}
	return rowMajor(data, h.shape), h.shape, nil
}

// ErrTooManyNumbers is in the error of [ReadNPYFloats] for an array beyond the limit.
var ErrTooManyNumbers = errors.New("more numbers than are read")

// ReadNPYFloats reads an array of at most limit numbers or booleans without rounding
// them to float32, in row-major order, and its shape. Whole numbers beyond 2⁵³ are
// rounded to nearest.
func ReadNPYFloats(r io.Reader, limit int) (data []float64, shape []int, err error) {
	h, err := readNPYHeader(r)
	if err != nil {
		return nil, nil, fmt.Errorf("npy: %w", err)
	}
	if h.size > limit {
		return nil, nil, fmt.Errorf("npy: array %s%v: %w: %d, the limit is %d", h.descr, h.shape, ErrTooManyNumbers, h.size, limit)
	}
	data, err = readFloat64s(r, h.dtype, h.order, h.size, ioPiece)
	if err != nil {
		return nil, nil, fmt.Errorf("npy: array %s%v: %w", h.descr, h.shape, err)
	}
	if !h.fortran || len(data) == 0 {
		return data, h.shape, nil
	}
	return rowMajor(data, h.shape), h.shape, nil
}

// rowMajor returns the numbers of an array of this shape, stored column by column,
// row by row.
func rowMajor[T any](data []T, shape []int) []T {
	rows := make([]T, len(data))
	for i := range rows {
		at, rest, step := 0, i, len(data)
		for a := len(shape) - 1; a >= 0; a-- {
			step /= shape[a]
			at += rest % shape[a] * step
			rest /= shape[a]
		}
		rows[i] = data[at]
	}
	return rows
}

// reversal returns the shape of the same numbers read in row-major order and
// the permutation that leads back.
func (h *npyHeader) reversal() (dims, perm []int) {
	n := len(h.shape)
	for i := range h.shape {
		dims = append(dims, h.shape[n-1-i])
		perm = append(perm, n-1-i)
	}
	return dims, perm
}

// readNPYHeader reads and checks everything before the numbers.
func readNPYHeader(r io.Reader) (*npyHeader, error) {
	var prefix [8]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, fmt.Errorf("read magic: %w", err)
	}
	if string(prefix[:6]) != npyMagic {
		return nil, fmt.Errorf("begins with %q, want %q", prefix[:6], npyMagic)
	}
	var length [4]byte
	lengthSize := 4
	switch prefix[6] {
	case 1:
		lengthSize = 2
	case 2, 3:
	default:
		return nil, fmt.Errorf("version %d.%d, want 1 to 3", prefix[6], prefix[7])
	}
	if _, err := io.ReadFull(r, length[:lengthSize]); err != nil {
		return nil, fmt.Errorf("read header length: %w", err)
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n > MaxNPYHeader {
		return nil, fmt.Errorf("header of %d bytes, want at most %d", n, MaxNPYHeader)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	h, err := parseNPYHeader(string(text))
	if err != nil {
		return nil, fmt.Errorf("header %.200q: %w", text, err)
	}
	return h, nil
}

// checkDescr sets the number format and byte order from descr, such as "<f4".
func (h *npyHeader) checkDescr() error {
	kind := strings.TrimLeft(h.descr, "<>|=")
	d, ok := npyTypes[kind]
	switch {
	case !ok && len(h.descr) > 1 && strings.Contains(npyOther, kind[:min(1, len(kind))]):
		return &notNumbersError{fmt.Sprintf("descr %q", h.descr)}
	case !ok || len(h.descr) != 3:
		return fmt.Errorf("descr %q is not supported", h.descr)
	case h.descr[0] == '<' || h.descr[0] == '|' && d.size() == 1:
		h.order = binary.LittleEndian
	case h.descr[0] == '>':
		h.order = binary.BigEndian
	default:
		return fmt.Errorf("descr %q has no known byte order", h.descr)
	}
	h.dtype = d
	return nil
}

// checkShape sets the number of elements.
func (h *npyHeader) checkShape() error {
	if len(h.shape) > tensor.MaxRank {
		return fmt.Errorf("shape %v, want at most %d dimensions", h.shape, tensor.MaxRank)
	}
	n, ok := elements(h.shape)
	if !ok || n > math.MaxInt/8 {
		return errors.New("shape has too many elements")
	}
	h.size = n
	return nil
}
