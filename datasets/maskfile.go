package datasets

import (
	"errors"
	"fmt"
	"image"

	"github.com/gopathway/pathway/datasets/internal/exif"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading one mask. Decoders stretch grey of few bits to 0 to 255; here values
// are those that the file stores.

// maskExts are the extensions of the masks that are read: those of formats that keep
// every value.
var maskExts = []string{".png", ".bmp", ".tif", ".tiff"}

// readMask decodes a mask to classes [h, w].
func (r *maskReader) readMask(path string) (mask []uint8, h, w int, err error) {
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: mask: %w", err)
	}
	if mask, h, w, err = r.decodeMask(raw); err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: mask %s: %w", path, err)
	}
	return mask, h, w, nil
}

func (r *maskReader) decodeMask(raw []byte) (mask []uint8, h, w int, err error) {
	n, err := imageKind(raw)
	if err != nil {
		return nil, 0, 0, err
	}
	kind := imageKinds[n]
	if kind.name == "jpeg" || kind.name == "webp" {
		return nil, 0, 0, fmt.Errorf("found a %s file, which does not keep values exactly, expected PNG, BMP or TIFF", kind.name)
	}
	cfg, err := kind.config(raw)
	if err != nil {
		return nil, 0, 0, err
	}
	h, w = cfg.Height, cfg.Width
	if err := r.checkPixels(h, w, pixelBytes(cfg.ColorModel), len(raw)); err != nil {
		return nil, 0, 0, err
	}
	img, err := kind.decode(raw)
	if err != nil {
		return nil, 0, 0, err
	}
	step, grey, err := maskDepth(raw, kind.name)
	if err != nil {
		return nil, 0, 0, err
	}
	at, err := r.accessor(img, step, grey)
	if err != nil {
		return nil, 0, 0, err
	}
	mask = make([]uint8, h*w)
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			v := at(x, y)
			if r.colours != nil {
				class, ok := r.colours[v]
				if !ok {
					return nil, 0, 0, fmt.Errorf("the pixel in row %d, column %d has the colour %d %d %d, which the table of colours does not list", y, x, v>>16, v>>8&255, v&255)
				}
				mask[y*w+x] = class
				continue
			}
			if !r.listed[v] {
				return nil, 0, 0, r.noLabel(y, x, v)
			}
			mask[y*w+x] = r.table[v]
		}
	}
	if !r.KeepOrientation {
		mask, h, w = exif.Turn(mask, 1, h, w, exif.Orientation(raw))
	}
	return mask, h, w, nil
}

// noLabel is the error of a value that may not occur.
func (r *maskReader) noLabel(y, x int, v uint32) error {
	what := "labels.txt lists it"
	if r.classes == nil {
		what = fmt.Sprintf("classes without labels.txt are at most %d", IgnoreMask)
	} else if len(r.classes) > 0 {
		what = fmt.Sprintf("there are %d classes", len(r.classes))
	}
	return fmt.Errorf("the pixel in row %d, column %d has the value %d, which is no label; %s (labels.txt says what values mean, --ignore-label which have no class)", y, x, v, what)
}

// maskDepth returns by how much a decoder stretches the values that a file stores, and
// whether the file is grey though it may be decoded to colours, because of transparency.
func maskDepth(raw []byte, kind string) (step uint32, grey bool, err error) {
	switch kind {
	case "png": // the header comes first: depth, then type
		depth, colour := raw[24], raw[25]
		if colour == 0 && depth < 8 {
			return 255 / (1<<depth - 1), true, nil
		}
		return 1, colour == 0 || colour == 4, nil
	case "tiff":
		bits, reversed := exif.TIFFSamples(raw)
		if reversed {
			return 0, false, errors.New("found a TIFF in which 0 is white, expected 0 for black: save it as PNG")
		}
		if bits < 8 {
			return 255 / (1<<bits - 1), false, nil
		}
	}
	return 1, false, nil
}

// accessor returns a function that gives the value of a pixel, or its colour if there is
// a table of colours.
func (r *maskReader) accessor(img image.Image, step uint32, grey bool) (func(x, y int) uint32, error) {
	b := img.Bounds().Min
	if r.colours != nil {
		return func(x, y int) uint32 {
			switch img := img.(type) {
			case *image.NRGBA: // as stored, whatever the transparency
				c := img.NRGBAAt(b.X+x, b.Y+y)
				return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
			case *image.NRGBA64:
				c := img.NRGBA64At(b.X+x, b.Y+y)
				return uint32(c.R>>8)<<16 | uint32(c.G>>8)<<8 | uint32(c.B>>8)
			}
			cr, cg, cb, _ := img.At(b.X+x, b.Y+y).RGBA()
			return cr>>8<<16 | cg>>8<<8 | cb>>8
		}, nil
	}
	switch img := img.(type) {
	case *image.Paletted:
		return func(x, y int) uint32 { return uint32(img.Pix[y*img.Stride+x]) }, nil
	case *image.Gray:
		return func(x, y int) uint32 { return uint32(img.Pix[y*img.Stride+x]) / step }, nil
	case *image.Gray16:
		return func(x, y int) uint32 { return uint32(img.Gray16At(b.X+x, b.Y+y).Y) }, nil
	case *image.NRGBA:
		if grey {
			return func(x, y int) uint32 { return uint32(img.Pix[y*img.Stride+4*x]) / step }, nil
		}
	case *image.NRGBA64:
		if grey {
			return func(x, y int) uint32 { return uint32(img.NRGBA64At(b.X+x, b.Y+y).R) }, nil
		}
	}
	return nil, errors.New("found colours, expected a palette or grey; for masks in colour give a table of lines \"red green blue name\": colors.txt beside the folders, or --mask-colors FILE")
}
