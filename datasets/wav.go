package datasets

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading WAV, a container of chunks,
//
//	"RIFF" size "WAVE" { id[4] size[uint32] body, padded to even length }
//
// of which "fmt " says how "data" is coded. Numbers are little-endian; in files that
// start with "RIFX" they are big-endian. "RF64" (or "BW64") files have a chunk "ds64"
// with sizes of 64 bits, which stand for those that are 0xFFFFFFFF.

// MaxRate is the largest number of samples per second of a sound. Rates above it are taken
// for damage.
const MaxRate = 1 << 24

// wavFile is what was found on the way over the chunks.
type wavFile struct {
	wavFormat
	data []byte // whole frames
}

// ReadWAV reads a WAV file and returns its samples, mixed down to mono by the
// mean over the channels, and its rate in samples per second. ReadSound tells
// more, and reads other formats, too.
//
// PCM of b bits is divided by 2^(b-1), so that it lies in [-1, 1) (8-bit PCM,
// which is unsigned, after subtracting 128); 24 bits are exact, 32 bits are
// rounded to float32. Float samples are taken as they are. A-law and µ-law
// are read as the 16-bit PCM that they stand for.
//
// Chunks other than fmt and data are passed over; the two may stand in any order. A data size of 0 or near
// 2^31 or 2^32, left by programs that write to a pipe, means up to the end of
// the file, unless other chunks follow. A size that is too large by a twentieth at most, or by 64 bytes
// where half of the data is there, means up to the end, too: some programs count
// wrong, and some files lack their last bytes. Of a frame that is cut nothing is
// read. Any other size that the file does not have is an error, as is a file
// without samples, a coding not named above and a sample that is NaN or
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
	w, err := parseWAV(raw)
	if err != nil {
		return nil, 0, err
	}
	samples, err = w.mono()
	return samples, w.rate, err
}

// mono decodes all frames.
func (w *wavFile) mono() ([]float32, error) {
	frame := w.width * w.channels
	samples := make([]float32, len(w.data)/frame)
	for i := range samples {
		sum := 0.0
		for c := 0; c < w.channels; c++ {
			sum += w.sample(w.data[i*frame+c*w.width:])
		}
		v := float32(sum / float64(w.channels))
		if w.code == wavFloat && (math.IsNaN(float64(v)) || math.IsInf(float64(v), 0)) {
			return nil, fmt.Errorf("WAV sample %d is %v, expected a finite number", i, v)
		}
		samples[i] = v
	}
	return samples, nil
}

// parseWAV walks over the chunks to the sound data.
func parseWAV(raw []byte) (*wavFile, error) {
	raw = skipID3(raw)
	order, err := wavOrder(raw)
	if err != nil {
		return nil, err
	}
	var f *wavFormat
	var early []byte // data that comes before the format
	var earlySize uint64
	var longData uint64 // of the chunk ds64
	riffEnd := 8 + uint64(order.Uint32(raw[4:]))
	for pos := 12; len(raw)-pos >= 8; {
		id := string(raw[pos : pos+4])
		size := uint64(order.Uint32(raw[pos+4:]))
		pos += 8
		body := raw[pos:]
		if id == "data" && f != nil {
			if size == math.MaxUint32 && longData > 0 {
				size = longData
			}
			return f.wavFile(order, body, size, riffEnd <= uint64(pos) || !chunksFollow(order, body))
		}
		if id == "data" && early == nil && size > 0 && size <= uint64(len(body)) {
			early, earlySize = body[:size], size
		}
		if size > uint64(len(body)) {
			return nil, fmt.Errorf("WAV chunk %q: %d bytes claimed, %d left in the file", id, size, len(body))
		}
		switch {
		case id == "fmt ":
			if f, err = parseWAVFormat(order, body[:size]); err != nil {
				return nil, err
			}
			if early != nil {
				return f.wavFile(order, early, earlySize, false)
			}
		case id == "ds64" && size >= 16:
			longData = order.Uint64(body[8:])
		}
		pos += int(size)
		// Chunks are padded to even length with a zero byte, which some
		// programs forget; no chunk id starts with a zero.
		if size%2 == 1 && pos < len(raw) && raw[pos] == 0 {
			pos++
		}
	}
	if early != nil {
		return nil, fmt.Errorf("WAV file ends without a fmt chunk")
	}
	return nil, fmt.Errorf("WAV file ends without a data chunk")
}

// wavFile returns the file of a format and the data that a chunk of the given size has.
func (f *wavFormat) wavFile(order binary.ByteOrder, body []byte, size uint64, ended bool) (*wavFile, error) {
	w := &wavFile{wavFormat: *f}
	err := w.cutData(body, size, ended)
	if order == binary.BigEndian {
		w.data = turned(w.data, w.width)
	}
	return w, err
}

// chunksFollow reports whether b begins with a chunk, or is empty.
func chunksFollow(order binary.ByteOrder, b []byte) bool {
	if len(b) < 8 {
		return len(b) == 0
	}
	for _, c := range b[:4] {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return uint64(order.Uint32(b[4:])) <= uint64(len(b)-8)
}

// wavOrder returns the order of bytes that the start of a file tells.
func wavOrder(raw []byte) (binary.ByteOrder, error) {
	if len(raw) >= 12 && string(raw[8:12]) == "WAVE" {
		switch string(raw[:4]) {
		case "RIFF", "RF64", "BW64":
			return binary.LittleEndian, nil
		case "RIFX":
			return binary.BigEndian, nil
		}
	}
	return nil, fmt.Errorf("not a WAV file: it starts with %q, expected \"RIFF\" (or RIFX, RF64, BW64), a size and \"WAVE\"", raw[:min(len(raw), 12)])
}

// turned returns b with the bytes of its words of the given width turned round.
func turned(b []byte, width int) []byte {
	out := make([]byte, len(b))
	for i := range out {
		out[i] = b[i-i%width+width-1-i%width]
	}
	return out
}
