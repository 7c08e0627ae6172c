package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// PointClouds is a labelled set of point clouds, which may have different
// numbers of points.
type PointClouds struct {
	Name    string        // what the set is, for messages
	Clouds  []*PointCloud // as read: neither centred nor scaled
	Labels  []int         // index into Classes
	Classes []string      // class names
}

// Len returns the number of clouds.
func (s *PointClouds) Len() int { return len(s.Labels) }

// Select returns a set of the clouds idx, in that order. The points are
// shared. An index out of range panics with *tensor.ShapeError.
func (s *PointClouds) Select(idx []int) *PointClouds {
	checkIndices("PointClouds.Select", idx, s.Len())
	t := &PointClouds{Name: s.Name, Classes: s.Classes,
		Clouds: make([]*PointCloud, len(idx)), Labels: gatherLabels(s.Labels, idx)}
	for k, i := range idx {
		t.Clouds[k] = s.Clouds[i]
	}
	return t
}

// Subset returns n clouds chosen by seed with equal numbers of every class, as
// far as the set allows: see [Subset].
func (s *PointClouds) Subset(n int, seed uint64) (*PointClouds, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n clouds apart, for validation, and returns the others and
// those: see [Split].
func (s *PointClouds) Split(n int, seed uint64) (rest, held *PointClouds, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// Targets returns the labels of the clouds idx.
func (s *PointClouds) Targets(idx []int) []int {
	checkIndices("PointClouds.Targets", idx, s.Len())
	return gatherLabels(s.Labels, idx)
}

// Batch fills dst [B, points, 3] with the clouds idx, B = len(idx), each
// centred and scaled by [NormalizePoints], and returns it; a nil dst is
// allocated. Of a cloud of m points it takes those numbered i·m/points,
// rounded down: all in their order if there are as many as asked for, else
// evenly among them, some more than once if there are fewer. Wrong shapes or
// indices panic with *tensor.ShapeError.
func (s *PointClouds) Batch(dst *tensor.Tensor, idx []int, points int) *tensor.Tensor {
	dst = s.checkBatch("PointClouds.Batch", dst, idx, points)
	for k, i := range idx {
		out := dst.Data()[k*3*points : (k+1)*3*points]
		s.Clouds[i].spread(out)
		normalizePoints(out, out)
	}
	return dst
}

// spread fills out with points evenly chosen.
func (c *PointCloud) spread(out []float32) {
	n, m, src := len(out)/3, c.Len(), c.Points.Data()
	for i := 0; i < n; i++ {
		at := 3 * spreadIndex(i, m, n)
		copy(out[3*i:3*i+3], src[at:at+3])
	}
}

// spreadIndex returns which of m points is number i of n chosen evenly.
func spreadIndex(i, m, n int) int { return int(int64(i) * int64(m) / int64(n)) }

// checkBatch checks the arguments of a function that fills a batch, and
// allocates dst if it is nil.
func (s *PointClouds) checkBatch(op string, dst *tensor.Tensor, idx []int, points int) *tensor.Tensor {
	checkIndices(op, idx, s.Len())
	if points < 1 {
		panic(&tensor.ShapeError{Op: op, Want: "at least one point of a cloud", Got: [][]int{{len(idx), points, 3}}})
	}
	if dst == nil {
		return tensor.New(len(idx), points, 3)
	}
	if d := dst.Shape(); len(d) != 3 || d[0] != len(idx) || d[1] != points || d[2] != 3 {
		panic(tensor.NewShapeError(op, fmt.Sprintf("destination [%d %d 3]", len(idx), points), dst))
	}
	return dst
}

// NormalizePoints centres the points x [n, 3] and scales them into the unit
// sphere: it subtracts their mean and divides by the largest norm then, as
// Point-MAE's pc_normalize does. dst, which may be x, is filled and returned;
// a nil dst is allocated. It is computed in float64. Points that are all in
// one place become 0. Other shapes panic with *tensor.ShapeError.
func NormalizePoints(dst, x *tensor.Tensor) *tensor.Tensor {
	if x.Rank() != 2 || x.Dim(1) != 3 {
		panic(tensor.NewShapeError("NormalizePoints", "x [n, 3]", x))
	}
	if dst == nil {
		dst = tensor.New(x.Shape()...)
	}
	if !tensor.SameShape(dst, x) {
		panic(tensor.NewShapeError("NormalizePoints", "dst like x", dst, x))
	}
	normalizePoints(dst.Data(), x.Data())
	return dst
}

func normalizePoints(dst, x []float32) {
	var mean [3]float64
	for i, v := range x {
		mean[i%3] += float64(v)
	}
	for k := range mean {
		mean[k] /= float64(len(x) / 3)
	}
	largest := 0.0
	for i := 0; i < len(x); i += 3 {
		a, b, c := float64(x[i])-mean[0], float64(x[i+1])-mean[1], float64(x[i+2])-mean[2]
		largest = max(largest, float64(a*a)+float64(b*b)+float64(c*c))
	}
	norm := math.Sqrt(largest)
	if norm == 0 {
		norm = 1
	}
	for i, v := range x {
		dst[i] = float32((float64(v) - mean[i%3]) / norm)
	}
}
