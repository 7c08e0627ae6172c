package datasets

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// storedPNG writes a PNG of a depth and a colour type as the specification says, from
// samples as they are stored, channel by channel.
func storedPNG(w, depth, colour, channels int, samples ...int) []byte {
	var rows bytes.Buffer
	per := w * channels
	for y := 0; y < len(samples)/per; y++ {
		rows.WriteByte(0)
		acc, n := 0, 0
		for _, s := range samples[y*per : (y+1)*per] {
			acc, n = acc<<depth|s, n+depth
			for ; n >= 8; n -= 8 {
				rows.WriteByte(byte(acc >> (n - 8)))
			}
			acc &= 1<<n - 1
		}
		if n > 0 {
			rows.WriteByte(byte(acc << (8 - n)))
		}
	}
	var z bytes.Buffer
	packer := zlib.NewWriter(&z)
	packer.Write(rows.Bytes())
	packer.Close()
	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(name string, body []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
		part := append([]byte(name), body...)
		out = binary.BigEndian.AppendUint32(append(out, part...), crc32.ChecksumIEEE(part))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(w))
	head = binary.BigEndian.AppendUint32(head, uint32(len(samples)/per))
	chunk("IHDR", append(head, byte(depth), byte(colour), 0, 0, 0))
	if colour == 3 {
		chunk("PLTE", bytes.Repeat([]byte{255, 0, 0, 0, 255, 0, 9, 9, 9, 8, 8, 8}, 1<<depth/4+1)[:3<<depth])
	}
	if colour == 0 && depth < 8 { // transparency makes the decoder give colours
		chunk("tRNS", []byte{0, 1})
	}
	chunk("IDAT", z.Bytes())
	chunk("IEND", nil)
	return out
}

// oneMask makes a set of one image of 1×4 pixels and its mask.
func oneMask(t *testing.T, mask []byte, name string, more ...string) string {
	t.Helper()
	dir := t.TempDir()
	put(t, greyPNG(t, 4, 1, 2, 3, 4), dir, "images", "train", "a.png")
	put(t, mask, dir, "masks", "train", "a"+filepath.Ext(name))
	for i := 0; i+1 < len(more); i += 2 {
		put(t, []byte(more[i+1]), dir, more[i])
	}
	return dir
}

// Masks of every depth and type of PNG are read as the integers that they store.
func TestMaskDepths(t *testing.T) {
	for _, depth := range []int{1, 2, 4, 8, 16} {
		top := min(1<<depth-1, 3)
		values := []int{0, top, top, 0}
		doubled := []int{0, 7, top, 7, top, 0, 0, 0}
		files := map[string][]byte{"grey": storedPNG(4, depth, 0, 1, values...)}
		if depth <= 8 {
			files["palette"] = storedPNG(4, depth, 3, 1, values...)
		}
		if depth >= 8 {
			files["grey and alpha"] = storedPNG(4, depth, 4, 2, doubled...)
		}
		for kind, raw := range files {
			dir := oneMask(t, raw, "m.png")
			s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
			if err != nil {
				t.Errorf("%d bits, %s: %v", depth, kind, err)
				continue
			}
			if want := []uint8{0, uint8(top), uint8(top), 0}; !reflect.DeepEqual(s.Masks, want) || len(s.Classes) != top+1 {
				t.Errorf("%d bits, %s: mask %v, classes %v, want %v", depth, kind, s.Masks, s.Classes, want)
			}
		}
	}
	// Values of 16 bits, with names.
	dir := oneMask(t, storedPNG(4, 16, 0, 1, 300, 1000, 300, 65535), "m.png", "labels.txt", "300 sky\r\n1000 sea\r\n65535 ignore\r\n")
	s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
	if err != nil || !reflect.DeepEqual(s.Masks, []uint8{0, 1, 0, 255}) || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "25.0 %") {
		t.Errorf("16 bits: %v, %v", s, err)
	}
}

