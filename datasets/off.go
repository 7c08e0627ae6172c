package datasets

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// This file: OFF, the text format of ModelNet's meshes:
//
//	OFF
//	vertices faces edges
//	x y z                    for each vertex
//	k i1 i2 ... ik           for each face, indices of vertices from 0
//
// Many of ModelNet's files have the numbers right behind OFF, "OFF490 518 0".

// MeshPoints is the number of points that [ReadPointCloud] and [LoadModelNet]
// take of a mesh's surface: as many as the usual models of ModelNet are given.
const MeshPoints = 1024

// Mesh is a surface made of triangles.
type Mesh struct {
	Vertices *tensor.Tensor // [n, 3]
	Faces    [][3]int       // indices of vertices
}

// ReadOFF reads a mesh from an OFF file. Faces of more than three vertices
// are cut into triangles around the first; those of fewer have no surface and
// are passed over. Colours and normals (COFF, NOFF) are passed over too.
func ReadOFF(path string) (*Mesh, error) {
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	m, err := decodeOFF(raw)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return m, nil
}

// readOFFCloud reads points of an OFF file; see ReadPointCloud.
func readOFFCloud(path string) (*PointCloud, error) { return sampleOFF(path, 0) }

// sampleOFF reads an OFF file and takes points of its surface, or the
// vertices if there are no faces.
func sampleOFF(path string, seed uint64) (*PointCloud, error) {
	m, err := ReadOFF(path)
	if err != nil {
		return nil, err
	}
	if len(m.Faces) == 0 {
		return &PointCloud{m.Vertices}, nil
	}
	c, err := m.Sample(MeshPoints, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return c, nil
}

func decodeOFF(raw []byte) (*Mesh, error) {
	lines := textLines{rest: raw}
	sizes, err := readOFFHeader(&lines)
	if err != nil {
		return nil, err
	}
	// A vertex takes 6 bytes at least, "0 0 0" and a line end, a face 2.
	limit := len(lines.rest) + 1
	vertices, err := count("vertices", sizes[0], limit/6)
	if err != nil {
		return nil, lines.errorf("OFF header: %w", err)
	}
	faces, err := count("faces", sizes[1], limit/2)
	if err != nil {
		return nil, lines.errorf("OFF header: %w", err)
	}
	list := newPointList(vertices)
	for list.len() < vertices {
		f := lines.fields("#")
		if f == nil {
			return nil, fmt.Errorf("OFF file: found %d vertices, expected %d (cut short?)", list.len(), vertices)
		}
		if err := list.addLine(&lines, f); err != nil {
			return nil, err
		}
	}
	c, err := list.cloud()
	if err != nil {
		return nil, err
	}
	m := &Mesh{Vertices: c.Points}
	for i := 0; i < faces; i++ {
		f := lines.fields("#")
		if f == nil {
			return nil, fmt.Errorf("OFF file: found %d faces, expected %d (cut short?)", i, faces)
		}
		if err := m.addFace(f); err != nil {
			return nil, lines.errorf("%w", err)
		}
	}
	return m, nil
}

// readOFFHeader returns the words for the numbers of vertices and faces.
func readOFFHeader(lines *textLines) ([]string, error) {
	f := lines.fields("#")
	if f == nil {
		return nil, errors.New("not an OFF file: it is empty")
	}
	at := strings.Index(f[0], "OFF")
	if at < 0 || !slices.Contains([]string{"", "C", "N", "CN"}, f[0][:at]) {
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

// addFace adds the triangles of a face, given as the words of its line.
func (m *Mesh) addFace(f []string) error {
	k, err := count("vertices of a face", f[0], len(f)-1)
	if err != nil {
		return err
	}
	n := m.Vertices.Dim(0)
	var first, last int
	for i, word := range f[1 : 1+k] {
		v, err := strconv.Atoi(word)
		if err != nil || v < 0 || v >= n {
			return fmt.Errorf("found %s, expected the index of one of %d vertices", quote(word), n)
		}
		if i == 0 {
			first = v
		} else if i >= 2 {
			m.Faces = append(m.Faces, [3]int{first, last, v})
		}
		last = v
	}
	return nil
}

// Sample returns n random points of the surface, all places being equally
// likely. They depend on seed alone. It is an error if n is less than 1, or if
// the mesh has no surface.
//
// A triangle is chosen by its area, and in it the point
// (1−√u)·a + √u·(1−v)·b + √u·v·c with u and v uniform (Osada et al., 2002).
func (m *Mesh) Sample(n int, seed uint64) (*PointCloud, error) {
	if n < 1 {
		return nil, fmt.Errorf("cannot take %d points of a mesh", n)
	}
	upTo := make([]float64, len(m.Faces)) // area of the faces up to each
	total := 0.0
	for i, f := range m.Faces {
		total += m.area(f)
		upTo[i] = total
	}
	if !(total > 0) {
		return nil, fmt.Errorf("the mesh has no surface: the area of its %d triangles is 0", len(m.Faces))
	}
	g := tensor.NewRNG(seed, random.Mesh)
	list := newPointList(n)
	for list.len() < n {
		at := float64(total * g.Float64())
		i := min(sort.Search(len(upTo), func(i int) bool { return upTo[i] > at }), len(upTo)-1)
		a, b, c := m.corners(m.Faces[i])
		u, v := math.Sqrt(g.Float64()), g.Float64()
		wb, wc := float64(u*(1-v)), float64(u*v)
		var p [3]float64
		for k := range p {
			p[k] = float64((1-u)*a[k]) + float64(wb*b[k]) + float64(wc*c[k])
		}
		if err := list.add(p); err != nil {
			return nil, err
		}
	}
	return list.cloud()
}

// corners returns the corners of a face.
func (m *Mesh) corners(f [3]int) (a, b, c [3]float64) {
	at := func(i int) (p [3]float64) {
		for k, v := range m.Vertices.Data()[3*i : 3*i+3] {
			p[k] = float64(v)
		}
		return p
	}
	return at(f[0]), at(f[1]), at(f[2])
}

// area returns the area of a face, |(b−a)×(c−a)|/2.
func (m *Mesh) area(f [3]int) float64 {
	a, b, c := m.corners(f)
	for k := range a {
		b[k] -= a[k]
		c[k] -= a[k]
	}
	x := float64(b[1]*c[2]) - float64(b[2]*c[1])
	y := float64(b[2]*c[0]) - float64(b[0]*c[2])
	z := float64(b[0]*c[1]) - float64(b[1]*c[0])
	return math.Sqrt(float64(x*x)+float64(y*y)+float64(z*z)) / 2
}
