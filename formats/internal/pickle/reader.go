package pickle

// This file: the bytes of pickles, with their offsets. Lengths are compared with what is
// left before anything is allocated.

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine is the longest line of text, in bytes: names of classes, numbers as text.
const maxLine = 4096

// Reader gives the bytes of one or more pickles.
type Reader struct {
	r    *bufio.Reader
	at   int64
	left int64
}

// NewReader reads the first size bytes of r, whose first byte has this offset.
func NewReader(r io.Reader, offset, size int64) *Reader {
	return &Reader{r: bufio.NewReaderSize(io.LimitReader(r, size), 1<<12), at: offset, left: size}
}

// Offset returns where the next byte lies.
func (r *Reader) Offset() int64 { return r.at }

// ended is the error of a pickle without its end.
func (r *Reader) ended(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("byte %d: the data end inside of the pickle", r.at)
	}
	return err
}

func (r *Reader) byte() (byte, error) {
	b, err := r.r.ReadByte()
	if err != nil {
		return 0, r.ended(err)
	}
	r.at++
	r.left--
	return b, nil
}

// fixed fills b.
func (r *Reader) fixed(b []byte) error {
	n, err := io.ReadFull(r.r, b)
	r.at += int64(n)
	r.left -= int64(n)
	if err != nil {
		return r.ended(err)
	}
	return nil
}

// number reads a little-endian number of size bytes.
func (r *Reader) number(size int) (uint64, error) {
	var b [8]byte
	if err := r.fixed(b[:size]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}

// counted reads n bytes.
func (r *Reader) counted(n uint64) (string, error) {
	if n > uint64(max(r.left, 0)) {
		return "", fmt.Errorf("byte %d: a text of %d bytes, but %d are left", r.at, n, r.left)
	}
	var short [64]byte
	if n <= uint64(len(short)) {
		err := r.fixed(short[:n])
		return string(short[:n]), err
	}
	var b strings.Builder // a long text is in memory once
	b.Grow(int(n))
	k, err := io.CopyN(&b, r.r, int64(n))
	r.at += k
	r.left -= k
	if err != nil {
		return "", r.ended(err)
	}
	return b.String(), nil
}

// line reads up to the next newline, which it leaves out.
func (r *Reader) line() (string, error) {
	var b []byte
	start := r.at
	for {
		c, err := r.byte()
		switch {
		case err != nil:
			return "", err
		case c == '\n':
			if !utf8.Valid(b) {
				return "", fmt.Errorf("byte %d: %.60q is not valid UTF-8", start, b)
			}
			return string(b), nil
		case len(b) == maxLine:
			return "", fmt.Errorf("byte %d: a line of more than %d bytes", start, maxLine)
		}
		b = append(b, c)
	}
}
