package datasets

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// This file: Y4M (YUV4MPEG2, of mjpegtools), uncompressed video. A line of parameters,
//
//	YUV4MPEG2 W<width> H<height> C<colour space> F<rate> I<lacing> A<aspect> X<comment>
//
// then for each frame a line that begins with FRAME and the planes Y, Cb, Cr and, for
// C444alpha, A. Chroma is 420 (the default), 422, 444, 411 or none (mono). Samples have
// 8 bits, or 9 to 16 in two bytes, little-endian, where the colour space says so, such
// as C420p10 or Cmono16. Deeper samples are rounded to 8 bits.
//
// Colours are those of BT.601. What XCOLORRANGE=FULL or LIMITED says holds; without it
// luma goes from 16 to 235, but grey (mono) from 0 to 255, as FFmpeg writes it and
// reads it. All pixels of a chroma sample get its value. Transparent parts show white.
// Interlaced frames stay as they are.

const (
	y4mMagic   = "YUV4MPEG2"
	y4mMaxLine = 1 << 12 // bytes of a line of parameters
)

// y4mHeader is what the first line says.
type y4mHeader struct {
	h, w         int
	ch, cw       int  // size of the chroma planes; 0 for none
	downY, downX int  // pixels of a chroma sample, down and across
	bits         int  // of a sample; above 8 it takes two bytes
	alpha        bool // a plane of it comes last
	full         bool // colours fill 0 to 255
}

// samples returns how many samples a frame has.
func (y *y4mHeader) samples() int {
	n := y.h*y.w + 2*y.ch*y.cw
	if y.alpha {
		n += y.h * y.w
	}
	return n
}

// size returns the bytes of a frame.
func (y *y4mHeader) size() int { return y.samples() * ((y.bits + 7) / 8) }

// decodeY4M adds all frames of r, a file of the given size in bytes; -1: it is not known.
func decodeY4M(r io.Reader, size int64, b *clipBuilder) error {
	in := bufio.NewReaderSize(r, 1<<16)
	line, err := readY4MLine(in)
	if err != nil {
		return fmt.Errorf("Y4M header: %w", noEOF(err))
	}
	head, err := parseY4MHeader(line, b.maxPixels)
	if err != nil {
		return err
	}
	var raw, px []uint8
	if size >= 0 {
		if int64(head.size()) > size {
			return fmt.Errorf("Y4M header %q calls for frames of %d bytes, the whole file has %d", line, head.size(), size)
		}
		b.expect(int((size - int64(len(line)) - 1) / int64(head.size()+len("FRAME\n"))))
		raw = make([]uint8, head.size())
	}
	for frame := 0; ; frame++ {
		if n := y4mPadding(in); n > 0 {
			b.notes = append(b.notes, fmt.Sprintf("Y4M: %d bytes after %d frames are no frame", n, frame))
		}
		line, err := readY4MLine(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("Y4M frame %d: %w", frame, err)
		}
		if line != "FRAME" && !strings.HasPrefix(line, "FRAME ") {
			return fmt.Errorf("Y4M frame %d begins with %q, expected FRAME", frame, clipped(line))
		}
		if raw, err = head.read(in, raw); err != nil {
			return fmt.Errorf("Y4M frame %d: found %d of %d bytes: %w", frame, len(raw), head.size(), noEOF(err))
		}
		if !b.wanted() {
			b.skip()
			continue
		}
		if px == nil {
			px = make([]uint8, b.c*head.h*head.w)
		}
		head.convert(px, head.narrow(raw), b.c)
		if err := b.add(px, head.h, head.w); err != nil {
			return fmt.Errorf("Y4M %w", err)
		}
	}
}

// read returns the bytes of a frame, in the memory of the last one. Where there is none,
// it takes memory as the bytes come: a header alone costs nothing.
func (y *y4mHeader) read(r io.Reader, raw []uint8) ([]uint8, error) {
	if len(raw) == y.size() {
		n, err := io.ReadFull(r, raw)
		return raw[:n], err
	}
	var frame bytes.Buffer
	n, err := io.CopyN(&frame, r, int64(y.size()))
	return frame.Bytes()[:n:n], err
}

// y4mPadding passes over line ends and zeros, which no frame begins with, and returns
// their number.
func y4mPadding(r *bufio.Reader) int {
	for n := 0; ; n++ {
		if c, err := r.Peek(1); err != nil || c[0] != 0 && c[0] != '\n' && c[0] != '\r' {
			return n
		}
		_, _ = r.ReadByte()
	}
}

// clipped returns the beginning of a line for a message.
func clipped(line string) string { return line[:min(len(line), 40)] }

// readY4MLine returns a line without its end; io.EOF means that there is none.
func readY4MLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		c, err := r.ReadByte()
		if err == io.EOF && len(line) > 0 {
			return "", fmt.Errorf("the file ends within the line %q: %w", clipped(string(line)), io.ErrUnexpectedEOF)
		}
		if err != nil {
			return "", err
		}
		if c == '\n' {
			return string(line), nil
		}
		if len(line) == y4mMaxLine {
			return "", fmt.Errorf("a line begins with %q and has more than %d bytes", clipped(string(line)), y4mMaxLine)
		}
		line = append(line, c)
	}
}

