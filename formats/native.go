package formats

// This file: float32 numbers of a file, read straight into memory where memory
// has the file's byte order.

import (
	"encoding/binary"
	"io"
	"unsafe"
)

// littleEndian reports whether numbers lie in memory as in the files.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// readNative fills dst with little-endian numbers from r.
func readNative(r io.Reader, dst []float32) error {
	if len(dst) == 0 {
		return nil
	}
	if littleEndian {
		k, err := io.ReadFull(r, unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), 4*len(dst)))
		return ended(err, k/4, len(dst))
	}
	at := 0
	return readPieces(r, dtypeF32, len(dst), func(src []byte, m int) error {
		dtypeF32.floats(dst[at:at+m], src, binary.LittleEndian)
		at += m
		return nil
	})
}
