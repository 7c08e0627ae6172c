package datasets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: reading one video, of a file, a folder, a stream or pictures.

// ReadVideo reads one clip as a set of a single one without a label (-1), with
// 1 channel (grey) or 3 (RGB). The clip is
//
//   - a folder of images, in the order of the last number in their names, two of which
//     must not be equal,
//   - a GIF, its frames composed as a viewer does, or
//   - a Y4M file (YUV4MPEG2) of 8 to 16 bits: 420, 422, 444, 411 or mono, or of 8
//     bits with alpha.
//
// Frames are cropped and scaled as [ReadImage] does it, and transparent parts
// show white. All frames of a clip must have one size. The times for which
// frames are shown are ignored.
func ReadVideo(ctx context.Context, path string, channels, h, w int) (*Videos, error) {
	return videoReader{channels, h, w, pixelLimit(ctx), nil}.readPath(path)
}

// DecodeVideo is [ReadVideo] for the content of a GIF or of a Y4M file. It reads r to its
// end: at most 1 GiB of a GIF, of a Y4M as many frames as a clip may have, 65536 or 1 GiB
// of them when they are scaled. Messages call it name.
func DecodeVideo(ctx context.Context, r io.Reader, name string, channels, h, w int) (*Videos, error) {
	return videoReader{channels, h, w, pixelLimit(ctx), nil}.read(r, name)
}

// ReadVideoClip is [ReadVideo] for the frames alone that a model is given: so many,
// every stride-th, from the middle part of the video. It keeps no others in memory.
// The set gives a model the same clip as that of ReadVideo would with these Frames
// and this Stride, 0 meaning what it means there.
func ReadVideoClip(ctx context.Context, path string, channels, h, w, frames, stride int) (*Videos, error) {
	return videoReader{channels, h, w, pixelLimit(ctx), &Videos{Frames: frames, Stride: stride}}.readPath(path)
}

// DecodeVideoClip is [ReadVideoClip] for the content of a GIF or of a Y4M file, within
// the limits of [DecodeVideo]. Of a Y4M that r, an [io.Seeker], has the size of, it keeps
// no other frames in memory; else it must read all to know the middle.
func DecodeVideoClip(ctx context.Context, r io.Reader, name string, channels, h, w, frames, stride int) (*Videos, error) {
	return videoReader{channels, h, w, pixelLimit(ctx), &Videos{Frames: frames, Stride: stride}}.read(r, name)
}

// VideoOf returns frames that a program has in memory as a set of a single video without
// a label, scaled as [ReadVideo] does it. Messages call it name.
func VideoOf(ctx context.Context, frames []image.Image, name string, channels, h, w int) (*Videos, error) {
	v := videoReader{channels, h, w, pixelLimit(ctx), nil}
	name = called(name)
	if err := v.check(name); err != nil {
		return nil, err
	}
	return v.result(name, func(b *clipBuilder) error {
		for i, img := range frames {
			p, err := ImageOptions{Channels: channels, MaxPixels: v.maxPixels}.planesInMemory(img)
			if err != nil {
				return videoError(name, fmt.Errorf("frame %d: %w", i, err))
			}
			if err := b.add(p.px, p.h, p.w); err != nil {
				return videoError(name, err)
			}
		}
		return nil
	})
}

// videoReader says how a video is read.
type videoReader struct {
	c, h, w   int
	maxPixels int     // of a frame; 0: the usual limits
	clip      *Videos // its Frames and Stride are wanted; nil: all frames are
}

// check checks what a caller asks for.
func (v videoReader) check(name string) error {
	if v.clip != nil && (v.clip.Frames < 0 || v.clip.Stride < 0) {
		return fmt.Errorf("datasets: video %s: %d frames at a stride of %d, want 0 or more", name, v.clip.Frames, v.clip.Stride)
	}
	return checkImageSize(v.c, v.h, v.w)
}

// readPath reads a file or a folder.
func (v videoReader) readPath(path string) (*Videos, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	if st.IsDir() {
		if err := v.check(path); err != nil {
			return nil, err
		}
		return v.result(path, func(b *clipBuilder) error { return readFrames(path, b) })
	}
	return readFile(path, openfile.Any, v.read) // a Y4M is read frame by frame
}

// read reads a stream.
func (v videoReader) read(r io.Reader, name string) (*Videos, error) {
	name = called(name)
	if err := v.check(name); err != nil {
		return nil, err
	}
	decode, err := videoDecoder(r, name)
	if err != nil {
		return nil, videoError(name, err)
	}
	return v.result(name, func(b *clipBuilder) error { return videoError(name, decode(b)) })
}

