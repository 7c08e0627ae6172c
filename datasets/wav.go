package datasets

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading WAV, a RIFF container of little-endian chunks,
//
//	"RIFF" size "WAVE" { id[4] size[uint32] body, padded to even length }
//
// of which "fmt " says how "data" is coded. It reads PCM of 8 to 32 bits and float
// of 32 or 64 bits, plain or WAVE_FORMAT_EXTENSIBLE, with any number of channels
// and any rate.

const (
	wavPCM        = 1
	wavFloat      = 3
	wavExtensible = 0xFFFE

	// Rates above this are taken for damage.
	maxWAVRate = 1 << 24

	// Programs that write to a pipe cannot go back to fill in the size of the
	// data; they leave 0 or a number near one of the limits of an integer.
	wavUnknownSize = 0x7FFFF000
)

// wavFormat is what the "fmt " chunk says.
type wavFormat struct {
	code     int // wavPCM or wavFloat
	channels int
	rate     int
	width    int // bytes of one sample of one channel
}

// ReadWAV reads a WAV file and returns its samples, mixed down to mono by the
// mean over the channels, and its rate in samples per second.
//
// PCM of b bits is divided by 2^(b-1), so that it lies in [-1, 1) (8-bit PCM,
// which is unsigned, after subtracting 128); 24 bits are exact, 32 bits are
// rounded to float32. Float samples are taken as they are.
//
// Chunks other than fmt and data are passed over. A data size of 0 or near
// 2^31 or 2^32, left by programs that write to a pipe, means up to the end of
// the file; any other size that the file does not have is an error, as is a
// file without samples, a coding not named above and a sample that is NaN or
// infinite.
func ReadWAV(path string) (samples []float32, rate int, err error) {
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, 0, fmt.Errorf("datasets: %w", err)
	}
	samples, rate, err = decodeWAV(raw)
	if err != nil {
		return nil, 0, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return samples, rate, nil
}

func decodeWAV(raw []byte) (samples []float32, rate int, err error) {
	f, data, err := findWAVData(raw)
	if err != nil {
		return nil, 0, err
	}
	frame := f.width * f.channels
	if len(data) < frame {
		return nil, 0, fmt.Errorf("WAV data chunk: found %d bytes, expected at least one frame of %d", len(data), frame)
	}
	samples = make([]float32, len(data)/frame)
	for i := range samples {
		sum := 0.0
		for c := 0; c < f.channels; c++ {
			sum += f.sample(data[c*f.width:])
		}
		v := float32(sum / float64(f.channels))
		if f.code == wavFloat && (math.IsNaN(float64(v)) || math.IsInf(float64(v), 0)) {
			return nil, 0, fmt.Errorf("WAV sample %d is %v, expected a finite number", i, v)
		}
		samples[i] = v
		data = data[frame:]
	}
	return samples, f.rate, nil
}

// sample decodes the sample at the start of b.
func (f *wavFormat) sample(b []byte) float64 {
	if f.code == wavFloat {
		if f.width == 8 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
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

// findWAVData walks over the chunks to the sound data.
func findWAVData(raw []byte) (f *wavFormat, data []byte, err error) {
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return nil, nil, fmt.Errorf("not a WAV file: it starts with %q, expected \"RIFF\", a size and \"WAVE\"", raw[:min(len(raw), 12)])
	}
	riffEnd := 8 + uint64(binary.LittleEndian.Uint32(raw[4:]))
	for pos := 12; len(raw)-pos >= 8; {
		id := string(raw[pos : pos+4])
		size := uint64(binary.LittleEndian.Uint32(raw[pos+4:]))
		pos += 8
		body := raw[pos:]
		if id == "data" {
			if f == nil {
				return nil, nil, fmt.Errorf("WAV data chunk comes before any fmt chunk")
			}
			data, err := sizeWAVData(f, body, size, riffEnd <= uint64(pos))
			return f, data, err
		}
		if size > uint64(len(body)) {
			return nil, nil, fmt.Errorf("WAV chunk %q: %d bytes claimed, %d left in the file", id, size, len(body))
		}
		if id == "fmt " {
			if f, err = parseWAVFormat(body[:size]); err != nil {
				return nil, nil, err
			}
		}
		pos += int(size)
		// Chunks are padded to even length with a zero byte, which some
		// programs forget; no chunk id starts with a zero.
		if size%2 == 1 && pos < len(raw) && raw[pos] == 0 {
			pos++
		}
	}
	return nil, nil, fmt.Errorf("WAV file ends without a data chunk")
}

// sizeWAVData cuts the rest of the file to the data chunk's size. Ended says
// that the size of the whole, too, leaves no room for data.
func sizeWAVData(f *wavFormat, rest []byte, size uint64, ended bool) ([]byte, error) {
	frame := uint64(f.width * f.channels)
	switch left := uint64(len(rest)); {
	case size == 0 && ended, size >= wavUnknownSize && size > left:
		return rest[:left-left%frame], nil
	case size > left:
		return nil, fmt.Errorf("WAV data chunk: %d bytes claimed, %d left in the file (cut short?)", size, left)
	case size%frame != 0:
		return nil, fmt.Errorf("WAV data chunk: %d bytes are not a multiple of the frame of %d bytes", size, frame)
	}
	return rest[:size], nil
}

// parseWAVFormat reads the body of a fmt chunk.
func parseWAVFormat(b []byte) (*wavFormat, error) {
	if len(b) < 16 {
		return nil, fmt.Errorf("WAV fmt chunk: found %d bytes, expected at least 16", len(b))
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
	f := &wavFormat{code: u16(0), channels: u16(2)}
	rate, align, bits := binary.LittleEndian.Uint32(b[4:]), u16(12), u16(14)
	if f.code == wavExtensible {
		if len(b) < 40 {
			return nil, fmt.Errorf("WAV fmt chunk: found %d bytes, expected at least 40 for the extensible format", len(b))
		}
		f.code = u16(24) // the GUID starts with the code of the coding
	}
	if rate < 1 || rate > maxWAVRate {
		return nil, fmt.Errorf("WAV rate is %d samples per second, expected 1 to %d", rate, maxWAVRate)
	}
	f.rate = int(rate)
	if f.channels < 1 {
		return nil, fmt.Errorf("WAV file has 0 channels")
	}
	f.width = (bits + 7) / 8
	switch {
	case f.code == wavPCM && bits >= 1 && bits <= 32:
	case f.code == wavFloat && (bits == 32 || bits == 64):
	default:
		return nil, fmt.Errorf("WAV coding is %s of %d bits, expected PCM of 8, 16, 24 or 32 bits or float of 32 or 64", wavCodeName(f.code), bits)
	}
	if align != f.width*f.channels {
		return nil, fmt.Errorf("WAV frame is %d bytes, expected %d for %d channels of %d bits", align, f.width*f.channels, f.channels, bits)
	}
	return f, nil
}

func wavCodeName(code int) string {
	names := map[int]string{wavPCM: "PCM", 2: "Microsoft ADPCM", wavFloat: "float", 6: "A-law", 7: "µ-law", 0x11: "IMA ADPCM", 0x55: "MP3"}
	if n, ok := names[code]; ok {
		return n
	}
	return fmt.Sprintf("unknown (format code 0x%04x)", code)
}
