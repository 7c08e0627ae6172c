package bmpany

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
	"strings"
	"testing"
)

// file returns a BMP file: a header of size bytes, of w x h pixels of so many bits, stored
// in a certain way, what stands between the header and the pixels, and the pixels.
func file(size, w, h, bits, how int, between, pixels []byte) []byte {
	le := binary.LittleEndian
	b := []byte("BM")
	b = le.AppendUint32(b, uint32(14+size+len(between)+len(pixels)))
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, uint32(14+size+len(between)))
	b = le.AppendUint32(b, uint32(size))
	if size == 12 {
		for _, v := range []int{w, h, 1, bits} {
			b = le.AppendUint16(b, uint16(v))
		}
	} else {
		b = le.AppendUint32(b, uint32(int32(w)))
		b = le.AppendUint32(b, uint32(int32(h)))
		b = le.AppendUint16(b, 1)
		b = le.AppendUint16(b, uint16(bits))
		b = le.AppendUint32(b, uint32(how))
		b = append(b, make([]byte, 14+size-len(b))...)
	}
	return slices.Concat(b, between, pixels)
}

// table is a palette of n grey levels, 10 apart.
func table(n, entry int) []byte {
	b := make([]byte, n*entry)
	for i := range n {
		for k := range 3 {
			b[i*entry+k] = byte(10 * i)
		}
	}
	return b
}

func TestIndices(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want []uint8 // rows of 3 pixels
	}{
		"1 bit":        {file(40, 3, 2, 1, 0, table(2, 4), []byte{0b10100000, 0, 0, 0, 0b01000000, 0, 0, 0}), []uint8{0, 1, 0, 1, 0, 1}},
		"4 bits":       {file(40, 3, 2, 4, 0, table(16, 4), []byte{0x12, 0x30, 0, 0, 0x4f, 0x60, 0, 0}), []uint8{4, 15, 6, 1, 2, 3}},
		"8 bits":       {file(40, 3, 2, 8, 0, table(9, 4), []byte{1, 2, 3, 0, 4, 5, 6, 0}), []uint8{4, 5, 6, 1, 2, 3}},
		"OS/2":         {file(12, 3, 2, 8, 0, table(9, 3), []byte{1, 2, 3, 0, 4, 5, 6, 0}), []uint8{4, 5, 6, 1, 2, 3}},
		"top down":     {file(40, 3, -2, 8, 0, table(9, 4), []byte{1, 2, 3, 0, 4, 5, 6, 0}), []uint8{1, 2, 3, 4, 5, 6}},
		"no colour":    {file(40, 3, 1, 8, 0, table(2, 4), []byte{1, 200, 255}), []uint8{1, 200, 255}},
		"runs of 8":    {file(40, 3, 2, 8, 1, table(9, 4), []byte{2, 7, 1, 8, 0, 0, 0, 3, 4, 5, 6, 0, 0, 1}), []uint8{4, 5, 6, 7, 7, 8}},
		"passed over":  {file(40, 3, 3, 8, 1, table(9, 4), []byte{1, 7, 0, 2, 1, 1, 1, 8, 0, 1}), []uint8{0, 0, 0, 0, 0, 8, 7, 0, 0}},
		"runs of 4":    {file(40, 3, 2, 4, 2, table(16, 4), []byte{3, 0x12, 0, 0, 0, 3, 0x45, 0x60, 0, 1}), []uint8{4, 5, 6, 1, 2, 1}},
		"runs too far": {file(40, 3, 1, 8, 1, table(9, 4), []byte{9, 7, 0, 1}), []uint8{7, 7, 7}},
	} {
		img, err := Decode(c.raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := img.(*image.Paletted)
		if m.Rect.Dx() != 3 || !bytes.Equal(m.Pix, c.want) {
			t.Errorf("%s: indices %v, want %v", name, m.Pix, c.want)
		}
		if r, g, b, a := m.At(0, 0).RGBA(); r>>8 != uint32(10*m.Pix[0]) || g != r || b != r || a != 0xffff {
			t.Errorf("%s: colour %d %d %d %d of index %d", name, r>>8, g>>8, b>>8, a>>8, m.Pix[0])
		}
		m.At(2, 0) // an index without a colour has one
	}
}

