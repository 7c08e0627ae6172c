package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"image"

	"golang.org/x/image/webp"
)

// This file: reading WebP. Package webp decodes lossy files to Y, Cb and Cr as they are
// stored, in BT.601's limited range, but names them by a type that stands for the full
// range: shown as it is, black would be grey. Here they become colours as libwebp makes
// them, which browsers and Pillow use.

// webpConfig returns the size and the kind of the pixels of a WebP file.
func webpConfig(raw []byte) (image.Config, error) {
	if err := checkWebP(raw); err != nil {
		return image.Config{}, err
	}
	cfg, err := webp.DecodeConfig(bytes.NewReader(raw))
	return cfg, webpError(err)
}

// decodeWebP decodes a WebP file.
func decodeWebP(raw []byte) (image.Image, error) {
	if err := checkWebP(raw); err != nil {
		return nil, err
	}
	img, err := webp.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, webpError(err)
	}
	switch img := img.(type) {
	case *image.YCbCr:
		return webpColours(img, nil, 0), nil
	case *image.NYCbCrA:
		return webpColours(&img.YCbCr, img.A, img.AStride), nil
	}
	return img, nil
}

func webpError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("WebP: %w", err)
}

// checkWebP names what is not read.
func checkWebP(raw []byte) error {
	const animated = 2
	if len(raw) > 20 && string(raw[12:16]) == "VP8X" && raw[20]&animated != 0 {
		return errors.New("found an animated WebP, only still ones are read: save its frames as PNG")
	}
	return nil
}

// webpColours turns pixels into colours. Alpha may be nil.
func webpColours(y *image.YCbCr, alpha []uint8, alphaStride int) *image.NRGBA {
	w, h := y.Rect.Dx(), y.Rect.Dy()
	cw, ch := (w+1)/2, (h+1)/2
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for r := 0; r < h; r++ {
		near, far := r/2, min(max(r/2-1+r%2*2, 0), ch-1)
		for q := 0; q < w; q++ {
			side, other := q/2, min(max(q/2-1+q%2*2, 0), cw-1)
			mix := func(c []uint8) int {
				n, v := int(c[near*y.CStride+side]), int(c[far*y.CStride+side])
				h, d := int(c[near*y.CStride+other]), int(c[far*y.CStride+other])
				return ((n+h+v+d+8+2*(h+v))>>3 + n) >> 1
			}
			l, u, v := int(y.Y[r*y.YStride+q])*19077>>8, mix(y.Cb), mix(y.Cr)
			p := m.Pix[r*m.Stride+4*q:][:4]
			p[0] = webpLevel(l + v*26149>>8 - 14234)
			p[1] = webpLevel(l - u*6419>>8 - v*13320>>8 + 8708)
			p[2] = webpLevel(l + u*33050>>8 - 17685)
			p[3] = 255
			if alpha != nil {
				p[3] = alpha[r*alphaStride+q]
			}
		}
	}
	return m
}

// webpLevel returns v/64 as a pixel.
func webpLevel(v int) uint8 { return uint8(min(max(v>>6, 0), 255)) }
