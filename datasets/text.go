package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// This file: reading the lines, words and numbers of text files and headers.

// textLines walks over the lines of a text, or of the text that a binary file
// begins with.
type textLines struct {
	rest []byte // after the line
	n    int    // number of the line, from 1
}

// next returns the next line without its end; false when there is none.
func (t *textLines) next() (string, bool) {
	if len(t.rest) == 0 {
		return "", false
	}
	t.n++
	line, rest, _ := bytes.Cut(t.rest, []byte{'\n'})
	t.rest = rest
	return string(bytes.TrimSuffix(line, []byte{'\r'})), true
}

// fields returns the words of the next line that has any, without what
// follows the comment sign; nil at the end of the text.
func (t *textLines) fields(comment string) []string {
	for {
		line, ok := t.next()
		if !ok {
			return nil
		}
		if comment != "" {
			line, _, _ = strings.Cut(line, comment)
		}
		if f := strings.Fields(line); len(f) > 0 {
			return f
		}
	}
}

// errorf returns an error that names the line.
func (t *textLines) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", t.n, fmt.Errorf(format, args...))
}

// coordinate reads a number, rounded once to float32. One too large for that
// comes back infinite, for pointList to report.
func coordinate(word string) (float64, error) {
	v, err := strconv.ParseFloat(word, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("found %s, expected a number", quote(word))
	}
	return v, nil
}

// point reads three numbers.
func point(x, y, z string) (p [3]float64, err error) {
	for i, word := range [3]string{x, y, z} {
		if p[i], err = coordinate(word); err != nil {
			return p, fmt.Errorf("%c: %w", "xyz"[i], err)
		}
	}
	return p, nil
}

// quote quotes a word of a file for a message, cut short if need be.
func quote(word string) string {
	const longest = 32
	if len(word) > longest {
		return strconv.Quote(word[:longest]) + "..."
	}
	return strconv.Quote(word)
}

// count reads a number of things in a file, at most limit, which is what the
// rest of the file can hold.
func count(what, word string, limit int) (int, error) {
	n, err := strconv.ParseUint(word, 10, 63)
	if errors.Is(err, strconv.ErrRange) || err == nil && n > uint64(limit) {
		return 0, fmt.Errorf("%s %s, more than the file can hold", quote(word), what)
	}
	if err != nil {
		return 0, fmt.Errorf("found %s, expected a number of %s", quote(word), what)
	}
	return int(n), nil
}
