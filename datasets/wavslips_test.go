package datasets

import (
	"encoding/binary"
	"strings"
	"testing"
)

// This file: WAV files that other programs write a little wrong, and kinds of WAV that
// are less common.

// bigEndian returns a mono RIFX file of 16 bits.
func bigEndian(samples ...int16) []byte {
	be := binary.BigEndian
	b := be.AppendUint32([]byte("RIFX"), uint32(36+2*len(samples)))
	b = be.AppendUint32(append(b, "WAVEfmt "...), 16)
	for _, v := range []uint16{1, 1, 0, 8000, 0, 16000, 2, 16} {
		b = be.AppendUint16(b, v)
	}
	b = be.AppendUint32(append(b, "data"...), uint32(2*len(samples)))
	for _, v := range samples {
		b = be.AppendUint16(b, uint16(v))
	}
	return b
}

// rifx24 returns a mono RIFX file of two samples of 24 bits.
func rifx24() []byte {
	raw := bigEndian(-0x8000, 0, 1)
	binary.BigEndian.PutUint16(raw[32:], 3)
	binary.BigEndian.PutUint16(raw[34:], 24)
	return raw
}

// rifxExtensible returns a RIFX file of the extensible format, as SoX writes it.
func rifxExtensible() []byte {
	raw := bigEndian(-0x8000, 0, 1)
	more := make([]byte, 24)
	more[9] = 1 // PCM, in two bytes
	raw = append(raw[:36:36], append(more, raw[36:]...)...)
	binary.BigEndian.PutUint32(raw[16:], 40)
	binary.BigEndian.PutUint16(raw[20:], wavExtensible)
	return raw
}

// rf64 returns a file whose sizes stand in a chunk ds64.
func rf64(id string, data []byte) []byte {
	sizes := le.AppendUint64(nil, 0)
	sizes = le.AppendUint64(sizes, uint64(len(data)))
	sizes = le.AppendUint64(sizes, 0)
	sizes = le.AppendUint32(sizes, 0)
	raw := riff(chunk("ds64", sizes), fmtChunk(1, 1, 8000, 16), chunk("data", data), chunk("LIST", []byte("more")))
	raw = setSize(setSize(raw, "RIFF", 0xFFFFFFFF), "data", 0xFFFFFFFF)
	return append([]byte(id), raw[4:]...)
}

func TestWAVKinds(t *testing.T) {
	pcm := []byte{0, 0x80, 0xFF, 0x7F, 0, 0, 1, 0}
	want := []float32{-1, 32767.0 / 32768, 0, 1.0 / 32768}
	for name, c := range map[string]struct {
		raw  []byte
		want []float32
	}{
		"RIFX":             {bigEndian(-32768, 32767, 0, 1), want},
		"RIFX of 24 bits":  {rifx24(), []float32{-1, 0x1p-23}},
		"RF64":             {rf64("RF64", pcm), want},
		"BW64":             {rf64("BW64", pcm), want},
		"A-law":            {riff(fmtChunk(6, 1, 8000, 8), chunk("data", []byte{0xD5, 0x55, 0xAA, 0x2A, 0x80, 0xC5})), []float32{8. / 32768, -8. / 32768, 32256. / 32768, -32256. / 32768, 5504. / 32768, 264. / 32768}},
		"µ-law":            {riff(fmtChunk(7, 1, 8000, 8), chunk("data", []byte{0xFF, 0x7F, 0x80, 0x00, 0xE0})), []float32{0, 0, 32124. / 32768, -32124. / 32768, 372. / 32768}},
		"data before fmt":  {riff(chunk("data", pcm), fmtChunk(1, 1, 8000, 16)), want},
		"ID3 before":       {append([]byte("ID3\x03\x00\x00\x00\x00\x00\x04abcd"), riff(fmtChunk(1, 1, 8000, 16), chunk("data", pcm))...), want},
		"size 0 of data":   {setSize(riff(fmtChunk(1, 1, 8000, 16), chunk("data", pcm)), "data", 0), want},
		"RIFX of SoX":      {rifxExtensible(), []float32{-1, 0, 0x1p-15}},
		"extensible µ-law": {riff(extensibleChunk(7, 1, 8000, 8), chunk("data", []byte{0x80})), []float32{32124. / 32768}},
	} {
		t.Run(name, func(t *testing.T) {
			got, rate, err := decodeWAV(c.raw)
			if err != nil || rate != 8000 || len(got) != len(c.want) {
				t.Fatalf("got %v at %d, %v", got, rate, err)
			}
			for i, v := range got {
				if v != c.want[i] {
					t.Errorf("sample %d is %v, want %v", i, v*32768, c.want[i]*32768)
				}
			}
		})
	}
}

// Whatever is left of data that lacks little is read, and told.
func TestWAVSlips(t *testing.T) {
	whole := riff(fmtChunk(1, 2, 8000, 16), chunk("data", make([]byte, 8000)))
	tiny := riff(fmtChunk(1, 1, 8000, 16), chunk("data", make([]byte, 20)))
	for name, c := range map[string]struct {
		raw  []byte
		want int // frames
		note string
	}{
		"last frame cut":        {whole[:len(whole)-3], 1999, "3 of 8000 bytes"},
		"a twentieth lost":      {whole[:len(whole)-400], 1900, "400 of 8000 bytes"},
		"16 too many":           {setSize(whole, "data", 8016), 2000, "16 of 8016 bytes"},
		"16 too many of 36":     {setSize(tiny, "data", 36), 10, "16 of 36 bytes"},
		"odd size":              {setSize(whole, "data", 7999), 1999, "3 bytes of a last frame"},
		"odd number of bytes":   {append(setSize(whole, "data", 0xFFFFFFFF), 1, 2, 3), 2000, "3 bytes of a last frame"},
		"nothing to find out":   {whole, 2000, ""},
		"unknown, as it is":     {setSize(whole, "data", 0xFFFFFFFF), 2000, ""},
		"frame of 0 bytes":      {setAlign(whole, 0), 2000, "a frame has 0 bytes: taken as the 4 of 2 channels"},
		"smaller than the file": {append(append([]byte(nil), whole...), 1, 2, 3, 4), 2000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := parseWAV(c.raw)
			if err != nil {
				t.Fatal(err)
			}
			x, err := w.mono()
			if err != nil || len(x) != c.want {
				t.Errorf("%d frames, want %d (%v)", len(x), c.want, err)
			}
			if note := strings.Join(w.notes, "; "); (note == "") != (c.note == "") || !strings.Contains(note, c.note) {
				t.Errorf("notes %q, want %q", note, c.note)
			}
		})
	}
}

// setAlign returns a file whose fmt chunk says that a frame has so many bytes.
func setAlign(raw []byte, n byte) []byte {
	raw = append([]byte(nil), raw...)
	raw[32], raw[33] = n, 0
	return raw
}

// All bytes of G.711, as sums that Python's audioop gives.
func TestG711(t *testing.T) {
	var got [4]int
	for i := 0; i < 256; i++ {
		got[0] += i * muLaw(byte(i))
		got[1] += i * i * muLaw(byte(i))
		got[2] += i * aLaw(byte(i))
		got[3] += i * i * aLaw(byte(i))
	}
	if want := [4]int{98107392, 16717553664, 100139008, 21364211712}; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
