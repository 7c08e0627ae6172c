package datasets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Y4M (YUV4MPEG2): raw video as ffmpeg and many others write it, one line of
// parameters, then each frame as a line and its planes.

// y4mFormat is what the parameters say of a frame.
type y4mFormat struct {
	w, h       int
	mono       bool
	subX, subY int // how many pixels share a chroma sample, across and down
	full       bool
}

// maxY4MLine bounds a line of parameters.
const maxY4MLine = 1 << 12

// ReadY4M reads a YUV4MPEG2 file of 8 bits (4:2:0, 4:2:2, 4:4:4 or mono) as a set
// of a single video without a label, with 1 channel (grey: the luma) or 3 (RGB,
// by BT.601). Frames are cropped and scaled as [ReadImage] does. A file that
// ends within a frame is an error that names it.
func ReadY4M(path string, channels, h, w int) (*Videos, error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	defer f.Close()
	s, err := decodeY4M(f, channels, h, w)
	if err != nil {
		return nil, fmt.Errorf("datasets: video %s: %w", path, err)
	}
	s.Name = path
	return s, nil
}

func decodeY4M(in io.Reader, channels, h, w int) (*Videos, error) {
	r := bufio.NewReaderSize(in, maxY4MLine)
	line, err := y4mLine(r)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	y, err := parseY4M(line)
	if err != nil {
		return nil, err
	}
	chroma := 0
	if !y.mono {
		chroma = ((y.w + y.subX - 1) / y.subX) * ((y.h + y.subY - 1) / y.subY)
	}
	raw := make([]uint8, y.w*y.h+2*chroma)
	s := &Videos{C: channels, H: y.h, W: y.w, Labels: []int{-1}, Clips: make([][]uint8, 1)}
	if h > 0 {
		s.H, s.W = h, w
	}
	for n := 1; ; n++ {
		line, err := y4mLine(r)
		if errors.Is(err, io.EOF) && line == "" {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("frame %d: %w", n, err)
		}
		if line != "FRAME" && !strings.HasPrefix(line, "FRAME ") {
			return nil, fmt.Errorf("frame %d begins with %q, expected FRAME", n, clip(line, 20))
		}
		if got, err := io.ReadFull(r, raw); err != nil {
			return nil, fmt.Errorf("frame %d has %d of %d bytes: the file is truncated", n, got, len(raw))
		}
		px := y.planar(raw, channels)
		if h > 0 {
			px = fit(px, channels, y.h, y.w, h, w)
		}
		s.Clips[0] = append(s.Clips[0], px...)
	}
	if len(s.Clips[0]) == 0 {
		return nil, errors.New("it has no frames")
	}
	return s, nil
}

// y4mLine reads a line without its end; io.EOF with nothing read is the end.
func y4mLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		if errors.Is(err, bufio.ErrBufferFull) {
			return "x", fmt.Errorf("a line of more than %d bytes", maxY4MLine)
		}
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return string(line), errors.New("the file ends within a line")
		}
		return "", err
	}
	return string(line[:len(line)-1]), nil
}

// clip shortens what a message shows.
func clip(s string, n int) string { return s[:min(len(s), n)] }

func parseY4M(line string) (y y4mFormat, err error) {
	fields := strings.Fields(line)
	if len(fields) == 0 || fields[0] != "YUV4MPEG2" {
		return y, fmt.Errorf("begins with %q, expected YUV4MPEG2", clip(line, 20))
	}
	y.subX, y.subY = 2, 2 // 4:2:0 unless it says otherwise
	for _, f := range fields[1:] {
		value := f[1:]
		switch f[0] {
		case 'W', 'H':
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > maxImageSide {
				return y, fmt.Errorf("%s: want 1 to %d", f, maxImageSide)
			}
			if f[0] == 'W' {
				y.w = n
			} else {
				y.h = n
			}
		case 'C':
			if err := y.colour(value); err != nil {
				return y, err
			}
		case 'X':
			y.full = y.full || value == "COLORRANGE=FULL"
		}
	}
	if y.w == 0 || y.h == 0 {
		return y, fmt.Errorf("%q tells no width or no height", clip(line, 60))
	}
	if y.w > maxImagePixels/y.h {
		return y, fmt.Errorf("frames of %dx%d are above the limit of %d pixels", y.h, y.w, maxImagePixels)
	}
	return y, nil
}

// colour sets what parameter C says.
func (y *y4mFormat) colour(name string) error {
	switch name {
	case "420", "420jpeg", "420mpeg2", "420paldv":
		y.subX, y.subY = 2, 2
	case "422":
		y.subX, y.subY = 2, 1
	case "444":
		y.subX, y.subY = 1, 1
	case "mono":
		y.mono = true
	default:
		return fmt.Errorf("colour space C%s, expected 420, 420jpeg, 420mpeg2, 420paldv, 422, 444 or mono of 8 bits", clip(name, 20))
	}
	return nil
}

// planar turns the planes of a frame into [channels, h, w]. BT.601 in integers of
// 16 bits; luma 16 to 235 and chroma 16 to 240 unless the range is full.
func (y *y4mFormat) planar(raw []uint8, channels int) []uint8 {
	n := y.w * y.h
	px := make([]uint8, channels*n)
	low, gain := int32(16), int32(76309) // 65536·255/219
	rv, gu, gv, bu := int32(104597), int32(25675), int32(53279), int32(132201)
	if y.full {
		low, gain = 0, 65536
		rv, gu, gv, bu = 91881, 22554, 46802, 116130
	}
	cw := (y.w + y.subX - 1) / y.subX
	ch := (y.h + y.subY - 1) / y.subY
	for i := 0; i < n; i++ {
		luma := gain * (int32(raw[i]) - low)
		if channels == 1 {
			px[i] = shift16(luma)
			continue
		}
		u, v := int32(0), int32(0)
		if !y.mono {
			at := i/y.w/y.subY*cw + i%y.w/y.subX
			u, v = int32(raw[n+at])-128, int32(raw[n+cw*ch+at])-128
		}
		px[i], px[n+i], px[2*n+i] = shift16(luma+rv*v), shift16(luma-gu*u-gv*v), shift16(luma+bu*u)
	}
	return px
}

// shift16 rounds a number of 16 fraction bits to a pixel.
func shift16(v int32) uint8 { return uint8(min(max((v+1<<15)>>16, 0), 255)) }
