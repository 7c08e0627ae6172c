package picture

import (
	"image"
	"image/draw"
	"strconv"
)

// This file: small pictures made large.

// Enlarge draws a square of factor×factor pixels for each pixel of p, so that small
// pictures can be seen as they are. Factor 0 makes p about 300 pixels wide or high, or
// leaves it if it is larger.
func Enlarge(p image.Image, factor int) image.Image { return enlarge(p, factor, sideAlone) }

// enlarge enlarges p by a factor or, if that is 0, up to a side.
func enlarge(p image.Image, factor, side int) image.Image {
	b := p.Bounds()
	if factor < 1 {
		factor = max(1, side/max(b.Dx(), b.Dy(), 1))
	}
	if factor == 1 {
		return p
	}
	img := image.NewRGBA(image.Rect(0, 0, factor*b.Dx(), factor*b.Dy()))
	enlargeOnto(img, p, 0, 0, factor)
	return img
}

// enlargeOnto draws p at (x, y), with a square of k×k pixels for each of its own.
func enlargeOnto(sheet *image.RGBA, p image.Image, x, y, k int) {
	b := p.Bounds()
	if k == 1 {
		draw.Draw(sheet, image.Rect(x, y, x+b.Dx(), y+b.Dy()), p, b.Min, draw.Src)
		return
	}
	for v := 0; v < k*b.Dy(); v++ {
		for u := 0; u < k*b.Dx(); u++ {
			sheet.Set(x+u, y+v, p.At(b.Min.X+u/k, b.Min.Y+v/k))
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
