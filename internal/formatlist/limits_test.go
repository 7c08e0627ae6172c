package formatlist

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/internal/strictyaml"
	"github.com/gopathway/pathway/tensor"
)

// This file: every limit of the list is in force: a file beyond it is refused, by an error
// that has the limit and the flag that moves it.

// TestLimits wants a refusal for every limit of the list.
func TestLimits(t *testing.T) {
	listed := map[string]bool{}
	for _, g := range Groups() {
		for _, l := range g.Limits {
			key := g.Title + ": " + l.What
			listed[key] = true
			t.Run(key, func(t *testing.T) {
				prove, ok := limitProofs[key]
				if !ok {
					t.Fatal("nothing shows that this limit is in force")
				}
				all := prove(&workshop{t: t, dir: t.TempDir()})
				for i := range all {
					if len(all[i].words) == 0 {
						all[i].words = []string{fmt.Sprint(l.Value)}
					}
					if l.Flag != "" {
						all[i].words = append(all[i].words, l.Flag)
					}
				}
				checkRefusals(t, all)
			})
		}
	}
	for key := range limitProofs {
		if !listed[key] {
			t.Errorf("a proof of a limit that nobody claims: %s", key)
		}
	}
}

// sparse is a file of so many bytes that takes no space.
func (w *workshop) sparse(name string, size int64) string {
	w.t.Helper()
	path := w.put(name, nil)
	w.ok(os.Truncate(path, size))
	return path
}

// refuse is a refusal whose error has the value of its limit.
func refuse(path string, err error, words ...string) []refusal { return []refusal{{path, err, words}} }

