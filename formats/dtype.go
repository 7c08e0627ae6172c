package formats

// Number formats of files, and their conversion. Arithmetic here is float32;
// other formats exist on disk alone and are widened, or rounded, on reading.

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
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

// floats converts src to float32, rounding to nearest what float32 does not
// hold.
func (d dtype) floats(dst []float32, src []byte, order binary.ByteOrder) {
	if d == dtypeF32 && order == binary.LittleEndian { // the usual case, ten times as fast
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
		}
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
		case dtypeF16:
			dst[i] = halfToFloat(uint16(b))
		case dtypeBF16:
			dst[i] = math.Float32frombits(uint32(b) << 16)
		case dtypeF32:
			dst[i] = math.Float32frombits(uint32(b))
		case dtypeF64:
			dst[i] = float32(math.Float64frombits(b))
		}
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

// halfToFloat widens an IEEE 754 binary16 number: 1 sign bit, 5 bits of
// exponent (bias 15), 10 of significand. Every one is a float32.
func halfToFloat(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	exp, frac := uint32(h>>10)&0x1f, uint32(h&0x3ff)
	switch exp {
	case 0: // zero or subnormal: frac·2⁻²⁴, exact in float32
		return math.Float32frombits(math.Float32bits(float32(frac)*0x1p-24) | sign)
	case 0x1f: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+127-15)<<23 | frac<<13)
}
