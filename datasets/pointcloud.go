package datasets

import (
	"errors"
	"fmt"
	"io"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// This file: point clouds, and reading them from files, streams and memory.

// PointCloud is a set of points in space. Points is [n, 3], a row of x, y and z
// for each, all finite, n at least 1.
//
// Points are relative to Origin, which is 0 unless a file has coordinates that are
// large for the size of the cloud, such as those of a survey. A float32 cannot
// tell such points apart, so that they are centred before they are rounded. At
// returns the coordinates of the file.
type PointCloud struct {
	Points *tensor.Tensor
	Origin [3]float64

	Dropped int   // points of the file that have no place: a coordinate is NaN, infinite or missing
	Mesh    *Mesh // whose surface the points are taken of; nil for the points of a file

	exact []float64 // as in the file, [n*3]; nil if Points have all of it
}

// Len returns the number of points.
func (c *PointCloud) Len() int { return c.Points.Dim(0) }

// At returns the coordinates of point i as the file has them.
func (c *PointCloud) At(i int) (p [3]float64) {
	if c.exact != nil {
		copy(p[:], c.exact[3*i:])
		return p
	}
	for k, v := range c.Points.Data()[3*i : 3*i+3] {
		if p[k] = float64(v); c.Origin[k] != 0 { // a sum would turn -0 into 0
			p[k] += c.Origin[k]
		}
	}
	return p
}

// lean drops what a set of clouds does not need, and returns c.
func (c *PointCloud) lean() *PointCloud {
	c.exact, c.Mesh = nil, nil
	return c
}

// MaxPoints is the number of points that readers accept of a file, unless they are
// told another. It is far more than a model takes.
const MaxPoints = 10_000_000

// PointOptions say how files of point clouds are read. The zero value is what
// [ReadPointCloud] does.
type PointOptions struct {
	Surface int // number of points to take of a mesh, if that is more than MeshPoints
	Limit   int // largest number of points of a file; 0: that of the context of a loader, which is MaxPoints unless LimitPoints says otherwise
}

func (o PointOptions) limit() int {
	if o.Limit <= 0 {
		return MaxPoints
	}
	return o.Limit
}

// cloudExts are the extensions of class folders of shapes, as errors list them.
// Those of .txt are taken where a folder has no others: they may be notes.
var cloudExts = []string{".pcd", ".off", ".ply", ".xyz", ".pts", ".asc", ".csv", ".npy", ".npz"}

// ReadPointCloud reads a point cloud: a PCD, PLY, OFF, npy or npz file, which its content
// tells, or by the extension of its name a text of a line for each point: .xyz, .txt,
// .asc, .csv or .pts. Of a mesh, which is an OFF or a PLY with faces, it takes
// [MeshPoints] points of the surface, the same ones every time.
func ReadPointCloud(path string) (*PointCloud, error) { return PointOptions{}.Read(path) }

// DecodePointCloud is [ReadPointCloud] for the content of a file. It reads r to its end,
// at most 1 GiB. Messages call it name, whose extension tells a text of points.
func DecodePointCloud(r io.Reader, name string) (*PointCloud, error) {
	return PointOptions{}.Decode(r, name)
}

// Read is [ReadPointCloud] with options.
func (o PointOptions) Read(path string) (*PointCloud, error) { return o.read(path, 0) }

// Decode is [DecodePointCloud] with options.
func (o PointOptions) Decode(r io.Reader, name string) (*PointCloud, error) {
	return o.decode(r, name, 0)
}

// read takes points of a mesh's surface by seed.
func (o PointOptions) read(path string, seed uint64) (*PointCloud, error) {
	return readFile(path, openfile.Media, func(r io.Reader, name string) (*PointCloud, error) { return o.decode(r, name, seed) })
}

// decode takes points of a mesh's surface by seed.
func (o PointOptions) decode(r io.Reader, name string, seed uint64) (*PointCloud, error) {
	return decodeCloud(r, name, o.limit(), func(raw []byte, limit int) (*PointCloud, error) {
		format, err := cloudFormatOf(raw, name)
		if err != nil {
			return nil, err
		}
		if format.mesh == nil {
			return format.cloud(raw, limit)
		}
		m, err := format.mesh(raw, limit)
		if err != nil {
			return nil, err
		}
		return o.surface(m, format.name == "PLY", seed)
	})
}

// surface takes points of a mesh, or its vertices if it has no faces. A file of
// points may have faces that are no surface; if loose is set, the points are meant then.
func (o PointOptions) surface(m *Mesh, loose bool, seed uint64) (*PointCloud, error) {
	if len(m.Faces) == 0 || loose && !(m.total() > 0) {
		return m.Cloud(), nil
	}
	c, err := m.Sample(max(MeshPoints, o.Surface), seed)
	if err != nil {
		return nil, err
	}
	c.Mesh, c.Dropped = m, m.Dropped
	return c, nil
}

// readCloud reads a file and has decode make a cloud of its content.
func readCloud(path string, limit int, decode func(raw []byte, limit int) (*PointCloud, error)) (*PointCloud, error) {
	return readFile(path, openfile.Media, func(r io.Reader, name string) (*PointCloud, error) { return decodeCloud(r, name, limit, decode) })
}

// decodeCloud reads a stream and has decode make a cloud of it.
func decodeCloud(r io.Reader, name string, limit int, decode func(raw []byte, limit int) (*PointCloud, error)) (*PointCloud, error) {
	raw, err := openfile.All(r, openfile.Media)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	c, err := decode(raw, limit)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	return c, nil
}

// PointCloudOf returns a cloud of points that a program has in memory, each x, y and z,
// in their order. As of a file, those with a coordinate that is not finite are dropped
// and counted, and it is an error if hardly any are left.
func PointCloudOf(points [][3]float64) (*PointCloud, error) {
	if len(points) == 0 {
		return nil, errors.New("datasets: there are no points")
	}
	list := newPointList(len(points), len(points))
	for _, p := range points {
		if err := list.add(p); err != nil {
			return nil, fmt.Errorf("datasets: %w", err)
		}
	}
	c, err := list.cloud()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return c, nil
}

// droppedPoints returns the note about points without a place in the clouds of a set.
func droppedPoints(dir string, clouds []*PointCloud) []string {
	points, files := 0, 0
	for _, c := range clouds {
		if c.Dropped > 0 {
			points += c.Dropped
			files++
		}
	}
	if files == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s: %d points of %d files are NaN or infinite and left out", dir, points, files)}
}
