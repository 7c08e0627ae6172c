package formats

// This file: numbers of 16 bits, on every instruction set.

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/gopathway/pathway/simd"
)

// wideBits returns the bits of the float32 that a number of 16 bits stands
// for. It follows IEEE 754: exponents move, subnormal numbers become normal
// where float32 can hold them so, and a NaN of binary16 keeps its payload and
// becomes quiet. A bfloat16 is the upper half of a float32 and stays as it is.
func wideBits(h uint16, kind string) uint32 {
	if kind == "BF16" {
		return uint32(h) << 16
	}
	sign, exp, frac := uint32(h>>15)<<31, int(h>>10&31), uint32(h&1023)
	switch {
	case exp == 31 && frac != 0:
		return sign | 0x7fc00000 | frac<<13
	case exp == 31:
		return sign | 0x7f800000
	case exp == 0:
		return sign | math.Float32bits(float32(math.Ldexp(float64(frac), -24)))
	}
	return sign | math.Float32bits(float32(math.Ldexp(1+float64(frac)/1024, exp-15)))
}

// All numbers of 16 bits are read with the same bits on every instruction
// set: zeros, subnormal numbers, infinities and the payloads of NaNs.
func TestHalvesOnEveryInstructionSet(t *testing.T) {
	const n = 1 << 16
	for _, c := range []struct {
		name, kind string
		order      binary.ByteOrder
		read       func(raw []byte) ([]float32, error)
	}{
		{"safetensors F16", "F16", binary.LittleEndian, func(raw []byte) ([]float32, error) { return readHalves("F16", raw) }},
		{"safetensors BF16", "BF16", binary.LittleEndian, func(raw []byte) ([]float32, error) { return readHalves("BF16", raw) }},
		{"npy <f2", "F16", binary.LittleEndian, func(raw []byte) ([]float32, error) { return readHalfArray("<f2", raw) }},
		{"npy >f2", "F16", binary.BigEndian, func(raw []byte) ([]float32, error) { return readHalfArray(">f2", raw) }},
	} {
		// Seven numbers more, so that no vector and no piece ends with the data.
		raw := make([]byte, 2*(n+7))
		for i := 0; i < n+7; i++ {
			c.order.PutUint16(raw[2*i:], uint16(i))
		}
		for _, l := range simd.Levels() {
			restore, err := simd.Use(l)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.read(raw)
			restore()
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != n+7 {
				t.Fatalf("%s on %v: %d numbers", c.name, l, len(got))
			}
			for i, v := range got {
				if b, want := math.Float32bits(v), wideBits(uint16(i), c.kind); b != want {
					t.Fatalf("%s on %v: %#04x becomes %#08x, want %#08x", c.name, l, uint16(i), b, want)
				}
			}
		}
	}
}

func readHalves(kind string, raw []byte) ([]float32, error) {
	f, err := openBytes(stFile(fmt.Sprintf(`{"x":{"dtype":%q,"shape":[%d],"data_offsets":[0,%d]}}`, kind, len(raw)/2, len(raw)), raw))
	if err != nil {
		return nil, err
	}
	x, err := f.Tensor("x")
	if err != nil {
		return nil, err
	}
	return x.Data(), nil
}

func readHalfArray(descr string, raw []byte) ([]float32, error) {
	x, err := ReadNPY(bytes.NewReader(npyFile(1, npyDict(descr, fmt.Sprintf("(%d,)", len(raw)/2), false), raw)))
	if err != nil {
		return nil, err
	}
	return x.Data(), nil
}
