// Package exif reads the orientation that cameras store beside pixels, and turns
// pictures by it.
package exif

import (
	"bytes"
	"encoding/binary"
)

// Upright is the orientation of pixels that are stored as they are shown.
const Upright = 1

const (
	tagBitsPerSample = 258
	tagPhotometric   = 262
	tagOrientation   = 274
)

// Orientation returns the orientation, 1 to 8, that a JPEG, PNG, WebP or TIFF file
// states; Upright if it states none, or nonsense.
func Orientation(file []byte) int {
	if v, ok := tag(block(file), tagOrientation); ok && v >= 1 && v <= 8 {
		return v
	}
	return Upright
}

// TIFFSamples returns the bits of a sample of a TIFF file, and whether 0 is white.
func TIFFSamples(file []byte) (bits int, whiteIsZero bool) {
	bits, ok := tag(file, tagBitsPerSample)
	if !ok {
		bits = 1
	}
	p, ok := tag(file, tagPhotometric)
	return bits, ok && p == 0
}

// block returns the EXIF block of a file, which has the form of a TIFF file; nil: none.
func block(file []byte) []byte {
	switch {
	case bytes.HasPrefix(file, []byte{0xff, 0xd8}):
		return jpegBlock(file[2:])
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return chunk(file[8:], "eXIf", 4, binary.BigEndian, 4, 1)
	case len(file) > 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return bytes.TrimPrefix(chunk(file[12:], "EXIF", 0, binary.LittleEndian, 0, 2), []byte("Exif\x00\x00"))
	case bytes.HasPrefix(file, []byte("II*\x00")), bytes.HasPrefix(file, []byte("MM\x00*")):
		return file
	}
	return nil
}

// jpegBlock walks over the segments of a JPEG file that come before its pixels.
func jpegBlock(b []byte) []byte {
	for len(b) >= 4 && b[0] == 0xff {
		marker, n := b[1], int(binary.BigEndian.Uint16(b[2:]))
		if marker == 0xff { // a fill byte
			b = b[1:]
			continue
		}
		if marker == 0xda || n < 2 || n+2 > len(b) {
			return nil
		}
		body := b[4 : n+2]
		if marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		b = b[n+2:]
	}
	return nil
}

// chunk returns the body of the first chunk called name. In PNG the length stands before
// the name and a checksum of 4 bytes after the body; in RIFF the name stands first and
// bodies are padded to even lengths.
func chunk(b []byte, name string, nameAt int, order binary.ByteOrder, after, even uint64) []byte {
	for len(b) >= 8 {
		n := uint64(order.Uint32(b[4-nameAt:]))
		if n > uint64(len(b)-8) {
			return nil
		}
		if string(b[nameAt:nameAt+4]) == name {
			return b[8 : 8+n]
		}
		n = (n + even - 1) / even * even
		if 8+n+after > uint64(len(b)) {
			return nil
		}
		b = b[8+n+after:]
	}
	return nil
}

// tag returns the value of a tag of small numbers in the first directory of a TIFF file.
func tag(b []byte, want uint16) (int, bool) {
	if len(b) < 8 {
		return 0, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0, false
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 0, false
	}
	entries := b[at+2:]
	for n := order.Uint16(b[at:]); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == want {
			switch order.Uint16(entries[2:]) {
			case 3: // 16 bits; several stand elsewhere, the first is like the others
				if count := order.Uint32(entries[4:]); count > 2 {
					if off := uint64(order.Uint32(entries[8:])); off+2 <= uint64(len(b)) {
						return int(order.Uint16(b[off:])), true
					}
					return 0, false
				}
				return int(order.Uint16(entries[8:])), true
			case 4:
				return int(order.Uint32(entries[8:])), true
			}
			return 0, false
		}
		entries = entries[12:]
	}
	return 0, false
}
