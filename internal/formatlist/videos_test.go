package formatlist

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"

	"github.com/gopathway/pathway/datasets"
)

// This file: what the list says of videos.

// y4mFile is a Y4M of parameters and frames.
func y4mFile(params string, frames ...[]byte) []byte {
	b := []byte("YUV4MPEG2 " + params + "\n")
	for _, f := range frames {
		b = append(append(b, "FRAME\n"...), f...)
	}
	return b
}

var videoReads = map[string]func(w *workshop){
	"GIF: frames that lie partly outside the screen": func(w *workshop) {
		raw := gifFile(2, 1, paletted(2, 1, 2), paletted(1, 7), paletted(2, 3, 4))
		second := bytes.LastIndex(raw, []byte{0x2C, 0, 0, 0, 0, 2, 0, 1, 0})
		raw[second+1] = 1 // of its two pixels the second lies outside
		w.frames(w.put("a.gif", raw), 1, 1, 2, 7, 2, 7, 3)
	},
	"GIF: frames composed as a viewer does; what is transparent shows white": func(w *workshop) {
		part := func(x int, values ...uint8) *image.Paletted {
			p := color.Palette{color.RGBA{}}
			for v := 1; v < 256; v++ {
				p = append(p, color.Gray{uint8(v)})
			}
			img := image.NewPaletted(image.Rect(x, 0, x+len(values), 1), p)
			copy(img.Pix, values)
			return img
		}
		g := &gif.GIF{Image: []*image.Paletted{part(0, 10, 20, 0), part(1, 30), part(0, 40), part(2, 50)}, Delay: make([]int, 4),
			Disposal: []byte{gif.DisposalNone, gif.DisposalBackground, gif.DisposalPrevious, gif.DisposalNone}, Config: image.Config{Width: 3, Height: 1}}
		var b bytes.Buffer
		w.ok(gif.EncodeAll(&b, g))
		w.frames(w.put("a.gif", b.Bytes()), 1, 10, 20, 255, 10, 30, 255, 40, 255, 255, 10, 255, 50)
	},
	"GIF: files without their last byte, or with stray bytes between blocks: what is passed over is told": func(w *workshop) {
		raw := gifFile(2, 1, paletted(2, 1, 2), paletted(2, 3, 4))
		w.told(w.frames(w.put("a.gif", raw[:len(raw)-1]), 1, 1, 2, 3, 4).Notes, "the end mark is missing")
		stray := append(append(bytes.Clone(raw[:len(raw)-1]), 0, 0, 0), ';')
		w.told(w.frames(w.put("a.gif", stray), 1, 1, 2, 3, 4).Notes, "3 stray bytes")
	},
	"Y4M: C420, C422, C444, C411 and grey, of 8 bits; C420 to C444 and grey of 9, 10, 12, 14 and 16": func(w *workshop) {
		for space, samples := range map[string]int{"": 6, "420": 6, "420jpeg": 6, "420mpeg2": 6, "420paldv": 6, "422": 8, "444": 12, "411": 8, "mono": 4} {
			for _, bits := range []int{8, 9, 10, 12, 14, 16} {
				name := "C" + space
				switch {
				case space == "":
					name = ""
				case bits > 8 && (space == "420" || space == "422" || space == "444"):
					name += fmt.Sprintf("p%d", bits)
				case bits > 8 && space == "mono":
					name += fmt.Sprint(bits)
				}
				if bits > 8 && name == "C"+space || bits > 8 && space == "" {
					continue
				}
				frame := make([]byte, 0, 2*samples)
				for range samples { // grey of level 128
					if bits == 8 {
						frame = append(frame, 128)
					} else {
						frame = le.AppendUint16(frame, 1<<(bits-1))
					}
				}
				v, err := datasets.ReadVideo(background, w.put("a.y4m", y4mFile("W2 H2 XCOLORRANGE=FULL "+name, frame)), 3, 0, 0)
				w.ok(err)
				w.check(len(v.Clips[0]) == 12 && v.Clips[0][0]-127 < 3 && v.Clips[0][11]-127 < 3, "%s: %v", name, v.Clips[0])
			}
		}
	},
	"Y4M: alpha (C444alpha), over white": func(w *workshop) {
		w.frames(w.put("a.y4m", y4mFile("W2 H1 C444alpha XCOLORRANGE=FULL", []byte{10, 10, 128, 128, 128, 128, 255, 0})), 1, 10, 255)
	},
	"Y4M: XCOLORRANGE=FULL or LIMITED; without it grey is of full range, all else limited": func(w *workshop) {
		w.frames(w.put("a.y4m", y4mFile("W2 H1 Cmono", []byte{16, 235})), 1, 16, 235)
		w.frames(w.put("a.y4m", y4mFile("W2 H1 Cmono XCOLORRANGE=LIMITED", []byte{16, 235})), 1, 0, 255)
		w.frames(w.put("a.y4m", y4mFile("W2 H1 C444", []byte{16, 235, 128, 128, 128, 128})), 1, 0, 255)
		w.frames(w.put("a.y4m", y4mFile("W2 H1 C444 XCOLORRANGE=FULL", []byte{16, 235, 128, 128, 128, 128})), 1, 16, 235)
	},
	"Folders of frames: images of every type above, in the order of the last number in their names": func(w *workshop) {
		img := image.NewGray(image.Rect(0, 0, 1, 1))
		img.Pix[0] = 4
		w.files(map[string][]byte{
			"clip/take2_1.png": grey(1), "clip/take1_10.tif": tiffFile(1, 1, []byte{5}, nil), "clip/9.bmp": bmpOf(img), "clip/x2.webp": losslessWebP(1, 1, 2, 2, 2, 255),
			"clip/3.jpg": plainJPEG(0xC0, 1, 1, nil, 0x11),
		})
		w.frames(w.dir+"/clip", 1, 1, 2, 128, 4, 5)
	},
	"Folders of frames: other files are passed over, and told": func(w *workshop) {
		w.files(map[string][]byte{"clip/1.png": grey(1), "clip/sound.wav": nil, "clip/more/2.png": nil, "clip/.x": nil})
		w.told(w.frames(w.dir+"/clip", 1, 1).Notes, "2 of 3 files are not used: 1 in subfolders, 1 .wav")
	},
}

