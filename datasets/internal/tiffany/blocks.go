package tiffany

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"
)

// This file: from blocks to pixels.

// How blocks are packed.
const (
	packNone       = 1
	packFax3       = 3
	packFax4       = 4
	packLZW        = 5
	packDeflate    = 8
	packDeflateOld = 32946
	packBits       = 32773
)

var packNames = map[int]string{2: "fax codes without line ends", 6: "old JPEG", 7: "JPEG", 34712: "JPEG 2000", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP", 34887: "LERC"}

// readPacking finds out how blocks are packed.
func (p *picture) readPacking() error {
	if p.packing = p.one(tagPacking, packNone); p.packing == 0 {
		p.packing = packNone
	}
	switch p.packing {
	case packFax3, packFax4:
		if p.bits != 1 {
			return fmt.Errorf("fax codes for %d bits a sample", p.bits)
		}
		if p.packing == packFax3 && p.one(tagFaxOptions, 0)&1 != 0 {
			return errors.New("two-dimensional fax codes of group 3 are not supported" + advice)
		}
	case packNone, packLZW, packDeflate, packDeflateOld, packBits:
	default:
		name := packNames[p.packing]
		if name == "" {
			name = fmt.Sprintf("method %d", p.packing)
		}
		return fmt.Errorf("pixels packed by %s are not supported%s", name, advice)
	}
	switch predictor := p.one(tagPredictor, 1); {
	case p.packing != packLZW && p.packing != packDeflate && p.packing != packDeflateOld || predictor == 1:
	case predictor == 2 && p.bits >= 8:
		p.predict = true
	default:
		return fmt.Errorf("predictor %d with %d bits a sample is not supported%s", predictor, p.bits, advice)
	}
	return nil
}

// stride returns the bytes of a row of a block.
func (p *picture) stride() int64 {
	return (int64(p.blockW)*int64(p.together())*int64(p.bits) + 7) / 8
}

// rows returns how many rows of block i are in the file: the last strip may be short, tiles
// are whole.
func (p *picture) rows(i int) int {
	if p.has(tagTileOffsets) {
		return p.blockH
	}
	return min(p.blockH, p.h-i/p.across%p.down*p.blockH)
}

// block returns block i, unpacked.
func (p *picture) block(i int) ([]byte, error) {
	at, n := uint64(p.offsets[i]), uint64(p.counts[i])
	if at+n > uint64(len(p.file)) {
		return nil, errShort
	}
	b, size := p.file[at:at+n], p.stride()*int64(p.rows(i))
	reversed := p.one(tagFillOrder, 1) == 2 && p.bits == 1
	if reversed && p.packing != packFax3 && p.packing != packFax4 {
		return nil, errors.New("bits from low to high are not supported" + advice)
	}
	var r io.Reader
	switch p.packing {
	case packNone:
		if int64(len(b)) < size {
			return nil, errShort
		}
		b = b[:size]
		if p.predict {
			b = bytes.Clone(b)
		}
		return b, nil
	case packBits:
		return unpackBits(b, size)
	case packLZW:
		z := lzw.NewReader(bytes.NewReader(b), lzw.MSB, 8)
		defer z.Close()
		r = z
	case packDeflate, packDeflateOld:
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		r = z
	default:
		order, code := ccitt.MSB, ccitt.Group4
		if reversed {
			order = ccitt.LSB
		}
		if p.packing == packFax3 {
			code = ccitt.Group3
		}
		// Inverted, the codes for white become zeros, as the standard has it.
		r = ccitt.NewReader(bytes.NewReader(b), order, code, p.blockW, p.rows(i), &ccitt.Options{Invert: true})
	}
	// Memory grows with what is unpacked: a size alone costs nothing.
	var out bytes.Buffer
	if _, err := out.ReadFrom(io.LimitReader(r, size)); err != nil && int64(out.Len()) < size {
		return nil, err
	}
	if int64(out.Len()) < size {
		return nil, fmt.Errorf("found %d of %d bytes of pixels", out.Len(), size)
	}
	b = out.Bytes()
	if p.predict {
		p.undoDifferences(b)
	}
	return b, nil
}

// unpackBits returns size bytes that are packed by run lengths.
func unpackBits(b []byte, size int64) ([]byte, error) {
	var out []byte
	for int64(len(out)) < size {
		if len(b) < 2 {
			return nil, fmt.Errorf("found %d of %d bytes of pixels", len(out), size)
		}
		n := int(int8(b[0]))
		switch {
		case n >= 0:
			if len(b) < n+2 {
				return nil, errShort
			}
			out, b = append(out, b[1:n+2]...), b[n+2:]
		case n > -128:
			out, b = append(out, bytes.Repeat(b[1:2], 1-n)...), b[2:]
		default:
			b = b[1:]
		}
	}
	return out[:size], nil
}

// undoDifferences adds to every sample the one before it in its row.
func (p *picture) undoDifferences(b []byte) {
	stride, step := int(p.stride()), p.together()
	for ; len(b) >= stride; b = b[stride:] {
		row := b[:stride]
		if p.bits == 8 {
			for i := step; i < len(row); i++ {
				row[i] += row[i-step]
			}
			continue
		}
		for i := 2 * step; i+1 < len(row); i += 2 {
			p.order.PutUint16(row[i:], p.order.Uint16(row[i:])+p.order.Uint16(row[i-2*step:]))
		}
	}
}

// canvas is the picture that blocks are put on.
type canvas struct {
	img    image.Image
	pix    []byte
	stride int
	pixel  int       // bytes of a pixel
	deep   bool      // samples have two bytes
	spread bool      // the first sample stands for red, green and blue, alpha comes after it
	level  [256]byte // what a stored sample of up to 8 bits becomes
}

// canvas returns an empty picture, opaque if the file has no alpha.
func (p *picture) canvas() *canvas {
	c := &canvas{deep: p.bits == 16, spread: p.alpha != 0 && p.photo <= blackIsZero}
	for v := range c.level {
		switch most := 1<<min(p.bits, 8) - 1; {
		case p.photo == inPalette:
			c.level[v] = byte(v)
		case p.photo == whiteIsZero:
			c.level[v] = byte((most - min(v, most)) * 255 / most)
		default:
			c.level[v] = byte(min(v, most) * 255 / most)
		}
	}
	r := image.Rect(0, 0, p.w, p.h)
	switch m := p.model(); m {
	case color.GrayModel:
		g := image.NewGray(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 1
	case color.Gray16Model:
		g := image.NewGray16(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 2
	case color.CMYKModel:
		g := image.NewCMYK(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 4
	case color.RGBAModel:
		g := image.NewRGBA(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 4
	case color.RGBA64Model:
		g := image.NewRGBA64(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 8
	case color.NRGBAModel:
		g := image.NewNRGBA(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 4
	case color.NRGBA64Model:
		g := image.NewNRGBA64(r)
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 8
	default:
		g := image.NewPaletted(r, m.(color.Palette))
		c.img, c.pix, c.stride, c.pixel = g, g.Pix, g.Stride, 1
	}
	if p.photo == inRGB && p.alpha == 0 {
		for i := range c.pix {
			c.pix[i] = 255
		}
	}
	return c
}

// put puts the samples of a block on the picture. The block begins at column x0 and row
// y0. Of tiles, what lies outside of the picture is padding.
func (p *picture) put(c *canvas, plane, x0, y0 int, b []byte) {
	stride, step := int(p.stride()), p.together()
	size := c.pixel / 4
	if c.pixel < 4 {
		size = c.pixel
	}
	for y := y0; y < min(y0+p.blockH, p.h); y++ {
		row := b[(y-y0)*stride:][:stride]
		for x := x0; x < min(x0+p.blockW, p.w); x++ {
			to := c.pix[y*c.stride+x*c.pixel:][:c.pixel]
			for s := 0; s < min(step, p.kept); s++ {
				i, k := (x-x0)*step+s, plane+s
				at := k * size
				if c.spread && k == 1 {
					at = 3 * size // alpha
				}
				if c.deep {
					v := p.order.Uint16(row[2*i:])
					if p.photo == whiteIsZero && k == 0 {
						v = ^v
					}
					to[at], to[at+1] = byte(v>>8), byte(v)
				} else if v := p.sample(row, i); p.alpha != 0 && k == p.kept-1 {
					to[at] = v
				} else {
					to[at] = c.level[v]
				}
			}
			if c.spread && plane == 0 {
				copy(to[size:2*size], to[:size])
				copy(to[2*size:3*size], to[:size])
			}
		}
	}
}

// sample returns sample i of a row, of up to 8 bits.
func (p *picture) sample(row []byte, i int) byte {
	if p.bits == 8 {
		return row[i]
	}
	per := 8 / p.bits
	return row[i/per] >> (8 - p.bits*(i%per+1)) & (1<<p.bits - 1)
}
