package datasets

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: what the values and the colours of masks mean.

// MaxMaskValue is the largest value that a pixel of a mask can have: of 16 bits.
const MaxMaskValue = 1<<16 - 1

// maskReader reads the parts of a set of images and masks.
type maskReader struct {
	MaskOptions
	table   []uint8          // the class of each value
	listed  []bool           // values that may occur
	colours map[uint32]uint8 // the class of each colour; nil: masks have values
	classes []string         // nil: as many as the training masks show
	names   map[string]uint8 // the class of each name
	trained bool             // the training masks are read
}

// ignored tells which values have no class.
func (r *maskReader) ignored() string {
	if r.colours != nil {
		return "the colours named ignore"
	}
	var values []string
	for v, listed := range r.listed {
		if listed && r.table[v] == IgnoreMask {
			values = append(values, strconv.Itoa(v))
		}
	}
	switch n := len(values); {
	case n == 0:
		return "no value"
	case n == 1:
		return "value " + values[0]
	case n > maxNamed:
		return fmt.Sprintf("values %s and %d more", strings.Join(values[:maxNamed], ", "), n-maxNamed)
	}
	return "values " + strings.Join(values, ", ")
}

// readClasses finds out what masks mean: by the table of colours that the options name,
// by labels.txt, by a table of colours of the set, or by the values themselves.
func (r *maskReader) readClasses(dir string) error {
	for _, v := range r.Ignore {
		if v < 0 || v > MaxMaskValue {
			return fmt.Errorf("datasets: the value %d cannot be ignored, masks have values from 0 to %d", v, MaxMaskValue)
		}
	}
	r.names = map[string]uint8{"ignore": IgnoreMask}
	r.table, r.listed = make([]uint8, MaxMaskValue+1), make([]bool, MaxMaskValue+1)
	if r.Colours != "" {
		return r.readColours(r.Colours)
	}
	if found, err := r.readLabels(filepath.Join(dir, "labels.txt")); found || err != nil {
		return err
	}
	for _, name := range []string{"colors.txt", "colours.txt", "class_dict.csv", "labelmap.txt"} {
		if path := filepath.Join(dir, name); isFile(path) {
			return r.readColours(path)
		}
	}
	class := 0
	for v := range r.table {
		switch {
		case r.ignores(v):
			r.table[v], r.listed[v] = IgnoreMask, true
		case class < IgnoreMask:
			r.table[v], r.listed[v] = uint8(class), true
			class++
		}
	}
	return nil
}

// ignores reports whether the options say that a value has no class.
func (r *maskReader) ignores(v int) bool {
	if r.Ignore == nil {
		return v == IgnoreMask
	}
	return slices.Contains(r.Ignore, v)
}

// class returns the number of the class called name, which may be new.
func (r *maskReader) class(name string) (uint8, error) {
	if class, ok := r.names[name]; ok {
		return class, nil
	}
	if len(r.classes) == IgnoreMask {
		return 0, fmt.Errorf("more than %d classes", IgnoreMask)
	}
	class := uint8(len(r.classes))
	r.names[name], r.classes = class, append(r.classes, name)
	return class, nil
}

// readLabels reads what values mean, if there is such a file.
func (r *maskReader) readLabels(path string) (found bool, err error) {
	raw, err := openfile.Read(path, openfile.Text)
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("datasets: %w", err)
	}
	r.classes = []string{}
	lines := newText(raw)
	for f := lines.fields("#"); f != nil; f = lines.fields("#") {
		v, err := strconv.ParseUint(f[0], 10, 16)
		if err != nil || len(f) < 2 || r.listed[v] {
			return false, fmt.Errorf("datasets: %s: %w", path, lines.errorf("found %s, expected a value from 0 to %d that is not yet listed, and a name", quote(strings.Join(f, " ")), MaxMaskValue))
		}
		class := uint8(IgnoreMask)
		if r.Ignore == nil || !r.ignores(int(v)) {
			if class, err = r.class(strings.Join(f[1:], " ")); err != nil {
				return false, fmt.Errorf("datasets: %s: %w", path, lines.errorf("%w", err))
			}
		}
		r.listed[v], r.table[v] = true, class
	}
	if len(r.classes) == 0 {
		return false, fmt.Errorf("datasets: %s: no classes", path)
	}
	for v := range r.listed {
		if !r.listed[v] && r.ignores(v) {
			r.listed[v], r.table[v] = true, IgnoreMask
		}
	}
	return true, nil
}

// readColours reads what colours mean.
func (r *maskReader) readColours(path string) error {
	raw, err := openfile.Read(path, openfile.Text)
	if err != nil {
		return fmt.Errorf("datasets: table of colours: %w", err)
	}
	r.colours, r.classes = map[uint32]uint8{}, []string{}
	lines := newText(raw)
	for n := 0; ; {
		line, ok := lines.next()
		if !ok {
			break
		}
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		name, colour, ok := colourLine(line)
		_, twice := r.colours[colour]
		if !ok && n == 1 && strings.Contains(line, ",") {
			continue // the names of the columns
		}
		if !ok || twice {
			return fmt.Errorf("datasets: %s: %w", path, lines.errorf("found %s, expected \"red green blue name\", \"name,red,green,blue\" or \"name:red,green,blue::\", levels from 0 to 255, and each colour once", quote(line)))
		}
		class, err := r.class(name)
		if err != nil {
			return fmt.Errorf("datasets: %s: %w", path, lines.errorf("%w", err))
		}
		r.colours[colour] = class
	}
	if len(r.classes) == 0 {
		return fmt.Errorf("datasets: %s: no classes", path)
	}
	return nil
}

// colourLine reads a line of a table of colours.
func colourLine(line string) (name string, colour uint32, ok bool) {
	var levels []string
	if n, rest, found := strings.Cut(line, ":"); found { // CVAT
		rest, _, _ = strings.Cut(rest, ":")
		name, levels = n, strings.Split(rest, ",")
	} else if cells := strings.Split(line, ","); len(cells) == 4 {
		name, levels = cells[0], cells[1:]
	} else if f := strings.Fields(line); len(f) >= 4 {
		name, levels = strings.Join(f[3:], " "), f[:3]
	}
	if name = strings.TrimSpace(name); len(levels) != 3 || name == "" {
		return "", 0, false
	}
	for _, l := range levels {
		v, err := strconv.ParseUint(strings.TrimSpace(l), 10, 8)
		if err != nil {
			return "", 0, false
		}
		colour = colour<<8 | uint32(v)
	}
	return name, colour, true
}
