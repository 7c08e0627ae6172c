package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"math"
	"os"
)

// This file: writing GIFs.

// gifDelay is how long a written frame is shown, in hundredths of a second.
const gifDelay = 10

// WriteGIF writes clip i of a set as an animated GIF that repeats for ever, ten
// frames a second. Grey pixels keep their values, and so do the colours of a
// frame that has no more than 256 of them; others become those of the 256 of
// palette.Plan9, dithered.
func WriteGIF(path string, s *Videos, i int) error {
	if i < 0 || i >= s.Len() {
		return fmt.Errorf("datasets: %s: clip %d of %s, which has %d", path, i, s.Name, s.Len())
	}
	if s.C != 1 && s.C != 3 || s.H < 1 || s.W < 1 || s.H > math.MaxUint16 || s.W > math.MaxUint16 || s.NumFrames(i) < 1 {
		return fmt.Errorf("datasets: %s: a clip of %d frames of %dx%dx%d, want some of 1 or 3 channels and sides of 1 to %d for a GIF",
			path, s.NumFrames(i), s.C, s.H, s.W, math.MaxUint16)
	}
	g := &gif.GIF{}
	if s.C == 1 { // one table for all frames
		g.Config = image.Config{ColorModel: greys, Width: s.W, Height: s.H}
	}
	for t := 0; t < s.NumFrames(i); t++ {
		g.Image = append(g.Image, paletted(s.Frame(i, t), s.C, s.H, s.W))
		g.Delay = append(g.Delay, gifDelay)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		return fmt.Errorf("datasets: %s: %w", path, err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	return nil
}

// greys are the 256 greys: the index of a pixel is its value.
var greys = func() (p color.Palette) {
	for v := 0; v < 256; v++ {
		p = append(p, color.RGBA{uint8(v), uint8(v), uint8(v), 255})
	}
	return p
}()

// paletted returns the frame px [c, h, w] with at most 256 colours.
func paletted(px []uint8, c, h, w int) *image.Paletted {
	area, n := image.Rect(0, 0, w, h), h*w
	if c == 1 {
		img := image.NewPaletted(area, greys)
		copy(img.Pix, px)
		return img
	}
	img := image.NewPaletted(area, nil)
	index := map[color.RGBA]uint8{}
	for i := range img.Pix {
		v := color.RGBA{px[i], px[n+i], px[2*n+i], 255}
		at, ok := index[v]
		if !ok {
			if len(img.Palette) == 256 {
				return dithered(px, h, w)
			}
			at = uint8(len(img.Palette))
			index[v] = at
			img.Palette = append(img.Palette, v)
		}
		img.Pix[i] = at
	}
	return img
}

// dithered returns the frame px [3, h, w] in the colours of Plan 9.
func dithered(px []uint8, h, w int) *image.Paletted {
	area, n := image.Rect(0, 0, w, h), h*w
	full := image.NewRGBA(area)
	for i := 0; i < n; i++ {
		full.Pix[4*i], full.Pix[4*i+1], full.Pix[4*i+2], full.Pix[4*i+3] = px[i], px[n+i], px[2*n+i], 255
	}
	img := image.NewPaletted(area, palette.Plan9)
	draw.FloydSteinberg.Draw(img, area, full, image.Point{})
	return img
}
