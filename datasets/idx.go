package datasets

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: IDX, the file format of MNIST (Y. LeCun), big-endian:
//
//	0 0 type rank | rank × uint32 sizes | elements, last dimension fastest
//
// The whole file may be compressed with gzip.

// IDX is an array of bytes read from an IDX file.
type IDX struct {
	Dims []int   // sizes, slowest first
	Data []uint8 // elements, row-major
}

// MaxIDXRank is how many dimensions an IDX file may have.
const MaxIDXRank = 8

const (
	idxUint8 = 0x08

	// maxGzipRatio bounds how far gzip can shrink data, so that a header
	// which claims more than the file can hold is caught before allocating.
	maxGzipRatio = 1032
)

var idxTypes = map[byte]string{
	0x08: "uint8", 0x09: "int8", 0x0B: "int16", 0x0C: "int32", 0x0D: "float32", 0x0E: "float64",
}

// ReadIDX reads an IDX file of unsigned bytes, compressed or not (found out
// from the content, not the name). A compressed file of more than [FreeUnpacked] elements
// that are more than [MaxImageRatio] times its size is an error: a small file may not take
// all memory. [LimitPixels] moves that limit for loaders.
func ReadIDX(path string) (*IDX, error) { return readIDX(path, 0) }

// DecodeIDX is [ReadIDX] for the content of a file. It reads r to its end, at most 2 GiB.
// Messages call it name.
func DecodeIDX(r io.Reader, name string) (*IDX, error) { return decodeIDXStream(r, name, 0) }

// readIDX reads an IDX file, of which a gzipped one may hold maxPixels elements if that is
// more than the usual limit.
func readIDX(path string, maxPixels int) (*IDX, error) {
	return readFile(path, openfile.Array, func(r io.Reader, name string) (*IDX, error) { return decodeIDXStream(r, name, maxPixels) })
}

// decodeIDXStream is readIDX for the content of a file.
func decodeIDXStream(r io.Reader, name string, maxPixels int) (*IDX, error) {
	raw, err := openfile.All(r, openfile.Array)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	x, err := decodeIDX(raw, maxPixels)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	return x, nil
}

func decodeIDX(raw []byte, maxPixels int) (*IDX, error) {
	var r io.Reader = bytes.NewReader(raw)
	capacity := uint64(len(raw)) // the most the content can hold
	packed := len(raw) >= 2 && raw[0] == 0x1f && raw[1] == 0x8b
	if packed {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, fmt.Errorf("gzip header: %w", err)
		}
		r, capacity = z, capacity*maxGzipRatio
	}

	dims, n, err := readIDXHeader(r, capacity)
	if err != nil {
		return nil, err
	}
	if limit := uint64(max(FreeUnpacked, MaxImageRatio*len(raw), maxPixels)); packed && n > limit {
		return nil, fmt.Errorf("IDX data: dimensions %v call for %d MB, more than %d MB and than %d times the packed file (--max-pixels %d reads it all the same, and so does unpacking it with gunzip)",
			dims, n>>20, FreeUnpacked>>20, MaxImageRatio, n)
	}
	if start := 4 + 4*len(dims); !packed && uint64(len(raw)-start) == n {
		return &IDX{Dims: dims, Data: raw[start:]}, nil // no second copy
	}
	x := &IDX{Dims: dims, Data: make([]uint8, n)}
	if got, err := io.ReadFull(r, x.Data); err != nil {
		return nil, fmt.Errorf("IDX data: found %d of %d bytes for dimensions %v: %w", got, n, dims, noEOF(err))
	}
	var extra [1]byte
	switch _, err := io.ReadFull(r, extra[:]); err {
	case io.EOF:
		return x, nil
	case nil:
		return nil, fmt.Errorf("IDX data: more bytes follow after the %d that dimensions %v call for", n, dims)
	default: // the gzip checksum comes last
		return nil, fmt.Errorf("IDX data: %w", noEOF(err))
	}
}

// readIDXHeader returns the dimensions and their product, which is at most
// capacity.
func readIDXHeader(r io.Reader, capacity uint64) (dims []int, n uint64, err error) {
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, 0, fmt.Errorf("IDX magic number: %w", noEOF(err))
	}
	name, known := idxTypes[magic[2]]
	if magic[0] != 0 || magic[1] != 0 || !known {
		return nil, 0, fmt.Errorf("not an IDX file: it starts with bytes % x, expected 00 00 08 and a rank", magic)
	}
	if magic[2] != idxUint8 {
		return nil, 0, fmt.Errorf("IDX elements are %s (type 0x%02x), expected uint8 (0x08)", name, magic[2])
	}
	rank := int(magic[3])
	if rank < 1 || rank > MaxIDXRank {
		return nil, 0, fmt.Errorf("IDX rank is %d, expected 1 to %d", rank, MaxIDXRank)
	}
	n = 1
	for i := 0; i < rank; i++ {
		var b [4]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return nil, 0, fmt.Errorf("IDX size of dimension %d: %w", i, noEOF(err))
		}
		d := uint64(binary.BigEndian.Uint32(b[:]))
		dims = append(dims, int(d))
		if d > 0 && n > capacity/d {
			return nil, 0, fmt.Errorf("IDX sizes %v (of %d dimensions) call for more data than the file can hold", dims, rank)
		}
		n *= d
	}
	return dims, n, nil
}

// noEOF renames a plain end of file, which here always comes too early.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
