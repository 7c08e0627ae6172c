package datasets

import (
	"encoding/binary"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

var le = binary.LittleEndian

// chunk returns a RIFF chunk with its padding.
func chunk(id string, body []byte) []byte {
	b := append([]byte(id), 0, 0, 0, 0)
	le.PutUint32(b[4:], uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// fmtChunk returns the chunk that describes the coding.
func fmtChunk(code, channels, rate, bits int) []byte {
	width := (bits + 7) / 8
	b := le.AppendUint16(nil, uint16(code))
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*channels*width))
	b = le.AppendUint16(b, uint16(channels*width))
	b = le.AppendUint16(b, uint16(bits))
	return chunk("fmt ", b)
}

// extensibleChunk is fmtChunk in the form with a GUID.
func extensibleChunk(code, channels, rate, bits int) []byte {
	b := fmtChunk(wavExtensible, channels, rate, bits)[8:]
	b = le.AppendUint16(b, 22)
	b = le.AppendUint16(b, uint16(bits))
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, uint16(code))
	b = append(b, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	return chunk("fmt ", b)
}

// riff wraps chunks into a file.
func riff(chunks ...[]byte) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WAVE")
	for _, c := range chunks {
		b = append(b, c...)
	}
	le.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// setSize overwrites the size of the chunk that starts at the id given.
func setSize(raw []byte, id string, size uint32) []byte {
	raw = append([]byte(nil), raw...)
	le.PutUint32(raw[strings.Index(string(raw), id)+4:], size)
	return raw
}

func floats32(v ...float32) (b []byte) {
	for _, x := range v {
		b = le.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func floats64(v ...float64) (b []byte) {
	for _, x := range v {
		b = le.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func TestDecodeWAV(t *testing.T) {
	pcm16 := []byte{0, 0x80, 0xFF, 0x7F, 0, 0, 1, 0} // -32768 32767 0 1
	want16 := []float32{-1, 32767.0 / 32768, 0, 1.0 / 32768}
	plain16 := riff(fmtChunk(1, 1, 8000, 16), chunk("data", pcm16))
	for _, c := range []struct {
		name string
		raw  []byte
		rate int
		want []float32
	}{
		{"PCM 8", riff(fmtChunk(1, 1, 11025, 8), chunk("data", []byte{0, 128, 255})), 11025, []float32{-1, 0, 127.0 / 128}},
		{"PCM 16", plain16, 8000, want16},
		{"PCM 12 in 16", riff(fmtChunk(1, 1, 8000, 12), chunk("data", []byte{0, 0x80})), 8000, []float32{-1}},
		{"PCM 24", riff(fmtChunk(1, 1, 96000, 24), chunk("data", []byte{0, 0, 0x80, 1, 0, 0, 0xFF, 0xFF, 0xFF})), 96000, []float32{-1, 0x1p-23, -0x1p-23}},
		{"PCM 32", riff(fmtChunk(1, 1, 8000, 32), chunk("data", []byte{0, 0, 0, 0x80, 0, 0, 0, 0x40})), 8000, []float32{-1, 0.5}},
		{"float 32", riff(fmtChunk(3, 1, 8000, 32), chunk("data", floats32(0.25, -1.5))), 8000, []float32{0.25, -1.5}},
		{"float 64", riff(fmtChunk(3, 1, 8000, 64), chunk("data", floats64(0.1))), 8000, []float32{0.1}},
		{"extensible PCM", riff(extensibleChunk(1, 1, 44100, 16), chunk("data", pcm16)), 44100, want16},
		{"extensible float", riff(extensibleChunk(3, 1, 44100, 32), chunk("data", floats32(0.5))), 44100, []float32{0.5}},
		{"stereo", riff(fmtChunk(1, 2, 8000, 16), chunk("data", []byte{0, 0x40, 0, 0x20, 0, 0x80, 0, 0x40})), 8000, []float32{0.375, -0.25}},
		{"5 channels", riff(fmtChunk(1, 5, 8000, 8), chunk("data", []byte{128, 128, 128, 128, 128 + 64})), 8000, []float32{0.1}},
		{"other chunks, odd, padded", riff(chunk("LIST", []byte("abc")), fmtChunk(1, 1, 8000, 16), chunk("fact", []byte{1}), chunk("data", pcm16), chunk("id3 ", nil)), 8000, want16},
		{"odd chunk without padding", riff(append([]byte("LIST\x03\x00\x00\x00"), "abc"...), fmtChunk(1, 1, 8000, 16), chunk("data", pcm16)), 8000, want16},
		{"odd data, end of file", riff(fmtChunk(1, 1, 8000, 8), []byte("data\x01\x00\x00\x00\x80")), 8000, []float32{0}},
		{"size 0xFFFFFFFF", setSize(plain16, "data", 0xFFFFFFFF), 8000, want16},
		{"size 0x7FFFFFFF", setSize(plain16, "data", 0x7FFFFFFF), 8000, want16},
		{"size 0 from a pipe", setSize(setSize(plain16, "data", 0), "RIFF", 0), 8000, want16},
		{"size 0, header sizes unpatched", setSize(setSize(plain16, "data", 0), "RIFF", 36), 8000, want16},
		{"unknown size, half a frame at the end", append(setSize(plain16, "data", 0xFFFFFFFF), 7), 8000, want16},
		{"wrong RIFF size", setSize(plain16, "RIFF", 7), 8000, want16},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rate, err := decodeWAV(c.raw)
			if err != nil {
				t.Fatal(err)
			}
			if rate != c.rate || len(got) != len(c.want) {
				t.Fatalf("got %v at %d, want %v at %d", got, rate, c.want, c.rate)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("sample %d is %v, want %v", i, got[i], c.want[i])
				}
			}
		})
	}
}

func TestReadWAVErrors(t *testing.T) {
	pcm := []byte{1, 2, 3, 4}
	data := chunk("data", pcm)
	good := riff(fmtChunk(1, 1, 8000, 16), data)
	badAlign := append([]byte(nil), good...)
	badAlign[32] = 7
	for _, c := range []struct {
		name string
		raw  []byte
		want []string
	}{
		{"empty", nil, []string{"not a WAV file"}},
		{"other format", []byte("fLaC and so on and on"), []string{"not a WAV file", "fLaC"}},
		{"big-endian, but sizes are not", append([]byte("RIFX"), good[4:]...), []string{`"fmt "`, "bytes claimed"}},
		{"no data", riff(fmtChunk(1, 1, 8000, 16)), []string{"without a data chunk"}},
		{"no fmt", riff(data), []string{"without a fmt chunk"}},
		{"short fmt", riff(chunk("fmt ", make([]byte, 14)), data), []string{"found 14 bytes, expected at least 16"}},
		{"short extensible", riff(fmtChunk(wavExtensible, 1, 8000, 16), data), []string{"expected at least 40"}},
		{"µ-law", riff(fmtChunk(7, 1, 8000, 16), data), []string{"µ-law of 16 bits", "expected PCM"}},
		{"GSM", riff(fmtChunk(0x31, 1, 8000, 0), data), []string{"GSM 6.10 of 0 bits", "expected PCM"}},
		{"unknown coding", riff(fmtChunk(0x1234, 1, 8000, 8), data), []string{"0x1234"}},
		{"48 bits", riff(fmtChunk(1, 1, 8000, 48), data), []string{"PCM of 48 bits"}},
		{"0 bits", riff(fmtChunk(1, 1, 8000, 0), data), []string{"PCM of 0 bits"}},
		{"float 16", riff(fmtChunk(3, 1, 8000, 16), data), []string{"float of 16 bits"}},
		{"0 channels", riff(fmtChunk(1, 0, 8000, 16), data), []string{"0 channels"}},
		{"rate 0", riff(fmtChunk(1, 1, 0, 16), data), []string{"rate is 0"}},
		{"rate too high", riff(fmtChunk(1, 1, 1<<30, 16), data), []string{"rate is 1073741824"}},
		{"frame size", badAlign, []string{"frame is 7 bytes, expected 2"}},
		{"no samples", riff(fmtChunk(1, 1, 8000, 16), chunk("data", nil)), []string{"found 0 bytes"}},
		{"no samples, then a chunk", riff(fmtChunk(1, 1, 8000, 16), chunk("data", nil), chunk("LIST", pcm)), []string{"found 0 bytes"}},
		{"part of a frame", riff(fmtChunk(1, 4, 8000, 16), chunk("data", pcm)), []string{"found 4 bytes, expected at least one frame of 8"}},
		{"cut short", good[:len(good)-3], []string{"4 bytes claimed, 1 left"}},
		{"half", riff(fmtChunk(1, 1, 8000, 16), chunk("data", make([]byte, 8000)))[:44+4000], []string{"8000 bytes claimed, 4000 left"}},
		{"a tenth is lost", riff(fmtChunk(1, 1, 8000, 16), chunk("data", make([]byte, 8000)))[:44+7200], []string{"8000 bytes claimed, 7200 left"}},
		{"size too large", setSize(good, "data", 1<<20), []string{"1048576 bytes claimed, 4 left"}},
		{"chunk too large", setSize(riff(chunk("LIST", pcm), data), "LIST", 1<<31), []string{`"LIST"`, "2147483648 bytes claimed"}},
		{"NaN", riff(fmtChunk(3, 1, 8000, 32), chunk("data", floats32(0, float32(math.NaN())))), []string{"sample 1 is NaN"}},
		{"too large for float32", riff(fmtChunk(3, 1, 8000, 64), chunk("data", floats64(1e300))), []string{"sample 0 is +Inf"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.wav"), c.raw)
			_, _, err := ReadWAV(path)
			wantError(t, err, append(c.want, path)...)
		})
	}
	_, _, err := ReadWAV(filepath.Join(t.TempDir(), "absent.wav"))
	wantError(t, err, "absent.wav")
}

func TestWriteWAV(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wav")
	in := []float32{0, 0.5, -1, 1, -3, 0.25 / 32768, 0.75 / 32768, float32(math.Inf(1))}
	want := []float32{0, 0.5, -1, 32767.0 / 32768, -1, 0, 1.0 / 32768, 32767.0 / 32768}
	if err := WriteWAV(path, in, 22050); err != nil {
		t.Fatal(err)
	}
	got, rate, err := ReadWAV(path)
	if err != nil || rate != 22050 || len(got) != len(want) {
		t.Fatalf("read back %v at %d: %v", got, rate, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sample %d is %v, want %v", i, got[i], want[i])
		}
	}
	wantError(t, WriteWAV(path, []float32{0, float32(math.NaN())}, 8000), path, "sample 1 is NaN")
	wantError(t, WriteWAV(path, in, 0), path, "rate is 0")
	wantError(t, WriteWAV(filepath.Join(path, "x.wav"), in, 8000), "x.wav")
}

func FuzzWAV(f *testing.F) {
	f.Add(encodeWAV([]float32{0, 0.5, -0.5}, 8000))
	f.Add(riff(chunk("LIST", []byte("abc")), extensibleChunk(3, 2, 44100, 64), chunk("data", floats64(1, 2, 3, 4))))
	f.Add(setSize(encodeWAV([]float32{1}, 8000), "data", 0xFFFFFFFF))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var x []float32
		var rate int
		var err error
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 16, PerByte: 32}, func() { x, rate, err = decodeWAV(raw) })
		if err != nil {
			return
		}
		if len(x) == 0 || len(x) > len(raw) || rate < 1 {
			t.Fatalf("%d samples at %d from %d bytes", len(x), rate, len(raw))
		}
		for i, v := range x {
			if v != v || math.IsInf(float64(v), 0) {
				t.Fatalf("sample %d is %v", i, v)
			}
		}
	})
}
