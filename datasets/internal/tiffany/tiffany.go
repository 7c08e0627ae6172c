// Package tiffany decodes TIFF files: grey of 1, 2, 4, 8 and 16 bits, palettes, colours,
// CMYK and alpha, in strips or tiles, planes together or apart, plain or packed by
// PackBits, LZW, Deflate or the fax codes of groups 3 and 4. Of several pages it reads the
// first. Other kinds are errors that say what was found.
//
// golang.org/x/image/tiff has no samples of 2 and 4 bits, takes the padding of the last tile
// of a row for pixels, and turns fax pages of which 0 is black into their negative.
package tiffany

import (
	"errors"
	"fmt"
	"image"
	"image/color"
)

// What a file says its samples are.
const (
	whiteIsZero = 0
	blackIsZero = 1
	inRGB       = 2
	inPalette   = 3
	inCMYK      = 5
)

// picture is what a file says of its pixels.
type picture struct {
	*directory
	w, h     int
	bits     int // of a sample
	samples  int // of a pixel in the file
	kept     int // of these, as many as the picture takes
	photo    int
	alpha    int // 0: none; else the kind of tag 338: 1 multiplied, 2 not
	separate bool
	packing  int
	predict  bool

	// Blocks are strips or tiles.
	blockW, blockH  int
	across, down    int
	offsets, counts []uint32
}

// Config returns the size and the kind of the pixels of a file.
func Config(file []byte) (image.Config, error) {
	p, err := read(file)
	if err != nil {
		return image.Config{}, err
	}
	return image.Config{Width: p.w, Height: p.h, ColorModel: p.model()}, nil
}

// Decode returns an [image.Gray], [image.Gray16], [image.Paletted], [image.RGBA],
// [image.RGBA64], [image.NRGBA], [image.NRGBA64] or [image.CMYK]. Grey fills 0 to 255, and
// white is high, whatever the file says of 0. Indices of a palette are as they are stored.
func Decode(file []byte) (image.Image, error) {
	p, err := read(file)
	if err != nil {
		return nil, err
	}
	c := p.canvas()
	for plane := 0; plane < p.planes(); plane++ {
		for i := 0; i < p.across*p.down; i++ {
			b, err := p.block(plane*p.across*p.down + i)
			if err != nil {
				return nil, fmt.Errorf("TIFF: block %d: %w", plane*p.across*p.down+i, err)
			}
			p.put(c, plane, i%p.across*p.blockW, i/p.across*p.blockH, b)
		}
	}
	return c.img, nil
}

// read reads what the first directory says, and checks it.
func read(file []byte) (*picture, error) {
	d, err := readDirectory(file)
	if err != nil {
		return nil, fmt.Errorf("TIFF: %w", err)
	}
	p := &picture{directory: d, w: d.one(tagWidth, 0), h: d.one(tagLength, 0)}
	if p.w < 1 || p.h < 1 || p.w > 1<<24 || p.h > 1<<24 {
		return nil, fmt.Errorf("TIFF: a picture of %dx%d pixels", p.h, p.w)
	}
	for _, step := range []func() error{p.readSamples, p.readPacking, p.readBlocks} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("TIFF: %w", err)
		}
	}
	return p, nil
}

// advice ends messages about what is not supported.
const advice = ": save it as PNG, or as TIFF of 8 or 16 bits, plain or packed by LZW or Deflate"

