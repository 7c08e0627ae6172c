package picture

import (
	"image"
	"image/color"
	"math"
)

// This file: points and pixels in the colours of their classes.

// classColours are a grey for class 0, which often is the background, and colours
// that are told apart by eyes of all kinds (Okabe and Ito, 2008).
var classColours = []color.RGBA{
	{70, 70, 70, 255}, {230, 159, 0, 255}, {86, 180, 233, 255}, {0, 158, 115, 255}, {240, 228, 66, 255},
	{0, 114, 178, 255}, {213, 94, 0, 255}, {204, 121, 167, 255},
}

// ClassColour returns the colour of a class: dark grey for 0, then seven colours
// and paler or darker ones of them in turn; white for what has no class (below 0).
func ClassColour(class int) color.RGBA {
	if class < 0 {
		return color.RGBA{255, 255, 255, 255}
	}
	if class < len(classColours) {
		return classColours[class]
	}
	n := len(classColours) - 1
	c, round := classColours[1+(class-1)%n], (class-1)/n
	// 1, 2, 3, 4 ... rounds: half-way to white, to black, and ever nearer.
	to, part := 255.0, 1-math.Pow(0.6, float64((round+1)/2))
	if round%2 == 0 {
		to = 0
	}
	mix := func(v uint8) uint8 { return uint8(math.Round(float64(v) + (to-float64(v))*part)) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// ClassPalette returns the colours of the classes 0 to n−1, at most 256.
func ClassPalette(n int) color.Palette {
	p := make(color.Palette, min(n, 256))
	for i := range p {
		p[i] = ClassColour(i)
	}
	return p
}

// Classes draws the classes [height, width] of pixels, at most 256, as an image
// whose palette is that of the n classes; those below 0 are class 0.
func Classes(classes []int, height, width, n int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, width, height), ClassPalette(n))
	for i, c := range classes {
		img.Pix[i] = uint8(max(c, 0))
	}
	return img
}

// ColouredPoints is Points in the colours of their classes, near ones darker.
func ColouredPoints(p []float32, classes []int, side int) image.Image {
	return drawPoints(p, side, func(i int, shade uint8) color.RGBA {
		c, light := ClassColour(classes[i]), 0.6+0.4*float64(shade)/farthest
		dim := func(v uint8) uint8 { return uint8(math.Round(light * float64(v))) }
		return color.RGBA{dim(c.R), dim(c.G), dim(c.B), 255}
	})
}
