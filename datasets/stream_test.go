package datasets

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// This file: streams give what files give, in every format, however they give it.

// streamKind is what reads one kind of data from a path and from a stream.
type streamKind struct {
	read   func(path string) (any, error)
	decode func(r io.Reader, name string) (any, error)
	signed bool // the content tells the format, whatever the name
}

// kindOf returns the readers of a file, which its extension tells.
func kindOf(name string) (k streamKind) {
	image := ImageOptions{}
	switch ext := filepath.Ext(name); {
	case hasExt(name, imageExts):
		if strings.HasPrefix(filepath.Base(name), "scaled") {
			image = ImageOptions{Channels: 3, H: 5, W: 3}
		}
		k.read = func(path string) (any, error) { return ReadImage(path, image) }
		k.decode = func(r io.Reader, name string) (any, error) { return DecodeImage(r, name, image) }
		k.signed = true
	case hasExt(name, soundExts):
		ctx := LimitClips(context.Background(), 1<<20)
		k.read = func(path string) (any, error) { return ReadSound(ctx, path) }
		k.decode = func(r io.Reader, name string) (any, error) { return DecodeSound(ctx, r, name) }
		k.signed = true
	case hasExt(name, videoExts):
		k.read = func(path string) (any, error) { return ReadVideo(context.Background(), path, 3, 4, 5) }
		k.decode = func(r io.Reader, name string) (any, error) {
			return DecodeVideo(context.Background(), r, name, 3, 4, 5)
		}
		k.signed = true
	case strings.HasPrefix(ext, ".idx"):
		k.read = func(path string) (any, error) { return ReadIDX(path) }
		k.decode = func(r io.Reader, name string) (any, error) { return DecodeIDX(r, name) }
		k.signed = true
	default:
		k.read = func(path string) (any, error) { return ReadPointCloud(path) }
		k.decode = func(r io.Reader, name string) (any, error) { return DecodePointCloud(r, name) }
		k.signed = hasExt(name, []string{".pcd", ".ply", ".off", ".npy", ".npz"})
	}
	return k
}

// streamFiles are files of every format, made by code, and those of real data where they
// are.
func streamFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := cloudFiles(t, somePoints(50, [3]float64{1, 2, 3e6}))
	img := image.NewNRGBA(image.Rect(0, 0, 9, 7))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 5)
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, img, nil); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"colour.png": encodePNG(t, img), "scaled.png": encodePNG(t, img), "grey.png": greyPNG(t, 4, 1, 2, 3, 4, 5, 6, 7, 8), "turned.png": turnedPNG(t, 1, 2, 3, 4, 5, 6, 7, 8),
		"a.jpg": jpg.Bytes(), "a.bmp": encodeBMP(t, img), "a.tiff": encodeTIFF(t, img), "a.webp": []byte(smallWebP),
		"a.wav": encodeWAV(sine(900, 8000, 440), 8000), "big.wav": bigEndian(1, -2, 3), "cut.wav": encodeWAV(sine(900, 8000, 440), 8000)[:1800],
		"composed.gif": composedGIF(t), "tail.gif": append(composedGIF(t), 0, 0, 7),
		"mono.y4m": y4m("W2 H1 Cmono", []byte{16, 235}, []byte{1, 2}), "alpha.y4m": y4m("W1 H1 C444alpha", []byte{9, 8, 7, 99}), "deep.y4m": y4m("W2 H1 Cmono16", []byte{1, 2, 3, 4}),
		"faces.off": []byte("OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"), "colours.off": []byte("# by hand\nCOFF\n1 0\n0 0 5"),
		"faces.ply": []byte("ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"),
		"old.pcd":   []byte("# .PCD v.5 - by hand\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 3\n"),
		"plain.idx": idxBytes([]byte{1, 2, 3, 4}, 2, 2), "packed.idx.gz": gzipped(idxBytes([]byte{1, 2, 3, 4}, 4)),
	} {
		if name == "packed.idx.gz" {
			name = "packed.idxgz"
		}
		files[name] = raw
	}
	for _, pattern := range []string{
		filepath.Join("testdata", "sounds", "*"), filepath.Join("internal", "jpegany", "testdata", "*.jpg"),
		filepath.Join("..", "..", "shared", "data", "photos", "*.png"), filepath.Join("..", "..", "shared", "data", "fsdd", "recordings", "0_*_0.wav"),
		filepath.Join("..", "..", "shared", "data", "cifar10_jpg", "train", "bird", "*1.jpg"),
		filepath.Join("..", "..", "shared", "data", "modelnet10_pcd", "ModelNet10", "*", "test", "*1.pcd"),
	} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths[:min(len(paths), 8)] {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files["real "+filepath.Base(path)] = raw
		}
	}
	return files
}