var videoRefusals = map[string]func(w *workshop) []refusal{
	"GIF: a frame that is cut": func(w *workshop) []refusal {
		raw := gifFile(9, 9, paletted(9, make([]uint8, 81)...), paletted(9, make([]uint8, 81)...))
		return w.each(readVideo, map[string][]byte{"a.gif": raw[:len(raw)-8]}, map[string]string{"a.gif": "frame 1: the file ends within its data"})
	},
	"Y4M: other colour spaces": func(w *workshop) []refusal {
		return w.each(readVideo, map[string][]byte{"a.y4m": y4mFile("W1 H1 C410", []byte{1, 2, 3}), "b.y4m": y4mFile("W1 H1 C420p11", make([]byte, 6))},
			map[string]string{"a.y4m": "colour space is C410", "b.y4m": "C420p11"})
	},
	"Y4M: a frame that is cut": func(w *workshop) []refusal {
		return w.each(readVideo, map[string][]byte{"a.y4m": y4mFile("W2 H1 Cmono", []byte{1, 2}, []byte{1})}, map[string]string{"a.y4m": "frame 1: found 1 of 2 bytes"})
	},
	"Folders of frames: a frame without a number, or two of the same": func(w *workshop) []refusal {
		w.files(map[string][]byte{"none/a.png": grey(1), "two/1.png": grey(1), "two/a01.png": grey(1)})
		return []refusal{{w.dir + "/none", readVideo(w.dir + "/none"), []string{"a.png has no number"}}, {w.dir + "/two", readVideo(w.dir + "/two"), []string{"1.png and a01.png have the same number"}}}
	},
	"Folders of frames: frames of several sizes": func(w *workshop) []refusal {
		w.files(map[string][]byte{"clip/1.png": grey(1), "clip/2.png": grey(1, 2)})
		return []refusal{{w.dir + "/clip/2.png", readVideo(w.dir + "/clip"), []string{"frame 1 is 1x2, expected 1x1"}}}
	},
	"Folders of frames: no frames": func(w *workshop) []refusal {
		w.files(map[string][]byte{"clip/1.txt": nil})
		return []refusal{{w.dir + "/clip", readVideo(w.dir + "/clip"), []string{"no .png", "1 entries"}}}
	},
	"other videos: all; the error has an ffmpeg command that makes Y4M of them": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for _, f := range videos.Formats {
			if f.Name == "other videos" {
				for _, ext := range f.Exts {
					files["a"+ext], words["a"+ext] = []byte("video"), "ffmpeg -i a"+ext
				}
			}
		}
		return w.each(readVideo, files, words)
	},
}

// slicesOfFrames are n frames of a pixel.
func slicesOfFrames(n int) (all []*image.Paletted) {
	for range n {
		all = append(all, paletted(1, 7))
	}
	return all
}
