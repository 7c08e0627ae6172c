package tiffany

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"slices"
	"strings"
	"testing"
)

// tags are what a file says, by the number of a tag.
type tags map[int][]uint32

// file returns a TIFF file of the tags and blocks, whose offsets and sizes it adds: of
// tiles, if the tags give a tile a width.
func file(order binary.AppendByteOrder, t tags, blocks ...[]byte) []byte {
	mark := "II*\x00"
	if order.String() == binary.BigEndian.String() {
		mark = "MM\x00*"
	}
	all := tags{}
	for k, v := range t {
		all[k] = v
	}
	offsets, counts := tagStripOffsets, tagStripCounts
	if t[tagTileWidth] != nil {
		offsets, counts = tagTileOffsets, tagTileCounts
	}
	data := make([]byte, 8)
	for _, b := range blocks {
		all[offsets], all[counts] = append(all[offsets], uint32(len(data))), append(all[counts], uint32(len(b)))
		data = append(data, b...)
	}
	var keys []int
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	dir := order.AppendUint16(nil, uint16(len(keys)))
	for _, k := range keys {
		v := all[k]
		var b []byte
		for _, n := range v {
			b = order.AppendUint32(b, n)
		}
		dir = order.AppendUint16(order.AppendUint16(dir, uint16(k)), 4)
		dir = order.AppendUint32(dir, uint32(len(v)))
		if len(b) > 4 {
			at := len(data)
			data = append(data, b...)
			b = order.AppendUint32(nil, uint32(at))
		}
		dir = append(dir, b...)
	}
	copy(data, mark)
	at := order.AppendUint32(nil, uint32(len(data)))
	copy(data[4:], at)
	return append(append(data, dir...), 0, 0, 0, 0)
}

// with returns the tags with others, or with others in their place.
func (t tags) with(more tags) tags {
	all := tags{}
	for _, from := range []tags{t, more} {
		for k, v := range from {
			all[k] = v
		}
	}
	return all
}

// grey are the tags of w x h samples of so many bits.
func grey(w, h, bits uint32) tags {
	return tags{tagWidth: {w}, tagLength: {h}, tagBits: {bits}, tagPhotometric: {blackIsZero}}
}

func deflated(b []byte) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(b)
	w.Close()
	return z.Bytes()
}

// lzwed packs bytes by TIFF's LZW in the plainest way: codes of 9 bits, cleared in time.
func lzwed(b []byte) []byte {
	var out []byte
	acc, n := 0, 0
	put := func(code int) {
		acc, n = acc<<9|code, n+9
		for ; n >= 8; n -= 8 {
			out = append(out, byte(acc>>(n-8)))
		}
		acc &= 1<<n - 1
	}
	for i, v := range b {
		if i%200 == 0 {
			put(256)
		}
		put(int(v))
	}
	put(257)
	return append(out, byte(acc<<(8-n)))
}

