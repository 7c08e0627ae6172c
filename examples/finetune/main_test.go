package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// folder writes a set of three kinds of figures as PNG files, and returns where.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for part, n := range map[string]int{"train": 300, "test": 1000} {
		set := synthetic.Images(n, uint64(n))
		for i, label := range set.Label {
			if label > 2 {
				continue
			}
			img := &image.Gray{Pix: set.Pixels[i*28*28 : (i+1)*28*28], Stride: 28, Rect: image.Rect(0, 0, 28, 28)}
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, part, set.Classes[label], fmt.Sprintf("%d.png", i))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// Both classifiers are above chance, and the start makes a difference.
func TestFinetune(t *testing.T) {
	var out bytes.Buffer
	scratch, tuned, err := run(context.Background(), &out, options{data: folder(t), images: 90, labels: 90, pretrain: 4, epoch: 20})
	if err != nil {
		t.Fatal(err)
	}
	if scratch < 0.45 || tuned < 0.45 || scratch == tuned {
		t.Errorf("accuracies %.3f and %.3f, want two above 0.45 of three classes\n%s", scratch, tuned, out.String())
	}
}

// A saved model of another size is a start, too; one of sounds is refused.
func TestInit(t *testing.T) {
	size := size
	size.Dim, size.Depth = 32, 2
	save := func(c m2pt.Config) string {
		m, err := m2pt.NewModel(c, tensor.NewRNG(1))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), m2pt.ModelFile)
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	o := options{data: folder(t), labels: 9, epoch: 1}
	o.init = save(corpusConfig(t, m2pt.Image, size))
	if _, _, err := run(context.Background(), new(bytes.Buffer), o); err != nil {
		t.Error(err)
	}
	size.Audio.Patch = [2]int{16, 16}
	o.init = save(corpusConfig(t, m2pt.Audio, size))
	if _, _, err := run(context.Background(), new(bytes.Buffer), o); err == nil {
		t.Error("a model of sounds is taken for a start of images")
	}
}

// corpusConfig returns the configuration of a model for synthetic data.
func corpusConfig(t *testing.T, modality m2pt.Modality, size pipeline.ModelOptions) m2pt.Config {
	t.Helper()
	c, err := pipeline.Synthetic(modality, 20, 20, 1, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.ModelConfig(size)
}
