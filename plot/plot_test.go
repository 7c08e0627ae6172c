package plot

import (
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// all is a plot of each kind.
func all() map[string]*Plot {
	nan := math.NaN()
	c := metrics.NewConfusionMatrix(3)
	c.Add([]int{0, 0, 1, 2, 2, 2}, []int{0, 1, 1, 2, 2, 0})
	return map[string]*Plot{
		"lines":     Lines(Options{Title: "a < b & c", X: "x", Y: "y"}, Line{Name: "one", Y: []float64{1, nan, 2, 4}, Low: []float64{0, 0, 1, 3}, High: []float64{2, 2, 3, 5}}, Line{Name: "two", X: []float64{0.5, 1}, Y: []float64{3, 3}, Dots: true}),
		"log":       Lines(Options{LogX: true, LogY: true}, Line{Y: []float64{1, 0.1, 0.01, 1e-3}}),
		"no lines":  Lines(Options{}),
		"scatter":   Scatter(Options{}, Group{Name: "g", X: []float64{1, 2, nan}, Y: []float64{1, 2, 3}}),
		"bars":      Bars(Options{}, []string{"a", "b"}, Series{Name: "s", Values: []float64{1, -1}}),
		"no bars":   Bars(Options{}, nil),
		"histogram": Histogram(Options{}, []float64{1, 2, 2, 3, nan}, 3),
		"no values": Histogram(Options{}, nil, 0),
		"matrix":    Matrix(Options{}, Cells{Values: tensor.Arange(12).Reshape(3, 4), Numbers: true}),
		"large":     Matrix(Options{}, Cells{Values: tensor.Arange(60*60).Reshape(60, 60)}),
		"no matrix": Matrix(Options{}, Cells{Values: tensor.New(0, 3)}),
		"confusion": Confusion(Options{}, c, []string{"cat", "dog", "bird"}),
		"intervals": Intervals(Options{Title: "t", X: "%"}, Interval{Name: "plain", Mean: 2, Low: 1, High: 3, Values: []float64{1, 3, nan}, Baseline: true}, Interval{Name: "one", Mean: 1, Low: nan, High: nan, Values: []float64{1}}, Interval{Name: "none", Mean: nan}),
		"no rows":   Intervals(Options{}),
		"whiskers":  Lines(Options{XRange: [2]float64{0, 2}, YRange: [2]float64{-1, 1}}, Line{Name: "w", Y: []float64{0, nan, 0.5}, Low: []float64{-0.1, 0, 0.4}, High: []float64{0.1, 0, 1.5}, Whiskers: true, Dots: true}),
		"legend":    Legend(Options{}, Line{Name: "a"}, Line{}, Line{Name: "b", Thin: true, Colour: 9}),
		"no legend": Legend(Options{}),
		"grid":      Grid(2, Lines(Options{Width: 100, Height: 90}), Lines(Options{Width: 120, Height: 80}), Lines(Options{Width: 130, Height: 70})),
		"no grid":   Grid(2, Lines(Options{Width: 100, Height: 90})),
		"beside":    Beside(Lines(Options{Width: 100, Height: 90}), Lines(Options{Width: 120, Height: 80})),
	}
}

// sums are hashes of the SVG of some plots of all. They are the same on every machine. A
// change of the drawing changes them: look at the plots, then write the new ones.
var sums = map[string]string{
	"lines": "7a7c2644f3b8842f", "log": "38554a27905b1bee", "bars": "39e327ad91cf5311", "matrix": "fbc6732f1607ce52",
}

func TestSameBytesEverywhere(t *testing.T) {
	plots := all()
	for name, want := range sums {
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(plots[name].SVG())))[:16]; got != want {
			t.Errorf("%q: %q,", name, got)
		}
	}
}

// Every plot is well-formed SVG of its size, the same each time, and an image of its size.
func TestEveryPlot(t *testing.T) {
	again := all()
	for name, p := range all() {
		s := p.SVG()
		if s != again[name].SVG() || s != p.SVG() {
			t.Errorf("%s: SVG differs from one time to the next", name)
		}
		d := xml.NewDecoder(strings.NewReader(s))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
		if strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
			t.Errorf("%s: a number of the SVG is none", name)
		}
		img := p.Image()
		if b := img.Bounds(); b.Dx() != p.width || b.Dy() != p.height {
			t.Errorf("%s: image %v, want %d × %d", name, b, p.width, p.height)
		}
		for _, at := range []image.Point{{}, {p.width - 1, 0}, {0, p.height - 1}, {p.width - 1, p.height - 1}} {
			if c := rgb(img, at.X, at.Y); c != [3]uint8{255, 255, 255} {
				t.Errorf("%s: pixel %v is %v, want white", name, at, c)
			}
		}
	}
}

func rgb(img image.Image, x, y int) [3]uint8 {
	c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
	return [3]uint8{c.R, c.G, c.B}
}

// where returns the part of an image that has a colour, and how many pixels have it.
func where(img image.Image, want color.Color) (r image.Rectangle, n int) {
	w := color.RGBAModel.Convert(want).(color.RGBA)
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if rgb(img, x, y) == [3]uint8{w.R, w.G, w.B} {
				r, n = r.Union(image.Rect(x, y, x+1, y+1)), n+1
			}
		}
	}
	return r, n
}

