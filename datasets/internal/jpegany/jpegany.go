// Package jpegany decodes the JPEG files that the standard library refuses though they are
// sound: planes of any sampling factors, and four planes without Adobe's marker. It reads
// Huffman-coded files of 8 bits, baseline and progressive (ITU T.81).
package jpegany

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
)

// maxScans bounds how often a file can make its pixels be walked over.
const maxScans = 200

var errShort = errors.New("the file ends early")

// component is one plane: its blocks of 8×8 coefficients, then its samples.
type component struct {
	id, h, v, table int
	bw, bh          int // blocks, as many as whole units need
	w, hh           int // blocks that hold samples
	coef            []int16
	plane           []uint8 // [8·bh, 8·bw]
	dc, huffDC      int
	huffAC          int
}

type decoder struct {
	b            []byte // after what was read
	w, h         int
	progressive  bool
	framed       bool
	comps        []component
	hmax, vmax   int
	quant        [4][64]int
	dcTab, acTab [4]*huffman
	restart      int
	adobe, jfif  bool
	transform    byte
	bits         bitReader
	eobRun       int
}

// Size returns the size that a file claims, and its number of planes.
func Size(file []byte) (w, h, planes int, err error) {
	d := &decoder{b: file}
	if err := d.walk(true); err != nil {
		return 0, 0, 0, err
	}
	return d.w, d.h, len(d.comps), nil
}

// Decode decodes a file.
func Decode(file []byte) (image.Image, error) {
	d := &decoder{b: file}
	if err := d.walk(false); err != nil {
		return nil, err
	}
	for i := range d.comps {
		d.comps[i].transformBlocks(&d.quant[d.comps[i].table])
	}
	return d.picture(), nil
}

// walk reads the segments of the file, up to the frame's header if header is set.
func (d *decoder) walk(header bool) error {
	if len(d.b) < 2 || d.b[0] != 0xff || d.b[1] != 0xd8 {
		return errors.New("no JPEG: it does not begin with FF D8")
	}
	d.b = d.b[2:]
	for scans := 0; ; {
		for len(d.b) > 0 && d.b[0] != 0xff { // some writers leave bytes between segments
			d.b = d.b[1:]
		}
		for len(d.b) > 1 && d.b[1] == 0xff {
			d.b = d.b[1:]
		}
		if len(d.b) < 2 {
			return errShort
		}
		marker := d.b[1]
		d.b = d.b[2:]
		if marker == 0xd9 {
			if scans == 0 {
				return errShort
			}
			return nil
		}
		if marker == 0 || marker == 1 || marker >= 0xd0 && marker <= 0xd7 {
			continue
		}
		if len(d.b) < 2 {
			return errShort
		}
		n := int(binary.BigEndian.Uint16(d.b))
		if n < 2 || n > len(d.b) {
			return errShort
		}
		s := d.b[2:n]
		d.b = d.b[n:]
		var err error
		switch marker {
		case 0xc0, 0xc1, 0xc2:
			d.progressive = marker == 0xc2
			if err = d.frame(s, header); err == nil && header {
				return nil
			}
		case 0xc4:
			err = d.huffmanTables(s)
		case 0xdb:
			err = d.quantTables(s)
		case 0xdd:
			if len(s) != 2 {
				return errors.New("a restart interval of another length")
			}
			d.restart = int(binary.BigEndian.Uint16(s))
		case 0xda:
			if scans++; scans > maxScans {
				return fmt.Errorf("more than %d scans", maxScans)
			}
			err = d.scan(s)
		case 0xe0:
			d.jfif = d.jfif || len(s) >= 5 && string(s[:5]) == "JFIF\x00"
		case 0xee:
			if len(s) >= 12 && string(s[:5]) == "Adobe" {
				d.adobe, d.transform = true, s[11]
			}
		case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf:
			err = errors.New("lossless, hierarchical and arithmetic JPEG are not supported: save it as a baseline or progressive JPEG, or as PNG")
		}
		if err != nil {
			return err
		}
	}
}

