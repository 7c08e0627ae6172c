package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"

	"github.com/gopathway/pathway/datasets/internal/exif"
	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading one image.

// imageExts are the extensions of the images that are read.
var imageExts = []string{".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"}

// ReadImage reads one PNG, JPEG, WebP, BMP or TIFF file as a set of a single image
// without a label (-1), with 1 channel (grey) or 3 (RGB).
//
// If o.H and o.W are not 0 the image is cropped around its centre to the proportions
// H:W and scaled to H x W, bilinear with antialiasing. Grey is 0.299 R + 0.587 G +
// 0.114 B. Transparent parts show white. Pixels are turned as the EXIF block of the file
// says. An image of more pixels than o.MaxPixels is an error.
func ReadImage(path string, o ImageOptions) (*Images, error) {
	return readFile(path, openfile.Media, func(r io.Reader, name string) (*Images, error) { return DecodeImage(r, name, o) })
}

// DecodeImage is [ReadImage] for the content of a file, such as an upload or a file of an
// archive. It reads r to its end, at most 1 GiB. Messages call it name.
func DecodeImage(r io.Reader, name string, o ImageOptions) (*Images, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	name = called(name)
	p, err := decodePlanes(r, name, o)
	if err != nil {
		return nil, err
	}
	if o.H > 0 {
		p.fit(o.H, o.W)
	}
	return &Images{Labelled: Labelled{Name: name, Label: []int{-1}}, C: p.c, H: p.h, W: p.w, Pixels: p.px, Sources: []ImageSource{p.source}}, nil
}

// planes are the pixels of an image, [c, h, w].
type planes struct {
	c, h, w int
	px      []uint8
	source  ImageSource
}

// fit crops and scales the planes.
func (p *planes) fit(h, w int) {
	p.px, p.h, p.w = pixels.Fit(p.px, p.c, p.h, p.w, h, w), h, w
}

// grey reports whether the three planes are alike.
func (p *planes) grey() bool {
	n := p.h * p.w
	return bytes.Equal(p.px[:n], p.px[n:2*n]) && bytes.Equal(p.px[:n], p.px[2*n:])
}

// readPlanes decodes a file. It does not scale it.
func readPlanes(path string, o ImageOptions) (planes, error) {
	return readFile(path, openfile.Media, func(r io.Reader, name string) (planes, error) { return decodePlanes(r, name, o) })
}

// decodePlanes decodes the content of a file. It does not scale it.
func decodePlanes(r io.Reader, name string, o ImageOptions) (planes, error) {
	raw, err := openfile.All(r, openfile.Media)
	if err != nil {
		return planes{}, fmt.Errorf("datasets: image %s: %w", name, err)
	}
	img, err := decodeImage(raw, o)
	if err != nil {
		return planes{}, fmt.Errorf("datasets: image %s: %w", name, err)
	}
	p := o.planesOf(img)
	if !o.KeepOrientation {
		p.px, p.h, p.w = exif.Turn(p.px, p.c, p.h, p.w, exif.Orientation(raw))
	}
	p.source.H, p.source.W = p.h, p.w
	return p, nil
}

// planesOf returns the pixels of an image with the channels that o asks for.
func (o ImageOptions) planesOf(img image.Image) planes {
	if o.Channels != 0 {
		return planesOf(img, o.Channels)
	}
	p := planesOf(img, 3)
	if p.grey() {
		p.c, p.px = 1, p.px[:p.h*p.w]
	}
	return p
}

// A progressive JPEG may have MaxJPEGScans scans, or as many as together walk over
// MaxJPEGBlocks blocks of 8x8 pixels.
const (
	MaxJPEGScans  = 100
	MaxJPEGBlocks = 1 << 27
)

