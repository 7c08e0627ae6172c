package datatest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
)

// This file: labelled data sets of each modality.

// MNIST writes synthetic images in MNIST's form and returns the folder.
func MNIST(t *testing.T, train, test int) string {
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
		WriteIDX(t, filepath.Join(dir, part.name+"-images-idx3-ubyte.gz"), set.Pixels, part.n, set.H, set.W)
		WriteIDX(t, filepath.Join(dir, part.name+"-labels-idx1-ubyte.gz"), labels, part.n)
	}
	return dir
}

// FSDD writes synthetic sounds under FSDD's names and returns the folder.
func FSDD(t *testing.T) string {
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

// Points writes synthetic clouds as ModelNet's folders and returns the
// folder.
func Points(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	set := synthetic.Points(32, 1)
	for i, c := range set.Clouds {
		part := "train"
		if i >= 24 {
			part = "test"
		}
		var b strings.Builder
		for at, p := 0, c.Points.Data(); at < 3*100; at += 3 {
			fmt.Fprintf(&b, "%g %g %g\n", p[at], p[at+1], p[at+2])
		}
		class := []string{"even", "odd"}[set.Label[i]%2]
		WriteFile(t, filepath.Join(dir, class, part, fmt.Sprintf("%s_%02d.xyz", class, i)), []byte(b.String()))
	}
	return dir
}

// Videos writes synthetic videos as class folders and returns the folder.
func Videos(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	set := synthetic.Videos(40, 1)
	for i, l := range set.Label {
		part := "train"
		if i >= 32 {
			part = "test"
		}
		path := filepath.Join(dir, part, set.Classes[l], fmt.Sprintf("%02d.gif", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := datasets.WriteGIF(path, set, i); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
