package datasets

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// PointCloud is a set of points in space: Points is [n, 3], a row of x, y and
// z for each, all finite, n at least 1.
type PointCloud struct {
	Points *tensor.Tensor
}

// Len returns the number of points.
func (c *PointCloud) Len() int { return c.Points.Dim(0) }

// cloudReaders are the readers by extension.
var cloudReaders = map[string]func(path string) (*PointCloud, error){
	".pcd": ReadPCD,
	".ply": ReadPLY,
	".off": readOFFCloud,
	".xyz": ReadXYZ,
	".txt": ReadXYZ,
}

// cloudExts are the extensions of class folders of shapes.
var cloudExts = []string{".pcd", ".off", ".ply", ".xyz"}

// ReadPointCloud reads a point cloud by the extension of its name: .pcd, .ply,
// .xyz or .txt, and .off, of which it takes [MeshPoints] points of the
// surface, the same ones every time, or the vertices if there are no faces.
func ReadPointCloud(path string) (*PointCloud, error) {
	read := cloudReaders[strings.ToLower(filepath.Ext(path))]
	if read == nil {
		return nil, fmt.Errorf("datasets: %s: the extension is %q, expected .pcd, .ply, .off, .xyz or .txt", path, filepath.Ext(path))
	}
	return read(path)
}

// readCloud reads a file and has decode make a cloud of its content.
func readCloud(path string, decode func(raw []byte) (*PointCloud, error)) (*PointCloud, error) {
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	c, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return c, nil
}

// pointList collects the points of a file.
type pointList struct {
	xyz []float32
}

// newPointList returns a list with room for n points. The caller has checked that
// the file can hold as many.
func newPointList(n int) *pointList { return &pointList{xyz: make([]float32, 0, 3*n)} }

func (l *pointList) len() int { return len(l.xyz) / 3 }

// add appends a point. A coordinate that is not a finite float32 is an error.
func (l *pointList) add(p [3]float64) error {
	for axis, v := range p {
		f := float32(v)
		if f != f || math.IsInf(float64(f), 0) {
			return fmt.Errorf("point %d: %c is %v, expected a finite number", l.len(), "xyz"[axis], v)
		}
	}
	l.xyz = append(l.xyz, float32(p[0]), float32(p[1]), float32(p[2]))
	return nil
}

// addLine appends the point that begins the words of a line.
func (l *pointList) addLine(lines *textLines, words []string) error {
	if len(words) < 3 {
		return lines.errorf("found %d numbers, expected x, y and z", len(words))
	}
	p, err := point(words[0], words[1], words[2])
	if err == nil {
		err = l.add(p)
	}
	if err != nil {
		return lines.errorf("%w", err)
	}
	return nil
}

// cloud returns the points collected. None is an error.
func (l *pointList) cloud() (*PointCloud, error) {
	if l.len() == 0 {
		return nil, errors.New("the file has no points")
	}
	return &PointCloud{tensor.FromSlice(l.xyz, l.len(), 3)}, nil
}
