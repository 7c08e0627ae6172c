// Package checksum sums the bits of what seeds give. Tests hold the sums, so that
// a change, or a platform that rounds differently, does not go unseen.
package checksum

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// Floats returns the CRC-32 of the bits of x.
func Floats(x []float32) uint32 {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return crc32.ChecksumIEEE(b)
}
