package picture

import (
	"image"
	"image/color"
	"math"
	"testing"
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
	p := Pixels([]float32{-1, 1, 0, 3, nan, -9}, 1, 2, 3, []float32{0.5}, []float32{0.5})
	want(t, "top left", at(p, 0, 0), [3]uint8{0, 0, 0})
	want(t, "top middle", at(p, 1, 0), [3]uint8{255, 255, 255})
	want(t, "top right", at(p, 2, 0), [3]uint8{128, 128, 128})
	want(t, "too bright", at(p, 0, 1), [3]uint8{255, 255, 255})
	want(t, "NaN", at(p, 1, 1), [3]uint8{0, 0, 0})
	rgb := Pixels([]float32{1, 0, 0.2}, 3, 1, 1, []float32{0, 0, 0}, []float32{1, 1, 1})
	want(t, "a colour", at(rgb, 0, 0), [3]uint8{255, 0, 51})
}

func TestHeat(t *testing.T) {
	// Two frames of three bins.
	p := Heat([]float32{0, 1, 2, 0, 0, 5}, 2, 3, 0, 2)
	if b := p.Bounds(); b.Dx() != 2 || b.Dy() != 3 {
		t.Fatalf("bounds %v", b)
	}
	low, high := [3]uint8{13, 8, 70}, [3]uint8{250, 245, 140}
	want(t, "the first frame's lowest bin", at(p, 0, 2), low)
	want(t, "its highest", at(p, 0, 0), high)
	want(t, "beyond the scale", at(p, 1, 0), high)
	lightness := -1.0
	for v := 0.0; v <= 1; v += 0.01 {
		c := heatColor(v)
		l := 0.3*float64(c.R) + 0.6*float64(c.G) + 0.1*float64(c.B)
		if l <= lightness {
			t.Fatalf("%v is no lighter than what is lower", v)
		}
		lightness = l
	}
}

func TestPoints(t *testing.T) {
	dark := func(p []float32) (n, u, v int) {
		img := Points(p, 100)
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
	p := ColouredPoints([]float32{-0.9, 0, 0, 0.9, 0, 0}, []int{2, 3}, 60)
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
