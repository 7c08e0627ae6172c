package tiffany

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// This file: the directory of a TIFF file, which holds its tags.

const (
	tagWidth        = 256
	tagLength       = 257
	tagBits         = 258
	tagPacking      = 259
	tagPhotometric  = 262
	tagFillOrder    = 266
	tagStripOffsets = 273
	tagSamples      = 277
	tagRowsPerStrip = 278
	tagStripCounts  = 279
	tagPlanar       = 284
	tagFaxOptions   = 292
	tagPredictor    = 317
	tagColours      = 320
	tagTileWidth    = 322
	tagTileLength   = 323
	tagTileOffsets  = 324
	tagTileCounts   = 325
	tagExtra        = 338
	tagFormat       = 339
)

var errShort = errors.New("the file ends early")

// directory is the first directory of a file.
type directory struct {
	file  []byte
	order binary.ByteOrder
	tags  map[int][]byte // the 10 bytes of an entry after its number
}

func readDirectory(file []byte) (*directory, error) {
	if len(file) < 8 {
		return nil, errShort
	}
	d := &directory{file: file, tags: map[int][]byte{}}
	switch string(file[:4]) {
	case "II*\x00":
		d.order = binary.LittleEndian
	case "MM\x00*":
		d.order = binary.BigEndian
	case "II+\x00", "MM\x00+":
		return nil, errors.New("BigTIFF is not supported" + advice)
	default:
		return nil, errors.New("it does not begin as a TIFF file")
	}
	at := uint64(d.order.Uint32(file[4:]))
	if at+2 > uint64(len(file)) {
		return nil, errShort
	}
	n := int(d.order.Uint16(file[at:]))
	entries := file[at+2:]
	if len(entries) < 12*n {
		return nil, errShort
	}
	for ; n > 0; n-- {
		tag := int(d.order.Uint16(entries))
		if _, twice := d.tags[tag]; twice {
			return nil, fmt.Errorf("tag %d stands twice in the directory", tag)
		}
		d.tags[tag], entries = entries[2:12], entries[12:]
	}
	return d, nil
}

// has reports whether the file has a tag.
func (d *directory) has(tag int) bool { return d.tags[tag] != nil }

// all returns the numbers of a tag; none if there is no such tag, or its numbers are not
// whole or not in the file.
func (d *directory) all(tag int) []uint32 {
	e := d.tags[tag]
	if e == nil {
		return nil
	}
	size := map[uint16]uint64{1: 1, 3: 2, 4: 4}[d.order.Uint16(e)]
	n := uint64(d.order.Uint32(e[2:]))
	b := e[6:]
	if size*n > 4 {
		at := uint64(d.order.Uint32(b))
		if at+size*n > uint64(len(d.file)) {
			return nil
		}
		b = d.file[at:]
	}
	if size == 0 {
		return nil
	}
	v := make([]uint32, n)
	for i := range v {
		switch size {
		case 1:
			v[i] = uint32(b[i])
		case 2:
			v[i] = uint32(d.order.Uint16(b[2*i:]))
		default:
			v[i] = d.order.Uint32(b[4*i:])
		}
	}
	return v
}

// one returns the first number of a tag, which is otherwise what the standard says.
func (d *directory) one(tag, otherwise int) int {
	if v := d.all(tag); len(v) > 0 {
		return int(min(v[0], 1<<30))
	}
	return otherwise
}
