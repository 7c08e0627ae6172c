package point

import (
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: the largest value of each channel over the points of a group, as
// PointNet takes it. Unlike autograd.Max, the first of equal values alone gets
// the gradient, as with PyTorch's max along a dimension; unlike
// autograd.MaxDim, no indices are kept.

var opMaxPoints = autograd.NewOp("MaxPoints", maxPointsBackward).Reads(0, autograd.Result)

// maxPoints returns the maximum of x [n, points, channels] over the points,
// [n, channels]. Other shapes panic with *tensor.ShapeError.
func maxPoints(x *autograd.Var) *autograd.Var {
	t := autograd.Of("MaxPoints", x)
	if x.Value.Rank() != 3 || x.Value.Dim(1) < 1 {
		panic(tensor.NewShapeError("MaxPoints", "x [n, points, channels]", x.Value))
	}
	y := t.New(x.Value.Dim(0), x.Value.Dim(2))
	tensor.Max(y.Value, x.Value, pointsAxis, false)
	t.Record(opMaxPoints, y, x)
	return y
}

var pointsAxis = []int{1}

// dx = g at the first largest element, else 0
func maxPointsBackward(n *autograd.Node) {
	dx := n.GradOf(0).Data()
	t := maxPool.Get().(*maxTask)
	*t = maxTask{points: n.In[0].Value.Dim(1), channels: n.In[0].Value.Dim(2), x: n.In[0].Value.Data(), y: n.Out.Value.Data(), g: n.Out.Grad.Data(), dx: dx}
	parallel.For(n.In[0].Value.Dim(0), 4, t)
	*t = maxTask{}
	maxPool.Put(t)
}

// maxTask computes the gradient of groups. It overwrites g.
type maxTask struct {
	points, channels int
	x, y, g, dx      []float32
}

var maxPool = sync.Pool{New: func() any { return new(maxTask) }}

// Run implements parallel.Body.
func (t *maxTask) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		y, g := t.y[i*t.channels:(i+1)*t.channels], t.g[i*t.channels:(i+1)*t.channels]
		for r := i * t.points; r < (i+1)*t.points; r++ {
			x, dx := t.x[r*t.channels:(r+1)*t.channels], t.dx[r*t.channels:(r+1)*t.channels]
			for c, v := range x {
				dx[c] = 0
				if v == y[c] {
					dx[c], g[c] = g[c], 0 // so that the first alone gets it
				}
			}
		}
	}
}
