package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/datasets/internal/pixels"
)

// This file: how the readers of videos collect frames.

// What a video may have at most, whatever its file claims.
const (
	MaxVideoFrames = 1 << 16
	MaxVideoBytes  = 1 << 30 // decoded and scaled
)

// clipBuilder collects the frames of a clip, scaled as they come, so that only
// one of them is in memory at its own size.
type clipBuilder struct {
	c, h, w int // of the clip; h = w = 0 until the first frame, for its size
	fromH   int // size of the frames added
	fromW   int
	clip    []uint8
	frames  int
	resizer pixels.Resizer

	maxPixels int // of a frame; 0: the usual limits

	// If pick is not nil, only some frames are kept: it is given how many there are
	// and returns their numbers, rising. at is the number of the next frame.
	pick func(frames int) []int
	keep []int
	at   int
	said int // how many frames were expected

	notes []string // what was passed over, for people
}

// expect says how many frames the file has, before the first of them is read.
func (b *clipBuilder) expect(frames int) {
	if b.said = frames; b.pick != nil {
		b.keep = b.pick(frames)
	}
}

// fits returns an error if so many frames, which are all there are, are scaled to more than
// a clip may have: before they are read.
func (b *clipBuilder) fits(frames int) error {
	if b.pick != nil {
		frames = len(b.keep)
	}
	if n := b.c * b.h * b.w; n > 0 && frames > MaxVideoBytes/n {
		return tooManyBytes(fmt.Sprintf("%d frames of %dx%d", frames, b.h, b.w))
	}
	return nil
}

func tooManyBytes(what string) error {
	return fmt.Errorf("%s: the limit of %d bytes a clip is reached: scale the frames to a smaller size (--side)", what, MaxVideoBytes)
}

// wanted reports whether the next frame is to be kept.
func (b *clipBuilder) wanted() bool {
	return b.pick == nil || len(b.keep) > 0 && b.keep[0] == b.at
}

// skip passes over the next frame.
func (b *clipBuilder) skip() { b.at++ }

// add appends a frame px [c, h, w], cropped around its centre to the
// proportions of the clip.
func (b *clipBuilder) add(px []uint8, h, w int) error {
	if b.frames == 0 {
		b.fromH, b.fromW = h, w
		if b.h == 0 {
			b.h, b.w = h, w
		}
	}
	if h != b.fromH || w != b.fromW {
		return fmt.Errorf("frame %d is %dx%d, expected %dx%d like those before", b.at, h, w, b.fromH, b.fromW)
	}
	n := b.h * b.w
	if b.frames == MaxVideoFrames {
		return fmt.Errorf("frame %d: the limit of %d frames a clip is reached: cut it into several", b.at, MaxVideoFrames)
	}
	if b.c*n > MaxVideoBytes-len(b.clip) {
		return tooManyBytes(fmt.Sprintf("frame %d", b.at))
	}
	b.frames++
	b.at++
	if len(b.keep) > 0 {
		b.keep = b.keep[1:]
	}
	if h == b.h && w == b.w {
		b.clip = append(b.clip, px...)
		return nil
	}
	y0, x0, ch, cw := pixels.CentreCrop(h, w, b.h, b.w)
	at := len(b.clip)
	b.clip = append(b.clip, make([]uint8, b.c*n)...)
	for k := 0; k < b.c; k++ {
		b.resizer.Resize(b.clip[at+k*n:at+(k+1)*n], b.h, b.w, px[k*h*w+y0*w+x0:(k+1)*h*w], ch, cw, w)
	}
	return nil
}

// done returns the frames, in memory of just their size.
func (b *clipBuilder) done() []uint8 {
	clip := make([]uint8, len(b.clip))
	copy(clip, b.clip)
	return clip
}
