package datasets

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file: OFF, the text format of ModelNet's meshes:
//
//	OFF
//	vertices faces edges
//	x y z                    for each vertex
//	k i1 i2 ... ik           for each face, indices of vertices from 0
//
// Many of ModelNet's files have the numbers right behind OFF, "OFF490 518 0".

// ReadOFF reads a mesh from an OFF file. Faces of more than three vertices
// are cut into triangles around the first; those of fewer have no surface and
// are passed over. Colours, normals and places in textures (COFF, NOFF,
// STOFF) are passed over too.
func ReadOFF(path string) (*Mesh, error) {
	var m *Mesh
	_, err := readCloud(path, MaxPoints, func(raw []byte, limit int) (_ *PointCloud, err error) {
		m, err = decodeOFF(raw, limit)
		return nil, err
	})
	return m, err
}

func decodeOFF(raw []byte, limit int) (*Mesh, error) {
	lines := newText(raw)
	sizes, err := readOFFHeader(&lines)
	if err != nil {
		return nil, err
	}
	// A vertex takes 6 bytes at least, "0 0 0" and a line end, a face 2.
	room := len(lines.rest) + 1
	vertices, err := count("vertices", sizes[0], room/6)
	if err != nil {
		return nil, lines.errorf("OFF header: %w", err)
	}
	faces, err := count("faces", sizes[1], room/2)
	if err != nil {
		return nil, lines.errorf("OFF header: %w", err)
	}
	if vertices > limit {
		return nil, tooManyPoints(limit)
	}
	list := newPointList(vertices, limit)
	list.mesh = faces > 0
	for list.seen() < vertices {
		f := lines.fields("#")
		if f == nil {
			return nil, fmt.Errorf("OFF file: found %d vertices, expected %d (cut short?)", list.seen(), vertices)
		}
		if err := list.addLine(&lines, f); err != nil {
			return nil, err
		}
	}
	m, err := newMesh(list)
	if err != nil {
		return nil, err
	}
	for i := 0; i < faces; i++ {
		f := lines.fields("#")
		if f == nil {
			return nil, fmt.Errorf("OFF file: found %d faces, expected %d (cut short?)", i, faces)
		}
		if err := m.addFaceLine(list, f); err != nil {
			return nil, lines.errorf("%w", err)
		}
	}
	return m, nil
}

// offKinds is what stands before OFF where vertices have texture coordinates, colours or
// normals, too.
var offKinds = []string{"", "C", "N", "CN", "ST", "STC", "STN", "STCN"}

// readOFFHeader returns the words for the numbers of vertices and faces.
func readOFFHeader(lines *textLines) ([]string, error) {
	f := lines.fields("#")
	if f == nil {
		return nil, errors.New("not an OFF file: it is empty")
	}
	at := strings.Index(strings.ToUpper(f[0]), "OFF")
	if at < 0 || !slices.Contains(offKinds, strings.ToUpper(f[0][:at])) {
		return nil, lines.errorf("not an OFF file: it starts with %s, expected OFF", quote(f[0]))
	}
	sizes := f[1:]
	if behind := f[0][at+len("OFF"):]; behind != "" {
		sizes = append([]string{behind}, sizes...)
	}
	if len(sizes) == 0 {
		if sizes = lines.fields("#"); sizes == nil {
			return nil, errors.New("OFF file ends after its first line")
		}
	}
	if len(sizes) < 2 {
		return nil, lines.errorf("OFF header: found %s, expected numbers of vertices, faces and edges", quote(strings.Join(sizes, " ")))
	}
	return sizes, nil
}

// addFaceLine adds the triangles of a face, given as the words of its line.
func (m *Mesh) addFaceLine(list *pointList, f []string) error {
	k, err := count("vertices of a face", f[0], len(f)-1)
	if err != nil {
		return err
	}
	face := m.face[:0]
	for _, word := range f[1 : 1+k] {
		v, err := strconv.Atoi(word)
		if err != nil || v < 0 || v >= list.seen() {
			return fmt.Errorf("found %s, expected the index of one of %d vertices", quote(word), list.seen())
		}
		face = append(face, v)
	}
	m.addFace(list, face)
	m.face = face
	return nil
}
