package datasets

import (
	"errors"
	"fmt"
	"math"

	"github.com/jfreymuth/vorbis"
)

// This file: reading Ogg Vorbis, through github.com/jfreymuth/vorbis (MIT), the one
// decoder in Go. It hangs and takes memory without end at some headers; the file vorbissetup.go
// refuses those first.

// vorbisWork bounds what packets may cost, as a multiple of the samples that may come of
// them: packets of few samples cost as much as those of many.
const vorbisWork = 16

// decodeVorbis decodes the sounds of a file, of which several may be one behind the other
// if they have one rate.
func decodeVorbis(raw []byte, limit int) (*Sound, error) {
	all, rest, err := decodeVorbisLink(raw, limit)
	for k := 2; err == nil && rest != nil; k++ {
		var s *Sound
		if s, rest, err = decodeVorbisLink(rest, limit-len(all.Samples)); err != nil {
			return nil, fmt.Errorf("sound %d of the chain: %w", k, err)
		}
		if s.Rate != all.Rate {
			all.Notes = append(all.Notes, fmt.Sprintf("it goes on with a sound of %d samples per second, not %d, which is not read", s.Rate, all.Rate))
			break
		}
		all.Samples, all.Notes = append(all.Samples, s.Samples...), append(all.Notes, s.Notes...)
	}
	return all, err
}

// decodeVorbisLink decodes the first sound, and returns the rest if another one follows.
func decodeVorbisLink(raw []byte, limit int) (_ *Sound, rest []byte, err error) {
	packets, rest, note, err := oggPackets(raw)
	if err != nil {
		return nil, nil, err
	}
	if len(packets) < 4 {
		return nil, nil, fmt.Errorf("the Ogg Vorbis file: found %d packets, expected three headers and sound", len(packets))
	}
	if err := checkVorbis(packets[0].data, packets[2].data); err != nil {
		return nil, nil, err
	}
	var d vorbis.Decoder
	for _, i := range []int{0, 2} { // 1 are comments
		if err := d.ReadHeader(packets[i].data); err != nil {
			return nil, nil, fmt.Errorf("the Ogg Vorbis header: %w", err)
		}
	}
	s := &Sound{Rate: d.SampleRate()}
	if note != "" {
		s.Notes = append(s.Notes, note)
	}
	channels, work, total := d.Channels(), 0, 0
	buf := make([]float32, d.BufferSize())
	var end int64
	for i, p := range packets[3:] {
		if work += 2 * len(buf); work > vorbisWork*limit || total > limit {
			return nil, nil, clipError(fmt.Sprintf("the Ogg Vorbis file: it holds %d samples of all channels or more, in %d packets", total, i), limit)
		}
		out, err := d.DecodeInto(p.data, buf)
		if err != nil {
			return nil, nil, fmt.Errorf("the Ogg Vorbis file: packet %d: %w", i+3, err)
		}
		total += len(out)
		for ; len(out) >= channels; out = out[channels:] {
			sum := 0.0
			for _, v := range out[:channels] {
				sum += float64(v)
			}
			v := float32(sum / float64(channels))
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return nil, nil, fmt.Errorf("the Ogg Vorbis file: packet %d gives a sample %v, expected a finite number", i+3, v)
			}
			s.Samples = append(s.Samples, v)
		}
		end = max(end, p.last)
	}
	// The last page says where the sound ends, within the last packet.
	if n := int64(len(s.Samples)); end > 0 && end < n && n-end <= int64(len(buf)/channels) {
		s.Samples = s.Samples[:end]
	}
	if len(s.Samples) == 0 {
		return nil, nil, errors.New("the Ogg Vorbis file: no sound can be decoded")
	}
	return s, rest, nil
}
