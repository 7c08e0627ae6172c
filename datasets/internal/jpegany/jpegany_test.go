package jpegany

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// picture is a smooth picture in colour.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			m.Set(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(128 + 100*(x-y)/(w+h)), 255})
		}
	}
	return m
}

// distance is the mean difference of the channels of two pictures.
func distance(a, b image.Image) float64 {
	sum, n := 0.0, 0
	for y := 0; y < a.Bounds().Dy(); y++ {
		for x := 0; x < a.Bounds().Dx(); x++ {
			r, g, bb, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range [3]int{int(r>>8) - int(r2>>8), int(g>>8) - int(g2>>8), int(bb>>8) - int(b2>>8)} {
				if d < 0 {
					d = -d
				}
				sum, n = sum+float64(d), n+1
			}
		}
	}
	return sum / float64(n)
}

// reference is what the files are made of that the standard library refuses. Four planes
// print darker, so that a looser comparison is all that can be made.
func reference(t *testing.T, raw []byte) image.Image {
	w, h, planes, err := Size(raw)
	if err != nil {
		t.Fatal(err)
	}
	if planes == 4 {
		m, err := Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		if d := distance(m, picture(w, h)); d > 12 {
			t.Errorf("four planes: the mean error is %.2f levels", d)
		}
		return m
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			m.Set(x, y, color.RGBA{uint8(x * 8), uint8(y * 8), uint8(247 - (x+y)*15/4), 255})
		}
	}
	return m
}

// What the standard library reads comes out alike.
func TestLikeStandardLibrary(t *testing.T) {
	var files [][]byte
	for _, size := range [][2]int{{33, 17}, {64, 48}, {1, 1}} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, picture(size[0], size[1]), &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		files = append(files, b.Bytes())
	}
	more, _ := filepath.Glob("testdata/*.jpg") // baseline and progressive, of several samplings
	if len(more) == 0 {
		t.Error("no files in testdata")
	}
	for _, path := range more {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, raw)
		if at := bytes.Index(raw, []byte("Adobe")); at > 0 { // four planes as YCCK
			ycck := bytes.Clone(raw)
			ycck[at+11] = 2
			files = append(files, ycck)
		}
	}
	for i, raw := range files {
		want, err := jpeg.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Logf("file %d: the standard library: %v", i, err)
			want = reference(t, raw)
		}
		got, err := Decode(raw)
		if err != nil {
			t.Errorf("file %d: %v", i, err)
			continue
		}
		if got.Bounds() != want.Bounds() {
			t.Errorf("file %d: %v, want %v", i, got.Bounds(), want.Bounds())
			continue
		}
		if d := distance(got, want); d > 4 {
			t.Errorf("file %d: the mean error is %.2f levels", i, d)
		}
		if w, h, _, err := Size(raw); err != nil || w != want.Bounds().Dx() || h != want.Bounds().Dy() {
			t.Errorf("file %d: size %dx%d, %v", i, h, w, err)
		}
		for n := 0; n < len(raw); n += 7 {
			if _, err := Decode(raw[:n]); err == nil {
				t.Errorf("file %d: the first %d of %d bytes are decoded", i, n, len(raw))
			}
		}
	}
}

// No input makes it panic, or take long.
func FuzzDecode(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(24, 24), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	more, _ := filepath.Glob("testdata/*.jpg")
	for _, path := range more {
		if raw, err := os.ReadFile(path); err == nil {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		w, h, _, err := Size(raw)
		if err != nil || w > (1<<16)/h {
			return
		}
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 16 << 20, PerByte: 200}, func() { _, _ = Decode(raw) })
	})
}
