package picture

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

func at(p image.Image, x, y int) [3]uint8 {
	c := color.RGBAModel.Convert(p.At(x, y)).(color.RGBA)
	return [3]uint8{c.R, c.G, c.B}
}

func want(t *testing.T, what string, got, want [3]uint8) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestPixels(t *testing.T) {
	// 0.5 + 0.5·x: −1 is black, 1 white, 3 cut off, NaN black.
	nan := float32(math.NaN())
	p := Pixels(tensor.FromSlice([]float32{-1, 1, 0, 3, nan, -9}, 2, 3), PixelOptions{Mean: []float32{0.5}, Std: []float32{0.5}, Scale: 1})
	want(t, "top left", at(p, 0, 0), [3]uint8{0, 0, 0})
	want(t, "top middle", at(p, 1, 0), [3]uint8{255, 255, 255})
	want(t, "top right", at(p, 2, 0), [3]uint8{128, 128, 128})
	want(t, "too bright", at(p, 0, 1), [3]uint8{255, 255, 255})
	want(t, "NaN", at(p, 1, 1), [3]uint8{0, 0, 0})
	rgb := Pixels(tensor.FromSlice([]float32{1, 0, 0.2}, 3, 1, 1), PixelOptions{})
	want(t, "a colour", at(rgb, 0, 0), [3]uint8{255, 0, 51})
	if b := rgb.Bounds(); b.Dx() != sideAlone || b.Dy() != sideAlone {
		t.Errorf("one pixel is enlarged to %v", b)
	}
	want(t, "its other corner", at(rgb, sideAlone-1, sideAlone-1), [3]uint8{255, 0, 51})
	each := Pixels(tensor.FromSlice([]float32{1, 0, 0.2}, 3, 1, 1), PixelOptions{Mean: []float32{0, 0.4, 0}, Std: []float32{0.2}, Scale: 1})
	want(t, "a mean for each channel", at(each, 0, 0), [3]uint8{51, 102, 10})
}

func TestSpectrogramAndHeat(t *testing.T) {
	// Two frames of three bins.
	x := tensor.FromSlice([]float32{0, 1, 2, 0, 0, 5}, 2, 3)
	p := Spectrogram(x, HeatOptions{High: 2, Scale: 1})
	if b := p.Bounds(); b.Dx() != 2 || b.Dy() != 3 {
		t.Fatalf("bounds %v", b)
	}
	low, high := [3]uint8{13, 8, 70}, [3]uint8{250, 245, 140}
	want(t, "the first frame's lowest bin", at(p, 0, 2), low)
	want(t, "its highest", at(p, 0, 0), high)
	want(t, "beyond the scale", at(p, 1, 0), high)
	m := Heat(x, HeatOptions{High: 2, Scale: 1})
	want(t, "row 0, column 2", at(m, 2, 0), high)
	want(t, "row 1, column 0", at(m, 0, 1), low)
	lightness := -1.0
	for v := 0.0; v <= 1; v += 0.01 {
		c := between(heatStops, v)
		l := 0.3*float64(c.R) + 0.6*float64(c.G) + 0.1*float64(c.B)
		if l <= lightness {
			t.Fatalf("%v is no lighter than what is lower", v)
		}
		lightness = l
	}
}

func TestPoints(t *testing.T) {
	dark := func(p []float32) (n, u, v int) {
		img := Points(tensor.FromSlice(p, len(p)/3, 3), PointOptions{Side: 100})
		for y := 0; y < 100; y++ {
			for x := 0; x < 100; x++ {
				if at(img, x, y) != [3]uint8{255, 255, 255} {
					n, u, v = n+1, x, y
				}
			}
		}
		return n, u, v
	}
	if n, _, _ := dark(nil); n != 0 {
		t.Errorf("%d pixels of nothing", n)
	}
	n, _, middle := dark([]float32{0, 0, 0})
	if n != dot*dot {
		t.Errorf("%d pixels of a point, want %d", n, dot*dot)
	}
	if _, _, up := dark([]float32{0, 0, 0.8}); up >= middle {
		t.Errorf("a point above is at row %d, the middle at %d", up, middle)
	}
	if n, _, _ := dark([]float32{9, 9, 9}); n != 0 {
		t.Errorf("%d pixels of a point outside", n)
	}
}

// Every class has a colour of its own, and what has none is white.
func TestClassColours(t *testing.T) {
	seen := map[color.RGBA]int{ClassColour(-1): -1}
	for class := 0; class < 50; class++ {
		c := ClassColour(class)
		if other, ok := seen[c]; ok {
			t.Errorf("classes %d and %d are both %v", other, class, c)
		}
		seen[c] = class
	}
}