// Tables of values and of colours are read in whichever form an editor stores text.
func TestMaskTablesOfEditors(t *testing.T) {
	values, colours := "0 sky\n1 sea\n", "0 0 0 sky\n255 0 0 sea\n"
	for form, stored := range map[string]func(text string) string{
		"plain":  func(text string) string { return text },
		"BOM":    func(text string) string { return "\xEF\xBB\xBF" + text },
		"CRLF":   func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
		"CR":     func(text string) string { return strings.ReplaceAll(text, "\n", "\r") },
		"UTF-16": func(text string) string { return string(inUTF16([]byte(text))) },
	} {
		for name, dir := range map[string]string{
			"labels.txt": oneMask(t, storedPNG(4, 8, 0, 1, 0, 1, 1, 0), "m.png", "labels.txt", stored(values)),
			"colors.txt": oneMask(t, storedPNG(4, 8, 2, 3, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0), "m.png", "colors.txt", stored(colours)),
		} {
			s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
			if err != nil {
				t.Errorf("%s with %s: %v", name, form, err)
			} else if !reflect.DeepEqual(s.Masks, []uint8{0, 1, 1, 0}) || !reflect.DeepEqual(s.Classes, []string{"sky", "sea"}) {
				t.Errorf("%s with %s: mask %v, classes %q", name, form, s.Masks, s.Classes)
			}
		}
	}
}

// Masks of other formats.
func TestMaskFormats(t *testing.T) {
	m := image.NewPaletted(image.Rect(0, 0, 4, 1), color.Palette{color.Black, color.White, color.RGBA{255, 0, 0, 255}})
	m.Pix = []uint8{0, 2, 1, 0}
	var b, tf bytes.Buffer
	if err := bmp.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := tiff.Encode(&tf, m, nil); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"m.bmp": b.Bytes(), "m.tif": tf.Bytes()} {
		s, _, err := LoadImageMasks(context.Background(), oneMask(t, raw, name), MaskOptions{})
		if err != nil || !reflect.DeepEqual(s.Masks, []uint8{0, 2, 1, 0}) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// What is ignored is an option.
func TestIgnoredLabels(t *testing.T) {
	for _, c := range []struct {
		ignore []int
		values []uint8
		labels string
		want   string
	}{
		{nil, []uint8{0, 1, 255, 1}, "", "[0 1 255 1] [0 1]"},
		{[]int{0}, []uint8{0, 1, 2, 1}, "", "[255 0 1 0] [1 2]"},
		{[]int{0, 255}, []uint8{255, 1, 2, 0}, "", "[255 0 1 255] [1 2]"},
		{[]int{0}, []uint8{0, 1, 2, 1}, "0 void\n1 a\n2 b\n", "[255 0 1 0] [a b]"},
		{nil, []uint8{0, 255, 0, 255}, "0 ground\n255 thing\n", "[0 1 0 1] [ground thing]"},
		{[]int{}, []uint8{0, 255, 0, 1}, "", "which is no label"},
		{nil, []uint8{0, 255, 0, 255}, "", "only the class 0 occurs in the masks, and 50.0 % of their pixels are ignored (value 255)"},
		{nil, []uint8{3, 3, 3, 3}, "", "only the class 3"},
		{nil, []uint8{1, 1, 1, 1}, "0 sky\n1 sea\n", "only the class sea"},
		{nil, []uint8{0, 1, 2, 1}, "0 sky\n1 sea\n", "the value 2, which is no label"},
		{[]int{70000}, []uint8{0, 1, 2, 1}, "", "cannot be ignored"},
	} {
		dir := oneMask(t, greyPNG(t, 4, c.values...), "m.png")
		if c.labels != "" {
			put(t, []byte(c.labels), dir, "labels.txt")
		}
		s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{Ignore: c.ignore})
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(s.Masks, s.Classes)
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%v of %v, %q: %s, want %s", c.ignore, c.values, c.labels, got, c.want)
		}
	}
}

// Masks in colour need a table, in one of three forms.
func TestMaskColours(t *testing.T) {
	raw := storedPNG(4, 8, 2, 3, 255, 0, 0, 0, 255, 0, 9, 9, 9, 255, 0, 0)
	palette := storedPNG(4, 8, 3, 1, 0, 1, 2, 0)
	for name, text := range map[string]string{
		"colors.txt":     "255 0 0 red thing\n0 255 0 green\n9 9 9 ignore\n",
		"class_dict.csv": "name,r,g,b\nred thing,255,0,0\ngreen,0,255,0\nignore,9,9,9\n",
		"labelmap.txt":   "# label:color_rgb:parts:actions\nred thing:255,0,0::\ngreen:0,255,0::\nignore:9,9,9::\n",
	} {
		for _, raw := range [][]byte{raw, palette} {
			s, _, err := LoadImageMasks(context.Background(), oneMask(t, raw, "m.png", name, text), MaskOptions{})
			if err != nil || fmt.Sprint(s.Masks, s.Classes) != "[0 1 255 0] [red thing green]" {
				t.Errorf("%s: %v, %v", name, s, err)
			}
		}
	}
	_, _, err := LoadImageMasks(context.Background(), oneMask(t, raw, "m.png"), MaskOptions{})
	wantWords(t, "no table", err, "a.png", "found colours", "--mask-colors")
	_, _, err = LoadImageMasks(context.Background(), oneMask(t, raw, "m.png", "colors.txt", "255 0 0 red\n0 255 0 green\n"), MaskOptions{})
	wantWords(t, "unknown colour", err, "a.png", "row 0, column 2", "9 9 9")
	_, _, err = LoadImageMasks(context.Background(), oneMask(t, raw, "m.png", "colors.txt", "255 0 0 red\n0 256 0 green\n"), MaskOptions{})
	wantWords(t, "bad table", err, "colors.txt", "line 2")
}

