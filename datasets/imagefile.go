package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // registers the decoder
	_ "image/png"  // registers the decoder

	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading one image.

// maxImagePixels bounds the size that a file may claim: 64 megapixels.
const maxImagePixels = 1 << 26

// maxImageSide bounds the size that callers may ask images to be scaled to.
const maxImageSide = 1 << 14

// ReadImage reads one PNG or JPEG file as a set of a single image without a
// label (-1), with 1 channel (grey) or 3 (RGB).
//
// If h and w are not 0 the image is cropped around its centre to the
// proportions h:w and scaled to h x w, bilinear with antialiasing; if both are
// 0 it keeps its size. Grey is 0.299 R + 0.587 G + 0.114 B. Transparent parts
// show white. Orientation tags of cameras are ignored.
func ReadImage(path string, channels, h, w int) (*Images, error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, err
	}
	px, ih, iw, err := readPlanar(path, channels)
	if err != nil {
		return nil, err
	}
	if h > 0 {
		px, ih, iw = pixels.Fit(px, channels, ih, iw, h, w), h, w
	}
	return &Images{Labelled: Labelled{Name: path, Label: []int{-1}}, C: channels, H: ih, W: iw, Pixels: px}, nil
}

// checkImageSize checks the channels and the size that a caller asks images for.
func checkImageSize(channels, h, w int) error {
	if channels != 1 && channels != 3 {
		return fmt.Errorf("datasets: images can have 1 channel (grey) or 3 (RGB), not %d", channels)
	}
	if h < 0 || w < 0 || (h == 0) != (w == 0) || h > maxImageSide || w > maxImageSide {
		return fmt.Errorf("datasets: images cannot be scaled to %dx%d: want both sides in 1..%d, or both 0 to keep their size", h, w, maxImageSide)
	}
	return nil
}

// readPlanar decodes a file to [channels, h, w].
func readPlanar(path string, channels int) (px []uint8, h, w int, err error) {
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: image: %w", err)
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: image %s: not a readable PNG or JPEG: %w", path, err)
	}
	w, h = cfg.Width, cfg.Height
	if w < 1 || h < 1 || w > maxImagePixels/h {
		return nil, 0, 0, fmt.Errorf("datasets: image %s: size %dx%d is empty or above the limit of %d pixels", path, h, w, maxImagePixels)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: image %s: %w", path, err)
	}
	return planar(img, channels), h, w, nil
}

// planar returns the pixels of img over a white ground as [channels, h, w].
func planar(img image.Image, channels int) []uint8 {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	rgba := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(rgba, rgba.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(rgba, rgba.Bounds(), img, b.Min, draw.Over)
	n := w * h
	px := make([]uint8, channels*n)
	for i := 0; i < n; i++ {
		p := rgba.Pix[4*i : 4*i+3]
		if channels == 1 {
			px[i] = uint8((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
			continue
		}
		px[i], px[n+i], px[2*n+i] = p[0], p[1], p[2]
	}
	return px
}