// A rising line goes from the lower left to the upper right, and its band lies around it.
func TestLinePixels(t *testing.T) {
	img := Lines(Options{Width: 300, Height: 200}, Line{Y: []float64{0, 1}}).Image()
	blue := picture.LineColour(0)
	r, n := where(img, blue)
	if n < 100 || r.Dx() < 200 || r.Dy() < 100 {
		t.Fatalf("%d blue pixels in %v", n, r)
	}
	left, right := 0, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if rgb(img, r.Min.X+2, y) == [3]uint8{blue.R, blue.G, blue.B} {
			left = y
		}
		if rgb(img, r.Max.X-3, y) == [3]uint8{blue.R, blue.G, blue.B} {
			right = y
		}
	}
	if left <= right {
		t.Errorf("the line goes from row %d to row %d, want up", left, right)
	}
	// A gap: no line between numbers that NaN parts.
	_, whole := where(Lines(Options{}, Line{Y: []float64{1, 1, 1, 1, 1}}).Image(), blue)
	_, parted := where(Lines(Options{}, Line{Y: []float64{1, 1, math.NaN(), 1, 1}}).Image(), blue)
	if parted > whole*2/3 || parted < whole/3 {
		t.Errorf("%d pixels of a line with a gap of half its length, %d without", parted, whole)
	}
	second, _ := where(Lines(Options{}, Line{Y: []float64{0, 1}}, Line{Y: []float64{1, 0}, Name: "down"}).Image(), picture.LineColour(1))
	if second.Empty() {
		t.Error("the second line has not the second colour")
	}
}

// On a logarithmic axis equal ratios have equal distances.
func TestLogAxis(t *testing.T) {
	img := Scatter(Options{LogY: true}, Group{X: []float64{1}, Y: []float64{1}}, Group{X: []float64{2}, Y: []float64{10}}, Group{X: []float64{3, 4}, Y: []float64{100, -5}}).Image()
	middle := func(i int) int {
		r, n := 0, 0
		for y := 0; y < img.Bounds().Dy(); y++ {
			for x := 0; x < img.Bounds().Dx(); x++ {
				c := rgb(img, x, y)
				w := picture.LineColour(i)
				// The dots let a quarter of the paper through.
				if abs(int(c[0])-mixed(w.R)) < 4 && abs(int(c[1])-mixed(w.G)) < 4 && abs(int(c[2])-mixed(w.B)) < 4 {
					r, n = r+y, n+1
				}
			}
		}
		if n == 0 {
			t.Fatalf("no dot of group %d", i)
		}
		return r / n
	}
	a, b, c := middle(0), middle(1), middle(2)
	if a-b < 20 || abs((a-b)-(b-c)) > 2 {
		t.Errorf("1, 10 and 100 are at rows %d, %d and %d", a, b, c)
	}
}

func mixed(v uint8) int { return 255 - (255-int(v))*190/255 }
func abs(v int) int     { return max(v, -v) }

// Bars are as high as their values, a histogram's bars as its counts.
func TestBarPixels(t *testing.T) {
	img := Bars(Options{}, []string{"a", "b"}, Series{Values: []float64{1, 0}}, Series{Values: []float64{2, 0}}).Image()
	one, _ := where(img, picture.LineColour(0))
	two, _ := where(img, picture.LineColour(1))
	if q := float64(two.Dy()) / float64(one.Dy()); q < 1.95 || q > 2.05 {
		t.Errorf("bars of 1 and 2 are %d and %d pixels high", one.Dy(), two.Dy())
	}
	if one.Max.X > two.Min.X+2 || one.Max.Y != two.Max.Y {
		t.Errorf("bars at %v and %v, want them side by side", one, two)
	}
	img = Histogram(Options{}, []float64{0, 0, 0, 0, 1, 1}, 2).Image()
	all, n := where(img, picture.LineColour(0))
	if share := float64(n) / float64(all.Dx()*all.Dy()); share < 0.7 || share > 0.8 {
		t.Errorf("bars of 4 and 2 fill %v of their rectangle, want 3/4", share)
	}
}

// Row 0 of a matrix is on top, and each cell has the colour of its number.
func TestMatrixPixels(t *testing.T) {
	h := picture.HeatOptions{}
	for name, n := range map[string]int{"small": 2, "large": 60} {
		x := tensor.New(n, n)
		for i := 0; i < n/2; i++ {
			for k := n / 2; k < n; k++ {
				x.Set(1, i, k)
			}
		}
		img := Matrix(Options{Title: "a title"}, Cells{Values: x}).Image()
		b := img.Bounds()
		inner := image.Rect(0, 0, b.Dx()-80, b.Dy()) // without the colour bar
		bright, m := where(img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(inner), h.Colour(1, 0, 1))
		dark, k := where(img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(inner), h.Colour(0, 0, 1))
		if m < 500 || bright.Dx()*bright.Dy() != m || bright.Min.Y != dark.Min.Y || bright.Max.X != dark.Max.X || k < 29*m/10 || k > 31*m/10 {
			t.Errorf("%s: %d bright pixels in %v, %d dark ones in %v, want the upper right quarter", name, m, bright, k, dark)
		}
	}
}

