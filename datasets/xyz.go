package datasets

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file: texts of a line for each point, x, y and z first, with the extensions
// .xyz, .txt, .asc, .csv and .pts. What separates the numbers is known from the
// text; see tableStyle. The first line may name the columns, and the number of
// points may stand before them in a line of its own, as scanners write it.

// ReadXYZ reads a text of one point per line. What follows the first three
// numbers of a line (colours, normals) is passed over, and so are empty lines
// and comments, which begin with # or //, or are lines that begin with %, ! or ; and hold
// more than numbers. A first line of names such as "id,x,y,z" or "Easting;Northing;Height"
// says which columns are meant. Words such as NaN, NA or null stand for no value. Numbers are separated by blanks, commas or
// semicolons; in a text with semicolons, or with blanks and commas between digits,
// commas are decimal signs. A text that can be read in two ways is an error.
func ReadXYZ(path string) (*PointCloud, error) { return readCloud(path, MaxPoints, decodeXYZ) }

func decodeXYZ(raw []byte, limit int) (*PointCloud, error) {
	t := xyzReader{lines: newText(raw), list: pointList{limit: limit}, at: [3]int{0, 1, 2}, first: true}
	if n := longestLine(t.lines.rest); n > maxPointLine {
		return nil, fmt.Errorf("a line has %d bytes, expected a line of at most %d for each point", n, maxPointLine)
	}
	var err error
	if t.style, err = styleOf(t.lines.rest); err != nil {
		return nil, err
	}
	for {
		line, ok := t.lines.next()
		if !ok {
			if err := t.full(); err != nil {
				return nil, err
			}
			return t.list.cloud()
		}
		if err := t.line(line); err != nil {
			return nil, t.lines.errorf("%w", err)
		}
	}
}

// maxPointLine bounds the bytes of a line: hundreds of numbers for a point.
const maxPointLine = 64 << 10

// longestLine returns the length of the longest line of a text.
func longestLine(text []byte) int {
	longest := 0
	for len(text) > 0 {
		n := bytes.IndexByte(text, '\n')
		if n < 0 {
			n = len(text)
		}
		longest = max(longest, n)
		text = text[min(n+1, len(text)):]
	}
	return longest
}

// xyzReader reads the lines of a text of points.
type xyzReader struct {
	lines   textLines
	list    pointList
	style   tableStyle
	at      [3]int   // the columns of x, y and z
	first   bool     // no line with numbers was read
	comment []string // names in the last comment before the first point
	claimed int      // number of points so far by the counts in the text; 0: none was seen
}

// line reads one line.
func (t *xyzReader) line(line string) error {
	if t.lines.n == 1 && strings.HasPrefix(strings.ToLower(line), "sep=") {
		return nil // for a spreadsheet
	}
	data := uncommented(line)
	words, err := t.style.split(data)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		if t.first {
			if names := strings.FieldsFunc(strings.Trim(strings.TrimSpace(line), "#/%!;"), isSeparator); len(names) > 0 {
				t.comment = names
			}
		}
		return nil
	}
	if len(words) == 1 && (t.first || t.claimed > 0) {
		if n, err := strconv.ParseUint(words[0], 10, 31); err == nil {
			return t.count(int(n))
		}
	}
	if t.first {
		t.first = false
		if at, ok := columnsOf(words); ok {
			t.at = at
			return nil
		}
		if !slices.ContainsFunc(words, t.hasNumber) {
			if _, ok := columnsOf(strings.FieldsFunc(data, isSeparator)); ok {
				return nil // names without a line of numbers to tell what separates them
			}
			return fmt.Errorf("the columns are named %s, expected names such as x, y and z among them", quoteAll(words))
		}
		if at, ok := columnsOf(t.comment); ok && len(t.comment) == len(words) {
			t.at = at
		}
	}
	return t.point(words)
}

// count reads a line with the number of the points that follow. Scans may be one
// behind the other.
func (t *xyzReader) count(n int) error {
	if err := t.full(); err != nil {
		return err
	}
	if t.list.seen() == 0 && t.claimed > 0 {
		return fmt.Errorf("found %d twice, expected a point", n)
	}
	t.claimed += n
	if t.claimed > t.list.limit {
		return tooManyPoints(t.list.limit)
	}
	return nil
}

