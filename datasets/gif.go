package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"io"
)

// This file: reading GIFs. A frame is a part of the screen, drawn over what is
// there. Its disposal says what happens to it before the next: it stays, its
// place becomes transparent, or what was there before comes back. This file
// cuts a GIF into frames and has package image/gif decode one at a time, so
// that memory holds only one, and a frame's size is checked against its bytes.

const (
	gifExtension = 0x21
	gifImage     = 0x2C
	gifTrailer   = 0x3B
	gifControl   = 0xF9 // extension: disposal, transparent color

	gifDisposeClear    = 2
	gifDisposePrevious = 3

	// gifMaxRatio bounds how many pixels a byte can hold: a code of 12 bits
	// stands for less than 4096 pixels.
	gifMaxRatio = 4096
)

// gifReader cuts a GIF into blocks.
type gifReader struct {
	raw []byte
	at  int
}

// take returns the next n bytes.
func (g *gifReader) take(n int) ([]byte, error) {
	if n > len(g.raw)-g.at {
		return nil, fmt.Errorf("the file ends at byte %d, %d more are missing: %w", len(g.raw), n-(len(g.raw)-g.at), io.ErrUnexpectedEOF)
	}
	g.at += n
	return g.raw[g.at-n : g.at], nil
}

// colours passes over a colour table, if the flags say that one follows.
func (g *gifReader) colours(flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	_, err := g.take(3 << (flags&7 + 1))
	return err
}

// subBlocks passes over data in blocks, and returns the number of its bytes.
func (g *gifReader) subBlocks() (n int, err error) {
	for {
		size, err := g.take(1)
		if err != nil {
			return n, err
		}
		if size[0] == 0 {
			return n, nil
		}
		n += int(size[0])
		if _, err := g.take(int(size[0])); err != nil {
			return n, err
		}
	}
}

// decodeGIF adds all frames of a GIF. What is transparent shows white.
func decodeGIF(raw []byte, b *clipBuilder) error {
	g := &gifReader{raw: raw}
	head, err := g.take(13)
	if err != nil {
		return fmt.Errorf("GIF header: %w", err)
	}
	if v := string(head[:6]); v != "GIF87a" && v != "GIF89a" {
		return fmt.Errorf("not a GIF file: it begins with %q, expected GIF87a or GIF89a", v)
	}
	w, h := int(head[6])|int(head[7])<<8, int(head[8])|int(head[9])<<8
	if w < 1 || h < 1 || w > maxFramePixels/h {
		return fmt.Errorf("GIF screen: size %dx%d is empty or above the limit of %d pixels", h, w, maxFramePixels)
	}
	if err := g.colours(head[10]); err != nil {
		return fmt.Errorf("GIF colour table: %w", err)
	}
	screen := gifScreen{head: raw[:g.at], size: image.Rect(0, 0, w, h)}
	for {
		kind, err := g.take(1)
		if err != nil {
			return fmt.Errorf("GIF after %d frames: %w", b.frames, err)
		}
		start := g.at - 1
		switch kind[0] {
		case gifTrailer:
			return nil
		case gifExtension:
			label, err := g.take(1)
			if err == nil {
				_, err = g.subBlocks()
			}
			if err != nil {
				return fmt.Errorf("GIF extension before frame %d: %w", b.frames, err)
			}
			if label[0] == gifControl {
				screen.control = raw[start:g.at]
			}
		case gifImage:
			if err := g.frame(start, &screen); err != nil {
				return fmt.Errorf("GIF frame %d: %w", b.frames, err)
			}
			if err := b.add(planar(screen.canvas, b.c), h, w); err != nil {
				return fmt.Errorf("GIF %w", err)
			}
			screen.dispose()
		default:
			return fmt.Errorf("GIF after %d frames: unknown block 0x%02x at byte %d", b.frames, kind[0], start)
		}
	}
}

// frame draws the frame whose block begins at start.
func (g *gifReader) frame(start int, s *gifScreen) error {
	d, err := g.take(9)
	if err != nil {
		return err
	}
	x, y := int(d[0])|int(d[1])<<8, int(d[2])|int(d[3])<<8
	w, h := int(d[4])|int(d[5])<<8, int(d[6])|int(d[7])<<8
	place := image.Rect(x, y, x+w, y+h)
	if w < 1 || h < 1 || !place.In(s.size) {
		return fmt.Errorf("it is %dx%d at row %d, column %d, and does not lie within the screen of %dx%d", h, w, y, x, s.size.Dy(), s.size.Dx())
	}
	if err := g.colours(d[8]); err != nil {
		return err
	}
	if _, err := g.take(1); err != nil { // code width
		return err
	}
	n, err := g.subBlocks()
	if err != nil {
		return err
	}
	if w*h/gifMaxRatio > n {
		return fmt.Errorf("it is %dx%d, more than its %d bytes of data can hold", h, w, n)
	}
	return s.draw(g.raw[start:g.at])
}

// gifScreen is the picture that frames are drawn on.
type gifScreen struct {
	head     []byte // of the file, with the colour table
	size     image.Rectangle
	control  []byte // of the frame to come; empty for none
	canvas   *image.RGBA
	place    image.Rectangle // of the last frame
	disposal byte
	before   *image.RGBA // what was in that place, if it is to come back
}

// draw decodes a frame and draws it.
func (s *gifScreen) draw(block []byte) error {
	img, err := gif.Decode(io.MultiReader(bytes.NewReader(s.head), bytes.NewReader(s.control), bytes.NewReader(block), bytes.NewReader([]byte{gifTrailer})))
	if err != nil {
		return err
	}
	if s.canvas == nil {
		s.canvas = image.NewRGBA(s.size)
	}
	s.disposal = 0
	if len(s.control) > 3 {
		s.disposal = s.control[3] >> 2 & 7
	}
	s.control = nil
	s.place = img.Bounds()
	if s.disposal == gifDisposePrevious {
		s.before = image.NewRGBA(s.place)
		draw.Draw(s.before, s.place, s.canvas, s.place.Min, draw.Src)
	}
	draw.Draw(s.canvas, s.place, img, s.place.Min, draw.Over)
	return nil
}

// dispose does what the last frame asks for once it has been shown.
func (s *gifScreen) dispose() {
	switch s.disposal {
	case gifDisposeClear:
		draw.Draw(s.canvas, s.place, image.Transparent, image.Point{}, draw.Src)
	case gifDisposePrevious:
		draw.Draw(s.canvas, s.place, s.before, s.place.Min, draw.Src)
		s.before = nil
	}
}
