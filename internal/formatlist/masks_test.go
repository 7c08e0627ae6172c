package formatlist

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/datasets"
)

// This file: what the list says of masks and of the tables that belong to them.

// mask reads a set of one image and a mask, both of one row, and compares the classes. More
// are further files of the set.
func (w *workshop) mask(name string, raw []byte, o datasets.MaskOptions, more map[string]string, want ...uint8) *datasets.ImageMasks {
	w.t.Helper()
	s, err := w.readMask(name, raw, o, len(want), more)
	w.ok(err)
	w.check(bytes.Equal(s.Masks, want), "%s: mask %v, want %v", name, s.Masks, want)
	return s
}

// readMask reads the set, whose image has so many pixels.
func (w *workshop) readMask(name string, raw []byte, o datasets.MaskOptions, pixels int, more map[string]string) (*datasets.ImageMasks, error) {
	w.t.Helper()
	w.dir = w.t.TempDir()
	w.put("images/a.png", grey(make([]int, pixels)...))
	w.put("masks/a"+filepath.Ext(name), raw)
	for file, text := range more {
		w.put(file, []byte(text))
	}
	s, _, err := datasets.LoadImageMasks(background, w.dir, o)
	return s, err
}

// refused is readMask for a mask that is refused.
func (w *workshop) refused(name string, raw []byte, pixels int, more map[string]string, culprit string, words ...string) refusal {
	w.t.Helper()
	_, err := w.readMask(name, raw, datasets.MaskOptions{}, pixels, more)
	return refusal{filepath.Join(w.dir, filepath.FromSlash(culprit)), err, words}
}

var (
	noOptions = datasets.MaskOptions{}
	twoNames  = map[string]string{"labels.txt": "0 sky\n1 sea\n"}
)

