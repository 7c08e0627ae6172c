package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
)

// This file: reading GIFs. A frame is a part of the screen, drawn over what is
// there. Its disposal says what happens to it before the next: it stays, its
// place becomes transparent, or what was there before comes back. This file
// cuts a GIF into frames and decodes one at a time, so that memory holds only
// one, and a frame's size is checked against its bytes.
//
// Many GIFs are not quite what the standard says: the last byte is missing, or
// there are stray bytes between blocks or at the end. Whole frames are used, as
// browsers do it, and what was passed over is said. A frame that is begun but not
// whole is an error: the file was cut. A first frame that is larger than the screen
// makes the screen larger, and what lies outside of it of later frames is not seen.

const (
	gifExtension = 0x21
	gifImage     = 0x2C
	gifTrailer   = 0x3B
	gifControl   = 0xF9 // extension: disposal, transparent color

	gifDisposeClear    = 2
	gifDisposePrevious = 3
	gifDisposeOld      = 4 // the same, in what older programs took for the standard

	// gifStray is how far behind stray bytes the next block is looked for.
	gifStray = 64

	// gifMaxRatio bounds how many pixels a byte can hold: a code of 12 bits
	// stands for less than 4096 pixels.
	gifMaxRatio = 4096
)

// The pixels of all frames of a GIF together, each as large as the screen, are at most
// so many and GIFPixelsPerByte for each byte of the file: a frame of one pixel on a huge
// screen is a few bytes, and costs as much as the screen. [LimitPixels] raises it.
const (
	MaxGIFPixels     = 1 << 26
	GIFPixelsPerByte = 128
)

// gifReader cuts a GIF into blocks.
type gifReader struct {
	raw       []byte
	at        int
	maxPixels int // of a frame; 0: the usual limit
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
	_, err := g.take(gifColours(flags))
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
	g := &gifReader{raw: raw, maxPixels: b.maxPixels}
	head, err := g.take(13)
	if err != nil {
		return fmt.Errorf("GIF header: %w", err)
	}
	if v := string(head[:6]); v != "GIF87a" && v != "GIF89a" {
		return fmt.Errorf("not a GIF file: it begins with %q, expected GIF87a or GIF89a", v)
	}
	if err := g.colours(head[10]); err != nil {
		return fmt.Errorf("GIF colour table: %w", err)
	}
	table := raw[13:g.at]
	first, frames, drawn := g.count()
	w, h := max(int(head[6])|int(head[7])<<8, first.Max.X), max(int(head[8])|int(head[9])<<8, first.Max.Y)
	if err := checkArea(h, w, b.maxPixels, DefaultMaxFramePixels); err != nil {
		return fmt.Errorf("GIF screen: %w", err)
	}
	limit := max(MaxGIFPixels+GIFPixelsPerByte*len(raw), b.maxPixels)
	if frames > 1 && drawn > limit {
		return fmt.Errorf("GIF: its %d frames have %d pixels, the limit for a file of %d bytes is %d (--max-pixels %[2]d reads it all the same)", frames, drawn, len(raw), limit)
	}
	if most := limit / (w * h); frames > max(most, 1) {
		return fmt.Errorf("GIF screen: %d frames on a screen of %d pixels, the limit for a file of %d bytes is %d (--max-pixels %d reads it all the same)",
			frames, w*h, len(raw), max(most, 1), uint64(frames)*uint64(w*h))
	}
	b.expect(frames)
	if err := b.fits(frames); err != nil {
		return fmt.Errorf("GIF: %w", err)
	}
	screen := gifScreen{table: table, size: image.Rect(0, 0, w, h), channels: b.c}
	for frames := 0; ; {
		start := g.at
		kind, err := g.take(1)
		switch {
		case err != nil:
			g.left(b, frames, "the end mark is missing")
			return g.none(frames, err)
		case kind[0] == gifTrailer:
			return nil
		case kind[0] == gifExtension:
			control, err := g.extension()
			if err != nil && frames > 0 && len(g.raw)-start <= 256+3 {
				g.left(b, frames, "the last %d bytes, of an extension that is cut", len(g.raw)-start)
				return nil
			}
			if err != nil {
				return fmt.Errorf("GIF extension before frame %d: %w", frames, err)
			}
			if control {
				screen.control = raw[start:g.at]
			}
		case kind[0] == gifImage:
			wanted := b.wanted()
			if err := g.frame(start, &screen); err != nil {
				return fmt.Errorf("GIF frame %d: %w", frames, err)
			}
			if frames++; wanted {
				if err := b.add(screen.planes(), h, w); err != nil {
					return fmt.Errorf("GIF %w", err)
				}
			} else {
				b.skip()
			}
			screen.dispose()
		default:
			next := g.resume(start)
			if next < 0 && !g.idle(start) {
				return fmt.Errorf("GIF after %d frames: unknown block 0x%02x at byte %d, and %d bytes follow it", frames, kind[0], start, len(raw)-start-1)
			}
			if next < 0 {
				next = len(raw)
			}
			g.left(b, frames, "%d stray bytes at byte %d", next-start, start)
			g.at = next
		}
	}
}

