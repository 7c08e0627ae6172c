package formatlist

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"slices"

	"golang.org/x/image/bmp"
)

// This file: images made by code, as the specifications of their formats say.

var le, be = binary.LittleEndian, binary.BigEndian

// pngFile is a PNG of a colour type: samples as they are stored, channel by channel. More
// are chunks between the header and the data.
func pngFile(w, depth, colour, channels int, samples []int, more ...[]byte) []byte {
	return pngOf(w, len(samples)/(w*channels), depth, colour, 0, rowsOf(w*channels, depth, samples), more...)
}

// rowsOf packs samples into rows, each behind the byte of its filter.
func rowsOf(per, depth int, samples []int) []byte {
	var rows []byte
	for row := range slices.Chunk(samples, per) {
		rows = append(rows, 0)
		acc, n := 0, 0
		for _, s := range row {
			acc, n = acc<<depth|s, n+depth
			for ; n >= 8; n -= 8 {
				rows = append(rows, byte(acc>>(n-8)))
			}
			acc &= 1<<n - 1
		}
		if n > 0 {
			rows = append(rows, byte(acc<<(8-n)))
		}
	}
	return rows
}

// pngOf is a PNG of rows.
func pngOf(w, h, depth, colour, interlace int, rows []byte, more ...[]byte) []byte {
	head := be.AppendUint32(be.AppendUint32(nil, uint32(w)), uint32(h))
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(head, byte(depth), byte(colour), 0, 0, byte(interlace)))...)
	for _, m := range more {
		out = append(out, m...)
	}
	out = append(out, pngChunk("IDAT", zlibbed(rows))...)
	return append(out, pngChunk("IEND", nil)...)
}

func pngChunk(name string, body []byte) []byte {
	part := append([]byte(name), body...)
	out := append(be.AppendUint32(nil, uint32(len(body))), part...)
	return be.AppendUint32(out, crc32.ChecksumIEEE(part))
}

func zlibbed(raw []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(raw)
	z.Close()
	return b.Bytes()
}

// grey is a PNG of one row of grey pixels.
func grey(values ...int) []byte { return pngFile(len(values), 8, 0, 1, values) }

// palettePNG is a PNG of one row of indices into a palette: red, green, blue and greys.
func palettePNG(depth int, indices ...int) []byte {
	palette := []byte{255, 0, 0, 0, 255, 0, 0, 0, 255}
	for len(palette) < 3<<depth {
		palette = append(palette, 9, 9, 9)
	}
	return pngFile(len(indices), depth, 3, 1, indices, pngChunk("PLTE", palette[:3<<depth]))
}

// rgb is a PNG of one row of colours.
func rgb(levels ...int) []byte { return pngFile(len(levels)/3, 8, 2, 3, levels) }

// exifBlock is a TIFF block that says how an image is turned.
func exifBlock(orientation uint16) []byte {
	b := le.AppendUint16(le.AppendUint32([]byte("II*\x00"), 8), 1)
	b = le.AppendUint32(le.AppendUint16(le.AppendUint16(b, 0x112), 3), 1)
	return append(le.AppendUint16(b, orientation), 0, 0, 0, 0, 0, 0)
}

