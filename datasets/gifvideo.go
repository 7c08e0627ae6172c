package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"io"
	"os"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// maxGIFSide bounds the screen of a GIF, each frame of which costs a byte a pixel.
const maxGIFSide = 1 << 12

// maxGIFBytes is the largest GIF that is read.
const maxGIFBytes = 1 << 28

// ReadGIF reads an animated GIF as a set of a single video without a label, with
// 1 channel (grey) or 3 (RGB): every frame as it is shown, over white, whatever
// of it the file stores. Frames are cropped and scaled as [ReadImage] does; the
// time that each is shown is not heeded. A truncated file is an error.
func ReadGIF(path string, channels, h, w int) (*Videos, error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	if info.Size() > maxGIFBytes {
		return nil, fmt.Errorf("datasets: video %s: %d bytes, above the limit of %d", path, info.Size(), maxGIFBytes)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	s, err := decodeGIF(raw, channels, h, w)
	if err != nil {
		return nil, fmt.Errorf("datasets: video %s: %w", path, err)
	}
	s.Name = path
	return s, nil
}

func decodeGIF(raw []byte, channels, h, w int) (*Videos, error) {
	cfg, err := gif.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("not a readable GIF: %w", err)
	}
	if cfg.Width < 1 || cfg.Height < 1 || cfg.Width > maxGIFSide || cfg.Height > maxGIFSide {
		return nil, fmt.Errorf("a screen of %dx%d, want sides of 1 to %d", cfg.Height, cfg.Width, maxGIFSide)
	}
	g, err := gif.DecodeAll(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("the file is truncated or damaged: %w", err)
	}
	if len(g.Image) == 0 {
		return nil, errors.New("it has no frames")
	}
	s := &Videos{C: channels, H: cfg.Height, W: cfg.Width, Labels: []int{-1}, Clips: make([][]uint8, 1)}
	if h > 0 {
		s.H, s.W = h, w
	}
	screen := image.NewRGBA(image.Rect(0, 0, cfg.Width, cfg.Height))
	for i, frame := range g.Image {
		before := append([]uint8(nil), screen.Pix...)
		draw.Draw(screen, frame.Bounds(), frame, frame.Bounds().Min, draw.Over)
		px := planar(screen, channels)
		if h > 0 {
			px = fit(px, channels, cfg.Height, cfg.Width, h, w)
		}
		s.Clips[0] = append(s.Clips[0], px...)
		switch g.Disposal[i] {
		case gif.DisposalBackground:
			draw.Draw(screen, frame.Bounds(), image.Transparent, image.Point{}, draw.Src)
		case gif.DisposalPrevious:
			copy(screen.Pix, before)
		}
	}
	return s, nil
}

// WriteGIF writes video i of a set as an animated GIF that shows ten frames a
// second, in greys or in 6×6×6 colours. The file appears whole or not at all.
func WriteGIF(path string, s *Videos, i int) error {
	checkIndices("WriteGIF", []int{i}, s.Len())
	var palette color.Palette
	if s.C == 1 {
		for p := 0; p < 256; p++ {
			palette = append(palette, color.Gray{uint8(p)})
		}
	} else {
		for p := 0; p < 216; p++ {
			palette = append(palette, color.RGBA{uint8(p / 36 * 51), uint8(p / 6 % 6 * 51), uint8(p % 6 * 51), 255})
		}
	}
	g := &gif.GIF{}
	plane := s.H * s.W
	for f := 0; f < s.Frames(i); f++ {
		frame := image.NewPaletted(image.Rect(0, 0, s.W, s.H), palette)
		px := s.Clips[i][f*s.C*plane : (f+1)*s.C*plane]
		for j := range frame.Pix {
			if s.C == 1 {
				frame.Pix[j] = px[j]
				continue
			}
			level := func(c int) int { return (int(px[c*plane+j]) + 25) / 51 }
			frame.Pix[j] = uint8(36*level(0) + 6*level(1) + level(2))
		}
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
	}
	if err := atomicfile.Write(path, func(w io.Writer) error { return gif.EncodeAll(w, g) }); err != nil {
		return fmt.Errorf("datasets: video: %w", err)
	}
	return nil
}
