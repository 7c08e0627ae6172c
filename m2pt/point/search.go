package point

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: which points make groups. The search looks at all points, with the
// axes apart, and works on clouds in parallel. Squared distances are
// (dx² + dy²) + dz² in float32; of equally far points the first is taken.

// FarthestPoints chooses n points of each cloud of x [batch, points, 3]: the
// first, then again and again the one farthest from all chosen so far (Eldar et
// al., 1997). It returns their indices [batch·n], in dst if that has room.
//
// With skipOrigin no point within 10^-1.5 of the origin (squared, 1e-3) is
// chosen after the first, as in the CUDA kernel of PointNet++ that Point-MAE
// uses. Other shapes, or n outside 1 to points, panic with *tensor.ShapeError.
func FarthestPoints(dst []int, x *tensor.Tensor, n int, skipOrigin bool) []int {
	checkClouds("FarthestPoints", x)
	if n < 1 || n > x.Dim(1) {
		panic(tensor.NewShapeError("FarthestPoints", fmt.Sprintf("1 to %d points to choose, got %d", x.Dim(1), n), x))
	}
	dst = slices.Grow(dst[:0], x.Dim(0)*n)[:x.Dim(0)*n]
	runSearch(searchTask{points: x.Dim(1), groups: n, x: x.Data(), skipOrigin: skipOrigin, chosen: dst})
	return dst
}

// NearestNeighbors finds the k points of each cloud of x [batch, points, 3]
// that are nearest to each of centers [batch, groups, 3], the nearest first.
// It returns their indices [batch·groups·k], in dst if that has room. Other
// shapes, or k outside 1 to points, panic with *tensor.ShapeError.
func NearestNeighbors(dst []int, x, centers *tensor.Tensor, k int) []int {
	checkClouds("NearestNeighbors", x)
	checkClouds("NearestNeighbors", centers)
	if centers.Dim(0) != x.Dim(0) || k < 1 || k > x.Dim(1) {
		panic(tensor.NewShapeError("NearestNeighbors", fmt.Sprintf("centers of as many clouds and 1 to %d neighbors, got %d", x.Dim(1), k), x, centers))
	}
	n := x.Dim(0) * centers.Dim(1) * k
	dst = slices.Grow(dst[:0], n)[:n]
	runSearch(searchTask{points: x.Dim(1), groups: centers.Dim(1), size: k, x: x.Data(), centers: centers.Data(), neighbors: dst})
	return dst
}

// Group cuts each cloud of x [batch, points, 3] into groups around
// farthest points (see FarthestPoints): it fills centers [batch, groups, 3]
// with those and neighborhoods [batch, groups, size, 3] with the size points
// nearest to each, relative to it, the nearest first (Point-MAE, section 3.1).
// Other shapes, or more groups or neighbors than points, panic with
// *tensor.ShapeError.
func Group(centers, neighborhoods, x *tensor.Tensor, skipOrigin bool) {
	checkClouds("point.Group", x)
	checkClouds("point.Group", centers)
	b, n, g := x.Dim(0), x.Dim(1), centers.Dim(1)
	if centers.Dim(0) != b || g > n || neighborhoods.Rank() != 4 || neighborhoods.Dim(0) != b || neighborhoods.Dim(1) != g ||
		neighborhoods.Dim(2) < 1 || neighborhoods.Dim(2) > n || neighborhoods.Dim(3) != 3 {
		panic(tensor.NewShapeError("point.Group", "centers [batch, groups, 3], neighborhoods [batch, groups, size, 3] and x [batch, points, 3] with no more groups and neighbors than points",
			centers, neighborhoods, x))
	}
	runSearch(searchTask{points: n, groups: g, size: neighborhoods.Dim(2), x: x.Data(), skipOrigin: skipOrigin,
		centers: centers.Data(), choose: true, hoods: neighborhoods.Data()})
}

func checkClouds(op string, x *tensor.Tensor) {
	if x.Rank() != 3 || x.Dim(1) < 1 || x.Dim(2) != 3 {
		panic(tensor.NewShapeError(op, "[batch, points, 3]", x))
	}
}

// searchTask is a search over clouds. It fills those of its results that are not
// nil.
type searchTask struct {
	points, groups, size int
	x                    []float32 // [batch, points, 3]
	skipOrigin           bool
	choose               bool      // farthest points are the centers
	centers              []float32 // [batch, groups, 3]: read, or with choose written
	chosen               []int     // [batch, groups]
	neighbors            []int     // [batch, groups, size]
	hoods                []float32 // [batch, groups, size, 3]
}

