package point

import (
	"fmt"
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: features of points from those of centers, the feature propagation
// of PointNet++ (Qi et al., 2017, section 3.4): the mean over the three nearest
// centers, weighted by the inverse of the squared distance d,
//
//	y = Σ w·x / Σ w    with    w = 1 / (d + 1e-8)

var opInterpolate = autograd.NewOp("point.Interpolate", interpolateBackward).Reads()

const (
	propagateFrom = 3   // centers that a point takes its features from
	propagateRows = 64  // points of a chunk
	propagateCols = 128 // channels of a chunk of the gradient
)

// Interpolate returns features of points [batch, n, 3] from the features
// x [batch, groups, channels] of centers [batch, groups, 3]: [batch, n,
// channels], a weighted mean over the three nearest centers, or over all if
// there are fewer. There is no gradient for coordinates. Other shapes panic
// with *tensor.ShapeError.
func Interpolate(x *autograd.Var, centers, points *tensor.Tensor) *autograd.Var {
	t := autograd.Of("point.Interpolate", x)
	checkClouds("point.Interpolate", centers)
	checkClouds("point.Interpolate", points)
	v := x.Value
	if v.Rank() != 3 || v.Dim(0) != centers.Dim(0) || v.Dim(1) != centers.Dim(1) || points.Dim(0) != v.Dim(0) || centers.Dim(1) >= 1<<24 {
		panic(tensor.NewShapeError("point.Interpolate", fmt.Sprintf("x [batch, groups, channels], centers [batch, groups, 3] of less than %d groups, and points [batch, n, 3]", 1<<24), v, centers, points))
	}
	batch, n := v.Dim(0), points.Dim(1)
	y := t.New(batch, n, v.Dim(2))
	k := min(propagateFrom, v.Dim(1))
	table := t.Scratch(batch * n * 2 * k)
	task := propagatePool.Get().(*propagateTask)
	*task = propagateTask{n: n, groups: v.Dim(1), channels: v.Dim(2), k: k, units: (n + propagateRows - 1) / propagateRows,
		points: points.Data(), centers: centers.Data(), table: table, x: v.Data(), y: y.Value.Data()}
	parallel.For(batch*task.units, 1, task)
	if node := t.Record(opInterpolate, y, x); node != nil {
		node.Saved[0] = t.Save(batch, n, 2*k)
		copy(node.Saved[0].Data(), table)
	}
	t.Release(table)
	task.done()
	return y
}

// The gradient of a center is the sum of g over the points that read it, each times
// its weight.
func interpolateBackward(n *autograd.Node) {
	dx, add := n.AccumGrad(0)
	if !add {
		dx.Fill(0)
	}
	table, c := n.Saved[0], dx.Dim(2)
	task := propagatePool.Get().(*propagateTask)
	*task = propagateTask{n: table.Dim(1), groups: dx.Dim(1), channels: c, k: table.Dim(2) / 2, units: (c + propagateCols - 1) / propagateCols,
		table: table.Data(), y: n.Out.Grad.Data(), dx: dx.Data()}
	parallel.For(dx.Dim(0)*task.units, 1, task)
	task.done()
}

// propagateTask is the interpolation over chunks of points, or with dx its
// gradient over chunks of channels.
type propagateTask struct {
	n, groups, channels, k int
	units                  int // chunks of a cloud
	points, centers        []float32
	table                  []float32 // for each point k centers, as whole numbers, and k weights
	x                      []float32 // [batch, groups, channels]
	y                      []float32 // [batch, n, channels]; for the gradient that of the result
	dx                     []float32
}

var propagatePool = sync.Pool{New: func() any { return new(propagateTask) }}

func (t *propagateTask) done() {
	*t = propagateTask{}
	propagatePool.Put(t)
}

// Run implements parallel.Body.
func (t *propagateTask) Run(lo, hi int) {
	for u := lo; u < hi; u++ {
		if t.dx != nil {
			t.backward(u/t.units, u%t.units*propagateCols)
		} else {
			t.forward(u/t.units, u%t.units*propagateRows)
		}
	}
}

// forward computes the points from first on of cloud b.
func (t *propagateTask) forward(b, first int) {
	c := cloudPool.Get().(*cloud)
	c.load(t.centers[3*b*t.groups : 3*(b+1)*t.groups])
	x := t.x[b*t.groups*t.channels:]
	for p := b*t.n + first; p < b*t.n+min(first+propagateRows, t.n); p++ {
		c.nearest(t.k, t.points[3*p], t.points[3*p+1], t.points[3*p+2])
		row := t.table[2*t.k*p : 2*t.k*(p+1)]
		from, weight := row[:t.k], row[t.k:]
		sum := float32(0)
		for j, d := range c.near {
			from[j], weight[j] = float32(c.who[j]), 1/(d+1e-8)
			sum += weight[j]
		}
		y := t.y[p*t.channels : (p+1)*t.channels]
		for j := range weight {
			weight[j] /= sum
			at := int(from[j]) * t.channels
			if j == 0 {
				simd.Scale(y, x[at:at+t.channels], weight[j])
			} else {
				simd.Axpy(y, weight[j], x[at:at+t.channels])
			}
		}
	}
	cloudPool.Put(c)
}

// backward adds up the gradient of the channels from first on of cloud b.
func (t *propagateTask) backward(b, first int) {
	last := min(first+propagateCols, t.channels)
	dx := t.dx[b*t.groups*t.channels:]
	for p := b * t.n; p < (b+1)*t.n; p++ {
		row := t.table[2*t.k*p : 2*t.k*(p+1)]
		g := t.y[p*t.channels+first : p*t.channels+last]
		for j := 0; j < t.k; j++ {
			at := int(row[j]) * t.channels
			simd.Axpy(dx[at+first:at+last], row[t.k+j], g)
		}
	}
}
