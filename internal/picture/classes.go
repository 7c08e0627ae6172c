package picture

import (
	"image"
	"image/color"
	"math"
)

// This file: pixels and points in the colours of their classes.

// Classes draws the classes [height, width] of pixels as an image with the
// palette of the n classes, at most 256. Classes below 0 are drawn as 0.
func Classes(classes []int, height, width, n int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, width, height), ClassPalette(n))
	for i, c := range classes {
		img.Pix[i] = uint8(max(c, 0))
	}
	return img
}

// ColouredPoints draws points [n, 3] as Points does, each in the colour of its class.
// Near points are darker.
func ColouredPoints(p []float32, classes []int, side int) image.Image {
	return drawPoints(p, side, func(i int, shade uint8) color.RGBA {
		c, light := ClassColour(classes[i]), 0.6+0.4*float64(shade)/farthest
		dim := func(v uint8) uint8 { return uint8(math.Round(light * float64(v))) }
		return color.RGBA{dim(c.R), dim(c.G), dim(c.B), 255}
	})
}
