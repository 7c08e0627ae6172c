package picture

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// dark returns a picture of a black pixel, which is enlarged to tall.
func dark() image.Image { return Pixels(tensor.New(1, 1), PixelOptions{Scale: 1}) }

// Pictures stand in rows and columns, enlarged, and a sheet comes back from its file.
func TestSheet(t *testing.T) {
	p := Sheet{Rows: []Row{{Pictures: []image.Image{dark(), dark()}}, {Pictures: []image.Image{dark()}}}}.Draw()
	if b := p.Bounds(); b.Dx() != 2*tall+gap+2*margin || b.Dy() != 2*tall+gap+2*margin {
		t.Errorf("bounds %v", b)
	}
	black, paper := [3]uint8{0, 0, 0}, [3]uint8{255, 255, 255}
	want(t, "the first pixel", at(p, margin, margin), black)
	want(t, "the last of the first picture", at(p, margin+tall-1, margin+tall-1), black)
	want(t, "the gap", at(p, margin+tall+gap/2, margin), paper)
	want(t, "the second picture", at(p, margin+tall+gap, margin), black)
	want(t, "the second row", at(p, margin, margin+tall+gap), black)
	want(t, "where no picture is", at(p, margin+tall+gap, margin+tall+gap), paper)
	path := filepath.Join(t.TempDir(), "sheet.png")
	if err := WritePNG(path, p); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	back, err := png.Decode(f)
	if err != nil || back.Bounds() != p.Bounds() {
		t.Errorf("from the file: %v, %v", back, err)
	}
}

// inked counts the pixels of letters in a part of a picture.
func inked(p image.Image, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if c := at(p, x, y); c[0] == c[1] && c[1] == c[2] && c[0] >= ink.Y && c[0] < faint.Y-20 {
				n++
			}
		}
	}
	return n
}

// Each word has its place, and none of them leaves the sheet.
func TestWordsOfASheet(t *testing.T) {
	one := []image.Image{dark()}
	bare := Sheet{Rows: []Row{{Pictures: one}}}.Draw().Bounds()
	headed := Sheet{Headings: []string{"original"}, Rows: []Row{{Pictures: one}}}.Draw()
	if headed.Bounds().Dy() != bare.Dy()+lineHeight || inked(headed, image.Rect(margin, 0, margin+tall, margin+lineHeight)) < 50 {
		t.Errorf("the heading is not above the picture: %v, %v", headed.Bounds(), inked(headed, image.Rect(margin, 0, margin+tall, margin+lineHeight)))
	}
	labelled := Sheet{Rows: []Row{{Label: "label", Pictures: one, Note: "note"}}}.Draw()
	w := labelled.Bounds().Dx()
	if w <= bare.Dx() || inked(labelled, image.Rect(0, 0, 50, 300)) < 20 || inked(labelled, image.Rect(w-50, 0, w, 300)) < 20 {
		t.Errorf("label and note are not beside the picture: %v", labelled.Bounds())
	}
	near, far := Sheet{Rows: []Row{{Pictures: one}, {Pictures: one}}}.Draw(), Sheet{Rows: []Row{{Pictures: one}, {Pictures: one, Apart: true}}}.Draw()
	if far.Bounds().Dy() != near.Bounds().Dy()+apart {
		t.Errorf("rows apart: %v, others %v", far.Bounds(), near.Bounds())
	}
	told := Contact([]image.Image{dark(), dark(), dark()}, 2, "one", "two", "three")
	if b := told.Bounds(); b.Dx() != 2*tall+gap+2*margin || b.Dy() != 2*(tall+lineHeight)+gap+2*margin {
		t.Errorf("a contact sheet of two columns: %v", b)
	}
	below := image.Rect(margin, margin+tall+2, margin+tall, margin+tall+lineHeight)
	if n, m := inked(told, below), inked(told, below.Add(image.Pt(tall+gap, tall+lineHeight+gap))); n < 20 || m != 0 {
		t.Errorf("%d pixels of the first caption, %d where there is no picture", n, m)
	}

	long := strings.Repeat("a long name ", 40)
	var many []Entry
	for i := 0; i < 30; i++ {
		many = append(many, Entry{ClassColour(1 + i%7), long[:4*i+1]})
	}
	full := Sheet{Headings: []string{long}, Rows: []Row{{Label: long, Pictures: one, Note: long}}, Legend: many, Caption: long + long + strings.Repeat("x", 500)}.Draw()
	b := full.Bounds()
	inside := b.Inset(margin - 1)
	if all, in := inked(full, b), inked(full, inside); all != in {
		t.Errorf("%d of %d pixels of letters are in the margin", all-in, all)
	}
	seen := map[[3]uint8]bool{}
	for y := 0; y < b.Dy(); y++ {
		for x := 0; x < b.Dx(); x++ {
			seen[at(full, x, y)] = true
		}
	}
	for _, e := range many[:7] {
		c := e.Colour.(color.RGBA)
		if !seen[[3]uint8{c.R, c.G, c.B}] {
			t.Errorf("the legend lacks %v", c)
		}
	}
}

// Letters of other alphabets have shapes of their own.
func TestLetters(t *testing.T) {
	l := newLettering()
	shape := func(text string) string {
		img := image.NewRGBA(image.Rect(0, 0, 40, 40))
		l.write(img, 5, 5, text)
		return string(img.Pix)
	}
	seen := map[string]string{shape(""): "nothing"}
	for _, letter := range []string{"a", "b", "ä", "λ", "Ж", "×", "…", "%"} {
		if other, ok := seen[shape(letter)]; ok {
			t.Errorf("%s looks like %s", letter, other)
		}
		seen[shape(letter)] = letter
	}
	for _, columns := range []int{0, 10, 50, 200} {
		if text := l.fit("a name that is much too long for that", columns); columns > 20 && l.width(text) > columns {
			t.Errorf("%q takes %d of %d columns", text, l.width(text), columns)
		}
	}
}

func TestMasked(t *testing.T) {
	p := Masked(Heat(tensor.New(2, 2), HeatOptions{Scale: 1}), func(x, y int) bool { return x == 1 })
	want(t, "what is shown", at(p, 0, 0), [3]uint8{13, 8, 70})
	if a, b := at(p, 1, 0), at(p, 1, 1); a == b || a[0] != a[1] || b[0] < 128 {
		t.Errorf("what is masked is %v and %v, want two light greys", a, b)
	}
}
