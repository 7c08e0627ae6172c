package datasets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// This file: PLY, the Stanford polygon format: a text header that names elements and
// their properties, then the elements as text, a line each, or as records of
// either byte order. A list property is a number and as many values.
//
//	ply
//	format ascii 1.0 | format binary_little_endian 1.0 | format binary_big_endian 1.0
//	element vertex 8
//	property float x
//	property list uchar int vertex_indices
//	end_header

// plyElement is an element of the header: it describes records of one kind.
type plyElement struct {
	name  string
	count string // as written: how many fit is known at the end of the header
	props []plyProperty
}

// plyProperty is a value of a record, or a list: then length is the type of the
// number of its values.
type plyProperty struct {
	name   string
	scalar scalarType
	list   bool
	length scalarType
}

// plyTypes are the scalar types by both sets of names.
var plyTypes = map[string]scalarType{
	"char": {'I', 1}, "uchar": {'U', 1}, "short": {'I', 2}, "ushort": {'U', 2}, "int": {'I', 4}, "uint": {'U', 4}, "float": {'F', 4}, "double": {'F', 8},
	"int8": {'I', 1}, "uint8": {'U', 1}, "int16": {'I', 2}, "uint16": {'U', 2}, "int32": {'I', 4}, "uint32": {'U', 4}, "float32": {'F', 4}, "float64": {'F', 8},
}

// ReadPLY reads the vertices of a PLY file, text or binary of either byte
// order. Other elements and other properties, lists too, are passed over.
func ReadPLY(path string) (*PointCloud, error) { return readCloud(path, decodePLY) }

func decodePLY(raw []byte) (*PointCloud, error) {
	lines := textLines{rest: raw}
	format, elements, err := readPLYHeader(&lines)
	if err != nil {
		return nil, err
	}
	var r plyReader
	switch format {
	case "ascii":
		r = &plyText{lines: &lines}
	case "binary_little_endian":
		r = &plyBinary{rest: lines.rest, order: binary.LittleEndian}
	case "binary_big_endian":
		r = &plyBinary{rest: lines.rest, order: binary.BigEndian}
	default:
		return nil, fmt.Errorf("PLY format is %s, expected ascii, binary_little_endian or binary_big_endian", quote(format))
	}
	for i := range elements {
		e := &elements[i]
		n, err := e.size(r)
		if err != nil {
			return nil, err
		}
		if e.name == "vertex" {
			return e.readVertices(r, n)
		}
		for k := 0; k < n; k++ {
			if err := r.record(e, nil); err != nil {
				return nil, fmt.Errorf("PLY %s %d: %w", quote(e.name), k, err)
			}
		}
	}
	return nil, errors.New("PLY header: no element vertex")
}

// readPLYHeader reads up to end_header.
func readPLYHeader(lines *textLines) (format string, elements []plyElement, err error) {
	if line, _ := lines.next(); strings.TrimSpace(line) != "ply" {
		return "", nil, fmt.Errorf("not a PLY file: it starts with %s, expected ply", quote(line))
	}
	for {
		f := lines.fields("")
		switch {
		case f == nil:
			return "", nil, errors.New("PLY header: no end_header (cut short?)")
		case f[0] == "comment", f[0] == "obj_info":
		case f[0] == "end_header":
			if format == "" {
				return "", nil, errors.New("PLY header: no format")
			}
			return format, elements, nil
		case f[0] == "format" && len(f) == 3:
			format = f[1]
		case f[0] == "element" && len(f) == 3:
			elements = append(elements, plyElement{name: f[1], count: f[2]})
		case f[0] == "property" && len(elements) > 0:
			p, err := plyPropertyOf(f[1:])
			if err != nil {
				return "", nil, lines.errorf("PLY header: %w", err)
			}
			e := &elements[len(elements)-1]
			e.props = append(e.props, p)
		default:
			return "", nil, lines.errorf("PLY header: unexpected %s", quote(strings.Join(f, " ")))
		}
	}
}

