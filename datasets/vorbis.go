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

func decodeVorbis(raw []byte, limit int) (*Sound, error) {
	packets, note, err := oggPackets(raw)
	if err != nil {
		return nil, err
	}
	if len(packets) < 4 {
		return nil, fmt.Errorf("the Ogg Vorbis file: found %d packets, expected three headers and sound", len(packets))
	}
	if err := checkVorbis(packets[0].data, packets[2].data); err != nil {
		return nil, err
	}
	var d vorbis.Decoder
	for _, i := range []int{0, 2} { // 1 are comments
		if err := d.ReadHeader(packets[i].data); err != nil {
			return nil, fmt.Errorf("the Ogg Vorbis header: %w", err)
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
			return nil, clipError(fmt.Sprintf("the Ogg Vorbis file: it holds %d samples of all channels or more, in %d packets", total, i), limit)
		}
		out, err := d.DecodeInto(p.data, buf)
		if err != nil {
			return nil, fmt.Errorf("the Ogg Vorbis file: packet %d: %w", i+3, err)
		}
		total += len(out)
		for ; len(out) >= channels; out = out[channels:] {
			sum := 0.0
			for _, v := range out[:channels] {
				sum += float64(v)
			}
			v := float32(sum / float64(channels))
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return nil, fmt.Errorf("the Ogg Vorbis file: packet %d gives a sample %v, expected a finite number", i+3, v)
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
		return nil, errors.New("the Ogg Vorbis file: no sound can be decoded")
	}
	return s, nil
}
