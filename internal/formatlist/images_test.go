package formatlist

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
)

// This file: what the list says of images.

// fixture returns one of the small files that other tests have, of formats that no code
// here can write.
func (w *workshop) fixture(path ...string) []byte {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "datasets"}, path...)...))
	w.ok(err)
	return raw
}

var as = datasets.ImageOptions{}

var imageReads = map[string]func(w *workshop){
	"all images: EXIF orientation is applied; `--no-exif` keeps pixels as stored": func(w *workshop) {
		block := exifBlock(6) // a quarter turn clockwise
		for name, raw := range map[string][]byte{
			"a.png":  pngFile(2, 8, 0, 1, []int{1, 2}, pngChunk("eXIf", block)),
			"a.tiff": tiffFile(2, 1, []byte{1, 2}, nil, tag{274, false, []uint32{6}}),
		} {
			turned := w.pixels(w.put(name, raw), as, 0, 1, 2)
			w.check(turned.H == 2 && turned.W == 1, "%s: %dx%d", name, turned.H, turned.W)
			kept := w.pixels(w.put(name, raw), datasets.ImageOptions{KeepOrientation: true}, 0, 1, 2)
			w.check(kept.H == 1 && kept.W == 2, "%s: %dx%d", name, kept.H, kept.W)
		}
		app1 := append([]byte{0xFF, 0xE1, 0, byte(8 + len(block))}, "Exif\x00\x00"...)
		photo := plainJPEG(0xC0, 16, 8, append(app1, block...), 0x11)
		webp := losslessWebP(2, 1, 5, 5, 5, 255)
		webp = webpFile(webp[12:], webpChunk("EXIF", block))
		for name, raw := range map[string][]byte{"a.jpg": photo, "a.webp": webp} {
			img, err := datasets.ReadImage(w.put(name, raw), as)
			w.ok(err)
			w.check(img.H == 2*img.W, "%s: %dx%d", name, img.H, img.W)
		}
	},
	"all images: in colour, unless every image of the set is grey; `--channels` decides otherwise": func(w *workshop) {
		w.files(map[string][]byte{"grey/a/1.png": rgb(7, 7, 7), "mixed/a/1.png": grey(7), "mixed/a/2.png": rgb(1, 2, 3)})
		for _, c := range []struct {
			dir          string
			asked, given int
		}{{"grey", 0, 1}, {"mixed", 0, 3}, {"grey", 3, 3}, {"mixed", 1, 1}} {
			s, _, err := datasets.LoadImageFolder(background, filepath.Join(w.dir, c.dir), datasets.ImageOptions{Channels: c.asked})
			w.ok(err)
			w.check(s.C == c.given, "%s, %d asked: %d channels", c.dir, c.asked, s.C)
		}
	},
	"all images: transparent parts show white": func(w *workshop) {
		w.pixels(w.put("a.png", pngFile(2, 8, 6, 4, []int{9, 9, 9, 255, 9, 9, 9, 0})), as, 0, 9, 255)
		w.pixels(w.put("a.webp", losslessWebP(1, 1, 9, 9, 9, 0)), as, 0, 255)
		w.pixels(w.put("a.tif", tiffFile(1, 1, []byte{9, 9, 9, 0}, nil, tag{tiffDepth, false, []uint32{8, 8, 8, 8}}, tag{tiffColours, false, []uint32{2}},
			tag{tiffChannels, false, []uint32{4}}, tag{tiffExtra, false, []uint32{2}})), as, 0, 255)
	},
	"all images: the content counts: a PNG called `.jpg` is read, and so is the first picture of a GIF with one of these names": func(w *workshop) {
		w.pixels(w.put("a.jpg", grey(3, 4)), as, 0, 3, 4)
		w.pixels(w.put("b.png", gifFile(2, 1, paletted(2, 1, 2), paletted(2, 3, 4))), as, 0, 1, 2)
	},
	"PNG: grey of 1 to 16 bits, RGB, palettes, with alpha or without": func(w *workshop) {
		for depth, top := range map[int]int{1: 1, 2: 3, 4: 15, 8: 255, 16: 65535} {
			w.pixels(w.put("a.png", pngFile(2, depth, 0, 1, []int{0, top})), as, 0, 0, 255)
			if depth < 8 {
				w.pixels(w.put("a.png", palettePNG(depth, 0, 1)), as, 0, 255, 0, 0, 255, 0, 0)
				continue
			}
			w.pixels(w.put("a.png", pngFile(1, depth, 2, 3, []int{top, 0, top})), as, 0, 255, 0, 255)
			w.pixels(w.put("a.png", pngFile(1, depth, 4, 2, []int{0, top})), as, 0, 0)
			w.pixels(w.put("a.png", pngFile(1, depth, 6, 4, []int{top, 0, 0, top})), as, 0, 255, 0, 0)
		}
		w.pixels(w.put("a.png", palettePNG(8, 1, 2)), as, 0, 0, 0, 255, 0, 0, 255)
	},
	"PNG: interlaced files": func(w *workshop) {
		// Of 2×2 pixels the first pass has the first, the sixth its right neighbour, the seventh the rest.
		w.pixels(w.put("a.png", pngOf(2, 2, 8, 0, 1, []byte{0, 1, 0, 2, 0, 3, 4})), as, 0, 1, 2, 3, 4)
	},
	"PNG: of an animated file the first picture": func(w *workshop) {
		frame := append(be.AppendUint32(nil, 1), zlibbed([]byte{0, 9, 9})...)
		raw := pngFile(2, 8, 0, 1, []int{1, 2}, pngChunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}))
		end := len(raw) - 12
		raw = append(append(bytes.Clone(raw[:end]), pngChunk("fdAT", frame)...), raw[end:]...)
		w.pixels(w.put("a.png", raw), as, 0, 1, 2)
	},
	"PNG: files without an end mark, or with a wrong checksum of a text": func(w *workshop) {
		raw := grey(3, 4)
		w.pixels(w.put("a.png", raw[:len(raw)-12]), as, 0, 3, 4)
		text := pngChunk("tEXt", []byte("Comment\x00x"))
		text[len(text)-1] ^= 1
		w.pixels(w.put("a.png", pngFile(2, 8, 0, 1, []int{3, 4}, text)), as, 0, 3, 4)
	},
	"JPEG: baseline and progressive, of any sampling": func(w *workshop) {
		uniform := func(level, n int) (all []int) {
			for range n {
				all = append(all, level)
			}
			return all
		}
		w.pixels(w.put("a.jpg", jpegFile(color.RGBA{200, 30, 90, 255})), as, 4, append(append(uniform(200, 256), uniform(30, 256)...), uniform(90, 256)...)...)
		for i, sampling := range [][]byte{{0x11, 0x11, 0x11}, {0x22, 0x11, 0x11}, {0x21, 0x11, 0x11}, {0x12, 0x11, 0x11}, {0x41, 0x11, 0x11}, {0x22, 0x11, 0x12}, {0x11, 0x21, 0x11}} {
			for _, frame := range []byte{0xC0, 0xC2} {
				w.pixels(w.put(fmt.Sprintf("%d.jpeg", i), plainJPEG(frame, 8, 8, nil, sampling...)), as, 1, uniform(128, 64)...)
			}
		}
	},
	"JPEG: grey, CMYK and YCCK": func(w *workshop) {
		img := w.pixels(w.put("grey.jpg", greyJPEG(77)), as, 1, slicesOf(77, 256)...)
		w.check(img.C == 1, "%d channels", img.C)
		// Half of every ink is half of the half that black leaves.
		ink := plainJPEG(0xC0, 8, 8, nil, 0x11, 0x11, 0x11, 0x11)
		w.pixels(w.put("cmyk.jpg", ink), as, 4, slicesOf(64, 64)...)
		adobe := append([]byte{0xFF, 0xEE, 0, 14}, "Adobe\x00\x64\x00\x00\x00\x00\x02"...)
		w.pixels(w.put("ycck.jpg", plainJPEG(0xC0, 8, 8, adobe, 0x11, 0x11, 0x11, 0x11)), as, 4, slicesOf(64, 64)...)
	},
	"JPEG: files that lack no more than the end mark": func(w *workshop) {
		raw := greyJPEG(77)
		w.pixels(w.put("a.jpg", raw[:len(raw)-2]), as, 1, slicesOf(77, 256)...)
	},
	"WebP: lossless and lossy": func(w *workshop) {
		w.pixels(w.put("a.webp", losslessWebP(2, 1, 10, 20, 30, 255)), as, 0, 10, 10, 20, 20, 30, 30)
		img, err := datasets.ReadImage(w.put("b.webp", lossyWebP()), as)
		w.ok(err)
		w.check(img.H == 16 && img.W == 16 && img.C == 1 && img.Pixels[0] > 100 && img.Pixels[0] < 150, "%dx%dx%d, %d", img.C, img.H, img.W, img.Pixels[0])
	},
	"BMP: palettes of 1, 4 and 8 bits, colours of 16, 24 and 32, rows in either order": func(w *workshop) {
		colours := []byte{1, 1, 1, 0, 2, 2, 2, 0, 3, 3, 3, 0}
		w.pixels(w.put("1.bmp", bmpFile(2, 1, 1, 0, colours[:8], []byte{0x40, 0, 0, 0})), as, 0, 1, 2)
		w.pixels(w.put("4.bmp", bmpFile(3, 1, 4, 0, colours, []byte{0x20, 0x10, 0, 0})), as, 0, 3, 1, 2)
		w.pixels(w.put("16.bmp", bmpFile(1, 1, 16, 0, nil, []byte{0x1F, 0, 0, 0})), as, 0, 0, 0, 255)
		p := image.NewPaletted(image.Rect(0, 0, 2, 1), palette.Plan9)
		p.Pix[1] = 255
		w.pixels(w.put("a.bmp", bmpOf(p)), as, 0, 0, 255)
		for _, h := range []int32{2, -2} {
			want := []int{3, 6, 2, 5, 1, 4} // blue comes first
			if h > 0 {
				want = []int{6, 3, 5, 2, 4, 1}
			}
			w.pixels(w.put("a.bmp", bmpFile(1, h, 24, 0, nil, []byte{1, 2, 3, 0, 4, 5, 6, 0})), as, 0, want...)
			w.pixels(w.put("a.bmp", bmpFile(1, h, 32, 0, nil, []byte{1, 2, 3, 0, 4, 5, 6, 0})), as, 0, want...)
		}
	},
	"BMP: run-length coding": func(w *workshop) {
		colours := []byte{1, 1, 1, 0, 2, 2, 2, 0, 3, 3, 3, 0}
		w.pixels(w.put("8.bmp", bmpFile(3, 1, 8, 1, colours, []byte{2, 1, 1, 2, 0, 1})), as, 0, 2, 2, 3)
		w.pixels(w.put("4.bmp", bmpFile(3, 1, 4, 2, colours, []byte{3, 0x12, 0, 1})), as, 0, 2, 3, 2)
	},
	"TIFF: grey of 1, 2, 4, 8 and 16 bits, RGB of 8 and 16, palettes, CMYK, with alpha": func(w *workshop) {
		colours := func(depth uint32, n int) []tag {
			return []tag{{tiffDepth, false, []uint32{depth, depth, depth, depth}[:n]}, {tiffColours, false, []uint32{2}}, {tiffChannels, false, []uint32{uint32(n)}}}
		}
		w.pixels(w.put("1.tif", tiffFile(2, 1, []byte{0x40}, nil, tag{tiffDepth, false, []uint32{1}})), as, 0, 0, 255)
		w.pixels(w.put("2.tif", tiffFile(2, 1, []byte{0x70}, nil, tag{tiffDepth, false, []uint32{2}})), as, 0, 85, 255)
		w.pixels(w.put("4.tif", tiffFile(2, 1, []byte{0x1F}, nil, tag{tiffDepth, false, []uint32{4}})), as, 0, 17, 255)
		w.pixels(w.put("cmyk.tif", tiffFile(1, 1, []byte{0, 255, 255, 0}, nil, tag{tiffDepth, false, []uint32{8, 8, 8, 8}}, tag{tiffColours, false, []uint32{5}}, tag{tiffChannels, false, []uint32{4}})), as, 0, 255, 0, 0)
		w.pixels(w.put("8.tif", tiffFile(2, 1, []byte{7, 200}, nil)), as, 0, 7, 200)
		w.pixels(w.put("w.tif", tiffFile(2, 1, []byte{7, 200}, nil, tag{tiffColours, false, []uint32{0}})), as, 0, 248, 55)
		w.pixels(w.put("16.tif", tiffFile(2, 1, []byte{0, 7, 0, 200}, nil, tag{tiffDepth, false, []uint32{16}})), as, 0, 7, 200)
		w.pixels(w.put("rgb.tif", tiffFile(1, 1, []byte{1, 2, 3}, nil, colours(8, 3)...)), as, 0, 1, 2, 3)
		w.pixels(w.put("rgb16.tif", tiffFile(1, 1, []byte{0, 1, 0, 2, 0, 3}, nil, colours(16, 3)...)), as, 0, 1, 2, 3)
		w.pixels(w.put("rgba.tif", tiffFile(1, 1, []byte{1, 2, 3, 255}, nil, append(colours(8, 4), tag{tiffExtra, false, []uint32{2}})...)), as, 0, 1, 2, 3)
		table := make([]uint32, 3*256)
		table[1], table[256+1], table[512+1] = 1<<8, 2<<8, 3<<8
		w.pixels(w.put("p.tif", tiffFile(1, 1, []byte{1}, nil, tag{tiffColours, false, []uint32{3}}, tag{tiffPalette, false, table})), as, 0, 1, 2, 3)
	},
	"TIFF: no compression, PackBits, LZW, Deflate, CCITT (fax)": func(w *workshop) {
		raw := []byte{5, 6, 7, 8}
		for packing, packed := range map[uint32][]byte{1: raw, 5: tiffLZW(raw), 8: zlibbed(raw), 32946: zlibbed(raw), 32773: append([]byte{3}, raw...)} {
			w.pixels(w.put("a.tif", tiffFile(4, 1, packed, nil, tag{tiffPacking, false, []uint32{packing}})), as, 0, 5, 6, 7, 8)
		}
		// A white row is one bit in group 4; the end is twice 000000000001.
		w.pixels(w.put("fax.tif", tiffFile(4, 1, []byte{0x80, 0x08, 0x00, 0x80}, nil, tag{tiffPacking, false, []uint32{4}}, tag{tiffDepth, false, []uint32{1}},
			tag{tiffColours, false, []uint32{0}})), as, 0, 255, 255, 255, 255)
	},
	"TIFF: strips and tiles, planes together or apart": func(w *workshop) {
		w.pixels(w.put("strips.tif", tiffFile(1, 2, []byte{5, 6}, nil, tag{278, false, []uint32{1}}, tag{273, true, []uint32{8, 9}}, tag{279, true, []uint32{1, 1}})), as, 0, 5, 6)
		tile := make([]byte, 16*16)
		tile[0], tile[16] = 5, 6
		w.pixels(w.put("tiles.tif", tiffFile(1, 2, tile, nil, tag{tiffTileWidth, false, []uint32{16}}, tag{tiffTileHeight, false, []uint32{16}},
			tag{tiffTiles, true, []uint32{8}}, tag{tiffTileSizes, true, []uint32{256}})), as, 0, 5, 6)
		planes := func(packing uint32, data []byte, offsets, sizes []uint32) []byte {
			return tiffFile(2, 2, data, nil, tag{tiffDepth, false, []uint32{8, 8, 8}}, tag{tiffColours, false, []uint32{2}}, tag{tiffChannels, false, []uint32{3}},
				tag{tiffPacking, false, []uint32{packing}}, tag{tiffPlanes, false, []uint32{2}}, tag{273, true, offsets}, tag{279, true, sizes})
		}
		w.pixels(w.put("planes.tif", planes(1, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, []uint32{8, 12, 16}, []uint32{4, 4, 4})), as, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
		packed := zlibbed([]byte{9, 9, 9, 9})
		size := uint32(len(packed))
		w.pixels(w.put("packed.tif", planes(8, packed, []uint32{8, 8, 8}, []uint32{size, size, size})), datasets.ImageOptions{Channels: 3}, 0, slicesOf(9, 12)...)
	},
	"TIFF: of several pages the first": func(w *workshop) {
		second := []tag{{256, false, []uint32{1}}, {257, false, []uint32{1}}, {tiffDepth, false, []uint32{8}}, {tiffPacking, false, []uint32{1}}, {tiffColours, false, []uint32{1}},
			{273, true, []uint32{8}}, {279, true, []uint32{1}}}
		w.pixels(w.put("a.tif", tiffFile(2, 1, []byte{5, 6}, second)), as, 0, 5, 6)
	},
}

