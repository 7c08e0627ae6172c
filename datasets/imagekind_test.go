package datasets

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// What a file is, its first bytes say. What is not read is named.
func TestImageKinds(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []string
	}{
		{"", []string{"the file is empty"}},
		{"\x00\x00\x00\x00\x00", []string{"all of its 5 bytes are zero"}},
		{"\x00\x00\x00\x18ftypheic\x00\x00", []string{"HEIC", "save it as PNG"}},
		{"\x00\x00\x00\x1cftypavif\x00\x00", []string{"AVIF"}},
		{"8BPS\x00\x01", []string{"PSD"}},
		{"\xff\x0a\x00", []string{"JPEG XL"}},
		{"<?xml version=\"1.0\"?>\n<!-- x -->\n<svg width=\"1\">", []string{"SVG"}},
		{"\xef\xbb\xbf<svg>", []string{"SVG"}},
		{"\n<!DOCTYPE html><html>", []string{"a web page"}},
		{"version https://git-lfs.github.com/spec/v1\noid", []string{"git lfs pull"}},
		{"RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00", []string{"animated WebP"}},
		{"hello, world", []string{"not a readable PNG", "68 65 6c 6c 6f 2c 20 77"}},
	} {
		path := putAt(t, []byte(c.raw), t.TempDir(), "a.jpg")
		_, err := ReadImage(path, ImageOptions{})
		wantError(t, err, append(c.want, path)...)
		// As a mask, too.
		_, _, err = LoadImageMasks(context.Background(), oneMask(t, []byte(c.raw), "m.png"), MaskOptions{})
		if c.want[0] != "animated WebP" { // no WebP is a mask
			wantError(t, err, c.want[0], "mask")
		}
	}
	raw := encodePNG(t, image.NewGray(image.Rect(0, 0, 2, 1)))
	for _, name := range []string{"a.jpg", "A.PNG", "noext"} {
		if s, err := ReadImage(putAt(t, raw, t.TempDir(), name), ImageOptions{}); err != nil || s.W != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A JPEG of which the end mark alone is missing is whole, half of one is not.
func TestJPEGWithoutEnd(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 40))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	dir := t.TempDir()
	whole, err := ReadImage(putAt(t, raw, dir, "whole.jpg"), ImageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, cut := range map[string][]byte{
		"no mark": raw[:len(raw)-2], "half a mark": raw[:len(raw)-1], "zeros for it": append(bytes.Clone(raw[:len(raw)-2]), 0, 0, 0, 0), "more": append(bytes.Clone(raw), "more"...),
	} {
		s, err := ReadImage(putAt(t, cut, dir, "cut.jpg"), ImageOptions{})
		if err != nil || !bytes.Equal(s.Pixels, whole.Pixels) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, n := range []int{len(raw) / 2, len(raw) - 12} {
		_, err := ReadImage(putAt(t, raw[:n], dir, "cut.jpg"), ImageOptions{})
		wantError(t, err, "cut.jpg", "JPEG")
	}
}

// A large progressive photograph is read; a small file that claims its size is not.
func TestProgressiveBounds(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("internal", "jpegany", "testdata", "prog420.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(raw, []byte{0xff, 0xc2}) + 5
	copy(raw[at:], []byte{0x0f, 0xa0, 0x0f, 0xa0}) // 4000 x 4000
	path := putAt(t, raw, t.TempDir(), "small.jpg")
	_, err = ReadImage(path, ImageOptions{})
	wantError(t, err, "4000x4000", "244 MB")
	photo := append(raw, make([]byte, 4000*4000*3/64)...)
	_, err = ReadImage(putAt(t, photo, filepath.Dir(path), "photo.jpg"), ImageOptions{H: 1, W: 1})
	wantError(t, err, "JPEG") // its pixels are missing, but its size is no reason
}

// Chunks that no pixel depends on, and the end mark, may be damaged.
func TestPNGDamagedBesidePixels(t *testing.T) {
	raw := storedPNG(4, 8, 0, 1, 1, 2, 3, 4)
	const head = 33
	text := append(binary.BigEndian.AppendUint32(nil, 3), "tEXta\x00b\x01\x02\x03\x04"...) // a wrong checksum
	for name, c := range map[string][]byte{
		"text":           slices.Concat(raw[:head], text, raw[head:]),
		"no end":         raw[:len(raw)-12],
		"half an end":    raw[:len(raw)-4],
		"zeros":          append(bytes.Clone(raw[:len(raw)-12]), make([]byte, 64)...),
		"after the end":  append(bytes.Clone(raw), "more"...),
		"a cut text end": slices.Concat(raw[:len(raw)-12], text[:9]),
	} {
		s, err := ReadImage(putAt(t, c, t.TempDir(), "a.png"), ImageOptions{})
		if err != nil || !bytes.Equal(s.Pixels, []byte{1, 2, 3, 4}) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
	for name, c := range map[string][]byte{"half": raw[:len(raw)-20], "a wrong pixel": func() []byte {
		b := bytes.Clone(raw)
		b[len(b)-18] ^= 1
		return b
	}()} {
		if s, err := ReadImage(putAt(t, c, t.TempDir(), "a.png"), ImageOptions{}); err == nil {
			t.Errorf("%s: %v", name, s.Pixels)
		}
	}
}

// Lossy WebP is stored in the limited range: black is black and white is white. The
// expected values are Pillow's.
func TestWebPColours(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want []uint8 // of the planes' first two rows, of 4 pixels, which are alike
	}{
		"black and white": {"RIFF\x2e\x00\x00\x00WEBPVP8 \x22\x00\x00\x00\x90\x01\x00\x9d\x01\x2a\x04\x00\x02\x00\x00\xc0\x12\x25\xa4\x00\x02\xe7\x45\xac\x00\x00\xfc\x3f\xff\x78\x89\x9f\xfb\x43\xd0\x60\x00\x00", []uint8{0, 0, 255, 254}},
		"a colour":        {"RIFF\x36\x00\x00\x00WEBPVP8 \x2a\x00\x00\x00\x70\x01\x00\x9d\x01\x2a\x04\x00\x02\x00\x00\xc0\x12\x25\xa0\x02\x74\x01\x75\x00\x00\xfe\xf5\x88\x95\xaf\xff\xd9\x2b\x7f\xfe\xcf\x2f\xff\xfb\x25\x6f\xfb\x1e\x40\x00\x00", []uint8{200, 200, 200, 200, 39, 39, 39, 39, 89, 89, 89, 89}},
	} {
		s, err := ReadImage(putAt(t, []byte(c.raw), t.TempDir(), "a.webp"), ImageOptions{Channels: 3})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for p := 0; p < 3; p++ {
			row := c.want[4*p%len(c.want):][:4]
			if got := s.Pixels[8*p : 8*p+8]; !bytes.Equal(got[:4], row) || !bytes.Equal(got[4:], row) {
				t.Errorf("%s: plane %d is %v, want rows %v", name, p, got, row)
			}
		}
	}
	// Between two samples of colour pixels go over gradually, and alpha stays.
	y := &image.YCbCr{Y: []uint8{126, 126, 126, 126}, Cb: []uint8{128, 128}, Cr: []uint8{64, 192}, YStride: 4, CStride: 2, Rect: image.Rect(0, 0, 4, 1), SubsampleRatio: image.YCbCrSubsampleRatio420}
	m := webpColours(y, []uint8{1, 2, 3, 4}, 4)
	var reds []uint8
	for x := 0; x < 4; x++ {
		c := m.At(x, 0).(color.NRGBA)
		if reds = append(reds, c.R); c.A != uint8(x+1) {
			t.Errorf("alpha of pixel %d is %d", x, c.A)
		}
	}
	if want := []uint8{26, 77, 179, 230}; !bytes.Equal(reds, want) {
		t.Errorf("reds %v, want %v", reds, want)
	}
}

// Masks of few bits in BMP and TIFF keep their integers, and a fax page its black.
func TestMaskBitsOfFormats(t *testing.T) {
	le := binary.LittleEndian
	bmpOf := func(bits int, row ...byte) []byte {
		b := append([]byte("BM"), make([]byte, 12)...)
		le.PutUint32(b[10:], uint32(54+4<<bits))
		for _, v := range []uint32{40, 4, 1, 1 | uint32(bits)<<16, 0, 0, 0, 0, 0, 0} {
			b = le.AppendUint32(b, v)
		}
		return append(append(b, bytes.Repeat([]byte{9, 9, 9, 0}, 1<<bits)...), row...)
	}
	tiffOf := func(w, bits, packing uint32, data ...byte) []byte {
		b := append([]byte("II*\x00"), le.AppendUint32(nil, uint32(8+len(data)))...)
		b = append(b, data...)
		tags := [][2]uint32{{256, w}, {257, 1}, {258, bits}, {259, packing}, {262, 1}, {273, 8}, {277, 1}, {279, uint32(len(data))}}
		b = le.AppendUint16(b, uint16(len(tags)))
		for _, tag := range tags {
			b = le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, uint16(tag[0])), 4), 1), tag[1])
		}
		return append(b, 0, 0, 0, 0)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want []uint8
	}{
		"1.bmp": {bmpOf(1, 0b01100000, 0, 0, 0), []uint8{0, 1, 1, 0}},
		"4.bmp": {bmpOf(4, 0x0f, 0x21, 0, 0), []uint8{0, 15, 2, 1}},
		"8.bmp": {bmpOf(8, 0, 15, 2, 77), []uint8{0, 15, 2, 77}},
		"2.tif": {tiffOf(4, 2, 1, 0b00011011), []uint8{0, 1, 2, 3}},
		"4.tif": {tiffOf(4, 4, 1, 0x0f, 0x21), []uint8{0, 15, 2, 1}},
		"g.tif": {tiffOf(4, 1, 4, 0b00101111, 0b10000000), []uint8{0, 0, 1, 1}}, // two white, two black
	} {
		s, _, err := LoadImageMasks(context.Background(), oneMask(t, c.raw, name), MaskOptions{})
		if err != nil || !bytes.Equal(s.Masks, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, s, err, c.want)
		}
	}
}

