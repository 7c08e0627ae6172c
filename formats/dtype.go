package formats

// This file: the number formats of files, and their conversion. Tensors hold
// float32 alone; other formats are widened, or rounded, when they are read.

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/gopathway/pathway/simd"
)

// dtype is a number format.
type dtype uint8

const (
	dtypeUnknown dtype = iota
	dtypeBool
	dtypeU8
	dtypeI8
	dtypeU16
	dtypeI16
	dtypeU32
	dtypeI32
	dtypeU64
	dtypeI64
	dtypeF16
	dtypeBF16
	dtypeF32
	dtypeF64
)

var dtypeSizes = [...]int{dtypeUnknown: 0, dtypeBool: 1, dtypeU8: 1, dtypeI8: 1, dtypeU16: 2, dtypeI16: 2,
	dtypeU32: 4, dtypeI32: 4, dtypeU64: 8, dtypeI64: 8, dtypeF16: 2, dtypeBF16: 2, dtypeF32: 4, dtypeF64: 8}

// String returns safetensors' name of the format.
func (d dtype) String() string {
	for name, is := range safetensorsTypes {
		if is == d {
			return name
		}
	}
	return "unknown"
}

// size returns the number of bytes of one number.
func (d dtype) size() int { return dtypeSizes[d] }

// isInt reports whether every value is a whole number.
func (d dtype) isInt() bool { return d >= dtypeBool && d <= dtypeI64 }

// bits reads number i of src.
func (d dtype) bits(src []byte, i int, order binary.ByteOrder) uint64 {
	switch d.size() {
	case 1:
		return uint64(src[i])
	case 2:
		return uint64(order.Uint16(src[2*i:]))
	case 4:
		return uint64(order.Uint32(src[4*i:]))
	default:
		return order.Uint64(src[8*i:])
	}
}

// floats converts src to float32 and rounds to nearest what float32 does not
// hold. Numbers of 16 bits are widened by simd's kernels, which are exact and
// make a signalling NaN quiet.
func (d dtype) floats(dst []float32, src []byte, order binary.ByteOrder) {
	switch {
	case d == dtypeF32 && order == binary.LittleEndian: // the usual case, ten times as fast
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
		}
		return
	case d == dtypeF16:
		widen(dst, src, order, simd.Float32FromF16)
		return
	case d == dtypeBF16:
		widen(dst, src, order, simd.Float32FromBF16)
		return
	}
	for i := range dst {
		b := d.bits(src, i, order)
		switch d {
		case dtypeBool:
			if b != 0 {
				b = 1
			}
			dst[i] = float32(b)
		case dtypeU8, dtypeU16, dtypeU32, dtypeU64:
			dst[i] = float32(b)
		case dtypeI8:
			dst[i] = float32(int8(b))
		case dtypeI16:
			dst[i] = float32(int16(b))
		case dtypeI32:
			dst[i] = float32(int32(b))
		case dtypeI64:
			dst[i] = float32(int64(b))
		case dtypeF32:
			dst[i] = math.Float32frombits(uint32(b))
		case dtypeF64:
			dst[i] = float32(math.Float64frombits(b))
		}
	}
}

// float64 returns the number of the bits of a format of 4 or 8 bytes other than F32.
func (d dtype) float64(bits uint64) float64 {
	switch d {
	case dtypeI32:
		return float64(int32(bits))
	case dtypeI64:
		return float64(int64(bits))
	case dtypeF64:
		return math.Float64frombits(bits)
	}
	return float64(bits)
}

// widen converts numbers of 16 bits with one of simd's kernels.
func widen(dst []float32, src []byte, order binary.ByteOrder, kernel func(dst []float32, x []uint16)) {
	var piece [512]uint16
	for len(dst) > 0 {
		x := piece[:min(len(dst), len(piece))]
		for i := range x {
			x[i] = order.Uint16(src[2*i:])
		}
		kernel(dst[:len(x)], x)
		dst, src = dst[len(x):], src[2*len(x):]
	}
}

// ints converts src, of a format of whole numbers, to int; it fails for a
// number that int does not hold.
func (d dtype) ints(dst []int, src []byte, order binary.ByteOrder) error {
	for i := range dst {
		b := d.bits(src, i, order)
		var v int64
		switch d {
		case dtypeBool:
			if b != 0 {
				v = 1
			}
		case dtypeI8:
			v = int64(int8(b))
		case dtypeI16:
			v = int64(int16(b))
		case dtypeI32:
			v = int64(int32(b))
		case dtypeI64:
			v = int64(b)
		default:
			if b > math.MaxInt64 {
				return fmt.Errorf("%d does not fit in int%d", b, strconv.IntSize)
			}
			v = int64(b)
		}
		if int64(int(v)) != v {
			return fmt.Errorf("%d does not fit in int%d", v, strconv.IntSize)
		}
		dst[i] = int(v)
	}
	return nil
}
