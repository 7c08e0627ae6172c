package main

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
)

// The accuracy is above chance, the answer is a class, and the picture shows points.
func TestPointcloud(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "clouds") // of three kinds
	for part, n := range map[string]int{"train": 400, "test": 100} {
		set := synthetic.Points(n, uint64(n))
		for i, label := range set.Label {
			if label > 2 {
				continue
			}
			class := filepath.Join(data, part, set.Classes[label])
			if err := os.MkdirAll(class, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := writeXYZ(filepath.Join(class, strconv.Itoa(i)+".xyz"), set, i); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := filepath.Join(dir, "cloud.xyz")
	if err := writeXYZ(file, synthetic.Points(3, 7), 2); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := options{data: data, picture: filepath.Join(dir, "points.png"), epochs: 12}
	class, err := run(context.Background(), &out, o, file)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`accuracy ([\d.]+) %`).FindStringSubmatch(out.String())
	if m == nil {
		t.Fatalf("no accuracy in\n%s", out.String())
	}
	if accuracy, err := strconv.ParseFloat(m[1], 64); err != nil || accuracy < 50 {
		t.Errorf("accuracy %s %%, want 50 or more of three classes", m[1])
	}
	if class == "" {
		t.Error("the answer has no name")
	}
	f, err := os.Open(o.picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[4]uint32]int{}
	for y := 0; y < img.Bounds().Dy(); y++ {
		for x := 0; x < img.Bounds().Dx(); x++ {
			r, g, b, a := img.At(x, y).RGBA()
			colours[[4]uint32{r, g, b, a}]++
		}
	}
	if img.Bounds().Dx() < 100 || len(colours) < 3 {
		t.Errorf("the picture is %v with %d colours", img.Bounds(), len(colours))
	}
	if _, err := run(context.Background(), &out, o, filepath.Join(dir, "none.xyz")); err == nil {
		t.Error("a file that does not exist is answered for")
	}
}