var limitProofs = map[string]func(w *workshop) []refusal{
	"Images: pixels of an image": func(w *workshop) []refusal {
		path := w.put("a.png", pngOf(1<<13, 1<<13+1, 8, 0, 0, nil))
		return refuse(path, readImage(path))
	},
	"Images: bytes of the decoded pixels": func(w *workshop) []refusal {
		path := w.put("a.png", pngOf(1<<12, 1<<12, 16, 6, 0, nil))
		return refuse(path, readImage(path), "above 64 MB the limit is 64 times the file")
	},
	"Images: scans of a progressive JPEG": func(w *workshop) []refusal {
		raw := append(plainJPEG(0xC2, 1<<12, 1<<12, nil, 0x11), bytes.Repeat([]byte{0xFF, 0xDA}, 1<<13)...)
		path := w.put("a.jpg", raw)
		return refuse(path, readImage(path), "the limit is 100 or 134217728 blocks")
	},
	"Images: bytes of a file": func(w *workshop) []refusal {
		path := w.sparse("a.png", openfile.Media+1)
		return refuse(path, readImage(path))
	},
	"Images: `--side`": func(w *workshop) []refusal {
		_, err := datasets.ReadImage(w.put("a.png", grey(1)), datasets.ImageOptions{H: datasets.MaxImageSide + 1, W: 1})
		return refuse("images cannot be scaled", err)
	},
	"Masks: value of a pixel": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", grey(0, 1), 2, map[string]string{"labels.txt": "65536 sky\n"}, "labels.txt")}
	},
	"Masks: classes": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", grey(0, 1), 2, map[string]string{"labels.txt": manyClasses(datasets.IgnoreMask + 1)}, "labels.txt")}
	},
	"Masks: pixels of a mask": func(w *workshop) []refusal {
		return []refusal{w.refused("a.png", pngOf(1<<13, 1<<13+1, 1, 0, 0, nil), 2, nil, "masks/a.png")}
	},
	"Masks: bytes of a table": func(w *workshop) []refusal {
		w.files(map[string][]byte{"images/a.png": grey(1), "masks/a.png": grey(1)})
		path := w.sparse("labels.txt", openfile.Text+1)
		_, _, err := datasets.LoadImageMasks(background, w.dir, datasets.MaskOptions{})
		return refuse(path, err)
	},
	"Sounds: samples of all channels after decoding or resampling (WAV before resampling has no limit)": func(w *workshop) []refusal {
		slow := w.put("set/a/slow.wav", wavOf(100, 300_000))
		_, _, err := datasets.LoadAudioFolder(background, filepath.Join(w.dir, "set"), 25600)
		all := refuse(slow, err)
		for _, name := range []string{"tone.flac", "stereo.ogg", "mono.mp3"} {
			path := w.put(name, w.fixture("testdata", "sounds", name))
			_, err := datasets.ReadSound(datasets.LimitClips(background, 1000), path)
			all = append(all, refusal{path, err, []string{"the limit is 1000"}})
		}
		return all
	},
	"Sounds: rate that a sound is resampled to, in times its own": func(w *workshop) []refusal {
		path := w.put("a/a.wav", wavOf(10, 10))
		_, _, err := datasets.LoadAudioFolder(background, w.dir, 10*datasets.MaxUpsampling+1)
		return refuse(path, err, "the rate is 10 samples per second, expected 11")
	},
	"Sounds: rate of a sound, in times the one that it is resampled to": func(w *workshop) []refusal {
		path := w.put("a/a.wav", wavOf(10*datasets.MaxDownsampling+1, 10))
		_, _, err := datasets.LoadAudioFolder(background, w.dir, 10)
		return refuse(path, err, "the rate is 10241 samples per second, expected 1 to 10240")
	},
	"Sounds: samples per second": func(w *workshop) []refusal {
		path := w.put("a.wav", wavOf(datasets.MaxRate+1, 10))
		return refuse(path, readSound(path))
	},
	"Sounds: bytes of a file": func(w *workshop) []refusal {
		path := w.sparse("a.wav", openfile.Media+1)
		return refuse(path, readSound(path))
	},
	"Point clouds and meshes: points of a file": func(w *workshop) (all []refusal) {
		n := fmt.Sprint(datasets.MaxPoints + 1)
		many := make([]byte, datasets.MaxPoints+1)
		for name, raw := range map[string][]byte{
			"a.pcd": pcdWith("x y z", "1 1 1", "U U U", "1 1 1", n, "binary", append(many, append(many, many...)...)),
			"a.pts": []byte(n + "\n1 2 3\n"),
		} {
			path := w.put(name, raw)
			all = append(all, refuse(path, readCloud(path))...)
		}
		for name, raw := range map[string][]byte{
			"b.pcd": pcdFile("2", "binary", floats), "b.ply": append([]byte(plyHead("binary_little_endian", "")), floats...), "b.off": []byte("OFF 2 0 0\n1 2 3\n4 5 6\n"),
			"b.xyz": []byte("1 2 3\n4 5 6\n"), "b.npy": npyFile("'<f4'", "(2, 3)", false, floats), "b.npz": npzFile(true, map[string][]byte{"points.npy": npyFile("'<f4'", "(2, 3)", false, floats)}),
		} {
			path := w.put(name, raw)
			_, err := datasets.PointOptions{Limit: 1}.Read(path)
			all = append(all, refusal{path, err, []string{"more than 1 points"}})
		}
		return all
	},
	"Point clouds and meshes: bytes of an array of an npz": func(w *workshop) []refusal {
		path := w.put("a.npz", npzFile(true, map[string][]byte{"points.npy": npyFile("'|u1'", fmt.Sprintf("(%d, 3)", 23<<20), false, make([]byte, 69<<20))}))
		return refuse(path, readCloud(path), "more than 200 times as many; above 64 MB")
	},
	"Point clouds and meshes: numbers of an array of an npy or npz, for each point of the limit": func(w *workshop) []refusal {
		path := w.put("a.npy", npyFile("'|u1'", "(1, 65)", false, make([]byte, 65)))
		_, err := datasets.PointOptions{Limit: 1}.Read(path)
		return refuse(path, err)
	},
	"Point clouds and meshes: arrays of an npz that are looked at": func(w *workshop) []refusal {
		members := map[string][]byte{}
		for i := range datasets.MaxArrays {
			members[fmt.Sprintf("a%02d.npy", i)] = npyFile("'|u1'", "(1,)", false, []byte{1})
		}
		members["z.npy"] = npyFile("'<f4'", "(2, 3)", false, floats)
		path := w.put("a.npz", npzFile(true, members))
		return refuse(path, readCloud(path))
	},
	"Point clouds and meshes: bytes of a point of a PCD": func(w *workshop) []refusal {
		path := w.put("a.pcd", pcdWith("x y z more", "4 4 4 1", "F F F U", fmt.Sprintf("1 1 1 %d", datasets.MaxPCDRecord), "1", "binary", make([]byte, 12)))
		return refuse(path, readCloud(path))
	},
	"Point clouds and meshes: bytes of a file": func(w *workshop) []refusal {
		path := w.sparse("a.pcd", openfile.Media+1)
		return refuse(path, readCloud(path))
	},
	"Videos: pixels of a GIF's screen or of a Y4M's frame": func(w *workshop) []refusal {
		screen := gifFile(1, 1, paletted(1, 7))
		copy(screen[6:], []byte{0, 0x10, 1, 0x10}) // 4096 × 4097
		a, b := w.put("a.gif", screen), w.put("b.y4m", y4mFile("W4096 H4097 Cmono", []byte{1}))
		return append(refuse(a, readVideo(a)), refuse(b, readVideo(b))...)
	},
	"Videos: pixels of all frames of a GIF together": func(w *workshop) []refusal {
		frames := slicesOfFrames(5)
		raw := gifFile(1, 1, frames...)
		copy(raw[6:], []byte{0, 0x10, 0, 0x10}) // five times 4096 × 4096
		path := w.put("a.gif", raw)
		return refuse(path, readVideo(path), "5 frames on a screen of 16777216 pixels", "--max-pixels 83886080 reads it all the same")
	},
	"Videos: pixels of a frame in a folder": func(w *workshop) []refusal {
		path := w.put("clip/1.png", pngOf(1<<13, 1<<13+1, 8, 0, 0, nil))
		return refuse(path, readVideo(filepath.Dir(path)))
	},
	"Videos: frames of a clip": func(w *workshop) []refusal {
		path := w.put("a.y4m", append([]byte("YUV4MPEG2 W1 H1 Cmono\n"), bytes.Repeat([]byte("FRAME\n7"), datasets.MaxVideoFrames+1)...))
		return refuse(path, readVideo(path))
	},
	"Videos: bytes of a clip, decoded and scaled": func(w *workshop) []refusal {
		w.files(map[string][]byte{"clip/1.png": grey(7), "clip/2.png": grey(7), "a.gif": gifFile(1, 1, paletted(1, 7), paletted(1, 7))})
		var all []refusal
		for _, name := range []string{"clip", "a.gif"} { // each frame takes more than half of the limit
			path := filepath.Join(w.dir, name)
			_, err := datasets.ReadVideo(background, path, 3, 1<<14, 1<<14)
			all = append(all, refusal{path, err, nil})
		}
		return all
	},
	"Weights and arrays: bytes of a safetensors header": func(w *workshop) []refusal {
		path := w.put("a.safetensors", le.AppendUint64(nil, formats.MaxSafetensorsHeader+1))
		return refuse(path, readTensor(path))
	},
	"Weights and arrays: bytes of an npy header": func(w *workshop) []refusal {
		path := w.put("a.npy", le.AppendUint32([]byte("\x93NUMPY\x02\x00"), formats.MaxNPYHeader+1))
		return refuse(path, readNPY(path))
	},
	"Weights and arrays: dimensions of a tensor": func(w *workshop) []refusal {
		many := strings.TrimSuffix(strings.Repeat("1,", tensor.MaxRank+1), ",")
		a := w.put("a.npy", npyFile("'|u1'", "("+many+")", false, []byte{1}))
		b := w.put("b.safetensors", safetensors(fmt.Sprintf(`{"x":{"dtype":"U8","shape":[%s],"data_offsets":[0,1]}}`, many), []byte{1}))
		return append(refuse(a, readNPY(a)), refuse(b, readTensor(b))...)
	},
	"Weights and arrays: dimensions of an IDX file": func(w *workshop) []refusal {
		path := w.put("a", idxFile([]byte{1}, make([]int, datasets.MaxIDXRank+1)...))
		return refuse(path, readIDX(path))
	},
	"Weights and arrays: pixels of an image of an IDX file": func(w *workshop) []refusal {
		w.files(mnist(1, 1))
		path := w.put("train-images-idx3-ubyte", idxFile(make([]byte, 1<<26+1<<13), 1, 1<<13, 1<<13+1))
		_, _, err := datasets.LoadMNIST(background, w.dir)
		return refuse(path, err)
	},
	"Weights and arrays: bytes of a gzipped IDX file, unpacked": func(w *workshop) []refusal {
		path := w.put("a.gz", gzipped(idxFile(make([]byte, 65<<20), 65, 1<<10, 1<<10)))
		return refuse(path, readIDX(path), "more than 64 MB and than 64 times the packed file")
	},
	"Weights and arrays: bytes of an IDX or CIFAR file": func(w *workshop) []refusal {
		a := w.sparse("a", openfile.Array+1)
		w.files(cifar10())
		b := w.sparse("data_batch_2.bin", openfile.Array+1)
		_, _, err := datasets.LoadCIFAR10(background, w.dir)
		return append(refuse(a, readIDX(a)), refuse(b, err)...)
	},
	"Recipes and studies: bytes of a file": func(w *workshop) []refusal {
		long := strings.Repeat("#", strictyaml.MaxSize+1)
		return w.both(".yaml", "epochs: 3\n"+long, long)
	},
	"Recipes and studies: values": func(w *workshop) []refusal {
		long := "epochs: [" + strings.Repeat("1,", strictyaml.MaxValues) + "]\n"
		return w.both(".yaml", long, long)
	},
	"Recipes and studies: sections and lists inside each other": func(w *workshop) []refusal {
		deep := "epochs: " + strings.Repeat("[", strictyaml.MaxDepth+1) + strings.Repeat("]", strictyaml.MaxDepth+1) + "\n"
		return w.both(".yaml", deep, deep)
	},
}