// frame reads the size and the planes.
func (d *decoder) frame(s []byte, header bool) error {
	if d.framed {
		return errors.New("two frames")
	}
	d.framed = true
	if len(s) < 6 || len(s) != 6+3*int(s[5]) {
		return errors.New("a frame header of another length")
	}
	if s[0] != 8 {
		return fmt.Errorf("found %d bits a sample, only 8 are supported: save it with 8 bits, or as PNG", s[0])
	}
	d.h, d.w = int(binary.BigEndian.Uint16(s[1:])), int(binary.BigEndian.Uint16(s[3:]))
	if n := s[5]; d.h == 0 || d.w == 0 || n != 1 && n != 3 && n != 4 {
		return fmt.Errorf("found %dx%d pixels of %d planes, expected some of 1, 3 or 4", d.h, d.w, n)
	}
	for p := s[6:]; len(p) > 0; p = p[3:] {
		c := component{id: int(p[0]), h: int(p[1] >> 4), v: int(p[1] & 15), table: int(p[2])}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.table > 3 {
			return fmt.Errorf("found sampling factors %d and %d, table %d; factors are 1 to 4, tables 0 to 3", c.h, c.v, c.table)
		}
		d.comps = append(d.comps, c)
		d.hmax, d.vmax = max(d.hmax, c.h), max(d.vmax, c.v)
	}
	if header {
		return nil
	}
	mx, my := ceil(d.w, 8*d.hmax), ceil(d.h, 8*d.vmax)
	for i := range d.comps {
		c := &d.comps[i]
		c.bw, c.bh = mx*c.h, my*c.v
		c.w, c.hh = ceil(ceil(d.w*c.h, d.hmax), 8), ceil(ceil(d.h*c.v, d.vmax), 8)
		c.coef = make([]int16, 64*c.bw*c.bh)
	}
	return nil
}

func ceil(a, b int) int { return (a + b - 1) / b }

func (d *decoder) quantTables(s []byte) error {
	for len(s) > 0 {
		wide, at := int(s[0]>>4), int(s[0]&15)
		size := 64 << wide
		if wide > 1 || at > 3 || len(s) < 1+size {
			return errors.New("a damaged quantisation table")
		}
		for i := 0; i < 64; i++ {
			if wide == 0 {
				d.quant[at][zigzag[i]] = int(s[1+i])
			} else {
				d.quant[at][zigzag[i]] = int(binary.BigEndian.Uint16(s[1+2*i:]))
			}
		}
		s = s[1+size:]
	}
	return nil
}

// full returns a plane at the size of the picture. Between the samples of a coarser plane it
// goes over gradually, as the usual decoders do.
func (d *decoder) full(c *component) []uint8 {
	stride := 8 * c.bw
	out := make([]uint8, d.w*d.h)
	if c.h == d.hmax && c.v == d.vmax {
		for y := 0; y < d.h; y++ {
			copy(out[y*d.w:(y+1)*d.w], c.plane[y*stride:])
		}
		return out
	}
	w, h := ceil(d.w*c.h, d.hmax), ceil(d.h*c.v, d.vmax)
	for y := 0; y < d.h; y++ {
		y0, y1, fy := between(y, c.v, d.vmax, h)
		for x := 0; x < d.w; x++ {
			x0, x1, fx := between(x, c.h, d.hmax, w)
			top := int(c.plane[y0*stride+x0])*(256-fx) + int(c.plane[y0*stride+x1])*fx
			low := int(c.plane[y1*stride+x0])*(256-fx) + int(c.plane[y1*stride+x1])*fx
			out[y*d.w+x] = uint8((top*(256-fy) + low*fy + 1<<15) >> 16)
		}
	}
	return out
}

// between returns the two of n samples that a pixel lies between, and how near it is to
// the second, of 256. There are part samples for every whole pixels.
func between(pixel, part, whole, n int) (a, b, f int) {
	at := (2*pixel+1)*part - whole // of 2·whole for each sample, from the first one's centre
	if at < 0 {
		return 0, 0, 0
	}
	a = at / (2 * whole)
	if a >= n-1 {
		return n - 1, n - 1, 0
	}
	return a, a + 1, at % (2 * whole) * 256 / (2 * whole)
}

// picture puts the planes together.
func (d *decoder) picture() image.Image {
	var planes [4][]uint8
	for i := range d.comps {
		planes[i] = d.full(&d.comps[i])
		d.comps[i].plane = nil
	}
	if len(d.comps) == 1 {
		return &image.Gray{Pix: planes[0], Stride: d.w, Rect: image.Rect(0, 0, d.w, d.h)}
	}
	rgb := d.adobe && d.transform == 0 || !d.adobe && !d.jfif && d.comps[0].id == 'R' && d.comps[1].id == 'G' && d.comps[2].id == 'B'
	if len(d.comps) == 4 {
		rgb = !d.adobe || d.transform == 0
	}
	m := image.NewRGBA(image.Rect(0, 0, d.w, d.h))
	for i := range planes[0] {
		a, b, c := planes[0][i], planes[1][i], planes[2][i]
		if !rgb {
			a, b, c = color.YCbCrToRGB(a, b, c)
		}
		if len(d.comps) == 4 {
			// Four planes hold how light the inks are, with Adobe's marker or
			// without, as Pillow takes them. YCCK stands for the same.
			if rgb {
				a, b, c = 255-a, 255-b, 255-c
			}
			a, b, c = color.CMYKToRGB(a, b, c, 255-planes[3][i])
		}
		p := m.Pix[4*i : 4*i+4]
		p[0], p[1], p[2], p[3] = a, b, c, 255
	}
	return m
}
