package train

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"

	"github.com/gopathway/pathway/nn"
)

// This file: hashes of weights.

// weightsHash identifies the parameters of a net: their names, shapes and values.
func weightsHash(net nn.Module) string {
	d := newDigest()
	for _, p := range nn.StateDict(net) {
		d.text(p.Name)
		d.ints(p.Tensor.Shape()...)
		d.floats(p.Tensor.Data())
	}
	return d.sum()
}

// digest is a SHA-256 of numbers.
type digest struct {
	hash hash.Hash
	buf  []byte
}

func newDigest() *digest { return &digest{hash: sha256.New(), buf: make([]byte, 0, 1<<16)} }

// flush makes room for n bytes in the buffer.
func (d *digest) flush(n int) {
	if len(d.buf)+n > cap(d.buf) {
		d.hash.Write(d.buf)
		d.buf = d.buf[:0]
	}
}

// ints adds a list of integers and its length.
func (d *digest) ints(v ...int) {
	d.flush(8)
	d.buf = binary.LittleEndian.AppendUint64(d.buf, uint64(len(v)))
	for _, i := range v {
		d.flush(8)
		d.buf = binary.LittleEndian.AppendUint64(d.buf, uint64(i))
	}
}

// text adds a text and its length.
func (d *digest) text(s string) {
	d.ints(len(s))
	d.hash.Write(d.buf)
	d.buf = d.buf[:0]
	d.hash.Write([]byte(s))
}

// floats adds the bits of numbers.
func (d *digest) floats(v []float32) {
	for _, f := range v {
		d.flush(4)
		d.buf = binary.LittleEndian.AppendUint32(d.buf, math.Float32bits(f))
	}
}

// sum returns the hash of all that was added, in hexadecimal.
func (d *digest) sum() string {
	d.hash.Write(d.buf)
	d.buf = d.buf[:0]
	return hex.EncodeToString(d.hash.Sum(nil)[:16])
}