// decodeImage decodes the content of a file, whose claims it checks before.
func decodeImage(raw []byte, o ImageOptions) (image.Image, error) {
	n, err := imageKind(raw)
	if err != nil {
		return nil, err
	}
	kind := imageKinds[n]
	cfg, err := kind.config(raw)
	if err != nil {
		return nil, err
	}
	depth := max(pixelBytes(cfg.ColorModel), 3) // that many planes it becomes
	if kind.name == "jpeg" {
		if scans := bytes.Count(raw, startOfScan); scans > 1 {
			if cfg.Height*cfg.Width*depth/MaxImageRatio > len(raw) {
				depth = 16 // its coefficients are kept, and it is no photograph
			}
			if scans > MaxJPEGScans && scans > MaxJPEGBlocks/(cfg.Width*cfg.Height/64+1) {
				return nil, fmt.Errorf("JPEG: found %d scans of %dx%d pixels, the limit is %d or %d blocks in all", scans, cfg.Height, cfg.Width, MaxJPEGScans, MaxJPEGBlocks)
			}
		}
	}
	if err := o.checkPixels(cfg.Height, cfg.Width, depth, len(raw)); err != nil {
		return nil, err
	}
	return kind.decode(raw)
}

// pixelBytes returns how many bytes a decoded pixel takes.
func pixelBytes(m color.Model) int {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBAModel, color.NRGBAModel, color.CMYKModel, color.NYCbCrAModel:
		return 4
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 8
}

// planarRows is how many rows are turned into planes at once, so that no second copy of a
// large image is made.
const planarRows = 64

// planar returns the pixels of img over a white ground as [channels, h, w].
func planar(img image.Image, channels int) []uint8 { return planesOf(img, channels).px }

// planesOf returns the pixels of img over a white ground.
func planesOf(img image.Image, channels int) planes {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	n := w * h
	px, inColour := make([]uint8, channels*n), 0
	strip := image.NewRGBA(image.Rect(0, 0, w, min(h, planarRows)))
	for top := 0; top < h; top += planarRows {
		rows := image.Rect(0, 0, w, min(h-top, planarRows))
		draw.Draw(strip, rows, image.NewUniform(color.White), image.Point{}, draw.Src)
		drawOver(strip, rows, img, b.Min.Add(image.Pt(0, top)))
		for k := 0; k < w*rows.Dy(); k++ {
			p := strip.Pix[4*k : 4*k+3]
			if inColour*colouredShare <= n && coloured(p) { // else it is known already
				inColour++
			}
			i := top*w + k
			if channels == 1 {
				px[i] = uint8((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
				continue
			}
			px[i], px[n+i], px[2*n+i] = p[0], p[1], p[2]
		}
	}
	return planes{c: channels, h: h, w: w, px: px, source: ImageSource{Colour: inColour*colouredShare > n}}
}

// drawOver draws img, from the point at on, over the part r of dst. It is [draw.Draw], which
// takes many times as long for palettes.
func drawOver(dst *image.RGBA, r image.Rectangle, img image.Image, at image.Point) {
	p, ok := img.(*image.Paletted)
	if !ok {
		draw.Draw(dst, r, img, at, draw.Over)
		return
	}
	var opaque, part [256]bool
	var level [256][4]uint8
	for i := range min(len(p.Palette), len(level)) {
		c := color.RGBAModel.Convert(p.Palette[i]).(color.RGBA)
		level[i], opaque[i], part[i] = [4]uint8{c.R, c.G, c.B, c.A}, c.A == 255, c.A > 0 && c.A < 255
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := p.Pix[p.PixOffset(at.X, at.Y+y-r.Min.Y):][:r.Dx()]
		to := dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()]
		for x, v := range from {
			if opaque[v] {
				*(*[4]uint8)(to[4*x:]) = level[v]
			} else if part[v] {
				pixel := image.Rect(r.Min.X+x, y, r.Min.X+x+1, y+1)
				draw.Draw(dst, pixel, p, at.Add(pixel.Min.Sub(r.Min)), draw.Over)
			}
		}
	}
}
