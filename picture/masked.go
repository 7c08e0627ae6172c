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
// columns from the left and rows from the top, that it is masked. The squares of the
// pattern are pixels.
func Masked(p image.Image, masked func(x, y int) bool) image.Image { return chequered(p, 1, masked) }

// MaskedPatches returns a picture p with a chequered pattern over the patches that are
// masked: mask [rows·columns] is row by row, as the mask of an autoencoder is for each
// image. Small pictures are enlarged as Enlarge does. It panics unless the mask has
// rows·columns elements.
func MaskedPatches(p image.Image, mask []bool, rows, columns int) image.Image {
	if len(mask) != rows*columns {
		panic("picture.MaskedPatches: a mask of " + itoa(len(mask)) + " elements, want one for each of " + itoa(rows) + "×" + itoa(columns) + " patches")
	}
	p = enlarge(p, 0, sideAlone)
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	square := max(1, min(w/max(columns, 1), h/max(rows, 1))/4)
	return chequered(p, square, func(x, y int) bool { return mask[y*rows/h*columns+x*columns/w] })
}

// chequered is Masked with a pattern of larger squares.
func chequered(p image.Image, square int, masked func(x, y int) bool) image.Image {
	b := p.Bounds()
	img := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := 0; y < b.Dy(); y++ {
		for x := 0; x < b.Dx(); x++ {
			if masked(x, y) {
				img.SetRGBA(x, y, chequers[(x/square+y/square)%2])
			} else {
				img.Set(x, y, p.At(b.Min.X+x, b.Min.Y+y))
			}
		}
	}
	return img
}
