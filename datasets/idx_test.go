package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// idxBytes returns an IDX file of unsigned bytes.
func idxBytes(data []byte, dims ...uint32) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func writeFile(t testing.TB, path string, b []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// wantError fails unless err holds all of the parts.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q does not mention %q", err, p)
		}
	}
}

func TestReadIDX(t *testing.T) {
	data := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	for name, raw := range map[string][]byte{
		"plain": idxBytes(data, 3, 2, 2),
		"gzip":  gzipped(idxBytes(data, 3, 2, 2)),
	} {
		x, err := ReadIDX(writeFile(t, filepath.Join(t.TempDir(), "any-name"), raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(x.Dims) != 3 || x.Dims[0] != 3 || x.Dims[1] != 2 || x.Dims[2] != 2 || !bytes.Equal(x.Data, data) {
			t.Errorf("%s: got %v %v", name, x.Dims, x.Data)
		}
	}
	x, err := decodeIDX(idxBytes(nil, 0, 28, 28), 0)
	if err != nil || len(x.Data) != 0 {
		t.Errorf("empty array: %v %v", x, err)
	}
}

func TestReadIDXErrors(t *testing.T) {
	good := idxBytes([]byte{1, 2, 3, 4}, 4)
	zipped := gzipped(good)
	badSum := append([]byte(nil), zipped...)
	badSum[len(badSum)-8] ^= 1
	for _, c := range []struct {
		name string
		raw  []byte
		want []string
	}{
		{"empty", nil, []string{"magic", "unexpected EOF"}},
		{"short magic", []byte{0, 0}, []string{"magic"}},
		{"wrong magic", []byte("PNG and more"), []string{"not an IDX file", "50 4e 47"}},
		{"float32", []byte{0, 0, 0x0D, 1, 0, 0, 0, 0}, []string{"float32", "expected uint8"}},
		{"rank 0", []byte{0, 0, 8, 0}, []string{"rank is 0"}},
		{"rank 9", append([]byte{0, 0, 8, 9}, make([]byte, 36)...), []string{"rank is 9"}},
		{"short sizes", idxBytes(nil, 4, 4)[:9], []string{"dimension 1"}},
		{"4 billion items", idxBytes([]byte{1}, 0xFFFFFFFF), []string{"more data than the file can hold", "4294967295"}},
		{"product overflows", idxBytes([]byte{1}, 1<<31, 1<<31, 1<<31, 1<<31), []string{"more data"}},
		{"short data", idxBytes([]byte{1, 2, 3}, 4), []string{"found 3 of 4 bytes"}},
		{"trailing data", append(append([]byte(nil), good...), 9), []string{"more bytes follow after the 4"}},
		{"cut gzip header", zipped[:5], []string{"gzip header"}},
		{"cut gzip", gzipped(idxBytes(make([]byte, 40), 40))[:20], []string{"unexpected EOF"}},
		{"cut gzip checksum", zipped[:len(zipped)-3], []string{"unexpected EOF"}},
		{"wrong gzip checksum", badSum, []string{"checksum"}},
		{"trailing data in gzip", gzipped(append(append([]byte(nil), good...), 9)), []string{"more bytes follow"}},
		{"trailing data after gzip", append(append([]byte(nil), zipped...), "tail"...), []string{"IDX data"}},
		{"4 billion items, gzip", gzipped(idxBytes([]byte{1}, 0xFFFFFFFF)), []string{"more data than the file can hold"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.idx"), c.raw)
			_, err := ReadIDX(path)
			wantError(t, err, append(c.want, path)...)
		})
	}
	_, err := ReadIDX(filepath.Join(t.TempDir(), "absent"))
	wantError(t, err, "absent")
}

// A small file that claims a lot must not make the reader allocate it.
func TestReadIDXAllocatesWhatTheFileHolds(t *testing.T) {
	raw := idxBytes(nil, 0xFFFFFFF0)
	n := testing.Benchmark(func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			_, _ = decodeIDX(raw, 0)
		}
	}).AllocedBytesPerOp()
	if n > 1<<16 {
		t.Errorf("%d bytes allocated for a file of %d", n, len(raw))
	}
}

