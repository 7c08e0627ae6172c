package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
)

// m2pt runs the program and returns its exit status and output.
func m2ptRun(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(ctx, args, &out, &err)
	return status, out.String(), err.String()
}

// mustRun runs the program and fails the test unless it succeeds.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	status, out, err := m2ptRun(context.Background(), args...)
	if status != 0 {
		t.Fatalf("m2pt %s: status %d: %s", strings.Join(args, " "), status, err)
	}
	return out
}

// writeIDX writes an IDX file, gzipped.
func writeIDX(t *testing.T, path string, data []byte, dims ...int) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	head := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		head = binary.BigEndian.AppendUint32(head, uint32(d))
	}
	for _, part := range [][]byte{head, data} {
		if _, err := z.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, b.Bytes())
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// mnistLike writes synthetic images in MNIST's form and returns the folder.
func mnistLike(t *testing.T, train, test int) string {
	t.Helper()
	dir := t.TempDir()
	for i, part := range []struct {
		name string
		n    int
	}{{"train", train}, {"t10k", test}} {
		set := synthetic.Images(part.n, uint64(i+1))
		labels := make([]byte, part.n)
		for j, l := range set.Label {
			labels[j] = byte(l)
		}
		writeIDX(t, filepath.Join(dir, part.name+"-images-idx3-ubyte.gz"), set.Pixels, part.n, set.H, set.W)
		writeIDX(t, filepath.Join(dir, part.name+"-labels-idx1-ubyte.gz"), labels, part.n)
	}
	return dir
}

// fsddLike writes synthetic sounds under FSDD's names and returns the folder.
func fsddLike(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	set := synthetic.Audio(40, 1)
	for i, x := range set.Samples {
		path := filepath.Join(dir, fmt.Sprintf("%d_someone_%d.wav", set.Label[i]%10, i/4))
		if err := datasets.WriteWAV(path, x, set.Rate); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// writePNG writes image i of a set.
func writePNG(t *testing.T, path string, set *datasets.Images, i int) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, set.W, set.H))
	copy(img.Pix, set.Image(i))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, b.Bytes())
}

// small are the flags of a model that trains in an instant.
var small = []string{"--dim", "16", "--depth", "2", "--heads", "2", "--patch", "7", "--batch", "8", "--epochs", "2", "--quiet"}

func with(args []string, more ...string) []string {
	return append(append([]string{}, args...), more...)
}

// keepThreads gives the tests after this one the threads that there are now: the
// program sets those of the whole process.
func keepThreads(t *testing.T) {
	t.Helper()
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() {
		if err := setThreads(0); err != nil {
			t.Error(err)
		}
		if now := runtime.GOMAXPROCS(0); now != before {
			t.Errorf("%d threads after the test, %d before it", now, before)
			runtime.GOMAXPROCS(before)
		}
	})
}