func TestConfusion(t *testing.T) {
	c := metrics.NewConfusionMatrix(2)
	c.Add([]int{0, 0, 0, 0, 1}, []int{0, 0, 0, 1, 1})
	s := Confusion(Options{}, c, []string{"cat", "dog"}).SVG()
	for _, want := range []string{">accuracy 80.00 % of 5<", ">3<", ">cat<", ">dog<", ">class given<"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q", want)
		}
	}
	// A share of ¼ has the colour of its root, ½.
	want := picture.HeatOptions{}.Colour(0.5, 0, 1)
	if r, n := where(Confusion(Options{}, c, nil).Image(), want); n < 500 || r.Dy() < 30 {
		t.Errorf("%d pixels of a quarter's colour in %v", n, r)
	}
	names := make([]string, 100)
	for i := range names {
		names[i] = "class number " + strings.Repeat("i", i%7)
	}
	large := Confusion(Options{}, metrics.NewConfusionMatrix(100), names)
	if n := strings.Count(large.SVG(), ">class number "); n != 200 {
		t.Errorf("%d names of 100 classes on two axes", n)
	}
}

func TestTicks(t *testing.T) {
	for want, ticks := range map[string]string{
		"0 0.5 1 1.5 2":   labels(evenTicks{}.Ticks(-0.1, 2.2)),
		"-2 -1 0 1 2":     labels(evenTicks{}.Ticks(-2.5, 2.5)),
		"0 0.005 0.01":    labels(evenTicks{}.Ticks(0, 0.013)),
		"0 2 4 6":         labels(wholeTicks{}.Ticks(0, 18)),
		"1 2 3":           labels(wholeTicks{}.Ticks(1, 3)),
		"0 200 400 600":   labels(wholeTicks{}.Ticks(0, 1200)),
		"0.01 0.1 1":      labels(logTicks{}.Ticks(0.01, 3)),
		"0.1 0.2 0.5 1 2": labels(logTicks{}.Ticks(0.1, 3)),
	} {
		if !strings.HasPrefix(ticks, want) {
			t.Errorf("ticks %s, want %s", ticks, want)
		}
	}
}

func TestMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"line 0 (\"l\") has 1 numbers of X, but 2 of Y": func() { Lines(Options{}, Line{Name: "l", X: []float64{1}, Y: []float64{1, 2}}) },
		"one edge of a band":                            func() { Lines(Options{}, Line{Low: []float64{1}, Y: []float64{1}}) },
		"group 0 (\"\") has 1 numbers of X, but 0":      func() { Scatter(Options{}, Group{X: []float64{1}}) },
		"1 values for 2 labels":                         func() { Bars(Options{}, []string{"a", "b"}, Series{Values: []float64{1}}) },
		"3 names for 2 classes":                         func() { Confusion(Options{}, metrics.NewConfusionMatrix(2), []string{"a", "b", "c"}) },
		"no logarithmic axis":                           func() { Histogram(Options{LogY: true}, nil, 0) },
		"0 columns":                                     func() { Grid(0) },
		"plot.Bars: it takes no YRange":                 func() { Bars(Options{YRange: [2]float64{0, 1}}, nil) },
		"plot.Intervals: it takes no YRange":            func() { Intervals(Options{YRange: [2]float64{0, 1}}) },
		"plot.Lines: XRange is [2 1]":                   func() { Lines(Options{XRange: [2]float64{2, 1}}) },
		"plot.Scatter: YRange is [0 1]":                 func() { Scatter(Options{LogY: true, YRange: [2]float64{0, 1}}) },
		"3 texts for 4 cells":                           func() { Matrix(Options{}, Cells{Values: tensor.New(2, 2), Text: make([]string, 3)}) },
		"no Values":                                     func() { Matrix(Options{}, Cells{}) },
		"1 of rows, 0 of columns":                       func() { Matrix(Options{}, Cells{Values: tensor.New(2, 2), Rows: []string{"a"}}) },
	} {
		func() {
			defer func() {
				v := recover()
				s, _ := v.(string)
				if err, ok := v.(error); ok {
					s = err.Error()
				}
				if !strings.Contains(s, want) {
					t.Errorf("panic %v, want %q", v, want)
				}
			}()
			f()
		}()
	}
}

func TestWrite(t *testing.T) {
	p := Lines(Options{Width: 200, Height: 100}, Line{Y: []float64{1, 2}})
	dir := t.TempDir()
	if err := errors.Join(p.WritePNG(filepath.Join(dir, "p.png")), p.WriteSVG(filepath.Join(dir, "p.svg"))); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "p.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Dx() != 200 {
		t.Errorf("from the file: %v, %v", img, err)
	}
	if s, err := os.ReadFile(filepath.Join(dir, "p.svg")); err != nil || string(s) != p.SVG() {
		t.Errorf("the SVG file differs: %v", err)
	}
}
