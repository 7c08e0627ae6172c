package datasets

import (
	"bytes"
	"compress/lzw"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
)

// This file: the pixels of one frame of a GIF. Package image/gif refuses frames with more
// data than pixels, and pixels whose index has no colour. Encoders write both, and viewers
// show such frames: what is too much is passed over, and what has no colour is transparent.

// gifPalette returns the colours of a table of three bytes each; an index that has none
// is transparent.
func gifPalette(table []byte) color.Palette {
	p := make(color.Palette, 256)
	for i := range p {
		p[i] = color.RGBA{}
		if 3*i+3 <= len(table) {
			p[i] = color.RGBA{table[3*i], table[3*i+1], table[3*i+2], 255}
		}
	}
	return p
}

// gifColours is how many bytes the table takes that flags announce.
func gifColours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// decodeGIFFrame decodes the frame of a block, whose data may be cut. Global is the table
// of colours of the file, transparent the index without a colour; -1: none.
func decodeGIFFrame(block, global []byte, transparent int) (*image.Paletted, error) {
	d := block[1:10]
	x, y := int(d[0])|int(d[1])<<8, int(d[2])|int(d[3])<<8
	m := image.NewPaletted(image.Rect(x, y, x+(int(d[4])|int(d[5])<<8), y+(int(d[6])|int(d[7])<<8)), nil)
	own := gifColours(d[8])
	if own > 0 {
		global = block[10 : 10+own]
	}
	if len(global) == 0 {
		return nil, errors.New("neither the file nor the frame has a table of colours")
	}
	if m.Palette = gifPalette(global); transparent >= 0 {
		m.Palette[transparent] = color.RGBA{}
	}
	width := int(block[10+own])
	if width < 2 || width > 8 {
		return nil, fmt.Errorf("its codes begin with %d bits, expected 2 to 8", width)
	}
	var data []byte
	for b := block[11+own:]; len(b) > 0 && b[0] != 0; {
		n := min(1+int(b[0]), len(b)) // of a frame that is cut less may be there
		data, b = append(data, b[1:n]...), b[n:]
	}
	r := lzw.NewReader(bytes.NewReader(data), lzw.LSB, width)
	defer r.Close()
	if n, err := io.ReadFull(r, m.Pix); err != nil {
		return nil, fmt.Errorf("its data has %d of %d pixels: %w", n, len(m.Pix), noEOF(err))
	}
	if d[8]&0x40 != 0 {
		gifInterlaced(m)
	}
	return m, nil
}

// gifInterlaced puts the rows of a frame in order that are stored as every eighth, those
// between, and so on.
func gifInterlaced(m *image.Paletted) {
	from, h := bytes.Clone(m.Pix), m.Rect.Dy()
	for _, pass := range [][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
		for y := pass[0]; y < h; y += pass[1] {
			from = from[copy(m.Pix[y*m.Stride:][:m.Stride], from):]
		}
	}
}
