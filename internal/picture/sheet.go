package picture

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// This file: several pictures on one sheet, and PNG files.

const (
	gap  = 4   // pixels between pictures
	tall = 112 // pixels that small pictures are enlarged to, as far as a whole factor can
)

// Sheet puts pictures side by side in rows. Small ones are enlarged, and a row is as
// high as its highest picture.
func Sheet(rows [][]image.Image) image.Image {
	width, height := gap, gap
	for _, row := range rows {
		w, h := gap, 0
		for _, p := range row {
			k := factor(p)
			w += k*p.Bounds().Dx() + gap
			h = max(h, k*p.Bounds().Dy())
		}
		width, height = max(width, w), height+h+gap
	}
	sheet := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{128}), image.Point{}, draw.Src)
	y := gap
	for _, row := range rows {
		x, h := gap, 0
		for _, p := range row {
			k := factor(p)
			enlarge(sheet, p, x, y, k)
			x += k*p.Bounds().Dx() + gap
			h = max(h, k*p.Bounds().Dy())
		}
		y += h + gap
	}
	return sheet
}

// factor returns the whole number by which a picture is enlarged.
func factor(p image.Image) int { return max(1, tall/max(p.Bounds().Dy(), 1)) }

// enlarge draws p at (x, y), with a square of k×k pixels for each of its own.
func enlarge(sheet *image.RGBA, p image.Image, x, y, k int) {
	b := p.Bounds()
	for v := 0; v < k*b.Dy(); v++ {
		for u := 0; u < k*b.Dx(); u++ {
			sheet.Set(x+u, y+v, p.At(b.Min.X+u/k, b.Min.Y+v/k))
		}
	}
}

// WritePNG writes a picture to a file, which appears whole or not at all.
func WritePNG(path string, p image.Image) error {
	return atomicfile.Write(path, func(w io.Writer) error { return png.Encode(w, p) })
}
