package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// This file: what readers of compressed sounds share, and how FLAC is told.

func isFLAC(raw []byte) bool { return bytes.HasPrefix(skipID3(raw), []byte("fLaC")) }

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