// A picture of classes is a mask: its pixels are the classes.
func TestClasses(t *testing.T) {
	p := Classes([]int{2, 0, -100, 1, 1, 2}, 2, 3, 3)
	if got, want := string(p.Pix), string([]byte{2, 0, 0, 1, 1, 2}); got != want || len(p.Palette) != 3 {
		t.Errorf("pixels %v of a palette of %d", p.Pix, len(p.Palette))
	}
	c := ClassColour(2)
	want(t, "a pixel of class 2", at(p, 0, 0), [3]uint8{c.R, c.G, c.B})
}

func TestColouredPoints(t *testing.T) {
	p := ColouredPoints(tensor.FromSlice([]float32{-0.9, 0, 0, 0.9, 0, 0}, 2, 3), []int{2, 3}, PointOptions{Side: 60})
	blue, green := 0, 0
	for x := 0; x < 60; x++ {
		for y := 0; y < 60; y++ {
			switch c := at(p, x, y); {
			case int(c[2]) > int(c[0])+50 && x < 30: // class 2
				blue++
			case int(c[1]) > int(c[0])+50 && x > 30: // class 3
				green++
			}
		}
	}
	if blue != dot*dot || green != dot*dot {
		t.Errorf("%d pixels of the left point's colour, %d of the right one's, want %d each", blue, green, dot*dot)
	}
}

// A number of a heat map covers its part of the picture below, which shows through.
func TestOver(t *testing.T) {
	white := Pixels(tensor.Full(1, 4, 4), PixelOptions{Scale: 1})
	p := Over(white, tensor.FromSlice([]float32{0, 1, 0, 0}, 2, 2), HeatOptions{Scale: 1, Strength: 0.5})
	want(t, "over a low number", at(p, 0, 0), [3]uint8{134, 132, 163}) // halfway from 255 to 13, 8, 70
	want(t, "over a high number", at(p, 2, 0), [3]uint8{253, 250, 198})
	want(t, "its last pixel", at(p, 3, 1), [3]uint8{253, 250, 198})
	want(t, "below it", at(p, 3, 2), [3]uint8{134, 132, 163})
	gap := Over(white, tensor.FromSlice([]float32{0, float32(math.NaN()), 0, 1}, 2, 2), HeatOptions{Scale: 1})
	want(t, "below a NaN", at(gap, 3, 0), [3]uint8{255, 255, 255})
	large := Over(white, tensor.New(2, 2), HeatOptions{})
	if b := large.Bounds(); b.Dx() != 320 {
		t.Errorf("4 pixels are enlarged to %v", b)
	}
}

// The colours of a range: the least and the greatest number, whatever is not finite.
func TestRange(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, c := range []struct {
		o         HeatOptions
		x         []float32
		low, high float32
	}{
		{HeatOptions{}, []float32{3, -1, nan, inf, 2}, -1, 3},
		{HeatOptions{Signed: true}, []float32{1, -4}, -4, 4},
		{HeatOptions{Low: 1, High: 2}, []float32{9}, 1, 2},
		{HeatOptions{}, []float32{5, 5}, 5, 6},
		{HeatOptions{}, []float32{nan}, 0, 1},
		{HeatOptions{Signed: true}, []float32{0, 0}, 0, 1},
	} {
		if low, high := c.o.Range(c.x); low != c.low || high != c.high {
			t.Errorf("%v of %v: %v to %v, want %v to %v", c.o, c.x, low, high, c.low, c.high)
		}
	}
	signed := HeatOptions{Signed: true}
	if c := signed.Colour(0, -2, 2); c != (color.RGBA{250, 250, 250, 255}) {
		t.Errorf("the middle of signed numbers is %v", c)
	}
	if c := signed.Colour(-2, -2, 2); c.B <= c.R {
		t.Errorf("the least signed number is %v, want blue", c)
	}
	if c := signed.Colour(2, -2, 2); c.R <= c.B {
		t.Errorf("the greatest signed number is %v, want red", c)
	}
	if c := signed.Colour(nan, -2, 2); c.R != c.G || c.G != c.B {
		t.Errorf("NaN is %v, want grey", c)
	}
}

