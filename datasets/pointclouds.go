package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/datasets/internal/points"
	"github.com/gopathway/pathway/tensor"
)

// PointClouds is a set of labelled point clouds, which may have different
// numbers of points. A model is given Points of each, centred and scaled by
// [NormalizePoints]. Of a cloud of m points these are the ones with the numbers
// i·m/Points, rounded down: all points in their order if m is Points, some of
// them more than once if m is less.
type PointClouds struct {
	Labelled
	Clouds []*PointCloud // as read: neither centred nor scaled
	Points int           // of a cloud that a model is given; 0: MeshPoints
}

// Shape implements [Set]: [Points, 3].
func (s *PointClouds) Shape() []int { return []int{s.taken(), 3} }

// taken returns the number of points that a model is given.
func (s *PointClouds) taken() int {
	if s.Points == 0 {
		return MeshPoints
	}
	return s.Points
}

// Taken returns which points of cloud i a model is given, in their order.
func (s *PointClouds) Taken(i int) []int {
	idx := make([]int, s.taken())
	for j := range idx {
		idx[j] = points.Spread(j, s.Clouds[i].Len(), len(idx))
	}
	return idx
}

// Batch implements [Set]. A negative number of points panics with
// *tensor.ShapeError, too.
func (s *PointClouds) Batch(dst *tensor.Tensor, idx []int) {
	const op = "PointClouds.Batch"
	checkIndices(op, idx, s.Len())
	s.checkTaken(op)
	checkShape(op, dst, len(idx), s.taken(), 3)
	per := 3 * s.taken()
	for k, i := range idx {
		out := dst.Data()[k*per : (k+1)*per]
		points.Take(out, s.Clouds[i].Points.Data())
		points.Normalize(out, out)
	}
}

func (s *PointClouds) checkTaken(op string) {
	if s.Points < 0 {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("at least one point of a cloud, got %d", s.Points), Got: [][]int{{s.Points, 3}}})
	}
}

// NormalizePoints centres the points x [n, 3] and scales them into the unit
// sphere: it subtracts their mean and then divides by the largest norm, as
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
	points.Normalize(dst.Data(), x.Data())
	return dst
}
