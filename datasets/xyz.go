package datasets

import (
	"fmt"
	"strconv"
	"strings"
)

// This file: texts of a line for each point, x, y and z first, with the extensions
// .xyz, .txt, .asc, .csv and .pts. What separates the numbers is known from the
// text; see tableStyle. The first line may name the columns, and the number of
// points may stand before them in a line of its own, as scanners write it.

// ReadXYZ reads a text of one point per line. What follows the first three
// numbers of a line (colours, normals) is passed over, and so are empty lines
// and comments, which begin with # or //. A first line of names such as "id,x,y,z"
// says which columns are meant. Numbers are separated by blanks, commas or
// semicolons; in a text with semicolons, or with blanks and commas between digits,
// commas are decimal signs. A text that can be read in two ways is an error.
func ReadXYZ(path string) (*PointCloud, error) { return readCloud(path, MaxPoints, decodeXYZ) }

func decodeXYZ(raw []byte, limit int) (*PointCloud, error) {
	t := xyzReader{lines: newText(raw), list: pointList{limit: limit}, at: [3]int{0, 1, 2}, first: true}
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
	data := uncommented(line)
	words, err := t.style.split(data)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		if t.first {
			if names := strings.FieldsFunc(strings.Trim(strings.TrimSpace(line), "#/"), isSeparator); len(names) > 0 {
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

// columnsOf returns where a line of names has x, y and z, alone or with a unit, as
// in "x [m]"; false if it has not all of them.
func columnsOf(names []string) (at [3]int, ok bool) {
	at = [3]int{-1, -1, -1}
	for i, name := range names {
		name = strings.ToLower(strings.TrimLeft(name, "/# "))
		name = strings.TrimRight(strings.TrimSpace(cutUnit(name)), ":")
		if axis := strings.Index("xyz", name); len(name) == 1 && axis >= 0 && at[axis] < 0 {
			at[axis] = i
		}
	}
	return at, at[0] >= 0 && at[1] >= 0 && at[2] >= 0
}

// cutUnit leaves out what stands in brackets.
func cutUnit(name string) string {
	if i := strings.IndexAny(name, "[("); i >= 0 {
		return name[:i]
	}
	return name
}

// uncommented returns a line without its comment.
func uncommented(line string) string {
	return cutComment(cutComment(line, "#"), "//")
}