// pipe is a stream that can do nothing but read.
type pipe struct{ io.Reader }

func TestStreamsGiveWhatFilesGive(t *testing.T) {
	dir := t.TempDir()
	for name, raw := range streamFiles(t) {
		k := kindOf(name)
		path := writeFile(t, filepath.Join(dir, name), raw)
		want, err := k.read(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for how, r := range map[string]io.Reader{
			"in memory": bytes.NewReader(raw), "a pipe": pipe{bytes.NewReader(raw)}, "a buffer": bytes.NewBuffer(bytes.Clone(raw)),
			"the end with the last byte": iotest.DataErrReader(bytes.NewReader(raw)), "halves": iotest.HalfReader(bytes.NewReader(raw)),
			"a part of a file": io.NewSectionReader(bytes.NewReader(append(bytes.Clone(raw), "more"...)), 0, int64(len(raw))),
		} {
			if got, err := k.decode(r, path); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: other than of the path (%v)", name, how, err)
			}
		}
		if len(raw) < 1<<16 {
			if got, err := k.decode(iotest.OneByteReader(bytes.NewReader(raw)), path); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, byte by byte: other than of the path (%v)", name, err)
			}
		}
		// A stream is read from where it is.
		later := bytes.NewReader(append([]byte("12345"), raw...))
		later.Seek(5, io.SeekStart)
		if got, err := k.decode(later, path); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s, from byte 5: other than of the path (%v)", name, err)
		}
		_, err = k.decode(bytes.NewReader(raw), "")
		if k.signed && err != nil || !k.signed && (err == nil || !strings.Contains(err.Error(), `input: the extension is ""`)) {
			t.Errorf("%s, without a name: %v", name, err)
		}
	}
}

// The error of a stream comes back with the stream's name, wherever it occurs.
func TestStreamErrors(t *testing.T) {
	own := errors.New("the line is cut")
	for name, raw := range streamFiles(t) {
		k := kindOf(name)
		for _, cause := range []error{own, io.ErrUnexpectedEOF, iotest.ErrTimeout} {
			for _, at := range []int{0, 1, 5, len(raw) / 2, len(raw) - 1, len(raw)} {
				for how, start := range map[string]io.Reader{"": bytes.NewReader(raw[:at]), "byte by byte": iotest.OneByteReader(bytes.NewReader(raw[:min(at, 99)]))} {
					_, err := k.decode(io.MultiReader(start, iotest.ErrReader(cause)), "upload"+filepath.Ext(name))
					if !errors.Is(err, cause) || !strings.Contains(err.Error(), "upload") {
						t.Errorf("%s, %v after %d bytes %s: %v", name, cause, at, how, err)
					}
				}
			}
		}
		if _, err := k.decode(iotest.ErrReader(nil), "upload"+filepath.Ext(name)); !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%s, nothing comes: %v", name, err)
		}
		if _, err := k.decode(strings.NewReader(""), "upload"+filepath.Ext(name)); err == nil || !strings.Contains(err.Error(), "upload") {
			t.Errorf("%s, empty: %v", name, err)
		}
	}
}

