//go:build !js

package datasets

import (
	"bytes"
	"fmt"
	"io"

	"github.com/mewkiz/flac"
)

// This file: reading FLAC, through github.com/mewkiz/flac (public domain). It is given
// bounds: it trusts what files say.

func decodeFLAC(raw []byte, limit int) (*Sound, error) {
	raw = skipID3(raw)
	// The decoder would take any first block, and make room for the sizes that it says.
	if len(raw) < 42 || raw[4]&0x7F != 0 || string(raw[5:8]) != "\x00\x00\x22" {
		return nil, fmt.Errorf("FLAC file does not start with a block of 34 bytes that describes it")
	}
	r := bytes.NewReader(raw)
	stream, err := flac.New(r)
	if err != nil {
		return nil, fmt.Errorf("FLAC header: %w", err)
	}
	if stream.Info.BitsPerSample > 24 {
		return nil, fmt.Errorf("FLAC file has %d bits, expected 4 to 24: convert it to 24", stream.Info.BitsPerSample)
	}
	claimed, bits := stream.Info.NSamples, stream.Info.BitsPerSample
	s := &Sound{Rate: int(stream.Info.SampleRate)}
	values := 0 // of all channels
	for {
		f, err := stream.ParseNext()
		if err == io.EOF {
			break
		}
		if err != nil {
			if err := s.noteEnd("FLAC", err, r.Len(), len(raw)); err != nil {
				return nil, err
			}
			break
		}
		channels, n := len(f.Subframes), int(f.BlockSize)
		if values += channels * n; values > limit {
			return nil, clipError(fmt.Sprintf("FLAC file: it holds %d samples of all channels or more", values), limit)
		}
		if b := f.BitsPerSample; b != 0 {
			bits = b
		}
		scale := float64(int64(1) << (bits - 1))
		for i := 0; i < n; i++ {
			sum := 0.0
			for _, sub := range f.Subframes {
				sum += float64(sub.Samples[i]) / scale
			}
			s.Samples = append(s.Samples, float32(sum/float64(channels)))
		}
	}
	return s, s.checkLength("FLAC", claimed)
}