var maskReads = map[string]func(w *workshop){
	"all masks: masks in colours, with a table of colours": func(w *workshop) {
		table := map[string]string{"colors.txt": "10 20 30 sky\n255 0 0 sea\n"}
		colours := []int{10, 20, 30, 255, 0, 0}
		img := image.NewRGBA(image.Rect(0, 0, 2, 1))
		img.Set(0, 0, color.RGBA{10, 20, 30, 255})
		img.Set(1, 0, color.RGBA{255, 0, 0, 255})
		w.mask("a.png", rgb(colours...), noOptions, table, 0, 1)
		w.mask("a.bmp", bmpOf(img), noOptions, table, 0, 1)
		w.mask("a.tif", tiffFile(2, 1, []byte{10, 20, 30, 255, 0, 0}, nil, tag{tiffDepth, false, []uint32{8, 8, 8}}, tag{tiffColours, false, []uint32{2}}, tag{tiffChannels, false, []uint32{3}}),
			noOptions, table, 0, 1)
	},
	"all masks: the share of pixels that are ignored is told": func(w *workshop) {
		w.told(w.mask("a.png", grey(0, 1, 1, 255), noOptions, nil, 0, 1, 1, 255).Notes, "25.0 % of the pixels are ignored (value 255)")
		w.told(w.mask("a.png", grey(0, 1, 1, 2), datasets.MaskOptions{Ignore: []int{0}}, nil, 255, 0, 0, 1).Notes, "25.0 %", "value 0")
	},
	"PNG masks: palettes of 1 to 8 bits: the index": func(w *workshop) {
		for _, depth := range []int{1, 2, 4, 8} {
			w.mask("a.png", palettePNG(depth, 1, 0, 1), noOptions, nil, 1, 0, 1)
		}
	},
	"PNG masks: grey of 1 to 16 bits, with alpha or without: the level as stored": func(w *workshop) {
		for _, depth := range []int{1, 2, 4, 8, 16} {
			w.mask("a.png", pngFile(3, depth, 0, 1, []int{1, 0, 1}), noOptions, nil, 1, 0, 1)
			if depth >= 8 {
				w.mask("a.png", pngFile(2, depth, 4, 2, []int{1, 9, 0, 0}), noOptions, nil, 1, 0)
			}
		}
		w.mask("a.png", pngFile(2, 16, 0, 1, []int{300, 65535}), noOptions, map[string]string{"labels.txt": "65535 sea\n300 sky\n"}, 1, 0)
	},
	"BMP masks: palettes of 1, 4 and 8 bits: the index": func(w *workshop) {
		w.mask("a.bmp", bmpFile(2, 1, 1, 0, make([]byte, 8), []byte{0x40, 0, 0, 0}), noOptions, nil, 0, 1)
		w.mask("a.bmp", bmpFile(2, 1, 4, 0, make([]byte, 64), []byte{0x3C, 0, 0, 0}), noOptions, nil, 3, 12)
		p := image.NewPaletted(image.Rect(0, 0, 2, 1), palette.Plan9)
		p.Pix[1] = 7
		w.mask("a.bmp", bmpOf(p), noOptions, nil, 0, 7)
	},
	"TIFF masks: grey of 1, 2, 4, 8 and 16 bits: the level as stored": func(w *workshop) {
		w.mask("a.tif", tiffFile(2, 1, []byte{0x70}, nil, tag{tiffDepth, false, []uint32{2}}), noOptions, nil, 1, 3)
		w.mask("a.tif", tiffFile(2, 1, []byte{0x7C}, nil, tag{tiffDepth, false, []uint32{4}}), noOptions, nil, 7, 12)
		w.mask("a.tif", tiffFile(2, 1, []byte{0x40}, nil, tag{tiffDepth, false, []uint32{1}}), noOptions, nil, 0, 1)
		w.mask("a.tif", tiffFile(2, 1, []byte{7, 0}, nil), noOptions, nil, 7, 0)
		w.mask("a.tif", tiffFile(2, 1, []byte{7, 0, 0, 0}, nil, tag{tiffDepth, false, []uint32{16}}), noOptions, nil, 7, 0)
	},
	"TIFF masks: palettes: the index": func(w *workshop) {
		w.mask("a.tiff", tiffFile(2, 1, []byte{3, 0}, nil, tag{tiffColours, false, []uint32{3}}, tag{tiffPalette, false, make([]uint32, 3*256)}), noOptions, nil, 3, 0)
	},
	"`labels.txt`: lines `value name`; those named `ignore` have no class, values of one name are one class": func(w *workshop) {
		s := w.mask("a.png", grey(7, 9, 3, 8, 255), noOptions, map[string]string{"labels.txt": "7 blue sky\n9 sea\n8 sea\n3 ignore\n"}, 0, 1, 255, 1, 255)
		w.check(strings.Join(s.Classes, ",") == "blue sky,sea", "classes %q", s.Classes)
	},
	"`labels.txt`: comments after `#`": func(w *workshop) {
		w.mask("a.png", grey(0, 1), noOptions, map[string]string{"labels.txt": "# values\n0 sky # above\n1 sea\n"}, 0, 1)
	},
	"tables of colours: `colors.txt` or `colours.txt`: lines `red green blue name`": func(w *workshop) {
		for _, name := range []string{"colors.txt", "colours.txt"} {
			w.mask("a.png", rgb(1, 2, 3, 4, 5, 6, 7, 8, 9), noOptions, map[string]string{name: "# table\n4 5 6 sky\n1 2 3 the sea\n7 8 9 ignore\n"}, 1, 0, 255)
		}
	},
	"tables of colours: `class_dict.csv`: lines `name,red,green,blue`, below a line of names": func(w *workshop) {
		w.mask("a.png", rgb(1, 2, 3, 4, 5, 6), noOptions, map[string]string{"class_dict.csv": "name,r,g,b\nsky,4,5,6\nsea,1,2,3\n"}, 1, 0)
	},
	"tables of colours: `labelmap.txt`: lines `name:red,green,blue::`": func(w *workshop) {
		w.mask("a.png", rgb(1, 2, 3, 4, 5, 6), noOptions, map[string]string{"labelmap.txt": "# label:color_rgb:parts:actions\nsky:4,5,6::\nsea:1,2,3::\n"}, 1, 0)
	},
	"tables of colours: any of these forms by `--mask-colors`": func(w *workshop) {
		for _, table := range []string{"4 5 6 sky\n1 2 3 sea\n", "sky,4,5,6\nsea,1,2,3\n", "sky:4,5,6::\nsea:1,2,3::\n"} {
			w.mask("a.png", rgb(1, 2, 3, 4, 5, 6), datasets.MaskOptions{Colours: w.put("elsewhere", []byte(table))}, nil, 1, 0)
		}
	},
}

