package formats

// This file: tensors of PyTorch files. A tensor is a view of a storage: an offset, sizes
// and strides, all of which are checked against the storage before anything is read.
// Numbers go from the file straight to where they are wanted, in row-major order.

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// maxTorchRank is the largest number of dimensions that PyTorch itself has.
const maxTorchRank = 64

// torchType is a number format of PyTorch.
type torchType struct {
	name string // as safetensors has it
	d    dtype  // dtypeUnknown: it is not read
	size int    // bytes of one number
}

func typeOf(name string, d dtype) torchType { return torchType{name, d, d.size()} }

// torchStorages are the classes of storages, by name.
var torchStorages = map[string]torchType{
	"FloatStorage": typeOf("F32", dtypeF32), "DoubleStorage": typeOf("F64", dtypeF64), "HalfStorage": typeOf("F16", dtypeF16),
	"BFloat16Storage": typeOf("BF16", dtypeBF16), "LongStorage": typeOf("I64", dtypeI64), "IntStorage": typeOf("I32", dtypeI32),
	"ShortStorage": typeOf("I16", dtypeI16), "CharStorage": typeOf("I8", dtypeI8), "ByteStorage": typeOf("U8", dtypeU8),
	"BoolStorage": typeOf("BOOL", dtypeBool), "ComplexFloatStorage": {name: "C64", size: 8}, "ComplexDoubleStorage": {name: "C128", size: 16},
	"QInt8Storage": {name: "QI8", size: 1}, "QUInt8Storage": {name: "QU8", size: 1}, "QInt32Storage": {name: "QI32", size: 4},
}

// torchTypes are the types of tensors whose storage has none, by name.
var torchTypes = map[string]torchType{
	"float32": typeOf("F32", dtypeF32), "float64": typeOf("F64", dtypeF64), "float16": typeOf("F16", dtypeF16),
	"bfloat16": typeOf("BF16", dtypeBF16), "int64": typeOf("I64", dtypeI64), "int32": typeOf("I32", dtypeI32),
	"int16": typeOf("I16", dtypeI16), "int8": typeOf("I8", dtypeI8), "uint8": typeOf("U8", dtypeU8), "bool": typeOf("BOOL", dtypeBool),
	"uint16": typeOf("U16", dtypeU16), "uint32": typeOf("U32", dtypeU32), "uint64": typeOf("U64", dtypeU64),
	"float8_e4m3fn": {name: "F8_E4M3", size: 1}, "float8_e5m2": {name: "F8_E5M2", size: 1},
	"float8_e4m3fnuz": {name: "F8_E4M3FNUZ", size: 1}, "float8_e5m2fnuz": {name: "F8_E5M2FNUZ", size: 1},
	"complex64": {name: "C64", size: 8}, "complex128": {name: "C128", size: 16},
}

// torchStorage is a run of numbers of one type.
type torchStorage struct {
	key   string
	typ   torchType
	numel int64
	data  func() (io.ReaderAt, error) // numel numbers, from offset 0 on; set before a tensor is read
	order binary.ByteOrder
	root  *torchStorage // the storage that this one is a part of; nil: none
	begin int64         // of a part: its first number in root
}

// bytes returns the length of the data.
func (s *torchStorage) bytes() int64 { return s.numel * int64(s.typ.size) }

// torchTensor is a view of a storage.
type torchTensor struct {
	storage *torchStorage
	typ     torchType
	begin   int64 // the first number
	shape   []int
	strides []int // in numbers
	size    int
	err     error // why it is not read
}

// newTorchTensor checks a view of a storage. What is wrong with it is its err, so that
// it is told with the tensor's name.
func newTorchTensor(s *torchStorage, typ torchType, begin int64, shape, strides []int64) *torchTensor {
	t := &torchTensor{storage: s, typ: typ, begin: begin}
	t.err = t.place(shape, strides)
	return t
}