// full refuses a text with fewer points than it says.
func (t *xyzReader) full() error {
	if seen := t.list.seen(); seen < t.claimed {
		return fmt.Errorf("found %d points, expected the %d that the text says it has (cut short?)", seen, t.claimed)
	}
	return nil
}

// point reads a line of numbers.
func (t *xyzReader) point(words []string) error {
	if t.claimed > 0 && t.list.seen() == t.claimed {
		return fmt.Errorf("found more points than the %d that the text says it has", t.claimed)
	}
	if last := max(t.at[0], t.at[1], t.at[2]); len(words) <= last {
		return fmt.Errorf("found %d numbers, expected x, y and z", len(words))
	}
	var p [3]float64
	for axis, column := range t.at {
		v, err := t.style.number(words[column])
		if err != nil {
			return fmt.Errorf("%c: %w", "xyz"[axis], err)
		}
		p[axis] = v
	}
	return t.list.add(p)
}

// hasNumber reports whether a word is a number, begins like one, or stands for one.
func (t *xyzReader) hasNumber(word string) bool {
	if word == "" {
		return false
	}
	_, err := t.style.number(word)
	return err == nil || strings.ContainsAny(word[:1], "+-.0123456789")
}

// quoteAll quotes the first words of a line.
func quoteAll(words []string) string {
	text := ""
	for i, w := range words[:min(len(words), 6)] {
		if i > 0 {
			text += ", "
		}
		text += quote(w)
	}
	if len(words) > 6 {
		text += " and others"
	}
	return text
}

// columnsOf returns where a line of names has x, y and z, or other names of these; false
// if it has not all of them.
func columnsOf(names []string) (at [3]int, ok bool) {
	at, other := [3]int{-1, -1, -1}, [3]int{-1, -1, -1}
	for i, name := range names {
		name = columnName(name)
		if axis := strings.Index("xyz", name); len(name) == 1 && axis >= 0 && at[axis] < 0 {
			at[axis] = i
		} else if axis, ok := columnNames[name]; ok && other[axis] < 0 {
			other[axis] = i
		}
	}
	for axis := range at {
		if at[axis] < 0 {
			at[axis] = other[axis]
		}
	}
	return at, at[0] >= 0 && at[1] >= 0 && at[2] >= 0
}

// columnNames are other names of x, y and z, as columnName returns them: those of maps,
// and of ParaView.
var columnNames = map[string]int{
	"easting": 0, "east": 0, "e": 0, "points:0": 0,
	"northing": 1, "north": 1, "n": 1, "points:1": 1,
	"height": 2, "elevation": 2, "elev": 2, "altitude": 2, "alt": 2, "h": 2, "points:2": 2,
}

// columnAffixes are words beside the name of a coordinate.
var columnAffixes = []string{"coordinate", "coord", "position", "pos", "point", "m"}

// columnName returns a name in small letters without quotes, a unit as in "x [m]", and
// words as in "X_coord" or "pos_x".
func columnName(name string) string {
	name = strings.ToLower(strings.TrimLeft(name, "/#%!; "))
	name = strings.Trim(name, "\"' ")
	name = strings.TrimRight(strings.TrimSpace(cutUnit(name)), ":")
	for _, affix := range columnAffixes {
		for _, rest := range []string{strings.TrimPrefix(name, affix), strings.TrimSuffix(name, affix)} {
			if rest = strings.Trim(rest, "_-. "); rest != name && len(rest) == 1 && strings.Contains("xyz", rest) {
				return rest
			}
		}
	}
	return name
}

// isText reports whether a word is no number.
func isText(word string) bool {
	_, err := coordinate(word)
	return err != nil
}

// cutUnit leaves out what stands in brackets.
func cutUnit(name string) string {
	if i := strings.IndexAny(name, "[("); i > 0 {
		return name[:i]
	}
	return name
}

// uncommented returns a line without its comment.
func uncommented(line string) string {
	switch at := strings.TrimSpace(line); {
	case strings.HasPrefix(at, "%"), strings.HasPrefix(at, "!"):
		return ""
	case strings.HasPrefix(at, ";") && slices.ContainsFunc(strings.FieldsFunc(at, isSeparator), isText):
		return "" // else its first column has no value
	}
	return cutComment(cutComment(line, "#"), "//")
}