// videoError returns err with the name of a video, and nil for nil.
func videoError(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("datasets: video %s: %w", name, err)
}

// result returns the video whose frames decode adds; its errors name the video. It calls
// decode again if the video has fewer frames than it seemed to have, so that others are
// wanted.
func (v videoReader) result(name string, decode func(*clipBuilder) error) (*Videos, error) {
	b := &clipBuilder{c: v.c, h: v.h, w: v.w, maxPixels: v.maxPixels}
	if v.clip != nil {
		b.pick = v.clip.numbers
	}
	err := decode(b)
	if err == nil && b.pick != nil && b.at != b.said {
		b = &clipBuilder{c: v.c, h: v.h, w: v.w, maxPixels: v.maxPixels}
		err = decode(b)
	}
	if err == nil && b.at == 0 {
		err = videoError(name, errors.New("there are no frames in it"))
	}
	if err != nil {
		return nil, err
	}
	s := &Videos{Labelled: Labelled{Name: name, Label: []int{-1}}, C: v.c, H: b.h, W: b.w, Clips: [][]uint8{b.done()}}
	for _, n := range b.notes {
		s.note(fmt.Sprintf("%s: %s", name, n))
	}
	if v.clip != nil {
		if b.pick == nil {
			s.keep(v.clip.numbers(b.at))
		}
		s.Frames, s.Stride = v.clip.frames(), 1
	}
	return s, nil
}

// keep drops all frames of the only video but those of the given numbers.
func (s *Videos) keep(numbers []int) {
	var clip []uint8
	for _, t := range numbers {
		clip = append(clip, s.Frame(0, t)...)
	}
	s.Clips[0] = clip
}

// numbers returns which of so many frames are in the clip that a model is given,
// each once.
func (s *Videos) numbers(have int) []int {
	var keep []int
	stride := max(s.Stride, 1)
	start := max(have-((s.frames()-1)*stride+1), 0) / 2
	for f := 0; f < s.frames(); f++ {
		t := min(start+f*stride, have-1)
		if n := len(keep); t >= 0 && (n == 0 || keep[n-1] != t) {
			keep = append(keep, t)
		}
	}
	return keep
}

// videoDecoder returns what adds the frames of a stream, whose content tells the format,
// or else the extension of its name. It may be called twice if it has said before how many
// frames there are.
func videoDecoder(r io.Reader, name string) (func(*clipBuilder) error, error) {
	size, begin, seeks := extent(r)
	head, err := openfile.All(io.LimitReader(r, int64(len(y4mMagic))), int64(len(y4mMagic)))
	if err != nil {
		return nil, err
	}
	all := openfile.Steady(io.MultiReader(bytes.NewReader(head), r))
	isGIF := bytes.HasPrefix(head, []byte("GIF8"))
	isY4M := string(head) == y4mMagic
	switch {
	case isGIF || !isY4M && hasExt(name, videoExts[:1]):
		if seeks {
			if _, err := begin(); err != nil {
				return nil, err
			}
			all = r // which may be a file of a known size
		}
		raw, err := openfile.All(all, openfile.Media)
		return func(b *clipBuilder) error { return decodeGIF(raw, b) }, err
	case isY4M || hasExt(name, videoExts[1:]):
		return func(b *clipBuilder) error {
			if !seeks {
				b.pick = nil
				return decodeY4M(all, -1, b)
			}
			r, err := begin()
			if err != nil {
				return err
			}
			return decodeY4M(openfile.Steady(r), size, b)
		}, nil
	}
	return nil, fmt.Errorf("the type %q is unknown, expected a folder of frames, .gif or .y4m; ffmpeg -i %s -pix_fmt yuv420p clip.y4m makes one of other videos", filepath.Ext(name), filepath.Base(name))
}

// extent returns how many bytes of a stream are left, and what goes back to where it is
// now; false: the stream cannot tell.
func extent(r io.Reader) (size int64, begin func() (io.Reader, error), ok bool) {
	s, ok := r.(io.ReadSeeker)
	if !ok {
		return 0, nil, false
	}
	at, err1 := s.Seek(0, io.SeekCurrent)
	end, err2 := s.Seek(0, io.SeekEnd)
	begin = func() (io.Reader, error) {
		_, err := s.Seek(at, io.SeekStart)
		return s, err
	}
	if _, err := begin(); err != nil || err1 != nil || err2 != nil || end <= at || end-at > math.MaxInt64/2 {
		return 0, nil, false
	}
	return end - at, begin, true
}