// plyPropertyOf reads "float x" or "list uchar int vertex_indices".
func plyPropertyOf(f []string) (p plyProperty, err error) {
	if len(f) == 4 && f[0] == "list" {
		p.list, p.length = true, plyTypes[f[1]]
		if !p.length.valid() || p.length.kind == 'F' {
			return p, fmt.Errorf("the length of list %s is of type %s, expected an integer type", quote(f[3]), quote(f[1]))
		}
		f = f[2:]
	}
	if len(f) != 2 {
		return p, fmt.Errorf("found %s, expected a type and a name", quote(strings.Join(f, " ")))
	}
	p.name, p.scalar = f[1], plyTypes[f[0]]
	if !p.scalar.valid() {
		return p, fmt.Errorf("property %s is of unknown type %s", quote(f[1]), quote(f[0]))
	}
	return p, nil
}

// size returns the number of records of the element, which the rest of the
// file must be able to hold.
func (e *plyElement) size(r plyReader) (int, error) {
	if len(e.props) == 0 {
		return 0, fmt.Errorf("PLY header: element %s has no properties", quote(e.name))
	}
	n, err := count("elements", e.count, r.limit(e))
	if err != nil {
		return 0, fmt.Errorf("PLY header: element %s: %w", quote(e.name), err)
	}
	return n, nil
}

// readVertices reads n vertices.
func (e *plyElement) readVertices(r plyReader, n int) (*PointCloud, error) {
	at := [3]int{-1, -1, -1}
	for i, p := range e.props {
		if axis := strings.Index("xyz", p.name); len(p.name) == 1 && axis >= 0 {
			if p.list || at[axis] >= 0 {
				return nil, fmt.Errorf("PLY header: property %s of a vertex is a list or comes twice, expected one number", p.name)
			}
			at[axis] = i
		}
	}
	for axis, i := range at {
		if i < 0 {
			return nil, fmt.Errorf("PLY header: a vertex has no property %c", "xyz"[axis])
		}
	}
	list := newPointList(n)
	values := make([]float64, len(e.props))
	for list.len() < n {
		err := r.record(e, values)
		if err == nil {
			err = list.add([3]float64{values[at[0]], values[at[1]], values[at[2]]})
		}
		if err != nil {
			return nil, fmt.Errorf("PLY vertex %d: %w", list.len(), err)
		}
	}
	return list.cloud()
}

// plyReader reads the records of either coding.
type plyReader interface {
	// limit returns how many records of e the rest of the file can hold.
	limit(e *plyElement) int
	// record reads one record and puts the value of every property that is
	// not a list into values, unless that is nil.
	record(e *plyElement, values []float64) error
}

var errPLYShort = errors.New("the file ends inside it (cut short?)")

// plyText reads records of a line each.
type plyText struct {
	lines *textLines
}

func (t *plyText) limit(e *plyElement) int { return (len(t.lines.rest) + 1) / (2 * len(e.props)) }

func (t *plyText) record(e *plyElement, values []float64) error {
	words := t.lines.fields("")
	if words == nil {
		return errPLYShort
	}
	for i, p := range e.props {
		if len(words) == 0 {
			return t.lines.errorf("no value of property %s", quote(p.name))
		}
		if p.list {
			n, err := count("values of a list", words[0], len(words)-1)
			if err != nil {
				return t.lines.errorf("property %s: %w", quote(p.name), err)
			}
			words = words[1+n:]
			continue
		}
		if values != nil {
			v, err := coordinate(words[0])
			if err != nil {
				return t.lines.errorf("property %s: %w", quote(p.name), err)
			}
			values[i] = v
		}
		words = words[1:]
	}
	if len(words) > 0 {
		return t.lines.errorf("%d values too many", len(words))
	}
	return nil
}

// plyBinary reads records of bytes.
type plyBinary struct {
	rest  []byte
	order binary.ByteOrder
}

func (b *plyBinary) limit(e *plyElement) int {
	size := 0
	for _, p := range e.props {
		if p.list {
			size += p.length.size
		} else {
			size += p.scalar.size
		}
	}
	return len(b.rest) / size
}

func (b *plyBinary) record(e *plyElement, values []float64) error {
	for i, p := range e.props {
		first := p.scalar
		if p.list {
			first = p.length
		}
		if len(b.rest) < first.size {
			return errPLYShort
		}
		v := first.read(b.rest, b.order)
		b.rest = b.rest[first.size:]
		if !p.list {
			if values != nil {
				values[i] = v
			}
			continue
		}
		if !(v >= 0 && v <= float64(len(b.rest)/p.scalar.size)) {
			return fmt.Errorf("list %s has %.0f values, more than the file can hold or fewer than none", quote(p.name), v)
		}
		b.rest = b.rest[int(v)*p.scalar.size:]
	}
	return nil
}