func (t *torchTensor) place(shape, strides []int64) error {
	numel := t.storage.bytes() / int64(t.typ.size)
	switch {
	case len(shape) > maxTorchRank:
		return fmt.Errorf("%d dimensions, want at most %d", len(shape), maxTorchRank)
	case len(strides) != len(shape):
		return fmt.Errorf("%d strides for %d dimensions", len(strides), len(shape))
	case t.begin < 0 || t.begin > numel:
		return fmt.Errorf("it begins at number %d of a storage of %d", t.begin, numel)
	}
	t.shape, t.strides = make([]int, len(shape)), make([]int, len(shape))
	for i := range shape {
		if shape[i] < 0 || shape[i] > math.MaxInt || strides[i] < 0 || strides[i] > math.MaxInt {
			return fmt.Errorf("shape %v with strides %v: sizes and strides must be 0 or more", shape, strides)
		}
		t.shape[i], t.strides[i] = int(shape[i]), int(strides[i])
	}
	n, ok := elements(t.shape)
	if !ok || n > math.MaxInt/16 {
		return fmt.Errorf("shape %v has too many elements", t.shape)
	}
	t.size = n
	if n == 0 {
		for _, d := range t.shape { // sizes beside a 0 that no tensor can have
			if d > math.MaxInt/16 {
				return fmt.Errorf("shape %v has too large a size", t.shape)
			}
		}
		return nil
	}
	last := t.begin
	for i, d := range t.shape {
		if d > 1 && int64(t.strides[i]) > (numel-last)/int64(d-1) {
			return fmt.Errorf("shape %v with strides %v from number %d on lies beyond its storage of %d numbers", t.shape, t.strides, t.begin, numel)
		}
		last += int64(d-1) * int64(t.strides[i])
	}
	if last >= numel {
		return fmt.Errorf("shape %v with strides %v from number %d on lies beyond its storage of %d numbers", t.shape, t.strides, t.begin, numel)
	}
	return nil
}

// contiguous reports whether the numbers lie in row-major order, without gaps.
func (t *torchTensor) contiguous() bool {
	want := 1
	for i := len(t.shape) - 1; i >= 0; i-- {
		if t.shape[i] != 1 && t.strides[i] != want {
			return false
		}
		want *= t.shape[i]
	}
	return true
}

// reader returns the data and where in them the tensor begins.
func (t *torchTensor) reader() (io.ReaderAt, int64, error) {
	s, begin := t.storage, t.begin*int64(t.typ.size)
	if s.root != nil {
		begin += s.begin * int64(s.typ.size)
		s = s.root
	}
	r, err := s.data()
	return r, begin, err
}

// each calls f with pieces of the numbers, m of them, which are numbers at, at+step,
// at+2·step and so on in row-major order. The bytes are in the storage's order.
func (t *torchTensor) each(f func(at, step int, src []byte, m int) error) error {
	if t.size == 0 {
		return nil
	}
	r, begin, err := t.reader()
	if err != nil {
		return err
	}
	if !t.contiguous() {
		return t.gather(r, begin, f)
	}
	at := 0
	return readPieces(io.NewSectionReader(r, begin, int64(t.size)*int64(t.typ.size)), t.typ.d, t.size, func(src []byte, m int) error {
		err := f(at, 1, src, m)
		at += m
		return err
	})
}

// read fills dst, which has the tensor's size.
func (t *torchTensor) read(dst []float32) error {
	if t.typ.d == dtypeF32 && t.storage.order == binary.LittleEndian && t.size > 0 && t.contiguous() {
		r, begin, err := t.reader()
		if err != nil {
			return err
		}
		return readNative(io.NewSectionReader(r, begin, 4*int64(t.size)), dst)
	}
	var piece [512]float32
	return t.each(func(at, step int, src []byte, m int) error {
		if step == 1 {
			t.typ.d.floats(dst[at:at+m], src, t.storage.order)
			return nil
		}
		for m > 0 {
			k := min(m, len(piece))
			t.typ.d.floats(piece[:k], src, t.storage.order)
			for _, v := range piece[:k] {
				dst[at] = v
				at += step
			}
			src, m = src[k*t.typ.size:], m-k
		}
		return nil
	})
}

// ints returns whole numbers in row-major order.
func (t *torchTensor) ints() ([]int, error) {
	data := make([]int, t.size)
	err := t.each(func(at, step int, src []byte, m int) error {
		for i := range m {
			if err := t.typ.d.ints(data[at+i*step:][:1], src[i*t.typ.size:], t.storage.order); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return data, nil
}

// readable is an error if no numbers can be read of this tensor.
func (t *torchTensor) readable() error {
	switch {
	case t.err != nil:
		return t.err
	case t.typ.d == dtypeUnknown:
		return fmt.Errorf("dtype %q%s is not supported: convert it to F32, F16 or BF16 in the program that wrote it", t.typ.name, meaning(t.typ.name))
	case len(t.shape) > tensor.MaxRank:
		return fmt.Errorf("shape %v, want at most %d dimensions", t.shape, tensor.MaxRank)
	}
	return nil
}
