package datasets

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// This file: what headers of Vorbis must be before a decoder is given them.

const (
	maxVorbisEntries = 1 << 15 // of a codebook
	maxVorbisValues  = 1 << 20 // of all codebooks
)

// vorbisBits reads a packet, lowest bits first.
type vorbisBits struct {
	b  []byte
	at int  // in bits
	ok bool // not beyond the end
}

func (r *vorbisBits) read(n int) int {
	v := 0
	for i := 0; i < n; i++ {
		if r.at>>3 >= len(r.b) {
			r.ok = false
			return 0
		}
		v |= int(r.b[r.at>>3]>>(r.at&7)&1) << i
		r.at++
	}
	return v
}

// checkVorbis checks the identification and the setup header.
func checkVorbis(id, setup []byte) error {
	if len(id) < 30 || string(id[:7]) != "\x01vorbis" || len(setup) < 8 || string(setup[:7]) != "\x05vorbis" {
		return errors.New("the Ogg Vorbis file: its headers are not those of Vorbis")
	}
	rate := uint32(id[12]) | uint32(id[13])<<8 | uint32(id[14])<<16 | uint32(id[15])<<24
	short, long := int(id[28]&15), int(id[28]>>4)
	if id[11] == 0 || rate < 1 || rate > MaxRate || short < 6 || long > 13 || short > long {
		return fmt.Errorf("the Ogg Vorbis header: %d channels, rate %d, blocks of 2^%d and 2^%d samples, expected 1 or more, 1 to %d, and 2^6 to 2^13", id[11], rate, short, long, MaxRate)
	}
	r := &vorbisBits{b: setup[7:], ok: true}
	values := 0
	for i := r.read(8) + 1; i > 0; i-- {
		n, err := r.codebook()
		if err != nil {
			return fmt.Errorf("the Ogg Vorbis header: codebook: %w", err)
		}
		if values += n; values > maxVorbisValues {
			return fmt.Errorf("the Ogg Vorbis header: codebooks have more than %d values", maxVorbisValues)
		}
	}
	for i := r.read(6) + 1; i > 0; i-- {
		r.read(16)
	}
	r.read(6)
	if floor := r.read(16); floor != 1 || !r.ok {
		return fmt.Errorf("the Ogg Vorbis header: floor of type %d, expected 1: no encoder in use writes others", floor)
	}
	return nil
}

// codebook passes over a codebook and returns how many values it has. Its code must be
// complete, or a decoder would look for the end of a word for ever.
func (r *vorbisBits) codebook() (values int, err error) {
	if r.read(24) != 0x564342 {
		return 0, errors.New("it does not start as one")
	}
	dims, entries := r.read(16), r.read(24)
	if dims < 1 || entries < 2 || entries > maxVorbisEntries || dims*entries > maxVorbisValues {
		return 0, fmt.Errorf("%d dimensions and %d entries, expected 1 or more, 2 to %d, and %d in all at most", dims, entries, maxVorbisEntries, maxVorbisValues)
	}
	space := uint64(0) // of words of 32 bits that codes take
	if r.read(1) == 0 {
		sparse := r.read(1) == 1
		for i := 0; i < entries; i++ {
			if !sparse || r.read(1) == 1 {
				space += 1 << (31 - r.read(5))
			}
		}
	} else {
		length := r.read(5) + 1
		for at := 0; at < entries; length++ {
			n := r.read(bits.Len(uint(entries - at)))
			if length > 32 || n > entries-at || !r.ok {
				return 0, errors.New("its lengths do not fit")
			}
			space += uint64(n) << (32 - length)
			at += n
		}
	}
	if space != 1<<32 || !r.ok {
		return 0, errors.New("its code is not complete")
	}
	kind := r.read(4)
	if kind == 0 {
		return entries, nil
	}
	if kind > 2 {
		return 0, fmt.Errorf("it has the type %d, expected 0 to 2", kind)
	}
	r.read(32)
	r.read(32)
	width := r.read(4) + 1
	r.read(1)
	n := entries * dims
	if kind == 1 {
		n = int(math.Floor(math.Pow(float64(entries), 1/float64(dims))))
	}
	r.at += n * width
	return entries * dims, nil
}