func TestColours(t *testing.T) {
	masks := func(m ...uint32) (b []byte) {
		for _, v := range m {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		return b
	}
	v4 := file(108, 1, 1, 32, 3, nil, []byte{1, 2, 3, 4})
	copy(v4[14+40:], masks(0xff, 0xff00, 0xff0000, 0xff000000))
	for name, c := range map[string]struct {
		raw  []byte
		want []uint8 // red, green, blue, alpha of the first pixel
	}{
		"24 bits":               {file(40, 1, 1, 24, 0, nil, []byte{1, 2, 3}), []uint8{3, 2, 1, 255}},
		"24 bits, OS/2":         {file(12, 1, 1, 24, 0, nil, []byte{1, 2, 3}), []uint8{3, 2, 1, 255}},
		"32 bits":               {file(40, 1, 1, 32, 0, nil, []byte{1, 2, 3, 4}), []uint8{3, 2, 1, 255}},
		"32 bits with alpha":    {file(124, 1, 1, 32, 0, nil, []byte{1, 2, 3, 4}), []uint8{3, 2, 1, 4}},
		"32 bits, alpha empty":  {file(124, 1, 1, 32, 0, nil, []byte{1, 2, 3, 0}), []uint8{3, 2, 1, 255}},
		"32 bits by the header": {v4, []uint8{1, 2, 3, 4}},
		"16 bits":               {file(40, 1, 1, 16, 0, nil, []byte{0x1f, 0x7c}), []uint8{255, 0, 255, 255}},
		"565":                   {file(40, 1, 1, 16, 3, masks(0xf800, 0x7e0, 0x1f), []byte{0xe0, 0x07}), []uint8{0, 255, 0, 255}},
		"masks with alpha":      {file(40, 1, 1, 32, 6, masks(0xff000000, 0xff0000, 0xff00, 0xff), []byte{1, 2, 3, 4}), []uint8{4, 3, 2, 1}},
	} {
		img, err := Decode(c.raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m := img.(*image.NRGBA); !bytes.Equal(m.Pix[:4], c.want) {
			t.Errorf("%s: %v, want %v", name, m.Pix[:4], c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	good := file(40, 3, 2, 8, 0, table(9, 4), []byte{1, 2, 3, 0, 4, 5, 6, 0})
	for n := range good[:len(good)-1] { // the padding of the last row may be missing
		if _, err := Decode(good[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are decoded", n, len(good))
		}
	}
	runs := file(40, 3, 2, 8, 1, table(9, 4), []byte{2, 7, 1, 8, 0, 0, 0, 3, 4, 5, 6, 0, 0, 1})
	if _, err := Decode(runs[:len(runs)-6]); err == nil {
		t.Error("half of the runs are decoded")
	}
	for want, raw := range map[string][]byte{
		"compression 4":  file(40, 3, 2, 0, 4, nil, nil),
		"2 bits":         file(40, 3, 2, 2, 0, nil, make([]byte, 64)),
		"0x3":            file(40, 3, 0, 8, 0, nil, make([]byte, 64)),
		"the file ends":  file(40, 1<<20, 1<<20, 24, 0, nil, make([]byte, 64)),
		"header of 9999": append(file(40, 3, 2, 8, 0, nil, nil)[:14], 0x0f, 0x27, 0, 0),
	} {
		if _, err := Config(raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// No input makes it panic.
func FuzzDecode(f *testing.F) {
	f.Add(file(40, 3, 2, 8, 1, table(9, 4), []byte{2, 7, 1, 8, 0, 0, 0, 3, 4, 5, 6, 0, 0, 1}))
	f.Add(file(40, 3, 2, 4, 2, table(16, 4), []byte{3, 0x12, 0, 0, 0, 3, 0x45, 0x60, 0, 1}))
	f.Add(file(12, 3, 2, 1, 0, table(2, 3), make([]byte, 8)))
	f.Add(file(124, 2, -2, 16, 3, nil, make([]byte, 8)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Config(raw)
		if err != nil || c.Width > 1<<16/c.Height {
			return
		}
		if img, err := Decode(raw); err == nil {
			img.At(0, 0)
		}
	})
}
