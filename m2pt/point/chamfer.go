package point

import (
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: the Chamfer distance (Fan et al., 2017) of sets of points, the
// loss of Point-MAE:
//
//	mean over a of min_b |a−b|² + mean over b of min_a |a−b|²
//
// where each mean is over all points of all sets. Of equally near points the
// first counts, and it alone gets a gradient.

var opChamfer = autograd.NewOp("ChamferL2", chamferBackward).Reads(0, 1)

// chamferMax bounds the points of a set: their indices are kept as float32.
const chamferMax = 1 << 24

// ChamferL2 returns the Chamfer distance with squared norms between the sets
// a [n, p, 3] and b [n, q, 3], set by set, as a tensor of no dimensions. Other
// shapes panic with *tensor.ShapeError.
func ChamferL2(a, b *autograd.Var) *autograd.Var {
	t := autograd.Of("ChamferL2", a, b)
	x, y := a.Value, b.Value
	if x.Rank() != 3 || y.Rank() != 3 || x.Dim(2) != 3 || y.Dim(2) != 3 || x.Dim(0) != y.Dim(0) || x.Size() == 0 || y.Size() == 0 ||
		x.Dim(1) > chamferMax || y.Dim(1) > chamferMax {
		panic(tensor.NewShapeError("ChamferL2", "as many sets of points, [n, p, 3] and [n, q, 3]", x, y))
	}
	n, p, q := x.Dim(0), x.Dim(1), y.Dim(1)
	out := t.New()
	dist := t.Scratch(n * (p + q))
	c := chamferTask{p: p, q: q, a: x.Data(), b: y.Data(), toA: dist[:n*p], toB: dist[n*p:]}
	if node := t.Record(opChamfer, out, a, b); node != nil {
		node.Saved[0], node.Saved[1] = t.Save(n, p), t.Save(n, q)
		c.nearA, c.nearB = node.Saved[0].Data(), node.Saved[1].Data()
	}
	runChamfer(n, c)
	out.Value.Data()[0] = float32(mean(c.toA) + mean(c.toB))
	t.Release(dist)
	return out
}

// With b(a) the point nearest to a, and a(b) likewise:
// da = 2g/(n·p)·(a − b(a)) + Σ 2g/(n·q)·(a − b) over the b whose a(b) is a.
func chamferBackward(node *autograd.Node) {
	x, y := node.In[0].Value, node.In[1].Value
	n, p, q := x.Dim(0), x.Dim(1), y.Dim(1)
	g := node.Out.Grad.Data()[0]
	c := chamferTask{p: p, q: q, a: x.Data(), b: y.Data(),
		nearA: node.Saved[0].Data(), nearB: node.Saved[1].Data(), backward: true,
		scaleA: float32(float64(2*g) / float64(n*p)), scaleB: float32(float64(2*g) / float64(n*q))}
	if da := node.GradOf(0); da != nil {
		c.toA = da.Data()
	}
	if db := node.GradOf(1); db != nil {
		c.toB = db.Data()
	}
	runChamfer(n, c)
}

// chamferTask works on sets. Forward, toA and toB are the squared distances
// and nearA and nearB, unless nil, the indices of the nearest points of the
// other set; backward, toA and toB are the gradients, nil if none is wanted.
type chamferTask struct {
	p, q           int
	a, b           []float32
	toA, toB       []float32
	nearA, nearB   []float32
	backward       bool
	scaleA, scaleB float32
}

var chamferPool = sync.Pool{New: func() any { return new(chamferTask) }}

func runChamfer(n int, c chamferTask) {
	t := chamferPool.Get().(*chamferTask)
	*t = c
	parallel.For(n, 8, t)
	*t = chamferTask{}
	chamferPool.Put(t)
}

// Run implements parallel.Body.
func (c *chamferTask) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		a, b := c.a[3*i*c.p:3*(i+1)*c.p], c.b[3*i*c.q:3*(i+1)*c.q]
		if !c.backward {
			nearest(c.toA, c.nearA, i*c.p, a, b)
			nearest(c.toB, c.nearB, i*c.q, b, a)
			continue
		}
		if c.toA != nil {
			da := c.toA[3*i*c.p : 3*(i+1)*c.p]
			clear(da)
			pull(da, a, b, c.nearA[i*c.p:(i+1)*c.p], c.scaleA)
			pullBack(da, b, a, c.nearB[i*c.q:(i+1)*c.q], c.scaleB)
		}
		if c.toB != nil {
			db := c.toB[3*i*c.q : 3*(i+1)*c.q]
			clear(db)
			pull(db, b, a, c.nearB[i*c.q:(i+1)*c.q], c.scaleB)
			pullBack(db, a, b, c.nearA[i*c.p:(i+1)*c.p], c.scaleA)
		}
	}
}

// nearest finds the nearest point of b for each point of a. It writes the squared
// distance to dist and the index to who, unless that is nil, from element at on.
func nearest(dist, who []float32, at int, a, b []float32) {
	for i := 0; i < len(a); i += 3 {
		x, y, z := a[i], a[i+1], a[i+2]
		best, bestAt := distance(x-b[0], y-b[1], z-b[2]), 0
		for j := 3; j+2 < len(b); j += 3 {
			if d := distance(x-b[j], y-b[j+1], z-b[j+2]); d < best {
				best, bestAt = d, j/3
			}
		}
		dist[at] = best
		if who != nil {
			who[at] = float32(bestAt)
		}
		at++
	}
}

// pull adds s·(a − b) to the gradient of each point of a, where b is its nearest.
func pull(da, a, b, near []float32, s float32) {
	for i, who := range near {
		j := 3 * int(who)
		for k := 0; k < 3; k++ {
			da[3*i+k] += float32(s * (a[3*i+k] - b[j+k]))
		}
	}
}

// pullBack adds s·(a − b) to the gradient of the nearest point a of each b.
func pullBack(da, b, a, near []float32, s float32) {
	for j, who := range near {
		i := 3 * int(who)
		for k := 0; k < 3; k++ {
			da[i+k] += float32(s * (a[i+k] - b[3*j+k]))
		}
	}
}

// mean returns the mean of distances, summed in order in float64.
func mean(d []float32) float64 {
	sum := 0.0
	for _, v := range d {
		sum += float64(v)
	}
	return sum / float64(max(len(d), 1))
}
