package datasets

import (
	"bytes"
)

// This file: the records of text PLY files. The format's authors wrote a line for
// each. Some programs break lines within a record, so that only the number of words
// tells where one ends; others write more values than their header says. A file that
// begins with a line for each record is read line by line, and word by word from the
// first line on that is too short. Read so, every word of the file must have its
// place, for nothing else shows that records are told apart rightly.

// plyText reads records of words.
type plyText struct {
	lines   *textLines
	words   []string    // left of the current line
	element *plyElement // of the last record
	extra   int         // words behind each of its records, by its first one; -1: not known
	broken  bool        // records go over lines
}

func (t *plyText) limit(e *plyElement) int {
	n := (len(t.lines.rest) + 1) / (2 * len(e.props))
	if len(t.words) > 0 {
		n += len(t.words)
	}
	return n
}

func (t *plyText) whole() bool { return t.broken }

func (t *plyText) end() error {
	if t.broken && t.next() {
		return t.lines.errorf("found %s after the last record; lines are shorter than the header says, so that every value must belong to a record", quote(t.words[0]))
	}
	return nil
}

func (t *plyText) state() textLines { return *t.lines }

func (t *plyText) byWords(from textLines) bool {
	if t.broken || t.extra <= 0 {
		return false
	}
	*t.lines, t.words, t.broken, t.extra = from, nil, true, -1
	return true
}

// next makes words those of the next line, unless there are some left.
func (t *plyText) next() bool {
	if len(t.words) == 0 {
		t.words = t.lines.fields("")
	}
	return len(t.words) > 0
}

// begin is called before the first record of an element.
func (t *plyText) begin(e *plyElement) {
	t.element, t.extra = e, -1
	if n, err := count("", e.count, int(^uint(0)>>1)); err == nil && bytes.Count(t.lines.rest, []byte{'\n'})+1 < n {
		t.broken = true // several records in a line
	}
}

func (t *plyText) record(e *plyElement, values []float64, list *plyList) error {
	if t.element != e {
		t.begin(e)
	}
	if !t.broken {
		t.words = nil // the line before may have had more
	}
	if !t.next() {
		return errPLYShort
	}
	for i, p := range e.props {
		word, err := t.word(p.name)
		if err != nil {
			return err
		}
		if !p.list {
			if values != nil {
				if values[i], err = coordinate(word); err != nil {
					return t.lines.errorf("property %s: %w", quote(p.name), err)
				}
			}
			continue
		}
		n, err := count("values of a list", word, len(t.words)+(len(t.lines.rest)+1)/2)
		if err != nil {
			return t.lines.errorf("property %s: %w", quote(p.name), err)
		}
		if i == list.property {
			list.values = list.values[:0]
		}
		for k := 0; k < n; k++ {
			if word, err = t.word(p.name); err != nil {
				return err
			}
			if i == list.property {
				v, err := coordinate(word)
				if err != nil {
					return t.lines.errorf("property %s: %w", quote(p.name), err)
				}
				list.values = append(list.values, index(v))
			}
		}
	}
	if t.broken {
		return nil
	}
	if t.extra < 0 {
		t.extra = len(t.words)
	}
	if t.extra != len(t.words) {
		return t.lines.errorf("%d values more than the header says, expected %d as in the first record", len(t.words), t.extra)
	}
	return nil
}

// word returns the next word of a record, which may stand in the next line.
func (t *plyText) word(property string) (string, error) {
	if len(t.words) == 0 {
		if t.extra > 0 {
			return "", t.lines.errorf("no value of property %s", quote(property))
		}
		t.broken = true
		if !t.next() {
			return "", t.lines.errorf("no value of property %s", quote(property))
		}
	}
	word := t.words[0]
	t.words = t.words[1:]
	return word, nil
}