// count returns the place of the first frame, the number of all, and that of their pixels,
// so that the work that they ask for can be bounded. It reads blocks alone, not what they
// hold.
func (g *gifReader) count() (first image.Rectangle, frames, pixels int) {
	from := g.at
	defer func() { g.at = from }()
	for {
		start := g.at
		kind, err := g.take(1)
		if err != nil || kind[0] == gifTrailer {
			break
		}
		switch kind[0] {
		case gifExtension:
			_, err = g.extension()
		case gifImage:
			var place image.Rectangle
			place, _, err = g.descriptor()
			if frames++; frames == 1 {
				first = place
			}
			pixels += place.Dx() * place.Dy()
		default:
			if g.at = g.resume(start); g.at < 0 {
				err = io.EOF
			}
		}
		if err != nil {
			break // the reader says what is wrong
		}
	}
	return first, frames, pixels
}

// left notes what was passed over after a number of whole frames.
func (g *gifReader) left(b *clipBuilder, frames int, format string, args ...any) {
	b.notes = append(b.notes, fmt.Sprintf("GIF after %d frames: %s", frames, fmt.Sprintf(format, args...)))
}

// none makes the end of the file an error if there was no frame before it.
func (g *gifReader) none(frames int, err error) error {
	if frames > 0 {
		return nil
	}
	return fmt.Errorf("GIF after 0 frames: %w", err)
}

// resume returns where the next block begins, not far behind stray bytes at the
// place from; -1 if there is none. A block is believed if it is whole.
func (g *gifReader) resume(from int) int {
	defer func(at int) { g.at = at }(g.at)
	for from+1 < len(g.raw) && g.raw[from+1] == g.raw[from] { // padding may be long
		from++
	}
	for at := from + 1; at < len(g.raw) && at <= from+gifStray; at++ {
		g.at = at + 1
		switch g.raw[at] {
		case gifTrailer:
			if at == len(g.raw)-1 {
				return at
			}
		case gifExtension:
			label := byte(0)
			if at+1 < len(g.raw) {
				label = g.raw[at+1]
			}
			known := label == gifControl || label == 0xFE || label == 0xFF || label == 0x01
			if _, err := g.extension(); err == nil && known {
				return at
			}
		case gifImage:
			if _, _, err := g.descriptor(); err == nil {
				return at
			}
		}
	}
	return -1
}

// idle reports whether nothing of a picture is lost with all bytes from the place
// from on: they are few, or all alike as padding is.
func (g *gifReader) idle(from int) bool {
	rest := g.raw[from:]
	return len(rest) <= len(g.raw)/2 && !bytes.Contains(rest, []byte{0, gifImage}) || len(bytes.Trim(rest, string(rest[:1]))) == 0
}

// extension passes over an extension whose first byte is taken, and reports whether
// it is the control of the next frame.
func (g *gifReader) extension() (control bool, err error) {
	label, err := g.take(1)
	if err == nil {
		_, err = g.subBlocks()
	}
	return err == nil && label[0] == gifControl, err
}

