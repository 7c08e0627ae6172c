package datasets

import (
	"encoding/binary"
	"fmt"
	"math"
)

// This file: how a WAV file codes its samples.

const (
	wavPCM        = 1
	wavFloat      = 3
	wavALaw       = 6
	wavMuLaw      = 7
	wavExtensible = 0xFFFE
)

// wavFormat is what the "fmt " chunk says.
type wavFormat struct {
	code     int // one of those above, but wavExtensible
	channels int
	rate     int
	width    int // bytes of one sample of one channel
	notes    []string
}

// sample decodes the little-endian sample at the start of b.
func (f *wavFormat) sample(b []byte) float64 {
	switch f.code {
	case wavFloat:
		if f.width == 8 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case wavALaw:
		return float64(aLaw(b[0])) / (1 << 15)
	case wavMuLaw:
		return float64(muLaw(b[0])) / (1 << 15)
	}
	switch f.width {
	case 1:
		return float64(int(b[0])-128) / (1 << 7)
	case 2:
		return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15)
	case 3:
		return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
	}
	return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31)
}

// aLaw returns the 16-bit sample that a byte of G.711's A-law stands for: a sign, an
// exponent of three bits and a mantissa of four; every other bit is turned.
func aLaw(b byte) int {
	b ^= 0x55
	v := int(b&0x0F)<<4 + 8
	if e := int(b>>4) & 7; e > 0 {
		v = (v + 0x100) << (e - 1)
	}
	if b&0x80 == 0 {
		return -v
	}
	return v
}

// muLaw returns the 16-bit sample that a byte of G.711's µ-law stands for; all bits
// are turned.
func muLaw(b byte) int {
	b = ^b
	v := (int(b&0x0F)<<3+0x84)<<(int(b>>4)&7) - 0x84
	if b&0x80 != 0 {
		return -v
	}
	return v
}

// parseWAVFormat reads the body of a fmt chunk.
func parseWAVFormat(order binary.ByteOrder, b []byte) (*wavFormat, error) {
	if len(b) < 16 {
		return nil, fmt.Errorf("WAV fmt chunk: found %d bytes, expected at least 16", len(b))
	}
	u16 := func(at int) int { return int(order.Uint16(b[at:])) }
	f := &wavFormat{code: u16(0), channels: u16(2)}
	rate, align, bits := order.Uint32(b[4:]), u16(12), u16(14)
	if f.code == wavExtensible {
		if len(b) < 40 {
			return nil, fmt.Errorf("WAV fmt chunk: found %d bytes, expected at least 40 for the extensible format", len(b))
		}
		f.code = int(order.Uint32(b[24:]) & 0xFFFF) // the GUID starts with the code of the coding
		if f.code == 0 {                            // SoX writes it so in RIFX
			f.code = u16(24)
		}
	}
	if rate < 1 || rate > MaxRate {
		return nil, fmt.Errorf("WAV rate is %d samples per second, expected 1 to %d", rate, MaxRate)
	}
	f.rate = int(rate)
	if f.channels < 1 {
		return nil, fmt.Errorf("WAV file has 0 channels")
	}
	f.width = (bits + 7) / 8
	switch {
	case f.code == wavPCM && bits >= 1 && bits <= 32:
	case f.code == wavFloat && (bits == 32 || bits == 64):
	case (f.code == wavALaw || f.code == wavMuLaw) && bits == 8:
	default:
		return nil, fmt.Errorf("WAV coding is %s of %d bits, expected PCM of 8, 16, 24 or 32 bits, float of 32 or 64, A-law or µ-law: %s", wavCodeName(f.code), bits, convertSound)
	}
	switch frame := f.width * f.channels; {
	case align < frame: // which cannot be
		f.notes = append(f.notes, fmt.Sprintf("its header says that a frame has %d bytes: taken as the %d of %d channels of %d bits", align, frame, f.channels, bits))
	case align > frame:
		return nil, fmt.Errorf("WAV frame is %d bytes, expected %d for %d channels of %d bits", align, f.width*f.channels, f.channels, bits)
	}
	return f, nil
}

func wavCodeName(code int) string {
	names := map[int]string{wavPCM: "PCM", 2: "Microsoft ADPCM", wavFloat: "float", wavALaw: "A-law", wavMuLaw: "µ-law",
		0x11: "IMA ADPCM", 0x31: "GSM 6.10", 0x50: "MPEG", 0x55: "MP3", 0x161: "WMA", 0xFF: "AAC"}
	if n, ok := names[code]; ok {
		return n
	}
	return fmt.Sprintf("unknown (format code 0x%04x)", code)
}
