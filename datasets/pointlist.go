package datasets

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"github.com/gopathway/pathway/tensor"
)

// This file: collecting the points of a file. Most files hold float32 numbers, which
// are kept as they are; from the first other number on all are kept in float64,
// until it is known around which origin they are rounded.

// pointList collects the points of a file.
type pointList struct {
	limit   int       // largest number of points
	near    []float32 // while all coordinates are float32
	far     []float64 // all coordinates, from the first on that is not
	wide    bool      // far is in use
	mesh    bool      // points between these are computed: they must be centred
	dropped []int     // numbers of the points that have no place
}

// newPointList returns a list of at most limit points with room for n. The caller
// has checked that the file can hold as many.
func newPointList(n, limit int) *pointList {
	return &pointList{limit: limit, near: make([]float32, 0, 3*min(n, limit))}
}

// len returns the number of points that have a place.
func (l *pointList) len() int { return (len(l.near) + len(l.far)) / 3 }

// seen returns the number of points of the file so far.
func (l *pointList) seen() int { return l.len() + len(l.dropped) }

// add appends a point. It is dropped if a coordinate is not a finite number, as
// those of a scan are where nothing was measured. A coordinate beyond float32 is
// an error.
func (l *pointList) add(p [3]float64) error {
	if l.seen() >= l.limit {
		return tooManyPoints(l.limit)
	}
	exact := true
	for axis, v := range p {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			l.dropped = append(l.dropped, l.seen())
			return nil
		}
		if math.Abs(v) > math.MaxFloat32 {
			return fmt.Errorf("point %d: %c is %v, expected a number up to %.3g", l.seen(), "xyz"[axis], v, math.MaxFloat32)
		}
		exact = exact && float64(float32(v)) == v
	}
	if !exact && !l.wide {
		l.wide = true
		l.far = make([]float64, len(l.near), max(cap(l.near), len(l.near)+3))
		for i, v := range l.near {
			l.far[i] = float64(v)
		}
		l.near = nil
	}
	if l.wide {
		l.far = append(l.far, p[:]...)
		return nil
	}
	l.near = append(l.near, float32(p[0]), float32(p[1]), float32(p[2]))
	return nil
}

// tooManyPoints is the error of a file with more than limit points.
func tooManyPoints(limit int) error {
	return fmt.Errorf("more than %d points, the largest number that is read of a file (--max-points moves it)", limit)
}

// index returns where point number i of the file is in the list; false if it was
// dropped.
func (l *pointList) index(i int) (int, bool) {
	before := sort.SearchInts(l.dropped, i)
	return i - before, before == len(l.dropped) || l.dropped[before] != i
}

// FewestPoints is the smallest number of points that a file keeps that has others
// without a place. Fewer say nothing of a shape.
const FewestPoints = 3

// cloud returns the points collected. None is an error.
func (l *pointList) cloud() (*PointCloud, error) {
	n := l.len()
	switch {
	case l.seen() == 0:
		return nil, errors.New("the file has no points")
	case len(l.dropped) > 0 && n < FewestPoints:
		return nil, fmt.Errorf("%d of %d points are NaN or infinite, expected at least %d with finite coordinates", len(l.dropped), l.seen(), FewestPoints)
	}
	c, far := &PointCloud{Dropped: len(l.dropped)}, l.far
	if !l.wide {
		c.Points = tensor.FromSlice(l.near, n, 3)
		if !l.mesh {
			return c, nil
		}
		far = make([]float64, len(l.near))
		for i, v := range l.near {
			far[i] = float64(v)
		}
	}
	c.exact = far
	if c.Origin = originOf(far); !l.wide && c.Origin == [3]float64{} {
		c.exact = nil
		return c, nil
	}
	x := make([]float32, len(far))
	for i, v := range far {
		x[i] = float32(v - c.Origin[i%3])
	}
	c.Points = tensor.FromSlice(x, n, 3)
	return c, nil
}

// farAway is how many times larger than a cloud coordinates may be until they are
// centred. Below, rounding to float32 moves points by less than a millionth of the
// cloud's size.
const farAway = 8

// originOf returns the middle of the points x along each axis on which they are
// far away, and 0 along others.
func originOf(x []float64) (origin [3]float64) {
	lo, hi := [3]float64{x[0], x[1], x[2]}, [3]float64{x[0], x[1], x[2]}
	for i, v := range x {
		lo[i%3], hi[i%3] = min(lo[i%3], v), max(hi[i%3], v)
	}
	size := 0.0
	for k := range lo {
		size = max(size, hi[k]-lo[k])
	}
	for k := range lo {
		if size > 0 && max(math.Abs(lo[k]), math.Abs(hi[k])) > farAway*size {
			origin[k] = lo[k] + (hi[k]-lo[k])/2
		}
	}
	return origin
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
