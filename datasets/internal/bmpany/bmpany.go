// Package bmpany decodes BMP files of every kind that programs write: 1, 4 and 8 bits with
// a palette, plain or packed by run lengths, and 16, 24 and 32 bits, from bottom to top or
// the other way round. It keeps the indices of a palette as they are stored.
package bmpany

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/bits"
)

// How pixels are stored.
const (
	plain     = 0
	runs8     = 1
	runs4     = 2
	bitFields = 3
	alphaBits = 6 // bitFields with a mask of alpha in a header of 40 bytes
)

var errShort = errors.New("BMP: the file ends early")

// header is what stands before the pixels.
type header struct {
	w, h    int
	topDown bool
	bits    int
	how     int
	size    int // of the second header
	masks   [4]uint32
	palette color.Palette
	pixels  []byte
}

// Config returns the size and the kind of the pixels of a file.
func Config(file []byte) (image.Config, error) {
	h, err := read(file)
	if err != nil {
		return image.Config{}, err
	}
	c := image.Config{Width: h.w, Height: h.h, ColorModel: color.NRGBAModel}
	if h.palette != nil {
		c.ColorModel = h.palette
	}
	return c, nil
}

// Decode returns an [image.Paletted] if the file has a palette, which holds the stored
// indices, or else an [image.NRGBA].
func Decode(file []byte) (image.Image, error) {
	h, err := read(file)
	if err != nil {
		return nil, err
	}
	if h.palette != nil {
		m := image.NewPaletted(image.Rect(0, 0, h.w, h.h), h.palette)
		if h.packed() {
			return m, h.runs(m)
		}
		h.indices(m)
		return m, nil
	}
	m := image.NewNRGBA(image.Rect(0, 0, h.w, h.h))
	h.colours(m)
	return m, nil
}

// read reads both headers and the palette, and checks them.
func read(file []byte) (*header, error) {
	if len(file) < 18 {
		return nil, errShort
	}
	le := binary.LittleEndian
	if string(file[:2]) != "BM" {
		return nil, errors.New("BMP: it does not begin with BM")
	}
	at, size := le.Uint32(file[10:]), le.Uint32(file[14:])
	if size != 12 && (size < 16 || size > 1<<10) || uint64(len(file)) < 14+uint64(size) {
		return nil, fmt.Errorf("BMP: a header of %d bytes in a file of %d", size, len(file))
	}
	b := file[14 : 14+size]
	h := &header{size: int(size)}
	colours := 0
	if size == 12 {
		h.w, h.h, h.bits = int(le.Uint16(b[4:])), int(int16(le.Uint16(b[6:]))), int(le.Uint16(b[10:]))
	} else {
		h.w, h.h, h.bits = int(int32(le.Uint32(b[4:]))), int(int32(le.Uint32(b[8:]))), int(le.Uint16(b[14:]))
		if size >= 20 {
			h.how = int(le.Uint32(b[16:]))
		}
		if size >= 36 {
			colours = int(le.Uint32(b[32:]))
		}
	}
	if h.h < 0 {
		h.h, h.topDown = -h.h, true
	}
	if h.w < 1 || h.h < 1 || h.w > 1<<24 || h.h > 1<<24 {
		return nil, fmt.Errorf("BMP: a picture of %dx%d pixels", h.h, h.w)
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	rest := file[14+size:]
	if h.bits <= 8 {
		if err := h.colourTable(rest, colours, int(at)-14-int(size)); err != nil {
			return nil, err
		}
	} else {
		h.setMasks(b, rest)
	}
	if uint64(at) < 14+uint64(size) || uint64(at) > uint64(len(file)) {
		return nil, fmt.Errorf("BMP: pixels at byte %d in a file of %d", at, len(file))
	}
	h.pixels = file[at:]
	if last := (int64(h.w)*int64(h.bits) + 7) / 8; h.packed() || int64(len(h.pixels)) >= h.stride()*int64(h.h-1)+last {
		return h, nil
	}
	return nil, errShort
}

// packed reports whether pixels are packed by run lengths.
func (h *header) packed() bool { return h.how == runs8 || h.how == runs4 }

// stride returns the bytes of a row that is not packed: whole units of 4.
func (h *header) stride() int64 { return (int64(h.w)*int64(h.bits) + 31) / 32 * 4 }

// check refuses what no decoder can make sense of, and pictures of other formats inside.
func (h *header) check() error {
	ok := false
	switch h.bits {
	case 1:
		ok = h.how == plain
	case 4:
		ok = h.how == plain || h.how == runs4
	case 8:
		ok = h.how == plain || h.how == runs8
	case 16, 32:
		ok = h.how == plain || h.how == bitFields || h.how == alphaBits
	case 24:
		ok = h.how == plain
	}
	if !ok {
		return fmt.Errorf("BMP: %d bits a pixel with compression %d are not supported: save it as PNG", h.bits, h.how)
	}
	return nil
}

// colourTable reads the palette, of which space says how many bytes there are before the
// pixels. It gives every index that can be stored a colour: black, if the file has none.
func (h *header) colourTable(b []byte, colours, space int) error {
	entry := 4
	if h.size == 12 {
		entry = 3
	}
	most := 1 << h.bits
	if colours <= 0 || colours > most {
		colours = most
	}
	if space >= 0 {
		colours = min(colours, space/entry)
	}
	if len(b) < entry*colours {
		return errShort
	}
	h.palette = make(color.Palette, most)
	for i := range h.palette {
		c := color.RGBA{A: 255}
		if i < colours {
			c.B, c.G, c.R = b[entry*i], b[entry*i+1], b[entry*i+2]
		}
		h.palette[i] = c
	}
	return nil
}

// setMasks finds out which bits of a pixel are red, green, blue and alpha: the file says
// it in its header, or behind one of 40 bytes.
func (h *header) setMasks(b, rest []byte) {
	switch {
	case h.bits == 16:
		h.masks = [4]uint32{0x7c00, 0x3e0, 0x1f, 0}
	case h.bits == 32 && h.size > 40:
		h.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0xff000000}
	default:
		h.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0}
	}
	if h.how == plain {
		return
	}
	all := append(append([]byte(nil), b[min(len(b), 40):]...), rest[:min(len(rest), 16)]...)
	n := 3
	if h.size >= 56 || h.how == alphaBits {
		n = 4
	}
	h.masks[3] = 0
	for i := 0; i < n && len(all) >= 4*i+4; i++ {
		h.masks[i] = binary.LittleEndian.Uint32(all[4*i:])
	}
}