// Palettes are drawn as package draw draws them, whatever the place.
func TestDrawOver(t *testing.T) {
	p := image.NewPaletted(image.Rect(3, 2, 9, 8), color.Palette{color.NRGBA{200, 10, 20, 255}, color.NRGBA{1, 2, 3, 0}, color.NRGBA{90, 80, 70, 128}, color.Gray{77}})
	for i := range p.Pix {
		p.Pix[i] = uint8(i*7/3) % 4
	}
	got, want := image.NewRGBA(image.Rect(-2, 1, 6, 6)), image.NewRGBA(image.Rect(-2, 1, 6, 6))
	for i := range got.Pix {
		got.Pix[i], want.Pix[i] = 255, 255
	}
	place, at := image.Rect(-1, 2, 4, 5), image.Pt(4, 3)
	drawOver(got, place, p, at)
	draw.Draw(want, place, p, at, draw.Over)
	if !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("%v, want %v", got.Pix, want.Pix)
	}
	p.Pix[0] = 200 // an index of no colour shows nothing
	drawOver(got, image.Rect(-1, 2, 0, 3), p, image.Pt(3, 2))
	if !bytes.Equal(got.Pix, want.Pix) {
		t.Error("an index of no colour is drawn")
	}
}

// A palette costs what its colours take, too.
func TestPaletteBounds(t *testing.T) {
	bomb := image.NewPaletted(image.Rect(0, 0, 8000, 8000), color.Palette{color.Black, color.White})
	_, err := ReadImage(putAt(t, encodePNG(t, bomb), t.TempDir(), "a.png"), ImageOptions{})
	wantError(t, err, "8000x8000", "183 MB", "--max-pixels 64000000")
}