// slicesOf repeats a number.
func slicesOf(v, n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = v
	}
	return all
}

// gifFile encodes frames.
func gifFile(w, h int, frames ...*image.Paletted) []byte {
	var b bytes.Buffer
	g := &gif.GIF{Image: frames, Delay: make([]int, len(frames)), Config: image.Config{Width: w, Height: h}}
	if err := gif.EncodeAll(&b, g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// paletted is a frame of greys.
func paletted(w int, values ...uint8) *image.Paletted {
	var p color.Palette
	for v := 0; v < 256; v++ {
		p = append(p, color.Gray{uint8(v)})
	}
	img := image.NewPaletted(image.Rect(0, 0, w, len(values)/w), p)
	copy(img.Pix, values)
	return img
}

var imageRefusals = map[string]func(w *workshop) []refusal{
	"all images: files that are cut": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for name, raw := range map[string][]byte{
			"a.png": rgb(1, 2, 3, 4, 5, 6), "a.jpg": jpegFile(color.White), "a.webp": losslessWebP(2, 1, 1, 2, 3, 255),
			"a.bmp": bmpOf(image.NewGray(image.Rect(0, 0, 9, 9))), "a.tif": tiffFile(2, 1, []byte{7, 200}, nil),
		} {
			files[name], words[name] = raw[:len(raw)*2/3], ""
			files["start "+name], words["start "+name] = raw[:3], ""
		}
		return w.each(readImage, files, words)
	},
	"all images: other content, such as HEIC or AVIF": func(w *workshop) []refusal {
		return w.each(readImage, map[string][]byte{
			"heic.jpg": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "avif.png": []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "text.png": []byte("no picture"), "empty.png": nil,
		}, map[string]string{"heic.jpg": "HEIC", "avif.png": "AVIF", "text.png": "not a readable PNG", "empty.png": "empty"})
	},
	"PNG: a chunk of pixels whose checksum is wrong": func(w *workshop) []refusal {
		raw := rgb(1, 2, 3)
		raw[len(raw)-18] ^= 1
		return w.each(readImage, map[string][]byte{"a.png": raw}, map[string]string{"a.png": "checksum"})
	},
	"JPEG: 12 bits a sample": func(w *workshop) []refusal {
		raw := greyJPEG(3)
		raw[bytes.Index(raw, []byte{0xFF, 0xC0})+4] = 12
		return w.each(readImage, map[string][]byte{"a.jpg": raw}, map[string]string{"a.jpg": "12 bits"})
	},
	"JPEG: arithmetic coding, lossless JPEG": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for name, marker := range map[string]byte{"arithmetic.jpg": 0xC9, "lossless.jpg": 0xC3} {
			files[name], words[name] = bytes.Replace(greyJPEG(3), []byte{0xFF, 0xC0}, []byte{0xFF, marker}, 1), "JPEG"
		}
		return w.each(readImage, files, words)
	},
	"WebP: animated files": func(w *workshop) []refusal {
		head := webpChunk("VP8X", []byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 0})
		frame := webpChunk("ANMF", append(make([]byte, 16), losslessWebP(1, 1, 1, 2, 3, 255)[12:]...))
		return w.each(readImage, map[string][]byte{"a.webp": webpFile(head, webpChunk("ANIM", make([]byte, 6)), frame)}, map[string]string{"a.webp": "animated"})
	},
	"BMP: JPEG or PNG inside BMP": func(w *workshop) []refusal {
		return w.each(readImage, map[string][]byte{"jpeg.bmp": bmpFile(1, 1, 0, 4, nil, greyJPEG(1)), "png.bmp": bmpFile(1, 1, 0, 5, nil, grey(1))}, map[string]string{"jpeg.bmp": "BMP", "png.bmp": "BMP"})
	},
	"TIFF: JPEG inside TIFF": func(w *workshop) []refusal {
		return w.each(readImage, map[string][]byte{"a.tif": tiffFile(1, 1, []byte{7}, nil, tag{tiffPacking, false, []uint32{7}})}, map[string]string{"a.tif": "packed by JPEG"})
	},
	"TIFF: 32 bits, floats": func(w *workshop) []refusal {
		return w.each(readImage, map[string][]byte{
			"32.tif":    tiffFile(1, 1, make([]byte, 4), nil, tag{tiffDepth, false, []uint32{32}}),
			"float.tif": tiffFile(1, 1, make([]byte, 2), nil, tag{tiffDepth, false, []uint32{16}}, tag{tiffFormat, false, []uint32{3}}),
		}, map[string]string{"32.tif": "32 bits a sample", "float.tif": "floating-point"})
	},
	"TIFF: YCbCr, Lab": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for name, kind := range map[string]uint32{"ycbcr.tif": 6, "lab.tif": 8} {
			files[name], words[name] = tiffFile(1, 1, make([]byte, 4), nil, tag{tiffColours, false, []uint32{kind}}), "not supported"
		}
		return w.each(readImage, files, words)
	},
	"TIFF: BigTIFF": func(w *workshop) []refusal {
		raw := append([]byte("II\x2B\x00\x08\x00\x00\x00"), make([]byte, 40)...)
		return w.each(readImage, map[string][]byte{"a.tif": raw}, map[string]string{"a.tif": "BigTIFF"})
	},
}
