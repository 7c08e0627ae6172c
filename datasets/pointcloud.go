package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
	raw, err := os.ReadFile(path)
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

// newPointList returns a list with room for n points; the caller has checked
// that the file can hold them.
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

// cloud returns the points collected. None is an error.
func (l *pointList) cloud() (*PointCloud, error) {
	if l.len() == 0 {
		return nil, errors.New("the file has no points")
	}
	return &PointCloud{tensor.FromSlice(l.xyz, l.len(), 3)}, nil
}

// textLines walks over the lines of a text, or of the text that a binary file
// begins with.
type textLines struct {
	rest []byte // after the line
	n    int    // number of the line, from 1
}

// next returns the next line without its end; false when there is none.
func (t *textLines) next() (string, bool) {
	if len(t.rest) == 0 {
		return "", false
	}
	t.n++
	line, rest, _ := bytes.Cut(t.rest, []byte{'\n'})
	t.rest = rest
	return string(bytes.TrimSuffix(line, []byte{'\r'})), true
}

// fields returns the words of the next line that has any, without what
// follows the comment sign; nil at the end of the text.
func (t *textLines) fields(comment string) []string {
	for {
		line, ok := t.next()
		if !ok {
			return nil
		}
		if comment != "" {
			line, _, _ = strings.Cut(line, comment)
		}
		if f := strings.Fields(line); len(f) > 0 {
			return f
		}
	}
}

// errorf returns an error that names the line.
func (t *textLines) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", t.n, fmt.Errorf(format, args...))
}

// coordinate reads a number, rounded once to float32. One too large for that
// comes back infinite, for pointList to report.
func coordinate(word string) (float64, error) {
	v, err := strconv.ParseFloat(word, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("found %s, expected a number", quote(word))
	}
	return v, nil
}

// point reads three numbers.
func point(x, y, z string) (p [3]float64, err error) {
	for i, word := range [3]string{x, y, z} {
		if p[i], err = coordinate(word); err != nil {
			return p, fmt.Errorf("%c: %w", "xyz"[i], err)
		}
	}
	return p, nil
}

// quote quotes a word of a file for a message, cut short if need be.
func quote(word string) string {
	const longest = 32
	if len(word) > longest {
		return strconv.Quote(word[:longest]) + "..."
	}
	return strconv.Quote(word)
}

// count reads a number of things in a file, at most limit, which is what the
// rest of the file can hold.
func count(what, word string, limit int) (int, error) {
	n, err := strconv.ParseUint(word, 10, 63)
	if errors.Is(err, strconv.ErrRange) || err == nil && n > uint64(limit) {
		return 0, fmt.Errorf("%s %s, more than the file can hold", quote(word), what)
	}
	if err != nil {
		return 0, fmt.Errorf("found %s, expected a number of %s", quote(word), what)
	}
	return int(n), nil
}