var (
	searchPool = sync.Pool{New: func() any { return new(searchTask) }}
	cloudPool  = sync.Pool{New: func() any { return new(cloud) }}
)

func runSearch(t searchTask) {
	p := searchPool.Get().(*searchTask)
	*p = t
	parallel.For(len(t.x)/(3*t.points), 1, p)
	*p = searchTask{}
	searchPool.Put(p)
}

// Run implements parallel.Body over clouds.
func (t *searchTask) Run(lo, hi int) {
	c := cloudPool.Get().(*cloud)
	for i := lo; i < hi; i++ {
		c.load(t.x[3*i*t.points : 3*(i+1)*t.points])
		if t.chosen != nil {
			c.farthest(t.chosen[i*t.groups:(i+1)*t.groups], t.skipOrigin)
		}
		if t.choose {
			c.chosen = slices.Grow(c.chosen[:0], t.groups)[:t.groups]
			c.farthest(c.chosen, t.skipOrigin)
			for g, at := range c.chosen {
				copy(t.centers[3*(i*t.groups+g):], []float32{c.x[at], c.y[at], c.z[at]})
			}
		}
		for g := i * t.groups; t.centers != nil && g < (i+1)*t.groups; g++ {
			at := t.centers[3*g : 3*g+3]
			c.nearest(t.size, at[0], at[1], at[2])
			if t.neighbors != nil {
				copy(t.neighbors[g*t.size:], c.who)
			}
			if t.hoods != nil {
				c.relative(t.hoods[3*g*t.size:3*(g+1)*t.size], at)
			}
		}
	}
	cloudPool.Put(c)
}

// cloud is one cloud with the scratch memory of a search.
type cloud struct {
	x, y, z []float32
	far     []float32 // squared distance to the nearest chosen point
	chosen  []int
	near    []float32 // squared distances of who, rising
	who     []int     // the nearest points
}

// load copies the points p, each axis by itself.
func (c *cloud) load(p []float32) {
	n := len(p) / 3
	for _, s := range []*[]float32{&c.x, &c.y, &c.z, &c.far} {
		*s = slices.Grow((*s)[:0], n)[:n]
	}
	for i := range c.x {
		c.x[i], c.y[i], c.z[i] = p[3*i], p[3*i+1], p[3*i+2]
	}
}

// distance returns the squared distance of (x, y, z) from the origin.
func distance(x, y, z float32) float32 {
	return float32(float32(x*x)+float32(y*y)) + float32(z*z)
}

// farthest fills dst with farthest points.
func (c *cloud) farthest(dst []int, skipOrigin bool) {
	x, far := c.x, c.far
	y, z := c.y[:len(x)], c.z[:len(x)]
	far = far[:len(x)]
	for i := range far {
		far[i] = float32(math.Inf(1))
		if skipOrigin && distance(x[i], y[i], z[i]) <= 1e-3 {
			far[i] = -1 // never the farthest
		}
	}
	at := 0
	dst[0] = 0
	for k := 1; k < len(dst); k++ {
		ax, ay, az := x[at], y[at], z[at]
		best := float32(-1)
		at = 0
		for i := range x {
			d := distance(x[i]-ax, y[i]-ay, z[i]-az)
			if f := far[i]; f < d {
				d = f
			} else {
				far[i] = d
			}
			if d > best {
				best, at = d, i
			}
		}
		dst[k] = at
	}
}

// nearest sets c.who to the k points nearest to (ax, ay, az).
func (c *cloud) nearest(k int, ax, ay, az float32) {
	c.near, c.who = slices.Grow(c.near[:0], k)[:k], slices.Grow(c.who[:0], k)[:k]
	x, near, who := c.x, c.near, c.who
	y, z := c.y[:len(x)], c.z[:len(x)]
	for i := range x {
		d := distance(x[i]-ax, y[i]-ay, z[i]-az)
		at := i
		if i >= k {
			if !(d < near[k-1]) {
				continue
			}
			at = k - 1
		}
		for ; at > 0 && near[at-1] > d; at-- {
			near[at], who[at] = near[at-1], who[at-1]
		}
		near[at], who[at] = d, i
	}
}

// relative fills dst with the points c.who as seen from a center.
func (c *cloud) relative(dst, center []float32) {
	for j, i := range c.who {
		dst[3*j], dst[3*j+1], dst[3*j+2] = c.x[i]-center[0], c.y[i]-center[1], c.z[i]-center[2]
	}
}