// row returns where row i of the file belongs in the picture.
func (h *header) row(i int) int {
	if h.topDown {
		return i
	}
	return h.h - 1 - i
}

// indices reads plain rows of indices.
func (h *header) indices(m *image.Paletted) {
	per, stride := 8/h.bits, int(h.stride())
	for i := 0; i < h.h; i++ {
		from, to := h.pixels[i*stride:], m.Pix[h.row(i)*m.Stride:][:h.w]
		for x := range to {
			to[x] = from[x/per] >> (8 - h.bits*(x%per+1)) & (1<<h.bits - 1)
		}
	}
}

// runs reads rows that are packed by run lengths. Pixels that are passed over keep index
// 0. A file that ends before its end mark is cut.
func (h *header) runs(m *image.Paletted) error {
	b, x, y := h.pixels, 0, 0
	put := func(v uint8) {
		if x < h.w && y < h.h {
			m.Pix[h.row(y)*m.Stride+x] = v
		}
		x++
	}
	for y < h.h {
		if len(b) < 2 {
			return errShort
		}
		n, v := int(b[0]), b[1]
		b = b[2:]
		switch {
		case n > 0:
			for i := 0; i < n; i++ {
				put(h.nibble(v, i))
			}
		case v == 0:
			x, y = 0, y+1
		case v == 1:
			return nil
		case v == 2:
			if len(b) < 2 {
				return errShort
			}
			x, y, b = x+int(b[0]), y+int(b[1]), b[2:]
		default: // v pixels as they are, in whole units of 2 bytes
			size := int(v)
			if h.bits == 4 {
				size = (size + 1) / 2
			}
			if len(b) < size {
				return errShort
			}
			for i := 0; i < int(v); i++ {
				if h.bits == 4 {
					put(h.nibble(b[i/2], i))
				} else {
					put(b[i])
				}
			}
			b = b[min(len(b), size+size%2):]
		}
	}
	return nil
}

// nibble returns pixel i of those that a byte of a run holds.
func (h *header) nibble(v byte, i int) uint8 {
	switch {
	case h.bits == 8:
		return v
	case i%2 == 0:
		return v >> 4
	}
	return v & 15
}

// colours reads rows of 16, 24 or 32 bits a pixel. If all pixels are transparent the file
// means that none is: many programs leave alpha empty.
func (h *header) colours(m *image.NRGBA) {
	size, stride := h.bits/8, int(h.stride())
	var shift, width [4]int
	for i, mask := range h.masks {
		shift[i], width[i] = bits.TrailingZeros32(mask), bits.OnesCount32(mask)
	}
	seen := h.masks[3] == 0
	for i := 0; i < h.h; i++ {
		from, to := h.pixels[i*stride:], m.Pix[h.row(i)*m.Stride:][:4*h.w]
		for x := 0; x < h.w; x++ {
			var v uint32
			for k := 0; k < size; k++ {
				v |= uint32(from[x*size+k]) << (8 * k)
			}
			for k, mask := range h.masks {
				to[4*x+k] = level((v&mask)>>shift[k], width[k])
			}
			if h.masks[3] == 0 {
				to[4*x+3] = 255
			}
			seen = seen || to[4*x+3] != 0
		}
	}
	if !seen {
		for i := 3; i < len(m.Pix); i += 4 {
			m.Pix[i] = 255
		}
	}
}

// level scales a number of so many bits to 0 to 255.
func level(v uint32, width int) uint8 {
	switch {
	case width == 0:
		return 0
	case width == 8:
		return uint8(v)
	}
	most := uint64(1)<<width - 1
	return uint8(uint64(v) * 255 / most)
}
