package datasets

import (
	"fmt"
	"math"
	"sort"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// This file: meshes, and points of their surfaces.

// MeshPoints is the number of points that [ReadPointCloud] and [LoadModelNet]
// take of a mesh's surface, unless a model takes more: as many as the usual models of
// ModelNet are given.
const MeshPoints = 1024

// Mesh is a surface made of triangles. As those of a [PointCloud] are, its vertices
// are relative to Origin, and those without a place are dropped, with the faces that
// have them.
type Mesh struct {
	Vertices *tensor.Tensor // [n, 3]
	Faces    [][3]int       // indices of vertices
	Origin   [3]float64
	Dropped  int // vertices of the file that have no place

	exact []float64 // of the vertices; see PointCloud
	face  []int     // memory of the face that is read
}

// newMesh returns a mesh of vertices without faces.
func newMesh(vertices *pointList) (*Mesh, error) {
	c, err := vertices.cloud()
	if err != nil {
		return nil, err
	}
	return &Mesh{Vertices: c.Points, Origin: c.Origin, Dropped: c.Dropped, exact: c.exact}, nil
}

// Cloud returns the vertices as a point cloud, in the order of the file.
func (m *Mesh) Cloud() *PointCloud {
	return &PointCloud{Points: m.Vertices, Origin: m.Origin, Dropped: m.Dropped, exact: m.exact}
}

// addFace adds the triangles of a face, whose vertices have these numbers in the
// file. A face with a vertex that was dropped is left out.
func (m *Mesh) addFace(list *pointList, face []int) {
	for i, v := range face {
		at, ok := list.index(v)
		if !ok {
			return
		}
		face[i] = at
	}
	for i := 2; i < len(face); i++ {
		m.Faces = append(m.Faces, [3]int{face[0], face[i-1], face[i]})
	}
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
	if n > MaxPoints {
		return nil, tooManyPoints(MaxPoints)
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
	x := make([]float32, 0, 3*n)
	for len(x) < 3*n {
		at := float64(total * g.Float64())
		i := min(sort.Search(len(upTo), func(i int) bool { return upTo[i] > at }), len(upTo)-1)
		a, b, c := m.corners(m.Faces[i])
		u, v := math.Sqrt(g.Float64()), g.Float64()
		wb, wc := float64(u*(1-v)), float64(u*v)
		for k := range a {
			x = append(x, float32(float64((1-u)*a[k])+float64(wb*b[k])+float64(wc*c[k])))
		}
	}
	return &PointCloud{Points: tensor.FromSlice(x, n, 3), Origin: m.Origin}, nil
}

// total returns the area of all faces.
func (m *Mesh) total() (sum float64) {
	for _, f := range m.Faces {
		sum += m.area(f)
	}
	return sum
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
