package datasets

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
)

// This file: PLY, the Stanford polygon format: a text header that names elements and
// their properties, then the elements as text, mostly a line each, or as records
// of either byte order. A list property is a number and as many values.
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
// order. Other elements and other properties, lists too, are passed over. In text,
// a record may go over several lines, and lines may have more values than the header
// says, all equally many.
func ReadPLY(path string) (*PointCloud, error) { return readCloud(path, MaxPoints, decodePLY) }

func decodePLY(raw []byte, limit int) (*PointCloud, error) {
	m, err := readPLY(raw, limit, false)
	if err != nil {
		return nil, err
	}
	return m.Cloud(), nil
}

// decodePLYMesh reads the vertices and the faces, if there are any.
func decodePLYMesh(raw []byte, limit int) (*Mesh, error) { return readPLY(raw, limit, true) }

// readPLY reads the vertices, and the faces if they are wanted and follow them.
func readPLY(raw []byte, limit int, faces bool) (*Mesh, error) {
	lines := newHeader(raw)
	format, elements, err := readPLYHeader(&lines)
	if err != nil {
		return nil, err
	}
	var r plyReader
	switch format {
	case "ascii":
		lines.data()
		r = &plyText{lines: &lines}
	case "binary_little_endian":
		r = &plyBinary{rest: lines.rest, order: binary.LittleEndian}
	case "binary_big_endian":
		r = &plyBinary{rest: lines.rest, order: binary.BigEndian}
	default:
		return nil, fmt.Errorf("PLY format is %s, expected ascii, binary_little_endian or binary_big_endian", quote(format))
	}
	var m *Mesh
	var list *pointList
	for i := range elements {
		e := &elements[i]
		if m != nil && !r.whole() && !(faces && hasFaces(elements[i:])) {
			break // what follows the vertices may be missing
		}
		n, err := e.size(r)
		if err != nil {
			return nil, err
		}
		if e.name == "vertex" && m == nil {
			before := r.state()
			if list, err = e.readVertices(r, n, limit); err != nil {
				// Line by line it fails; word by word it may be whole.
				if !r.byWords(before) {
					return nil, err
				}
				again, failed := e.readVertices(r, n, limit)
				if failed != nil {
					return nil, err
				}
				list = again
			}
			list.mesh = faces && hasFaces(elements[i:])
			if m, err = newMesh(list); err != nil {
				return nil, err
			}
			continue
		}
		indices := plyList{property: -1}
		if m != nil && faces {
			indices.property = e.faceList()
		}
		for k := 0; k < n; k++ {
			if err := r.record(e, nil, &indices); err != nil {
				return nil, fmt.Errorf("PLY %s %d: %w", quote(e.name), k, err)
			}
			if indices.property < 0 {
				continue
			}
			for _, v := range indices.values {
				if v < 0 || v >= list.seen() {
					return nil, fmt.Errorf("PLY %s %d: found %d, expected the index of one of %d vertices", quote(e.name), k, v, list.seen())
				}
			}
			m.addFace(list, indices.values)
		}
	}
	if m == nil {
		return nil, errors.New("PLY header: no element vertex")
	}
	return m, r.end()
}

// hasFaces reports whether one of the elements is faces.
func hasFaces(elements []plyElement) bool {
	for i := range elements {
		if elements[i].faceList() >= 0 && strings.Trim(elements[i].count, "0") != "" {
			return true
		}
	}
	return false
}

// faceList returns which property of a face has the indices of its vertices, or -1.
func (e *plyElement) faceList() int {
	for i, p := range e.props {
		if e.name == "face" && p.list && (p.name == "vertex_indices" || p.name == "vertex_index") {
			return i
		}
	}
	return -1
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
func (e *plyElement) readVertices(r plyReader, n, limit int) (*pointList, error) {
	at := [3]int{-1, -1, -1}
	for i, p := range e.props {
		if axis := strings.Index("xyz", strings.ToLower(p.name)); len(p.name) == 1 && axis >= 0 {
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
	if n > limit {
		return nil, tooManyPoints(limit)
	}
	list := newPointList(n, limit)
	values := make([]float64, len(e.props))
	none := plyList{property: -1}
	for list.seen() < n {
		err := r.record(e, values, &none)
		if err == nil {
			err = list.add([3]float64{values[at[0]], values[at[1]], values[at[2]]})
		}
		if err != nil {
			return nil, fmt.Errorf("PLY vertex %d: %w", list.seen(), err)
		}
	}
	return list, nil
}

// plyReader reads the records of either coding.
type plyReader interface {
	// limit returns how many records of e the rest of the file can hold.
	limit(e *plyElement) int
	// record reads one record and puts the value of every property that is
	// not a list into values, unless that is nil, and the list that is wanted into
	// list.
	record(e *plyElement, values []float64, list *plyList) error
	// whole reports whether all elements must be read to know that records were
	// told apart rightly.
	whole() bool
	// state returns the place in the file, and byWords goes back there to read word by
	// word, unless that has been done or is of no use.
	state() textLines
	byWords(from textLines) bool
	// end checks that nothing is left, where that must be known.
	end() error
}

// plyList is a list that is wanted of records.
type plyList struct {
	property int // which one; -1: none
	values   []int
}

var errPLYShort = errors.New("the file ends inside it (cut short?)")

// plyBinary reads records of bytes.
type plyBinary struct {
	rest  []byte
	order binary.ByteOrder
}

func (b *plyBinary) whole() bool { return false }
func (b *plyBinary) end() error  { return nil }

func (b *plyBinary) state() textLines       { return textLines{} }
func (b *plyBinary) byWords(textLines) bool { return false }

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

func (b *plyBinary) record(e *plyElement, values []float64, list *plyList) error {
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
		n := int(v)
		if i == list.property {
			list.values = list.values[:0]
			for k := 0; k < n; k++ {
				list.values = append(list.values, index(p.scalar.read(b.rest[k*p.scalar.size:], b.order)))
			}
		}
		b.rest = b.rest[n*p.scalar.size:]
	}
	return nil
}

// index returns a number of a file as an index, -1 if it is none.
func index(v float64) int {
	if !(v >= 0 && v <= math.MaxInt32 && v == math.Trunc(v)) {
		return -1
	}
	return int(v)
}
