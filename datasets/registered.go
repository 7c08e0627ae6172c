package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"

	"github.com/gopathway/pathway/datasets/internal/exif"
)

// This file: decoding images by the decoders that are registered, and what those do wrong
// or say badly.

// decodeRegistered decodes an image of a kind and a size that were read before and found
// small enough.
func decodeRegistered(raw []byte, kind string, h, w int, o ImageOptions) (image.Image, error) {
	switch kind {
	case "tiff":
		return decodeTIFF(raw, h, w, o)
	case "webp":
		if len(raw) > 20 && string(raw[12:16]) == "VP8X" && raw[20]&2 != 0 {
			return nil, errors.New("found an animated WebP, which is not read: save its pictures as PNG, or the animation as GIF")
		}
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	return img, err
}

// decodeTIFF decodes a TIFF. The decoder takes planes that stand one after the other for
// pixels, and it loses its place in rows of tiles that go beyond the image's right edge:
// it is told that the image is as wide as its tiles.
func decodeTIFF(raw []byte, h, w int, o ImageOptions) (image.Image, error) {
	tile, planes := exif.TIFFTiles(raw)
	if planes {
		return nil, errors.New("found a TIFF whose planes stand one after the other, which is not read: save it with the colours of a pixel side by side, or as PNG")
	}
	beyond := tile > 0 && w%tile != 0
	if beyond {
		wide := (w + tile - 1) / tile * tile
		if err := o.checkPixels(h, wide, 1, len(raw)); err != nil {
			return nil, fmt.Errorf("its tiles: %w", err)
		}
		if raw = exif.WidenTIFF(raw, wide); raw == nil {
			return nil, fmt.Errorf("found a TIFF of %d columns whose tiles of %d go beyond its edge, which is not read: save it without tiles", w, tile)
		}
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil || !beyond {
		return img, err
	}
	part, ok := img.(interface {
		draw.Image
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		return nil, fmt.Errorf("found a TIFF of an unexpected kind, %T", img)
	}
	return part.SubImage(image.Rect(0, 0, w, h)), nil
}
