package datasets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// This file: PCD, the file format of the Point Cloud Library, version 0.7 and before: a
// text header, then the points as text, as little-endian records, or as LZF
// of all values of the first field, all of the second and so on.
//
//	FIELDS x y z intensity
//	SIZE 4 4 4 4
//	TYPE F F F F
//	COUNT 1 1 1 1
//	WIDTH 1024
//	HEIGHT 1
//	POINTS 1024
//	DATA ascii | binary | binary_compressed

// pcdHeader is what the header says of the points.
type pcdHeader struct {
	fields []pcdField
	points int
	limit  int // largest number of points
	coding string
	record int    // bytes of a binary record
	words  int    // words of a line of text
	xyz    [3]int // where x, y and z are among the fields
}

// pcdField is a field: count values of one type.
type pcdField struct {
	name   string
	scalar scalarType
	count  int
	offset int // of the bytes in a record
	word   int // of the first word in a line
}

// MaxPCDRecord is how many bytes a point of a PCD file may have; no real file comes near
// it.
const MaxPCDRecord = 1 << 20

// ReadPCD reads the points of a PCD file of any of its three codings. The
// fields x, y and z are found by their names; others are passed over, and so
// is what follows the last point. Points with a coordinate that is not finite, which
// PCD uses for places without a measurement, are dropped and counted.
func ReadPCD(path string) (*PointCloud, error) { return readCloud(path, MaxPoints, decodePCD) }

func decodePCD(raw []byte, limit int) (*PointCloud, error) {
	lines := newHeader(raw)
	h, err := readPCDHeader(&lines, limit)
	if err != nil {
		return nil, err
	}
	switch h.coding {
	case "ascii":
		lines.data()
		return h.decodeText(&lines)
	case "binary":
		if len(lines.rest)/h.record < h.points {
			return nil, fmt.Errorf("PCD data: found %d bytes, expected %d points of %d bytes (cut short?)", len(lines.rest), h.points, h.record)
		}
		return h.decodeBinary(func(point, field int) []byte { return lines.rest[point*h.record+h.fields[field].offset:] })
	case "binary_compressed":
		data, err := h.unpack(lines.rest)
		if err != nil {
			return nil, err
		}
		return h.decodeBinary(func(point, field int) []byte {
			f := h.fields[field]
			return data[f.offset*h.points+point*f.scalar.size*f.count:]
		})
	}
	return nil, lines.errorf("PCD DATA is %s, expected ascii, binary or binary_compressed", quote(h.coding))
}

// readPCDHeader reads up to the line DATA.
func readPCDHeader(lines *textLines, limit int) (*pcdHeader, error) {
	entries := map[string][]string{}
	for entries["DATA"] == nil {
		f := lines.fields("#")
		if f == nil {
			return nil, errors.New("PCD header: no DATA line: not a PCD file, or cut short")
		}
		switch f[0] {
		case "VERSION", "FIELDS", "SIZE", "TYPE", "COUNT", "WIDTH", "HEIGHT", "VIEWPOINT", "POINTS", "DATA":
		default:
			return nil, lines.errorf("PCD header: unknown entry %s", quote(f[0]))
		}
		if len(f) < 2 {
			return nil, lines.errorf("PCD header: %s has no value", f[0])
		}
		entries[f[0]] = f[1:]
	}
	h := &pcdHeader{coding: entries["DATA"][0], limit: limit}
	if err := h.setFields(entries); err != nil {
		return nil, fmt.Errorf("PCD header: %w", err)
	}
	if err := h.setPoints(entries, lines.rest); err != nil {
		return nil, fmt.Errorf("PCD header: %w", err)
	}
	return h, nil
}

// setFields reads FIELDS, SIZE, TYPE and COUNT and finds x, y and z.
func (h *pcdHeader) setFields(entries map[string][]string) error {
	names := entries["FIELDS"]
	if entries["COUNT"] == nil { // not there before version 0.7
		entries["COUNT"] = strings.Fields(strings.Repeat("1 ", len(names)))
	}
	for _, e := range []string{"SIZE", "TYPE", "COUNT"} {
		if len(entries[e]) != len(names) {
			return fmt.Errorf("%s has %d values for %d FIELDS", e, len(entries[e]), len(names))
		}
	}
	h.xyz = [3]int{-1, -1, -1}
	for i, name := range names {
		size, _ := strconv.Atoi(entries["SIZE"][i])
		s := scalarType{kind: entries["TYPE"][i][0], size: size}
		if len(entries["TYPE"][i]) != 1 || !s.valid() {
			return fmt.Errorf("field %s is of type %s and size %s, expected I or U of 1, 2, 4 or 8 bytes or F of 4 or 8",
				quote(name), quote(entries["TYPE"][i]), quote(entries["SIZE"][i]))
		}
		n, err := strconv.Atoi(entries["COUNT"][i])
		if err != nil || n < 1 || n > MaxPCDRecord {
			return fmt.Errorf("field %s has COUNT %s, expected 1 to %d", quote(name), quote(entries["COUNT"][i]), MaxPCDRecord)
		}
		h.fields = append(h.fields, pcdField{name: name, scalar: s, count: n, offset: h.record, word: h.words})
		h.record += size * n
		h.words += n
		if h.record > MaxPCDRecord {
			return fmt.Errorf("a point has more than %d bytes", MaxPCDRecord)
		}
		if axis := strings.Index("xyz", strings.ToLower(name)); len(name) == 1 && axis >= 0 {
			if h.xyz[axis] >= 0 || n != 1 {
				return fmt.Errorf("field %s comes twice or has COUNT %d, expected one value", name, n)
			}
			h.xyz[axis] = i
		}
	}
	for axis, i := range h.xyz {
		if i < 0 {
			return fmt.Errorf("no field %c among FIELDS %s", "xyz"[axis], quote(strings.Join(names, " ")))
		}
	}
	return nil
}