// readSamples finds out what a pixel has.
func (p *picture) readSamples() error {
	p.photo = p.one(tagPhotometric, blackIsZero)
	p.samples = p.one(tagSamples, 1)
	all := p.all(tagBits)
	p.bits = 1
	for i, b := range all {
		if i == 0 {
			p.bits = int(b)
		} else if int(b) != p.bits {
			return fmt.Errorf("samples of %d and of %d bits are not supported%s", p.bits, b, advice)
		}
	}
	for _, f := range p.all(tagFormat) {
		switch f {
		case 1, 4:
		case 2:
			return errors.New("samples with a sign are not supported" + advice)
		default:
			return errors.New("floating-point samples are not supported" + advice)
		}
	}
	switch p.bits {
	case 1, 2, 4, 8, 16:
	default:
		return fmt.Errorf("%d bits a sample are not supported%s", p.bits, advice)
	}
	colours, ok := map[int]int{whiteIsZero: 1, blackIsZero: 1, inRGB: 3, inPalette: 1, inCMYK: 4}[p.photo]
	wide := p.bits >= 8
	switch {
	case !ok:
		return fmt.Errorf("colours of kind %d are not supported%s", p.photo, advice)
	case p.samples < colours || p.samples > 64:
		return fmt.Errorf("%d samples a pixel, but its colours have %d", p.samples, colours)
	case p.samples > 1 && !wide, p.photo == inPalette && p.bits > 8, p.photo == inCMYK && p.bits > 8:
		return fmt.Errorf("%d samples of %d bits with colours of kind %d are not supported%s", p.samples, p.bits, p.photo, advice)
	}
	p.kept = colours
	extra := p.one(tagExtra, 0)
	if p.samples > colours && (extra == 1 || extra == 2) && (p.photo <= inRGB) {
		p.alpha, p.kept = extra, colours+1
	}
	p.separate = p.samples > 1 && p.one(tagPlanar, 1) == 2
	return nil
}

// planes returns how many planes stand apart in the file.
func (p *picture) planes() int {
	if p.separate {
		return p.kept
	}
	return 1
}

// together returns how many samples stand side by side in a block.
func (p *picture) together() int {
	if p.separate {
		return 1
	}
	return p.samples
}

// maxBlock is how many pixels a tile may have, however small the picture is.
const maxBlock = 1 << 22

// readBlocks finds out where the pixels are. Their number is checked against the file.
func (p *picture) readBlocks() error {
	offsets, counts := tagStripOffsets, tagStripCounts
	p.blockW, p.blockH = p.w, min(p.one(tagRowsPerStrip, p.h), p.h)
	if p.has(tagTileOffsets) {
		offsets, counts = tagTileOffsets, tagTileCounts
		p.blockW, p.blockH = p.one(tagTileWidth, 0), p.one(tagTileLength, 0)
	}
	most := max(maxBlock, 4*int64(p.w)*int64(p.h))
	if p.blockW < 1 || p.blockH < 1 || int64(p.blockW)*int64(p.blockH) > most {
		return fmt.Errorf("blocks of %dx%d pixels for a picture of %dx%d", p.blockH, p.blockW, p.h, p.w)
	}
	p.across, p.down = (p.w+p.blockW-1)/p.blockW, (p.h+p.blockH-1)/p.blockH
	p.offsets, p.counts = p.all(offsets), p.all(counts)
	planes := 1
	if p.separate {
		planes = p.samples
	}
	if n := int64(p.across) * int64(p.down) * int64(planes); int64(len(p.offsets)) < n || int64(len(p.counts)) < n {
		return fmt.Errorf("found %d offsets and %d sizes of blocks, expected %d", len(p.offsets), len(p.counts), n)
	}
	return nil
}

// model returns the colours of the picture that Decode returns.
func (p *picture) model() color.Model {
	deep := p.bits == 16
	switch {
	case p.photo == inPalette:
		return p.palette()
	case p.photo == inCMYK:
		return color.CMYKModel
	case p.photo != inRGB && p.alpha == 0 && deep:
		return color.Gray16Model
	case p.photo != inRGB && p.alpha == 0:
		return color.GrayModel
	case p.alpha == 1 && deep:
		return color.RGBA64Model
	case p.alpha == 1:
		return color.RGBAModel
	case deep:
		return color.NRGBA64Model
	}
	return color.NRGBAModel
}

// palette returns a colour for every index that can be stored: black, if the file has
// none.
func (p *picture) palette() color.Palette {
	all, n := p.all(tagColours), 1<<p.bits
	pal := make(color.Palette, n)
	for i := range pal {
		c := color.RGBA64{A: 0xffff}
		if len(all) >= 3*n {
			c.R, c.G, c.B = uint16(all[i]), uint16(all[n+i]), uint16(all[2*n+i])
		}
		pal[i] = c
	}
	return pal
}