func parseY4MHeader(line string, maxPixels int) (*y4mHeader, error) {
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != y4mMagic {
		return nil, fmt.Errorf("not a Y4M file: it begins with %q, expected %s", clipped(line), y4mMagic)
	}
	y := &y4mHeader{}
	var space, oldSpace, colours string
	for _, w := range words[1:] {
		var err error
		switch value := w[1:]; w[0] {
		case 'W':
			y.w, err = strconv.Atoi(value)
		case 'H':
			y.h, err = strconv.Atoi(value)
		case 'C':
			space = value
		case 'X':
			if v, ok := strings.CutPrefix(value, "COLORRANGE="); ok {
				colours = v
			}
			if v, ok := strings.CutPrefix(value, "YSCSS="); ok {
				oldSpace = v
			}
		}
		if err != nil {
			return nil, fmt.Errorf("Y4M header: %q is no size", clipped(w))
		}
	}
	if err := checkArea(y.h, y.w, maxPixels, DefaultMaxFramePixels); err != nil {
		return nil, fmt.Errorf("Y4M header: %w", err)
	}
	if space == "" {
		space = strings.ToLower(oldSpace) // what older programs write
	}
	if space == "grey" {
		space = "mono"
	}
	if !y.setSpace(space) {
		return nil, fmt.Errorf("Y4M colour space is C%s, expected C420, C422, C444, C411 or Cmono, of 8 bits or such as C420p10 and Cmono16, or C444alpha", clipped(space))
	}
	switch colours {
	case "FULL":
		y.full = true
	case "LIMITED":
	default:
		y.full = y.ch == 0
	}
	return y, nil
}

// setSpace sets the planes of a colour space, and reports whether it is known.
func (y *y4mHeader) setSpace(space string) bool {
	y.bits = 8
	base, depth, deep := space, "", false
	if grey, ok := strings.CutPrefix(space, "mono"); ok {
		base, depth, deep = "mono", grey, grey != ""
	} else if len(space) > 3 && space[3] == 'p' && space != "420paldv" {
		base, depth, deep = space[:3], space[4:], true
	}
	if deep {
		switch depth {
		case "9", "10", "12", "14", "16":
			y.bits, _ = strconv.Atoi(depth)
		default:
			return false
		}
	}
	switch base {
	case "", "420", "420jpeg", "420mpeg2", "420paldv":
		y.downY, y.downX = 2, 2
	case "422":
		y.downY, y.downX = 1, 2
	case "411":
		y.downY, y.downX = 1, 4
	case "444", "444alpha":
		y.downY, y.downX = 1, 1
		y.alpha = base == "444alpha"
	case "mono":
		return true
	default:
		return false
	}
	y.ch, y.cw = (y.h+y.downY-1)/y.downY, (y.w+y.downX-1)/y.downX
	return true
}

// narrow returns the samples of a frame in 8 bits, in the memory of raw.
func (y *y4mHeader) narrow(raw []uint8) []uint8 {
	if y.bits == 8 {
		return raw
	}
	most := 1<<y.bits - 1
	shift, luma := y.bits-8, y.h*y.w
	for i := 0; i < len(raw)/2; i++ {
		v := min(int(raw[2*i])|int(raw[2*i+1])<<8, most)
		if y.full && i < luma {
			v = (v*255 + most/2) / most
		} else {
			v = min((v+1<<(shift-1))>>shift, 255)
		}
		raw[i] = uint8(v) // behind what is still to be read
	}
	return raw[:len(raw)/2]
}

// yuvTable is how Y, Cb - 128 and Cr - 128 make R, G and B, in 1/65536.
type yuvTable struct{ black, y, rv, gu, gv, bu int }

var (
	yuvLimited = yuvTable{16, 76309, 104597, 25675, 53279, 132201}
	yuvFull    = yuvTable{0, 65536, 91881, 22554, 46802, 116130}
)

// convert writes a frame as [channels, h, w] to px. Grey is the luma.
func (y *y4mHeader) convert(px, raw []uint8, channels int) {
	tab := &yuvLimited
	if y.full {
		tab = &yuvFull
	}
	y.colours(tab, px, raw, channels)
	if !y.alpha {
		return
	}
	n := y.h * y.w
	for i, a := range raw[len(raw)-n:] {
		for c := 0; c < channels; c++ {
			px[c*n+i] = uint8((int(px[c*n+i])*int(a) + 255*(255-int(a)) + 127) / 255)
		}
	}
}

// colours is convert without regard to what is transparent.
func (y *y4mHeader) colours(tab *yuvTable, px, raw []uint8, channels int) {
	n, chroma := y.h*y.w, y.ch*y.cw
	var luma [256]int
	for v := range luma {
		luma[v] = (v-tab.black)*tab.y + 1<<15
	}
	if channels == 1 || chroma == 0 {
		for i, v := range raw[:n] {
			g := clip8(luma[v])
			for c := 0; c < channels; c++ {
				px[c*n+i] = g
			}
		}
		return
	}
	cb, cr := raw[n:n+chroma], raw[n+chroma:n+2*chroma]
	for r := 0; r < y.h; r++ {
		for q := 0; q < y.w; q++ {
			i, j := r*y.w+q, r/y.downY*y.cw+q/y.downX
			l, u, v := luma[raw[i]], int(cb[j])-128, int(cr[j])-128
			px[i] = clip8(l + tab.rv*v)
			px[n+i] = clip8(l - tab.gu*u - tab.gv*v)
			px[2*n+i] = clip8(l + tab.bu*u)
		}
	}
}

// clip8 returns v/65536 as a pixel.
func clip8(v int) uint8 { return uint8(min(max(v>>16, 0), 255)) }