// setPoints reads the number of points: POINTS, or WIDTH times HEIGHT. Both
// must agree, and rest must be able to hold as many.
func (h *pcdHeader) setPoints(entries map[string][]string, rest []byte) error {
	limit := 0
	switch h.coding {
	case "ascii": // a digit and a space for every word
		limit = (len(rest) + 1) / (2 * h.words)
	case "binary":
		limit = len(rest) / h.record
	default:
		limit = len(rest) * lzfMaxRatio / h.record
	}
	size := func(entry string) (int, error) {
		if entries[entry] == nil {
			return 0, nil
		}
		n, err := count("points", entries[entry][0], max(limit, 1)) // 1: the HEIGHT of no points
		if err != nil {
			return 0, fmt.Errorf("%s: %w", entry, err)
		}
		return n, nil
	}
	points, err := size("POINTS")
	if err != nil {
		return err
	}
	width, err := size("WIDTH")
	if err != nil {
		return err
	}
	height := 1
	if entries["HEIGHT"] != nil {
		if height, err = size("HEIGHT"); err != nil {
			return err
		}
	}
	if entries["WIDTH"] != nil {
		if height > 0 && width > limit/height {
			return fmt.Errorf("WIDTH %d and HEIGHT %d make more points than the file can hold", width, height)
		}
		if entries["POINTS"] != nil && points != width*height {
			return fmt.Errorf("POINTS is %d, expected WIDTH times HEIGHT, %d", points, width*height)
		}
		points = width * height
	}
	if points > h.limit {
		return tooManyPoints(h.limit)
	}
	h.points = points
	return nil
}

// decodeText reads a point per line.
func (h *pcdHeader) decodeText(lines *textLines) (*PointCloud, error) {
	list := newPointList(h.points, h.limit)
	for list.seen() < h.points {
		f := lines.fields("")
		if f == nil {
			return nil, fmt.Errorf("PCD data: found %d points, expected %d (cut short?)", list.seen(), h.points)
		}
		if len(f) != h.words {
			return nil, lines.errorf("found %d values, expected %d", len(f), h.words)
		}
		p, err := point(f[h.fields[h.xyz[0]].word], f[h.fields[h.xyz[1]].word], f[h.fields[h.xyz[2]].word])
		if err == nil {
			err = list.add(p)
		}
		if err != nil {
			return nil, lines.errorf("%w", err)
		}
	}
	return list.cloud()
}

// unpack returns the content of a compressed file.
func (h *pcdHeader) unpack(b []byte) ([]byte, error) {
	if len(b) < 8 {
		return nil, fmt.Errorf("PCD data: found %d bytes, expected two sizes of 4 (cut short?)", len(b))
	}
	packed, size := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
	b = b[8:]
	if uint64(packed) > uint64(len(b)) {
		return nil, fmt.Errorf("PCD data: %d bytes claimed, %d left in the file (cut short?)", packed, len(b))
	}
	if uint64(size) != uint64(h.points)*uint64(h.record) || uint64(size) > lzfMaxRatio*uint64(packed) || size > math.MaxInt32 {
		return nil, fmt.Errorf("PCD data: %d bytes unpack to %d, expected %d points of %d bytes", packed, size, h.points, h.record)
	}
	data := make([]byte, size)
	if err := decodeLZF(data, b[:packed]); err != nil {
		return nil, fmt.Errorf("PCD data: %w", err)
	}
	return data, nil
}

// decodeBinary reads all points; at returns the bytes from a value on.
func (h *pcdHeader) decodeBinary(at func(point, field int) []byte) (*PointCloud, error) {
	list := newPointList(h.points, h.limit)
	for i := 0; i < h.points; i++ {
		var p [3]float64
		for axis, f := range h.xyz {
			p[axis] = h.fields[f].scalar.read(at(i, f), binary.LittleEndian)
		}
		if err := list.add(p); err != nil {
			return nil, fmt.Errorf("PCD data: %w", err)
		}
	}
	return list.cloud()
}
