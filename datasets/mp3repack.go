package datasets

import "fmt"

// This file: frames of MP3 in sizes that the decoder computes rightly. Of MPEG 2 it
// loses the byte by which some frames are longer (at 22.05 kHz), and what follows becomes
// noise; MPEG 2.5 it refuses, though its 11.025 and 12 kHz are coded as 16 kHz are.
//
// The sound of a frame may begin in frames before it: each says how many bytes back. All
// frames together hold one stream of bytes, which is cut here into other frames: without
// padding, and with the sizes of the bit rates that come nearest to the old places.

// mp3Back is how many bytes back a frame of MPEG 2 can say that its sound begins.
const mp3Back = 255

// mp3Frame is a frame of MPEG 2 or 2.5.
type mp3Frame struct {
	header mp3Header
	raw    []byte // header and side information, without a checksum
	begin  int    // where its sound begins in the stream of all
	end    int    // where the stream goes on after the frame
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
	out := make([]byte, 0, len(raw)+len(raw)/8)
	at := 0 // where the sound bytes of the new frame lie in the stream
	for i, f := range frames {
		head := append([]byte(nil), f.raw...)
		if first.version == 0 {
			head[1] |= 2 << 3              // MPEG 2
			head[2] = head[2]&^0x0C | 0x08 // 16 kHz
		}
		head[1] |= 1 // no checksum
		if back := at - f.begin; back >= 0 && back <= mp3Back {
			head[4] = byte(back)
		} else if f.begin < 0 {
			head[4] = mp3Back // the sound began in a frame that is cut off
		} else {
			return nil, fmt.Errorf("MP3 file: frame %d cannot be read at its bit rate: %s", i, convertSound)
		}
		// The new end lies as near as can be to the old one, but where the next frame
		// can still say where its sound begins.
		low, high := f.end, f.end+mp3Back
		if i+1 < len(frames) {
			low, high = frames[i+1].begin, frames[i+1].begin+mp3Back
		}
		rate, size := 0, 0
		for r := 1; r < 15; r++ {
			n := mp3Size(head, r) - len(head)
			fits := at+n >= low && at+n <= high
			if n >= 0 && fits && (rate == 0 || distance(at+n, f.end) < distance(at+size, f.end)) {
				rate, size = r, n
			}
		}
		if rate == 0 {
			return nil, fmt.Errorf("MP3 file: frame %d cannot be read at its bit rate: %s", i, convertSound)
		}
		head[2] = byte(rate)<<4 | head[2]&0x0D
		out = append(out, head...)
		have := stream[min(at, len(stream)):min(at+size, len(stream))]
		out = append(append(out, have...), make([]byte, size-len(have))...)
		at += size
	}
	return out, nil
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
		f := mp3Frame{header: h, raw: append(append([]byte(nil), raw[:4]...), raw[4+sum:head+sum]...)}
		f.begin = len(stream) - int(f.raw[4])
		stream = append(stream, raw[head+sum:h.size]...)
		f.end = len(stream)
		frames, raw = append(frames, f), raw[h.size:]
	}
}

// mp3Size returns the size of an unpadded frame whose header has the bit rate's number r.
func mp3Size(head []byte, r int) int {
	b := [4]byte{head[0], head[1], byte(r)<<4 | head[2]&0x0D, head[3]}
	h, _ := parseMP3Header(b[:])
	return h.size
}

func distance(a, b int) int { return max(a-b, b-a) }
