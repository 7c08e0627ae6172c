package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/plaintext"
)

// This file: reading the lines, words and numbers of text files and headers.

// textLines walks over the lines of a text, or of the text that a binary file
// begins with.
type textLines struct {
	rest []byte // after the line
	n    int    // number of the line, from 1
	end  byte   // what ends a line; 0: '\n'
}

// newText returns the lines of a file that is text throughout. They may end as on
// any system, and a byte order mark may come before them.
func newText(raw []byte) textLines {
	return textLines{rest: plaintext.Lines(plaintext.UTF8(raw))}
}

// newHeader returns the lines of a file whose header is text and whose data may be
// bytes. All lines end as the first one does, so that no byte of the data is taken
// for a line end.
func newHeader(raw []byte) textLines {
	t := textLines{rest: plaintext.UTF8(raw), end: '\n'}
	if i := bytes.IndexAny(t.rest[:min(len(t.rest), longestHeaderLine)], "\r\n"); i >= 0 && t.rest[i] == '\r' && (i+1 == len(t.rest) || t.rest[i+1] != '\n') {
		t.end = '\r'
	}
	return t
}

// longestHeaderLine is how far the first line end of a header is looked for.
const longestHeaderLine = 4096

// data makes t read what follows a header as text.
func (t *textLines) data() {
	t.rest, t.end = plaintext.Lines(t.rest), '\n'
}

// next returns the next line without its end; false when there is none.
func (t *textLines) next() (string, bool) {
	if len(t.rest) == 0 {
		return "", false
	}
	t.n++
	end := t.end
	if end == 0 {
		end = '\n'
	}
	line, rest, _ := bytes.Cut(t.rest, []byte{end})
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
			line = cutComment(line, comment)
		}
		if f := strings.Fields(line); len(f) > 0 {
			return f
		}
	}
}

// cutComment returns a line without its comment, which begins with sign. The number
// 1.#QNAN, as Windows writes it, has none, nor has #N/A, which spreadsheets write.
func cutComment(line, sign string) string {
	for at := 0; ; {
		i := strings.Index(line[at:], sign)
		if i < 0 {
			return line
		}
		at += i
		if (at == 0 || line[at-1] != '.') && !strings.HasPrefix(line[at:], "#N/A") && !strings.HasPrefix(line[at:], "#NA") {
			return line[:at]
		}
		at += len(sign)
	}
}

// errorf returns an error that names the line.
func (t *textLines) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", t.n, fmt.Errorf(format, args...))
}

// coordinate reads a number. One too large comes back infinite as an error, one
// that is written as NaN or infinite, in the ways of C and of Windows, as NaN.
func coordinate(word string) (float64, error) {
	v, err := strconv.ParseFloat(word, 64)
	if err == nil {
		if math.IsInf(v, 0) {
			v = math.NaN() // without a place, as a NaN is
		}
		return v, nil
	}
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("found %s, expected a number up to %.3g", quote(word), math.MaxFloat32)
	}
	if bare := strings.ToLower(strings.TrimLeft(word, "+-")); strings.HasPrefix(bare, "nan") && !strings.ContainsAny(bare[3:], "0123456789.,") || strings.HasPrefix(bare, "1.#") {
		return math.NaN(), nil
	}
	return 0, fmt.Errorf("found %s, expected a number", quote(word))
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