// descriptor passes over a frame whose first byte is taken. It returns its place on
// the screen and the number of its bytes of data.
func (g *gifReader) descriptor() (place image.Rectangle, n int, err error) {
	d, err := g.take(9)
	if err != nil {
		return place, 0, err
	}
	x, y := int(d[0])|int(d[1])<<8, int(d[2])|int(d[3])<<8
	place = image.Rect(x, y, x+(int(d[4])|int(d[5])<<8), y+(int(d[6])|int(d[7])<<8))
	if err := g.colours(d[8]); err != nil {
		return place, 0, err
	}
	if _, err := g.take(1); err != nil { // code width
		return place, 0, err
	}
	n, err = g.subBlocks()
	return place, n, err
}

// errCutData says that the file ends within the data of a frame.
var errCutData = errors.New("the file ends within its data")

// frame draws the frame whose block begins at start.
func (g *gifReader) frame(start int, s *gifScreen) error {
	place, n, cut := g.descriptor()
	if cut != nil && n == 0 {
		return cut
	}
	if err := checkArea(place.Dy(), place.Dx(), g.maxPixels, DefaultMaxFramePixels); err != nil {
		return err
	}
	if place.Dx()*place.Dy()/gifMaxRatio > n {
		return fmt.Errorf("it is %dx%d, more than its %d bytes of data can hold", place.Dy(), place.Dx(), n)
	}
	block := g.raw[start:g.at]
	if cut != nil {
		// The mark that ends the data may be all that is missing.
		block = append(bytes.Clone(g.raw[start:]), 0)
		g.at = len(g.raw)
	}
	err := s.draw(block)
	if cut != nil && err != nil {
		return fmt.Errorf("%w: %w", errCutData, cut)
	}
	return err
}

// gifScreen is the picture that frames are drawn on.
type gifScreen struct {
	table    []byte // the colours of the file
	size     image.Rectangle
	channels int
	control  []byte // of the frame to come; empty for none
	canvas   *image.RGBA
	place    image.Rectangle // of the last frame
	disposal byte
	before   *image.RGBA // what was in that place, if it is to come back

	px    []uint8         // the canvas over white, [channels, h, w]
	stale image.Rectangle // where px is not up to date
}

// draw decodes a frame and draws it.
func (s *gifScreen) draw(block []byte) error {
	transparent := -1
	if len(s.control) > 6 && s.control[3]&1 != 0 {
		transparent = int(s.control[6])
	}
	img, err := decodeGIFFrame(block, s.table, transparent)
	if err != nil {
		return err
	}
	if s.canvas == nil {
		s.canvas = image.NewRGBA(s.size)
		s.stale = s.size
	}
	s.disposal = 0
	if len(s.control) > 3 {
		if s.disposal = s.control[3] >> 2 & 7; s.disposal == gifDisposeOld {
			s.disposal = gifDisposePrevious
		}
	}
	s.control = nil
	s.place = img.Bounds().Intersect(s.size)
	s.stale = s.stale.Union(s.place)
	if s.disposal == gifDisposePrevious {
		s.before = image.NewRGBA(s.place)
		draw.Draw(s.before, s.place, s.canvas, s.place.Min, draw.Src)
	}
	drawOver(s.canvas, s.place, img, s.place.Min)
	return nil
}

// planes returns the picture as [channels, h, w]. It looks only at what has
// changed since the last call.
func (s *gifScreen) planes() []uint8 {
	w, n := s.size.Dx(), s.size.Dx()*s.size.Dy()
	if s.px == nil {
		s.px = make([]uint8, s.channels*n)
	}
	changed := planar(s.canvas.SubImage(s.stale), s.channels)
	cw, ch := s.stale.Dx(), s.stale.Dy()
	for c := 0; c < s.channels; c++ {
		for y := 0; y < ch; y++ {
			copy(s.px[c*n+(s.stale.Min.Y+y)*w+s.stale.Min.X:], changed[(c*ch+y)*cw:][:cw])
		}
	}
	s.stale = image.Rectangle{}
	return s.px
}

// dispose does what the last frame asks for once it has been shown.
func (s *gifScreen) dispose() {
	switch s.disposal {
	case gifDisposeClear:
		draw.Draw(s.canvas, s.place, image.Transparent, image.Point{}, draw.Src)
		s.stale = s.stale.Union(s.place)
	case gifDisposePrevious:
		draw.Draw(s.canvas, s.place, s.before, s.place.Min, draw.Src)
		s.before = nil
		s.stale = s.stale.Union(s.place)
	}
}
