package datasets

import "fmt"

// This file: frames of MP3 in sizes that the decoder computes rightly. Of MPEG 2 it
// loses the byte by which some frames are longer (at 22.05 kHz), and what follows becomes
// noise; MPEG 2.5 it refuses, though its 11.025 and 12 kHz are coded as 16 kHz are.
//
// The sound of a frame may begin in frames before it: each says how many bytes back. All
// frames together hold one stream of bytes. Here the bytes that hold sound are put one
// behind the other and cut into other frames, without padding.

// mp3Back is how many bytes back a frame of MPEG 2 can say that its sound begins.
const mp3Back = 255

// mp3Frame is a frame of MPEG 2 or 2.5.
type mp3Frame struct {
	head  []byte // header and side information, without a checksum
	begin int    // where its sound begins in the stream of all
	need  int    // bytes of its sound
}

// repackMP3 returns frames that the decoder reads rightly, for a file that starts with
// one of first's kind. What needs no change is returned as it is.
func repackMP3(raw []byte, first mp3Header) ([]byte, error) {
	if first.version == 3 || first.version == 2 && first.hz != 22050 {
		return raw, nil
	}
	if first.hz == 8000 {
		return nil, fmt.Errorf("MP3 of 8000 samples per second is not read: %s", convertSound)
	}
	frames, stream := splitMP3(raw, first)
	out := make([]byte, 0, len(raw))
	var sound []byte  // that the frames so far hold, or will
	var gaps [][2]int // in out, from where to where sound goes
	begin, at := 0, 0 // where in sound that of a frame begins, and its own bytes do
	for i, f := range frames {
		if first.version == 0 {
			f.head[1] |= 2 << 3                // MPEG 2
			f.head[2] = f.head[2]&^0x0C | 0x08 // 16 kHz
		}
		f.head[1] |= 1 // no checksum
		f.head[4] = byte(at - begin)
		sound = append(sound, f.sound(stream)...)
		// The frame is as large as the next one can still reach back over.
		rate, size := 0, 0
		for r := 1; r < 15; r++ {
			n := mp3Size(f.head, r) - len(f.head)
			if n >= 0 && (rate == 0 || at+n <= len(sound)+mp3Back) {
				rate, size = r, n
			}
		}
		if at += size; at < len(sound) {
			return nil, fmt.Errorf("MP3 file: frame %d cannot be read at its bit rate: %s", i, convertSound)
		}
		if more := at - mp3Back - len(sound); more > 0 {
			sound = append(sound, make([]byte, more)...) // hardly any sound
		}
		begin = len(sound)
		f.head[2] = byte(rate)<<4 | f.head[2]&0x0D
		out = append(out, f.head...)
		gaps = append(gaps, [2]int{len(out), len(out) + size})
		out = append(out, make([]byte, size)...)
	}
	for _, gap := range gaps {
		sound = sound[copy(out[gap[0]:gap[1]], sound):]
	}
	return out, nil
}

// sound returns the bytes of the frame's sound; those that lie in a frame that is cut off
// are 0.
func (f *mp3Frame) sound(stream []byte) []byte {
	b := make([]byte, f.need)
	if lost := max(0, -f.begin); lost < f.need {
		copy(b[lost:], stream[min(f.begin+lost, len(stream)):])
	}
	return b
}

// splitMP3 takes frames apart. What is no frame is passed over.
func splitMP3(raw []byte, first mp3Header) (frames []mp3Frame, stream []byte) {
	for {
		h, ok := parseMP3Header(raw)
		head := 4 + h.side
		sum := 0
		if ok && raw[1]&1 == 0 {
			sum = 2
		}
		if !ok || h.version != first.version || h.hz != first.hz || h.size > len(raw) || h.size < head+sum {
			at := nextMP3(raw[min(1, len(raw)):], 1)
			if at < 0 {
				return frames, stream
			}
			raw = raw[1+at:]
			continue
		}
		f := mp3Frame{head: append(append([]byte(nil), raw[:4]...), raw[4+sum:head+sum]...)}
		f.begin = len(stream) - int(f.head[4])
		f.need = mp3Need(f.head[4:], h.channels)
		stream = append(stream, raw[head+sum:h.size]...)
		frames, raw = append(frames, f), raw[h.size:]
	}
}

// mp3Need returns the bytes of sound that side information of MPEG 2 tells of: 12 bits at
// the start of the 63 that each channel has, behind 9 or 10 others.
func mp3Need(side []byte, channels int) int {
	n := 0
	for c := range channels {
		at := 8 + channels + 63*c
		v := 0
		for i := at; i < at+12; i++ {
			v = v<<1 | int(side[i/8]>>(7-i%8)&1)
		}
		n += v
	}
	return (n + 7) / 8
}

// mp3Size returns the size of an unpadded frame whose header has the bit rate's number r.
func mp3Size(head []byte, r int) int {
	b := [4]byte{head[0], head[1], byte(r)<<4 | head[2]&0x0D, head[3]}
	h, _ := parseMP3Header(b[:])
	return h.size
}
