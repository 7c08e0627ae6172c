package datasets

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"
)

// This file: reading MP3 (MPEG 1, 2 and 2.5, layer 3), through github.com/hajimehoshi/go-mp3
// (Apache 2.0), which games in Go rely on. Encoders put silence before and after the
// sound; where a file says how much, it is cut off, as other programs do.

// mp3Delay is how many samples every decoder is late.
const mp3Delay = 529

// mp3Header is what the four bytes before a frame say.
type mp3Header struct {
	size     int // of the frame, in bytes
	samples  int // of each channel
	side     int // bytes of side information
	channels int
	hz       int // samples per second
	version  int // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
}

// parseMP3Header returns the header of a frame of layer 3, and false if b starts with
// none.
func parseMP3Header(b []byte) (h mp3Header, ok bool) {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE0 != 0xE0 {
		return h, false
	}
	version, layer := b[1]>>3&3, b[1]>>1&3 // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5; 1: layer 3
	rate, speed := b[2]>>4, b[2]>>2&3
	if version == 1 || layer != 1 || rate == 0 || rate == 15 || speed == 3 {
		return h, false
	}
	kbps := []int{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	hz, per := []int{44100, 48000, 32000}[speed], 144
	h.samples, h.channels, h.side = 1152, 2, 32
	if version != 3 {
		kbps = []int{8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		h.samples, h.side, per = 576, 17, 72
		hz /= 2
		if version == 0 {
			hz /= 2
		}
	}
	if b[3]>>6 == 3 {
		h.channels, h.side = 1, h.side/2+1 // 17 and 9
	}
	h.hz, h.version = hz, int(version)
	h.size = per*1000*kbps[rate-1]/hz + int(b[2]>>1&1)
	return h, true
}

// isMP3 tells whether a file starts with a frame that another one follows.
func isMP3(raw []byte) bool {
	raw = skipID3(raw)
	h, ok := parseMP3Header(raw)
	if !ok {
		return false
	}
	if h.size >= len(raw) {
		return true // a single one
	}
	_, ok = parseMP3Header(raw[h.size:])
	return ok
}

// isMPEGLayer12 tells whether a file starts with a frame of layer 1 or 2.
func isMPEGLayer12(raw []byte) bool {
	raw = skipID3(raw)
	if len(raw) < 4 || raw[0] != 0xFF || raw[1]&0xE0 != 0xE0 {
		return false
	}
	version, layer := raw[1]>>3&3, raw[1]>>1&3
	return version != 1 && layer >= 2 && raw[2]>>4 != 15 && raw[2]>>2&3 != 3
}

// mp3Info is what encoders tell in a first frame that has no sound.
type mp3Info struct {
	frame       []byte // the rest of the file behind it
	frames      uint64 // with sound; 0: unknown
	before, end int    // samples of silence
}

func parseMP3Info(raw []byte) mp3Info {
	info := mp3Info{frame: raw}
	h, ok := parseMP3Header(raw)
	if !ok || h.size > len(raw) || h.size < 4+h.side+8 {
		return info
	}
	b := raw[4+h.side : h.size]
	if tag := string(b[:4]); tag != "Xing" && tag != "Info" {
		return info
	}
	info.frame = raw[h.size:]
	flags := be32(b[4:])
	b = b[8:]
	for bit, size := range []int{4, 4, 100, 4} {
		if flags>>bit&1 == 0 {
			continue
		}
		if len(b) < size {
			return info
		}
		if bit == 0 {
			info.frames = uint64(be32(b))
		}
		b = b[size:]
	}
	if len(b) >= 24 { // LAME's part: a name of 9 bytes and 12 that do not matter here
		if delay := int(b[21])<<4 | int(b[22])>>4; delay > 0 {
			info.before, info.end = delay+mp3Delay, max(0, (int(b[22])&15<<8|int(b[23]))-mp3Delay)
		}
	}
	return info
}

// mp3Junk is how far the first frame of a file is looked for that starts with something
// else, such as zeros behind a tag.
const mp3Junk = 64 << 10

// isLateMP3 tells whether frames begin a little behind the start of a file.
func isLateMP3(raw []byte) bool {
	raw = skipID3(raw)
	return nextMP3(raw[:min(len(raw), mp3Junk)], 2) >= 0
}

// nextMP3 returns where the first frame begins that so many others follow, -1 if there
// is none.
func nextMP3(raw []byte, others int) int {
	for at := range raw {
		if raw[at] != 0xFF {
			continue
		}
		first, ok := parseMP3Header(raw[at:])
		h, end := first, at
		for i := 0; i < others && ok; i++ {
			if end += h.size; end > len(raw) {
				ok = false
				break
			}
			h, ok = parseMP3Header(raw[end:])
			ok = ok && h.hz == first.hz && h.version == first.version
		}
		if ok {
			return at
		}
	}
	return -1
}

func decodeMP3(raw []byte, limit int) (*Sound, error) {
	raw = skipID3(raw)
	if _, ok := parseMP3Header(raw); !ok {
		if at := nextMP3(raw[:min(len(raw), mp3Junk)], 2); at > 0 {
			raw = raw[at:]
		}
	}
	if n := len(raw); n >= 128 && string(raw[n-128:n-125]) == "TAG" {
		raw = raw[:n-128]
	}
	first, _ := parseMP3Header(raw)
	info := parseMP3Info(raw)
	frames, err := repackMP3(info.frame, first)
	if err != nil {
		return nil, err
	}
	r := bytes.NewReader(frames)
	// Without Seek, since the decoder would then walk over the file twice.
	d, err := mp3.NewDecoder(struct{ io.Reader }{r})
	if err != nil {
		return nil, fmt.Errorf("MP3 file: %w", err)
	}
	s := &Sound{Rate: first.hz}
	buf := make([]byte, 4*1152)
	for {
		n, err := d.Read(buf)
		// Always two channels of 16 bits, alike if the file has one.
		for b := buf[:n-n%4]; len(b) > 0; b = b[4:] {
			left, right := int16(binary.LittleEndian.Uint16(b)), int16(binary.LittleEndian.Uint16(b[2:]))
			s.Samples = append(s.Samples, float32(float64(int(left)+int(right))/(1<<16)))
		}
		if len(s.Samples)*first.channels > limit {
			return nil, clipError(fmt.Sprintf("MP3 file: it holds %d samples of all channels or more", len(s.Samples)*first.channels), limit)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			if err := s.noteEnd("MP3", err, r.Len(), len(raw)); err != nil {
				return nil, err
			}
			break
		}
	}
	whole := info.frames * uint64(first.samples)
	if err := s.checkLength("MP3", whole); err != nil {
		return nil, err
	}
	if n := len(s.Samples); info.before+info.end < n {
		end := n
		if uint64(n) >= whole && whole > 0 {
			end = min(n, int(whole)) - info.end
		}
		s.Samples = s.Samples[min(info.before, end-1):end]
	}
	return s, nil
}
