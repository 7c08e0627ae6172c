package picture

import "image"

// This file: pixels in the colours of their classes.

// Classes draws the classes [height, width] of pixels as an image with the
// palette of the n classes, at most 256. Classes below 0 are drawn as 0. Each is one
// pixel, so that the picture can be stored as a mask; Enlarge makes it large enough to
// see. It panics unless there are height·width classes.
func Classes(classes []int, height, width, n int) *image.Paletted {
	if len(classes) != height*width {
		panic("picture.Classes: " + itoa(len(classes)) + " classes, want one for each of " + itoa(height) + "×" + itoa(width) + " pixels")
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), ClassPalette(n))
	for i, c := range classes {
		img.Pix[i] = uint8(max(c, 0))
	}
	return img
}
