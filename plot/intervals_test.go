package plot

import (
	"image"
	"math"
	"testing"
)

// part returns a part of a plot's pixels.
func part(img image.Image, r image.Rectangle) image.Image {
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(r)
}

// of returns the part of an image whose pixels are so, and how many there are.
func of(img image.Image, so func(c [3]uint8) bool) (r image.Rectangle, n int) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if so(rgb(img, x, y)) {
				r, n = r.Union(image.Rect(x, y, x+1, y+1)), n+1
			}
		}
	}
	return r, n
}

// Lines of 0 and of baselines are darker than those of the grid.
func isGrey(c [3]uint8) bool { return c[0] == c[1] && c[1] == c[2] && c[0] < 210 }
func isBlue(c [3]uint8) bool { return int(c[2]) > int(c[0])+60 }
func isRed(c [3]uint8) bool  { return int(c[0]) > int(c[2])+60 }

// long counts the rows and columns of pixels within r that are grey in at least half their
// length.
func long(img image.Image, r image.Rectangle) int {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if _, k := of(part(img, image.Rect(r.Min.X, y, r.Max.X, y+1)), isGrey); 2*k >= r.Dx() {
			n++
		}
	}
	for x := r.Min.X; x < r.Max.X; x++ {
		if _, k := of(part(img, image.Rect(x, r.Min.Y, x+1, r.Max.Y)), isGrey); 2*k >= r.Dy() {
			n++
		}
	}
	return n
}

// A bar goes from Low to High, the square is at the mean, and dots lie at their values,
// above the square. The first row is on top.
func TestIntervalPixels(t *testing.T) {
	o := Options{XRange: [2]float64{0, 10}, Width: 500, Height: 200}
	bar, _ := of(Intervals(o, Interval{Mean: 5, Low: 4, High: 8}).Image(), isRed)
	square, _ := of(Intervals(o, Interval{Mean: 5}).Image(), isRed)
	dots, _ := of(Intervals(o, Interval{Mean: 5, Low: math.NaN(), High: math.NaN(), Values: []float64{2, math.NaN(), 8}}).Image(), isBlue)
	unit := float64(dots.Dx()-6) / 6 // a dot has a radius of 3
	if unit < 40 || unit > 50 {
		t.Fatalf("dots at 2 and 8 of 10 are %d of 500 pixels from each other", dots.Dx())
	}
	middle := (square.Min.X + square.Max.X) / 2
	if abs(bar.Dx()-int(4*unit)) > 4 || abs(middle-bar.Min.X-int(unit)) > 4 {
		t.Errorf("a bar from 4 to 8 is at %v, the square of 5 at %v, a unit is %v pixels", bar, square, unit)
	}
	if square.Dx() < 6 || square.Dx() > 12 || abs(middle-dots.Min.X-3-int(3*unit)) > 4 || dots.Max.Y > square.Min.Y+2 {
		t.Errorf("the square is at %v, dots at %v", square, dots)
	}
	two := Intervals(o, Interval{Mean: 2}, Interval{Mean: 8}).Image()
	first, _ := of(part(two, image.Rect(0, 0, 250, 200)), isRed)
	second, _ := of(part(two, image.Rect(250, 0, 500, 200)), isRed)
	if first.Empty() || second.Empty() || first.Max.Y > second.Min.Y {
		t.Errorf("the first row is at %v, the second at %v", first, second)
	}
}

// A baseline's line goes through all rows, and 0 has one where it is within the axis.
func TestLinesBehindData(t *testing.T) {
	o := Options{Width: 400, Height: 300}
	for name, draw := range map[string]func(ends [2]float64, baseline bool) *Plot{
		"intervals": func(ends [2]float64, baseline bool) *Plot {
			o := o
			o.XRange = ends
			return Intervals(o, Interval{Mean: 1, Baseline: baseline}, Interval{Mean: 2})
		},
	} {
		grey := func(ends [2]float64, baseline bool) int {
			return long(draw(ends, baseline).Image(), image.Rect(80, 20, 380, 240))
		}
		without := grey([2]float64{0, 4}, false)
		if with := grey([2]float64{-2, 2}, false); with <= without {
			t.Errorf("%s: %d grey lines with 0 within the axis, %d with 0 at its end", name, with, without)
		}
		if with := grey([2]float64{0, 4}, true); with <= without {
			t.Errorf("%s: %d grey lines with a baseline, %d without", name, with, without)
		}
	}
}