// Samples of every depth, packing, order and arrangement.
func TestDecode(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	rgb := grey(2, 1, 8).with(tags{tagBits: {8, 8, 8}, tagPhotometric: {inRGB}, tagSamples: {3}})
	colours := make([]uint32, 48)
	for i := range colours {
		colours[i] = uint32(i) << 8
	}
	// Group 4: one row of four white and four black pixels, and one that is like it.
	fax := []byte{0b00110110, 0b11110000}
	for name, c := range map[string]struct {
		raw  []byte
		want []byte // the bytes of the picture
	}{
		"1 bit":              {file(le, grey(9, 2, 1), []byte{0b10110000, 0x80, 0x01, 0}), []byte{255, 0, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 255, 0}},
		"1 bit, 0 is white":  {file(le, grey(3, 1, 1).with(tags{tagPhotometric: {0}}), []byte{0b10100000}), []byte{0, 255, 0}},
		"2 bits":             {file(le, grey(3, 1, 2), []byte{0b00011100}), []byte{0, 85, 255}},
		"4 bits":             {file(be, grey(3, 2, 4), []byte{0x12, 0x30, 0xf0, 0x10}), []byte{17, 34, 51, 255, 0, 17}},
		"8 bits":             {file(le, grey(2, 2, 8), []byte{1, 2, 3, 4}), []byte{1, 2, 3, 4}},
		"16 bits":            {file(le, grey(2, 1, 16), []byte{1, 2, 3, 4}), []byte{2, 1, 4, 3}},
		"16 bits, the other": {file(be, grey(2, 1, 16), []byte{1, 2, 3, 4}), []byte{1, 2, 3, 4}},
		"16, 0 is white":     {file(be, grey(1, 1, 16).with(tags{tagPhotometric: {0}}), []byte{1, 2}), []byte{254, 253}},
		"indices of 4 bits":  {file(le, grey(3, 1, 4).with(tags{tagPhotometric: {inPalette}, tagColours: colours}), []byte{0x1f, 0x30}), []byte{1, 15, 3}},
		"strips":             {file(le, grey(2, 3, 8).with(tags{tagRowsPerStrip: {2}}), []byte{1, 2, 3, 4}, []byte{5, 6}), []byte{1, 2, 3, 4, 5, 6}},
		"tiles":              {file(le, grey(3, 3, 8).with(tags{tagTileWidth: {2}, tagTileLength: {2}}), []byte{1, 2, 4, 5}, []byte{3, 99, 6, 99}, []byte{7, 8, 99, 99}, []byte{9, 99, 99, 99}), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"Deflate":            {file(le, grey(2, 2, 8).with(tags{tagPacking: {8}}), deflated([]byte{1, 2, 3, 4})), []byte{1, 2, 3, 4}},
		"LZW":                {file(le, grey(2, 2, 8).with(tags{tagPacking: {5}}), lzwed([]byte{1, 2, 3, 4})), []byte{1, 2, 3, 4}},
		"PackBits":           {file(le, grey(3, 2, 8).with(tags{tagPacking: {packBits}}), []byte{0x80, 2, 1, 2, 3, 0xfe, 9}), []byte{1, 2, 3, 9, 9, 9}},
		"differences":        {file(le, grey(3, 2, 8).with(tags{tagPacking: {8}, tagPredictor: {2}}), deflated([]byte{1, 1, 1, 5, 255, 1})), []byte{1, 2, 3, 5, 4, 5}},
		"differences of 16":  {file(be, grey(2, 1, 16).with(tags{tagPacking: {8}, tagPredictor: {2}}), deflated([]byte{0, 255, 0, 2})), []byte{0, 255, 1, 1}},
		"fax, 0 is black":    {file(le, grey(8, 2, 1).with(tags{tagPacking: {4}}), fax), []byte{0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255}},
		"fax, 0 is white":    {file(le, grey(8, 2, 1).with(tags{tagPacking: {4}, tagPhotometric: {0}}), fax), []byte{255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0}},
		"colours":            {file(le, rgb, []byte{1, 2, 3, 4, 5, 6}), []byte{1, 2, 3, 255, 4, 5, 6, 255}},
		"planes apart":       {file(le, rgb.with(tags{tagPlanar: {2}}), []byte{1, 4}, []byte{2, 5}, []byte{3, 6}), []byte{1, 2, 3, 255, 4, 5, 6, 255}},
		"alpha":              {file(le, rgb.with(tags{tagBits: {8, 8, 8, 8}, tagSamples: {4}, tagExtra: {2}}), []byte{1, 2, 3, 4, 5, 6, 7, 8}), []byte{1, 2, 3, 4, 5, 6, 7, 8}},
		"a fourth of no use": {file(le, rgb.with(tags{tagBits: {8, 8, 8, 8}, tagSamples: {4}, tagExtra: {0}}), []byte{1, 2, 3, 4, 5, 6, 7, 8}), []byte{1, 2, 3, 255, 5, 6, 7, 255}},
		"grey and alpha":     {file(le, grey(2, 1, 8).with(tags{tagBits: {8, 8}, tagSamples: {2}, tagExtra: {2}}), []byte{1, 2, 3, 4}), []byte{1, 1, 1, 2, 3, 3, 3, 4}},
		"CMYK":               {file(le, rgb.with(tags{tagWidth: {1}, tagBits: {8, 8, 8, 8}, tagSamples: {4}, tagPhotometric: {inCMYK}}), []byte{1, 2, 3, 4}), []byte{1, 2, 3, 4}},
	} {
		img, err := Decode(c.raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		cfg, err := Config(c.raw)
		if err != nil || cfg.Width != img.Bounds().Dx() || cfg.Height != img.Bounds().Dy() {
			t.Errorf("%s: %+v, %v", name, cfg, err)
		}
		if got := pix(img); !bytes.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		for n := range c.raw { // no beginning makes it panic
			_, _ = Decode(c.raw[:n])
		}
	}
	p, err := Decode(file(le, grey(3, 1, 4).with(tags{tagPhotometric: {inPalette}, tagColours: colours}), []byte{0x1f, 0x30}))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := p.At(1, 0).RGBA(); r>>8 != 15 || g>>8 != 31 || b>>8 != 47 {
		t.Errorf("colour 15 is %d %d %d", r>>8, g>>8, b>>8)
	}
}

// pix returns the bytes of a picture.
func pix(img image.Image) []byte {
	switch m := img.(type) {
	case *image.Gray:
		return m.Pix
	case *image.Gray16:
		return m.Pix
	case *image.Paletted:
		return m.Pix
	case *image.NRGBA:
		return m.Pix
	case *image.RGBA:
		return m.Pix
	case *image.CMYK:
		return m.Pix
	}
	return nil
}

// What is not read is named, and what a file claims takes no memory.
func TestErrors(t *testing.T) {
	le := binary.LittleEndian
	for want, raw := range map[string][]byte{
		"floating-point":     file(le, grey(1, 1, 32).with(tags{tagFormat: {3}}), make([]byte, 4)),
		"with a sign":        file(le, grey(1, 1, 16).with(tags{tagFormat: {2}}), make([]byte, 4)),
		"32 bits":            file(le, grey(1, 1, 32), make([]byte, 4)),
		"packed by JPEG":     file(le, grey(1, 1, 8).with(tags{tagPacking: {7}}), make([]byte, 4)),
		"packed by Zstand":   file(le, grey(1, 1, 8).with(tags{tagPacking: {50000}}), make([]byte, 4)),
		"kind 8":             file(le, grey(1, 1, 8).with(tags{tagPhotometric: {8}}), make([]byte, 4)),
		"predictor 3":        file(le, grey(1, 1, 8).with(tags{tagPacking: {8}, tagPredictor: {3}}), make([]byte, 4)),
		"0x1":                file(le, grey(1, 0, 8), make([]byte, 4)),
		"BigTIFF":            []byte("II+\x00\x08\x00\x00\x00"),
		"found 1 of 4 bytes": file(le, grey(2, 2, 8).with(tags{tagPacking: {8}}), deflated([]byte{1})),
		"ends early":         file(le, grey(2, 2, 8), []byte{1}),
		"expected 2":         file(le, grey(2, 2, 8).with(tags{tagRowsPerStrip: {1}}), []byte{1, 2}),
		"blocks of":          file(le, grey(2, 2, 8).with(tags{tagTileWidth: {1 << 20}, tagTileLength: {1 << 20}}), []byte{1, 2}),
	} {
		if _, err := Decode(raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// No input makes it panic.
func FuzzDecode(f *testing.F) {
	le := binary.LittleEndian
	f.Add(file(le, grey(9, 2, 1), []byte{0b10110000, 0x80, 0x01, 0}))
	f.Add(file(le, grey(3, 3, 8).with(tags{tagTileWidth: {2}, tagTileLength: {2}}), make([]byte, 4), make([]byte, 4), make([]byte, 4), make([]byte, 4)))
	f.Add(file(binary.BigEndian, grey(2, 1, 16).with(tags{tagPacking: {8}, tagPredictor: {2}}), deflated([]byte{0, 255, 0, 2})))
	f.Add(file(le, grey(8, 2, 1).with(tags{tagPacking: {4}}), []byte{0b00110110, 0b11110000}))
	f.Add(file(le, grey(2, 1, 8).with(tags{tagBits: {8, 8, 8}, tagPhotometric: {inRGB}, tagSamples: {3}, tagPlanar: {2}}), []byte{1, 4}, []byte{2, 5}, []byte{3, 6}))
	f.Add(file(le, grey(2, 2, 8).with(tags{tagPacking: {5}}), lzwed([]byte{1, 2, 3, 4})))
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