// The layouts of images with masks that people have.
func TestMaskLayouts(t *testing.T) {
	for _, c := range [][4]string{
		{"images/train", "masks/train", "images/val", "masks/val"},
		{"images/Train", "masks/Train", "images/Valid", "masks/Valid"},
		{"train/images", "train/masks", "valid/images", "valid/masks"},
		{"Training/images", "Training/labels", "TEST/images", "TEST/labels"},
		{"images", "masks", "", ""},
		{"JPEGImages", "SegmentationClass", "", ""},
	} {
		dir := t.TempDir()
		put(t, greyPNG(t, 4, 1, 2, 3, 4), dir, c[0], "a.png")
		put(t, greyPNG(t, 4, 0, 1, 0, 1), dir, c[1], "a.png")
		put(t, []byte("x"), dir, c[0], "notes.txt")
		put(t, []byte("x"), dir, "__MACOSX", "._a.png")
		if c[2] != "" {
			put(t, greyPNG(t, 4, 1, 2, 3, 4), dir, c[2], "b.png")
			put(t, greyPNG(t, 4, 0, 1, 0, 1), dir, c[3], "b.png")
		}
		train, val, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
		if err != nil || train.Len() != 1 || (val != nil) != (c[2] != "") {
			t.Errorf("%v: %v, %v, %v", c, train, val, err)
			continue
		}
		if len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "1 .txt") {
			t.Errorf("%v: notes %q", c, train.Notes)
		}
	}
	dir := t.TempDir()
	put(t, greyPNG(t, 4, 1, 2, 3, 4), dir, "pictures", "a.png")
	_, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
	wantWords(t, "no layout", err, "images/train and masks/train")
}

// No content of a mask makes the reader panic, or take long.
func FuzzMask(f *testing.F) {
	f.Add(storedPNG(4, 1, 0, 1, 0, 1, 1, 0))
	f.Add(storedPNG(4, 16, 4, 2, 0, 1, 1, 0, 3, 3, 3, 3))
	f.Add(storedPNG(2, 8, 2, 3, 0, 1, 1, 0, 3, 3))
	r := &maskReader{MaskOptions: MaskOptions{ImageOptions: ImageOptions{MaxPixels: 1 << 16}}}
	if err := r.readClasses(f.TempDir()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 16 << 20, PerByte: 4000}, func() {
			if mask, h, w, err := r.decodeMask(raw); err == nil && len(mask) != h*w {
				t.Errorf("%d values of %dx%d pixels", len(mask), h, w)
			}
		})
	})
}

// The cases of masks that people had.
func TestMaskCases(t *testing.T) {
	dir := caseFolder(t, "01-mask-onebit")
	s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 3}})
	if err != nil {
		t.Fatal(err)
	}
	var count [256]int
	for _, v := range s.Masks {
		count[v]++
	}
	if count[0] != 1152 || count[1] != 384 || count[255] != 0 || len(s.Classes) != 2 {
		t.Errorf("%d, %d and %d ignored pixels, classes %v", count[0], count[1], count[255], s.Classes)
	}
	_, _, err = LoadImageMasks(context.Background(), caseFolder(t, "02-mask-0-255"), MaskOptions{})
	wantWords(t, "02", err, "only the class 0", "25.0 %", "labels.txt")
	s, _, err = LoadImageMasks(context.Background(), caseFolder(t, "11-mask-void-batch"), MaskOptions{})
	if err != nil || s.Len() != 6 || len(s.Notes) != 1 {
		t.Errorf("11: %v", err)
	}
}

// caseFolder returns the data of a case, and skips the test without it.
func caseFolder(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "cases", name, "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the case is not there: %v", err)
	}
	return dir
}

// crcOf is the checksum of a chunk of a PNG.
func crcOf(b []byte) uint32 { return crc32.ChecksumIEEE(b) }