// A stream has the limit that a file has. Of a file it is told before anything is read.
func TestStreamLimits(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "large"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 32); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{"a.png", "a.wav", "a.gif", "a.xyz", "a.idx"} {
		_, err := kindOf(name).decode(f, name)
		wantError(t, err, name, "4294967296 bytes, the limit for such a file is")
	}
	// A Y4M has frames that are read one by one, but not for ever.
	frames := &repeated{head: []byte("YUV4MPEG2 W1 H1 Cmono\n"), body: []byte("FRAME\nx")}
	_, err = DecodeVideo(context.Background(), frames, "endless", 1, 0, 0)
	wantError(t, err, "endless", "frame 65536", "the limit of 65536 frames")
	// What a header claims takes no memory before it is there.
	claim := []byte("YUV4MPEG2 W4096 H4096 C444alpha\nFRAME\nxyz")
	n := testing.Benchmark(func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			if _, err := DecodeVideo(context.Background(), pipe{bytes.NewReader(claim)}, "claim", 3, 0, 0); !errors.Is(err, io.ErrUnexpectedEOF) {
				b.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	if n > 1<<18 {
		t.Errorf("%d bytes allocated for a stream of %d", n, len(claim))
	}
}

// repeated is a stream of a head and of the same bytes without end.
type repeated struct{ head, body []byte }

func (r *repeated) Read(b []byte) (int, error) {
	if len(r.head) == 0 {
		r.head = bytes.Repeat(r.body, 1000)
	}
	n := copy(b, r.head)
	r.head = r.head[n:]
	return n, nil
}

// A clip of a stream is that of the path, whether or not the stream can seek.
func TestDecodeVideoClip(t *testing.T) {
	var frames [][]byte
	var parts []*image.Paletted
	for i := range 11 {
		frames = append(frames, []byte{byte(i), byte(3 * i)})
		parts = append(parts, patch(i%2, 0, 1, uint8(10+i)))
	}
	dir := t.TempDir()
	for name, raw := range map[string][]byte{
		"a.y4m":   y4m("W2 H1 Cmono", frames...),
		"odd.y4m": append(y4m("W2 H1 Cmono", frames[:6]...), "FRAME Xlong=1\n\x01\x02FRAME\n\x03\x04"...),
		"a.gif":   gifBytes(t, 1, 2, make([]byte, 11), parts...),
	} {
		path := writeFile(t, filepath.Join(dir, name), raw)
		for _, c := range [][2]int{{0, 0}, {1, 1}, {4, 2}, {5, 4}, {30, 1}} {
			want, err := ReadVideoClip(context.Background(), path, 1, 0, 0, c[0], c[1])
			if err != nil {
				t.Fatal(err)
			}
			if n := want.NumFrames(0); n > want.Frames {
				t.Errorf("%s, %v: %d frames are held", name, c, n)
			}
			for how, r := range map[string]io.Reader{"seeks": bytes.NewReader(raw), "a pipe": pipe{bytes.NewReader(raw)}} {
				if got, err := DecodeVideoClip(context.Background(), r, path, 1, 0, 0, c[0], c[1]); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s, %v, %s: other than of the path (%v)", name, c, how, err)
				}
			}
		}
	}
	_, err := DecodeVideoClip(context.Background(), strings.NewReader(""), "a", 1, 0, 0, 1, -1)
	wantError(t, err, "a stride of -1")
}

// What no format claims is told with what is read.
func TestUnknownStreams(t *testing.T) {
	_, err := DecodeVideo(context.Background(), strings.NewReader("\x00\x00\x00\x20ftypisom"), "a.mp4", 3, 0, 0)
	wantError(t, err, "a.mp4", `".mp4"`, ".y4m")
	_, err = DecodeImage(strings.NewReader("%PDF-1.7"), "a.pdf", ImageOptions{})
	wantError(t, err, "a.pdf", "PDF")
	_, err = DecodePointCloud(strings.NewReader("ply"), "a.ply")
	wantError(t, err, "a.ply", "PLY")
	_, err = DecodeImage(bytes.NewReader(nil), "a.png", ImageOptions{Channels: 2})
	wantError(t, err, "2")
}