// jpegFile is a baseline JPEG of 16×16 pixels of one colour.
func jpegFile(c color.Color) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := 0; i < 256; i++ {
		img.Set(i%16, i/16, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// greyJPEG is a baseline JPEG of one plane.
func greyJPEG(level uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = level
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// plainJPEG is a JPEG of 8×8 pixels of each plane, of which every coefficient is 0: level
// 128. frame is the marker of its kind, 0xC0 for baseline and 0xC2 for progressive files;
// sampling has a byte for each plane.
func plainJPEG(frame byte, w, h uint16, more []byte, sampling ...byte) []byte {
	b := append([]byte{0xFF, 0xD8}, more...)
	b = append(append(b, 0xFF, 0xDB, 0, 67, 0), bytes.Repeat([]byte{1}, 64)...)
	b = append(b, 0xFF, frame, 0, byte(8+3*len(sampling)), 8)
	b = append(be.AppendUint16(be.AppendUint16(b, h), w), byte(len(sampling)))
	for i, s := range sampling {
		b = append(b, byte(i+1), s, 0)
	}
	for _, class := range []byte{0x00, 0x10} { // one code of one bit, for 0
		b = append(b, 0xFF, 0xC4, 0, 20, class, 1)
		b = append(b, make([]byte, 16)...)
	}
	end := byte(63)
	if frame == 0xC2 {
		end = 0 // the first coefficient alone
	}
	b = append(b, 0xFF, 0xDA, 0, byte(6+2*len(sampling)), byte(len(sampling)))
	for i := range sampling {
		b = append(b, byte(i+1), 0)
	}
	b = append(b, 0, end, 0)
	return append(append(b, make([]byte, 64)...), 0xFF, 0xD9)
}

// webpFile wraps chunks.
func webpFile(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func webpChunk(id string, body []byte) []byte {
	b := append(le.AppendUint32([]byte(id), uint32(len(body))), body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// losslessWebP is a lossless WebP of w×h pixels of one colour: every code has one symbol,
// so that pixels take no bits.
func losslessWebP(w, h int, r, g, b, a uint64) []byte {
	var bits uint64
	var out []byte
	n := 0
	add := func(v uint64, width int) {
		bits |= v << n
		for n += width; n >= 8; n -= 8 {
			out = append(out, byte(bits))
			bits >>= 8
		}
	}
	add(0x2F, 8)
	add(uint64(w-1), 14)
	add(uint64(h-1), 14)
	add(1, 1) // alpha
	add(0, 3+1+1+1)
	for _, symbol := range []uint64{g, r, b, a} {
		add(1, 1) // a simple code
		add(0, 1) // of one symbol
		add(1, 1) // of 8 bits
		add(symbol, 8)
	}
	add(1, 1)
	add(0, 3)
	add(0, 8)
	return webpFile(webpChunk("VP8L", out))
}

// lossyWebP is a lossy WebP of 16×16 pixels without a coefficient: its bits are all 0, and
// so the prediction, grey, is all there is.
func lossyWebP() []byte {
	const part = 4000
	head := uint32(1<<4 | part<<5) // key frame, shown
	b := []byte{byte(head), byte(head >> 8), byte(head >> 16), 0x9D, 0x01, 0x2A, 16, 0, 16, 0}
	return webpFile(webpChunk("VP8 ", append(b, make([]byte, 2*part)...)))
}

// bmpOf encodes an image.
func bmpOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// bmpFile is a BMP of rows as they are stored, of a depth and a compression. A negative
// height means that the first row comes first.
func bmpFile(w, h int32, depth uint16, compression uint32, palette, rows []byte) []byte {
	at := uint32(54 + len(palette))
	b := append(le.AppendUint32([]byte("BM"), at+uint32(len(rows))), 0, 0, 0, 0)
	b = le.AppendUint32(le.AppendUint32(b, at), 40)
	b = le.AppendUint32(le.AppendUint32(b, uint32(w)), uint32(h))
	b = le.AppendUint16(le.AppendUint16(b, 1), depth)
	b = le.AppendUint32(b, compression)
	b = append(b, make([]byte, 12)...)
	b = le.AppendUint32(le.AppendUint32(b, uint32(len(palette)/4)), 0)
	return append(append(b, palette...), rows...)
}

// tag is an entry of a TIFF's directory: numbers of 16 bits, or of 32.
type tag struct {
	id     uint16
	long   bool
	values []uint32
}

// Tags of TIFF, and what they say most often.
const (
	tiffDepth, tiffPacking, tiffColours, tiffChannels, tiffPlanes, tiffPalette, tiffExtra, tiffFormat = 258, 259, 262, 277, 284, 320, 338, 339
	tiffTileWidth, tiffTileHeight, tiffTiles, tiffTileSizes                                           = 322, 323, 324, 325
)

// tiffFile is a little-endian TIFF of a strip, or of what the tags say. A tag replaces the
// one that would be there. Next is a second page.
func tiffFile(w, h int, data []byte, next []tag, tags ...tag) []byte {
	all := []tag{{256, false, []uint32{uint32(w)}}, {257, false, []uint32{uint32(h)}}, {tiffDepth, false, []uint32{8}}, {tiffPacking, false, []uint32{1}},
		{tiffColours, false, []uint32{1}}, {273, true, []uint32{8}}, {tiffChannels, false, []uint32{1}}, {278, false, []uint32{uint32(h)}}, {279, true, []uint32{uint32(len(data))}}}
	for _, t := range tags {
		if i := slices.IndexFunc(all, func(a tag) bool { return a.id == t.id }); i >= 0 {
			all[i] = t
			continue
		}
		all = append(all, t)
	}
	data = append(bytes.Clone(data), make([]byte, len(data)%2)...)
	b := append(le.AppendUint32([]byte("II*\x00"), uint32(8+len(data))), data...)
	b = tiffPage(b, all, next != nil)
	if next != nil {
		b = tiffPage(b, next, false)
	}
	return b
}

// tiffPage appends a directory, and says whether one follows it.
func tiffPage(b []byte, tags []tag, more bool) []byte {
	slices.SortFunc(tags, func(x, y tag) int { return int(x.id) - int(y.id) })
	far := len(b) + 2 + 12*len(tags) + 4
	var values []byte
	b = le.AppendUint16(b, uint16(len(tags)))
	for _, t := range tags {
		kind, size := uint16(3), 2
		if t.long {
			kind, size = 4, 4
		}
		var own []byte
		for _, v := range t.values {
			if t.long {
				own = le.AppendUint32(own, v)
			} else {
				own = le.AppendUint16(own, uint16(v))
			}
		}
		b = le.AppendUint32(le.AppendUint16(le.AppendUint16(b, t.id), kind), uint32(len(t.values)))
		if size*len(t.values) <= 4 {
			b = append(b, append(own, 0, 0, 0, 0)[:4]...)
			continue
		}
		b = le.AppendUint32(b, uint32(far+len(values)))
		values = append(values, own...)
	}
	next := 0
	if more {
		next = far + len(values)
	}
	return append(le.AppendUint32(b, uint32(next)), values...)
}

// tiffLZW packs bytes as TIFF does. Of few bytes no code is longer than 9 bits, so that
// the early change of TIFF makes no difference.
func tiffLZW(raw []byte) []byte {
	var b bytes.Buffer
	z := lzw.NewWriter(&b, lzw.MSB, 8)
	z.Write(raw)
	z.Close()
	return b.Bytes()
}
