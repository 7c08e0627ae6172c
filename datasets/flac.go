package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/mewkiz/flac"
)

// This file: reading FLAC, through github.com/mewkiz/flac (public domain). It is given
// bounds: it trusts what files say.

func isFLAC(raw []byte) bool { return bytes.HasPrefix(skipID3(raw), []byte("fLaC")) }

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

// checkLength compares a sound with the number of samples that its file claims, 0 if it
// claims none. What lacks little is a slip, which is noted.
func (s *Sound) checkLength(name string, claimed uint64) error {
	have := uint64(len(s.Samples))
	switch {
	case have == 0:
		return errors.Join(fmt.Errorf("%s file: no sound can be decoded", name), noteErrors(s.Notes))
	case have >= claimed:
		return nil
	case claimed-have > max(claimed/wavShortShare, min(maxLostFrame, claimed/2)):
		return errors.Join(fmt.Errorf("%s file: %d samples claimed, %d found (cut short?)", name, claimed, have), noteErrors(s.Notes))
	}
	s.Notes = append(s.Notes, fmt.Sprintf("%d of %d samples that its header claims are not there", claimed-have, claimed))
	return nil
}

// noteEnd notes that a decoder fails so many bytes before the end of a file, or returns
// an error if that is not near the end.
func (s *Sound) noteEnd(name string, err error, left, size int) error {
	if left > size/wavShortShare && left > maxReadAhead {
		return fmt.Errorf("%s file: %w after %d samples, %d bytes before the end", name, err, len(s.Samples), left)
	}
	s.Notes = append(s.Notes, fmt.Sprintf("the last of it cannot be decoded (%v)", err))
	return nil
}

// maxReadAhead is how many bytes a decoder may have taken and not used.
const maxReadAhead = 4096

// maxLostFrame is how many samples the last frame of a compressed file may have.
const maxLostFrame = 4608

// noteErrors makes notes a part of an error.
func noteErrors(notes []string) error {
	var errs []error
	for _, n := range notes {
		errs = append(errs, errors.New(n))
	}
	return errors.Join(errs...)
}

// skipID3 returns what follows a tag of the ID3 kind at the start of a file.
func skipID3(raw []byte) []byte {
	for len(raw) >= 10 && string(raw[:3]) == "ID3" {
		size := 0
		for _, b := range raw[6:10] {
			size = size<<7 | int(b&0x7F)
		}
		size += 10
		if raw[5]&0x10 != 0 {
			size += 10 // a footer
		}
		if size > len(raw) {
			return nil
		}
		raw = raw[size:]
	}
	return raw
}

var be32 = binary.BigEndian.Uint32
