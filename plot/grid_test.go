package plot

import (
	"image"
	"strings"
	"testing"

	"github.com/gopathway/pathway/picture"
)

// Columns are as wide, rows as high as what is largest in them, and each plot is the same
// as alone.
func TestGridPixels(t *testing.T) {
	small, wide, high := Lines(Options{Width: 120, Height: 80}, Line{Y: []float64{0, 1}}), Lines(Options{Width: 200, Height: 70}, Line{Y: []float64{1, 0}}), Lines(Options{Width: 110, Height: 160}, Line{Y: []float64{1, 0, 1}})
	img := Grid(2, small, wide, high).Image()
	if got := img.Bounds().Size(); got != image.Pt(320, 240) {
		t.Fatalf("a grid of %v, want 320 × 240", got)
	}
	for name, p := range map[string]struct {
		plot *Plot
		at   image.Point
	}{"small": {small, image.Pt(0, 0)}, "wide": {wide, image.Pt(120, 0)}, "high": {high, image.Pt(0, 80)}} {
		alone := p.plot.Image()
		differ := 0
		for y := 0; y < p.plot.height; y++ {
			for x := 0; x < p.plot.width; x++ {
				if rgb(alone, x, y) != rgb(img, p.at.X+x, p.at.Y+y) {
					differ++
				}
			}
		}
		if differ > 0 {
			t.Errorf("%s: %d pixels differ from the plot alone", name, differ)
		}
	}
}

// After the palette the colours come again with dashes, in a plot and in its legend.
func TestDashes(t *testing.T) {
	draw := func(colour int) int {
		_, n := where(Lines(Options{}, Line{Y: []float64{1, 1}, Colour: colour}).Image(), picture.LineColour(colour-1))
		return n
	}
	solid, dashed, dotted := draw(1), draw(1+picture.LineColours), draw(1+2*picture.LineColours)
	if dashed < solid/2 || dashed > solid*4/5 || dotted < solid/8 || dotted > dashed*4/5 {
		t.Errorf("%d pixels of a solid line, %d of a dashed one, %d of a dotted one", solid, dashed, dotted)
	}
	lines := make([]Line, picture.LineColours+1)
	lines[0].Name, lines[picture.LineColours].Name = "solid", "dashed"
	img := Legend(Options{}, lines...).Image()
	b := img.Bounds()
	_, above := where(part(img, image.Rect(0, 0, b.Dx(), b.Dy()/2)), picture.LineColour(0))
	_, below := where(part(img, image.Rect(0, b.Dy()/2, b.Dx(), b.Dy())), picture.LineColour(0))
	if above < 20 || below == 0 || below > above*4/5 {
		t.Errorf("a legend of %v with %d and %d pixels of the two lines", b, above, below)
	}
}

// Whiskers of two lines stand side by side, each from Low to High.
func TestWhiskers(t *testing.T) {
	o := Options{Width: 300, Height: 300, YRange: [2]float64{0, 4}}
	l := Line{Y: []float64{2}, Low: []float64{1}, High: []float64{3}, Whiskers: true}
	img := Lines(o, l, l).Image()
	a, _ := where(img, picture.LineColour(0))
	b, _ := where(img, picture.LineColour(1))
	if a.Dy() < 100 || a.Dy() > 150 || a.Min.X >= b.Min.X || a.Min.X+8 < b.Min.X {
		t.Errorf("whiskers of half the axis at %v and %v", a, b)
	}
}

// A line of one epoch has whole epochs around it, and one of zeros the ones around 0.
func TestAxesOfOnePoint(t *testing.T) {
	s := Lines(Options{}, Line{X: []float64{50}, Y: []float64{0}}).SVG()
	for _, want := range []string{">49<", ">50<", ">51<", ">-1<", ">0<", ">1<"} {
		if !strings.Contains(s, want) {
			t.Errorf("no tick %s", want)
		}
	}
	for _, no := range []string{">49.5<", ">48<", ">-2<"} {
		if strings.Contains(s, no) {
			t.Errorf("a tick %s", no)
		}
	}
}
