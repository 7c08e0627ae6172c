package datasets

import (
	"encoding/binary"
	"math"
)

// scalarType is how a number of a binary point file is coded.
type scalarType struct {
	kind byte // 'I' signed, 'U' unsigned, 'F' float
	size int  // bytes
}

// valid reports whether there is such a type.
func (s scalarType) valid() bool {
	switch s.size {
	case 1, 2:
		return s.kind == 'I' || s.kind == 'U'
	case 4, 8:
		return s.kind == 'I' || s.kind == 'U' || s.kind == 'F'
	}
	return false
}

// read decodes the number at the start of b.
func (s scalarType) read(b []byte, order binary.ByteOrder) float64 {
	var u uint64
	switch s.size {
	case 1:
		u = uint64(b[0])
	case 2:
		u = uint64(order.Uint16(b))
	case 4:
		u = uint64(order.Uint32(b))
	case 8:
		u = order.Uint64(b)
	}
	switch {
	case s.kind == 'U':
		return float64(u)
	case s.kind == 'F' && s.size == 4:
		return float64(math.Float32frombits(uint32(u)))
	case s.kind == 'F':
		return math.Float64frombits(u)
	}
	shift := 64 - 8*s.size
	return float64(int64(u<<shift) >> shift)
}
