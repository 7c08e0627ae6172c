package picture

import (
	"image"
	"image/color"
)

// This file: what is masked, which has no colour of its own.

// The two greys of what is masked, a chequered pattern as image editors have for what is
// not there. No prepared sample looks like it.
var chequers = [2]color.RGBA{{225, 225, 225, 255}, {185, 185, 185, 255}}

// Masked returns a picture p with a chequered pattern wherever masked says of a pixel, in
// columns from the left and rows from the top, that it is masked.
func Masked(p image.Image, masked func(x, y int) bool) image.Image {
	b := p.Bounds()
	img := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := 0; y < b.Dy(); y++ {
		for x := 0; x < b.Dx(); x++ {
			if masked(x, y) {
				img.SetRGBA(x, y, chequers[(x+y)%2])
			} else {
				img.Set(x, y, p.At(b.Min.X+x, b.Min.Y+y))
			}
		}
	}
	return img
}