// Lines lie between patches, not around them.
func TestPatchGrid(t *testing.T) {
	p := PatchGrid(Pixels(tensor.New(4, 4), PixelOptions{Scale: 10}), 2, 2) // 40 pixels: 8 times as large
	side := p.Bounds().Dx()
	line := [3]uint8{gridLine.R, gridLine.G, gridLine.B}
	black := [3]uint8{}
	want(t, "the middle", at(p, side/2, 3), line)
	want(t, "beside the middle", at(p, side/2+2, 3), black)
	want(t, "the corner", at(p, 0, 0), black)
	want(t, "across", at(p, 3, side/2-1), line)
}

// The patches that an autoencoder does not see are chequered, the others are as they were.
func TestMaskedPatches(t *testing.T) {
	p := MaskedPatches(Pixels(tensor.New(4, 4), PixelOptions{Scale: 1}), []bool{false, true, false, false}, 2, 2)
	side := p.Bounds().Dx()
	want(t, "seen", at(p, 0, 0), [3]uint8{})
	want(t, "seen below the mask", at(p, side-1, side/2), [3]uint8{})
	seen := map[[3]uint8]bool{}
	for x := side / 2; x < side; x++ {
		seen[at(p, x, 0)] = true
	}
	if len(seen) != 2 || seen[[3]uint8{}] {
		t.Errorf("masked pixels are %v, want two greys", seen)
	}
}

// A video's frames come one by one, its channels together.
func TestFrames(t *testing.T) {
	x := tensor.New(3, 2, 1, 1)
	x.Set(1, 0, 0, 0, 0) // red in frame 0
	x.Set(1, 2, 1, 0, 0) // blue in frame 1
	f := Frames(x, PixelOptions{Scale: 1})
	want(t, "frame 0", at(f[0], 0, 0), [3]uint8{255, 0, 0})
	want(t, "frame 1", at(f[1], 0, 0), [3]uint8{0, 0, 255})
	sheet := Tubelets(x, 2, 1, 1, PixelOptions{})
	found := map[[3]uint8]image.Point{}
	for y := 0; y < sheet.Bounds().Dy(); y++ {
		for u := 0; u < sheet.Bounds().Dx(); u++ {
			if c := at(sheet, u, y); c[0] != c[2] {
				found[c] = image.Pt(u, y)
			}
		}
	}
	red, blue := found[[3]uint8{255, 0, 0}], found[[3]uint8{0, 0, 255}]
	if red.X != blue.X || blue.Y <= red.Y {
		t.Errorf("the last red pixel is at %v, the last blue one at %v, want them below each other", red, blue)
	}
}

func TestHeatPoints(t *testing.T) {
	p := HeatPoints(tensor.FromSlice([]float32{-0.9, 0, 0, 0.9, 0, 0}, 2, 3), []float32{0, 1}, HeatOptions{}, PointOptions{Side: 60})
	count := map[[3]uint8]int{}
	for x := 0; x < 60; x++ {
		for y := 0; y < 60; y++ {
			count[at(p, x, y)]++
		}
	}
	if count[[3]uint8{13, 8, 70}] != dot*dot || count[[3]uint8{250, 245, 140}] != dot*dot {
		t.Errorf("pixels by colour: %v", count)
	}
}

// What is no picture is refused by name.
func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"picture.Pixels":         func() { Pixels(tensor.New(3), PixelOptions{}) },
		"picture.Images":         func() { Images(tensor.New(3, 3), PixelOptions{}) },
		"picture.Frames":         func() { Frames(tensor.New(3, 3), PixelOptions{}) },
		"picture.Heat":           func() { Heat(tensor.New(3), HeatOptions{}) },
		"picture.Spectrogram":    func() { Spectrogram(tensor.New(2, 3, 3), HeatOptions{}) },
		"picture.Over":           func() { Over(Pixels(tensor.New(2, 2), PixelOptions{}), tensor.New(4), HeatOptions{}) },
		"picture.Points":         func() { Points(tensor.New(4, 2), PointOptions{}) },
		"picture.ColouredPoints": func() { ColouredPoints(tensor.New(4, 3), []int{1}, PointOptions{}) },
		"picture.HeatPoints":     func() { HeatPoints(tensor.New(4, 3), nil, HeatOptions{}, PointOptions{}) },
		"picture.Tubelets":       func() { Tubelets(tensor.New(1, 3, 2, 2), 2, 1, 1, PixelOptions{}) },
	} {
		err, ok := tensor.Catch(f).(*tensor.ShapeError)
		if !ok || err.Op != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err, _ := tensor.Catch(func() { Pixels(tensor.New(2, 1, 1), PixelOptions{Mean: []float32{1, 2, 3}}) }).(*tensor.ShapeError); err == nil {
		t.Error("three means for two channels")
	}
}