var maskRefusals = map[string]func(w *workshop) []refusal{
	"all masks: colours without a table": func(w *workshop) []refusal {
		return []refusal{
			w.refused("a.png", rgb(1, 2, 3, 4, 5, 6), 2, nil, "masks/a.png", "found colours", "--mask-colors"),
			w.refused("a.bmp", bmpOf(image.NewRGBA(image.Rect(0, 0, 2, 1))), 2, nil, "masks/a.bmp", "found colours", "--mask-colors"),
			w.refused("a.tif", tiffFile(1, 1, []byte{1, 2, 3}, nil, tag{tiffDepth, false, []uint32{8, 8, 8}}, tag{tiffColours, false, []uint32{2}}, tag{tiffChannels, false, []uint32{3}}),
				1, nil, "masks/a.tif", "found colours"),
		}
	},
	"all masks: JPEG and WebP, also under another name": func(w *workshop) []refusal {
		return []refusal{
			w.refused("a.jpg", greyJPEG(1), 256, nil, "masks", "no .png .bmp .tif .tiff files"),
			w.refused("a.png", greyJPEG(1), 256, nil, "masks/a.png", "jpeg file", "does not keep values"),
			w.refused("a.png", losslessWebP(2, 1, 1, 1, 1, 255), 2, nil, "masks/a.png", "webp file", "does not keep values"),
		}
	},
	"all masks: a mask of another size than its image": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", grey(0, 1, 2), 2, nil, "masks/a.png", "1x3", "1x2")}
	},
	"all masks: a number that `labels.txt` does not list": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", grey(0, 1, 2), 3, twoNames, "masks/a.png", "row 0, column 2", "value 2", "labels.txt")}
	},
	"all masks: a colour that the table does not list": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", rgb(1, 2, 3, 4, 5, 6), 2, map[string]string{"colors.txt": "1 2 3 sky\n"}, "masks/a.png", "column 1", "colour 4 5 6")}
	},
	"all masks: masks of fewer than two classes": func(w *workshop) []refusal {
		return []refusal{
			w.refused("a.png", grey(0, 0, 255), 3, nil, "masks", "only the class 0 occurs", "33.3 %", "--ignore-label"),
			w.refused("a.png", grey(255, 255), 2, nil, "masks", "no pixel of the masks has a class"),
		}
	},
	"TIFF masks: files in which 0 is white": func(w *workshop) []refusal {
		return []refusal{w.refused("a.tif", tiffFile(2, 1, []byte{0, 1}, nil, tag{tiffColours, false, []uint32{0}}), 2, nil, "masks/a.tif", "0 is white")}
	},
	"`labels.txt`: a value twice, or without a name": func(w *workshop) (all []refusal) {
		for _, line := range []string{"0 sea", "1"} {
			all = append(all, w.refused("a.png", grey(0, 1), 2, map[string]string{"labels.txt": "0 sky\n" + line + "\n"}, "labels.txt", "line 2", "not yet listed, and a name"))
		}
		return all
	},
	"`labels.txt`: no class": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", grey(0, 1), 2, map[string]string{"labels.txt": "# nothing\n"}, "labels.txt", "no classes")}
	},
	"tables of colours: a colour twice": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", rgb(1, 2, 3), 1, map[string]string{"colors.txt": "1 2 3 sky\n1 2 3 sea\n"}, "colors.txt", "line 2", "each colour once")}
	},
	"tables of colours: levels above 255": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", rgb(1, 2, 3), 1, map[string]string{"colors.txt": "1 2 256 sky\n"}, "colors.txt", "line 1", "levels from 0 to 255")}
	},
}

// manyClasses is a table of n classes.
func manyClasses(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d c%d\n", i, i)
	}
	return b.String()
}