func FuzzIDX(f *testing.F) {
	f.Add(idxBytes([]byte{1, 2, 3, 4}, 2, 2))
	f.Add(gzipped(idxBytes([]byte{1, 2, 3, 4}, 4)))
	f.Add(idxBytes(nil, 0xFFFFFFFF, 0xFFFFFFFF))
	f.Add([]byte{0, 0, 0x0E, 2})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var x *IDX
		var err error
		// Of a packed file, as much as it can hold.
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 2 * maxGzipRatio}, func() { x, err = decodeIDX(raw, 0) })
		if err != nil {
			return
		}
		n := 1
		for _, d := range x.Dims {
			n *= d
		}
		if n != len(x.Data) {
			t.Fatalf("dimensions %v with %d elements", x.Dims, len(x.Data))
		}
	})
}

// writeMNIST writes the four files and returns their folder. The key of
// change replaces a file's content, or removes it if nil.
func writeMNIST(t *testing.T, suffix string, change map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	px := make([]byte, 6*4)
	for i := range px {
		px[i] = byte(i)
	}
	files := map[string][]byte{
		"train-images-idx3-ubyte": idxBytes(px, 6, 2, 2),
		"train-labels-idx1-ubyte": idxBytes([]byte{0, 1, 2, 0, 1, 2}, 6),
		"t10k-images-idx3-ubyte":  idxBytes(px[:8], 2, 2, 2),
		"t10k-labels-idx1-ubyte":  idxBytes([]byte{3, 1}, 2),
	}
	for name, raw := range change {
		files[name] = raw
	}
	for name, raw := range files {
		if raw != nil {
			writeFile(t, filepath.Join(dir, name+suffix), raw)
		}
	}
	return dir
}

func TestLoadMNIST(t *testing.T) {
	train, test, err := LoadMNIST(context.Background(), writeMNIST(t, "", nil))
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 6 || test.Len() != 2 || train.C != 1 || train.H != 2 || train.W != 2 {
		t.Errorf("got %d and %d images of %dx%dx%d", train.Len(), test.Len(), train.C, train.H, train.W)
	}
	if len(train.Classes) != 4 || train.Classes[3] != "3" || test.Label[0] != 3 {
		t.Errorf("classes %v, labels %v", train.Classes, test.Label)
	}
	if img := train.Image(5); img[0] != 20 || len(img) != 4 {
		t.Errorf("image 5 is %v", img)
	}
	// The names may end in .gz whether or not the content is compressed.
	if _, _, err := LoadMNIST(context.Background(), writeMNIST(t, ".gz", nil)); err != nil {
		t.Error(err)
	}
}

func TestLoadMNISTErrors(t *testing.T) {
	const images, labels = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
	for _, c := range []struct {
		name   string
		change map[string][]byte
		want   []string
	}{
		{"missing", map[string][]byte{labels: nil}, []string{"train-labels-idx1-ubyte.gz, train-labels-idx1-ubyte", "none of"}},
		{"count", map[string][]byte{labels: idxBytes([]byte{1}, 1)}, []string{labels, "holds 1 labels, expected 6", images}},
		{"swapped", map[string][]byte{images: idxBytes([]byte{1}, 1)}, []string{images, "expected images"}},
		{"labels rank", map[string][]byte{labels: idxBytes([]byte{1}, 1, 1)}, []string{labels, "expected labels"}},
		{"no images", map[string][]byte{images: idxBytes(nil, 0, 2, 2)}, []string{images, "no images"}},
		{"sizes differ", map[string][]byte{images: idxBytes(make([]byte, 6), 6, 1, 1)}, []string{"1x1", "2x2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := LoadMNIST(context.Background(), writeMNIST(t, "", c.change))
			wantError(t, err, c.want...)
		})
	}
}
