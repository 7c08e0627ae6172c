package augment

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/points"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/tensor"
)

// Point changes clouds after they are centred and scaled: a turn about the up
// axis, then a factor for each axis, then a shift (PointNet++ and Point-MAE), then
// noise (PointNet). Point-MAE's settings for ModelNet are Scale 1.5 and Shift 0.2,
// for ScanObjectNN Rotate 180; PointNet's Jitter is 0.01.
type Point struct {
	RotateUp  float64 // largest turn about the up axis in degrees, each way; 180 for any
	Up        int     // the up axis: 0 for x, 1 for y, 2 for z
	Scale     float64 // each axis is multiplied by 1/Scale to Scale; 0 or 1 for none
	Translate float64 // largest shift along each axis, each way; a cloud's radius is 1
	Jitter    float64 // standard deviation of normal noise in each coordinate, cut off at five of them
}

// check panics unless the settings make sense.
func (a *Point) check(op string) {
	if a.Up < 0 || a.Up > 2 || !(a.Scale == 0 || a.Scale >= 1) || !(a.Translate >= 0) || !(a.Jitter >= 0) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Up 0, 1 or 2, Scale 0 or at least 1, Shift and Jitter at least 0, got %d, %v, %v and %v", a.Up, a.Scale, a.Translate, a.Jitter)})
	}
}

// Points returns set with its clouds changed as a says. Of a cloud with more
// points than a model is given, every epoch takes others at random.
func Points(set *datasets.PointClouds, a Point, seed uint64) datasets.Varied {
	a.check("augment.Points")
	return &clouds{set, pointChange{a, seed}}
}

// Parts returns set with its clouds changed as [Points] does it. Targets are the
// parts of the points that are taken.
func Parts(set *datasets.PartClouds, a Point, seed uint64) datasets.Varied {
	a.check("augment.Parts")
	return &parts{set, pointChange{a, seed}}
}

// pointChange is how clouds are changed, and the seed of it.
type pointChange struct {
	Point
	seed uint64
}

// clouds is a set of clouds that vary; as a set it has them as they are.
type clouds struct {
	*datasets.PointClouds
	change pointChange
}

// Epoch implements datasets.Varied.
func (s *clouds) Epoch(epoch uint64) datasets.Set {
	return &cloudsAt{s.PointClouds, &s.change, epoch}
}

// cloudsAt is the clouds of one epoch.
type cloudsAt struct {
	*datasets.PointClouds
	change *pointChange
	epoch  uint64
}

// Batch implements datasets.Set.
func (s *cloudsAt) Batch(dst *tensor.Tensor, idx []int) {
	s.change.batch(dst, s.PointClouds, idx, s.epoch)
}

// parts is a set of clouds with parts that vary; as a set it has them as they are.
type parts struct {
	*datasets.PartClouds
	change pointChange
}

// Epoch implements datasets.Varied.
func (s *parts) Epoch(epoch uint64) datasets.Set { return &partsAt{s.PartClouds, &s.change, epoch} }

// partsAt is the clouds with parts of one epoch.
type partsAt struct {
	*datasets.PartClouds
	change *pointChange
	epoch  uint64
}

// Batch implements datasets.Set.
func (s *partsAt) Batch(dst *tensor.Tensor, idx []int) {
	s.change.batch(dst, &s.PointClouds, idx, s.epoch)
}

// Targets implements datasets.Set. It draws the random numbers that Batch draws
// first: those that choose points.
func (s *partsAt) Targets(dst, idx []int) []int {
	datasets.CheckIndices("augment.Parts: Targets", s, idx)
	dst = dst[:0]
	rng := generators.Get().(*tensor.RNG)
	defer generators.Put(rng)
	n := s.Shape()[0]
	for _, i := range idx {
		own := s.Parts[i]
		rng.Seed(s.change.seed, random.PointAugment, s.epoch, uint64(i))
		chosen := choose(rng, len(own), n)
		for j := 0; j < n; j++ {
			at := points.Spread(j, len(own), n)
			if chosen != nil {
				at = chosen[j]
			}
			dst = append(dst, int(own[at]))
		}
	}
	return dst
}

// batch fills dst with the clouds idx of s as epoch sees them.
func (a *pointChange) batch(dst *tensor.Tensor, s *datasets.PointClouds, idx []int, epoch uint64) {
	datasets.CheckBatch("augment.Points: Batch", s, dst, idx)
	g := generators.Get().(*tensor.RNG)
	defer generators.Put(g)
	n := dst.Dim(1)
	for k, i := range idx {
		g.Seed(a.seed, random.PointAugment, epoch, uint64(i))
		out := dst.Data()[k*3*n : (k+1)*3*n]
		src := s.Clouds[i].Points.Data()
		if chosen := choose(g, s.Clouds[i].Len(), n); chosen == nil {
			points.Take(out, src)
		} else {
			for j, p := range chosen {
				copy(out[3*j:3*j+3], src[3*p:3*p+3])
			}
		}
		points.Normalize(out, out)
		a.change(g, out)
	}
}

// choose returns which points of a cloud of have points are taken: n that g
// chooses, or nil, which means all of them, evenly spread, if there are no more
// than n.
func choose(g *tensor.RNG, have, n int) []int {
	if have <= n {
		return nil
	}
	return g.Perm(have)[:n]
}

// change turns, stretches, shifts and disturbs points. All numbers are drawn
// whether they are used or not, those of the noise last, so that one setting
// does not change the effect of another.
func (a *pointChange) change(g *tensor.RNG, p []float32) {
	scale := max(a.Scale, 1)
	sin, cos := fixedmath.Sincos(random.Uniform(g, -a.RotateUp, a.RotateUp) / 360)
	var factor, shift [3]float64
	for axis := range factor {
		factor[axis] = random.Uniform(g, 1/scale, scale)
		shift[axis] = random.Uniform(g, -a.Translate, a.Translate)
	}
	u, v := (a.Up+1)%3, (a.Up+2)%3
	for i := 0; i < len(p); i += 3 {
		q := [3]float64{float64(p[i]), float64(p[i+1]), float64(p[i+2])}
		q[u], q[v] = float64(cos*q[u])-float64(sin*q[v]), float64(sin*q[u])+float64(cos*q[v])
		for axis, x := range q {
			p[i+axis] = float32(float64(x*factor[axis]) + shift[axis])
		}
	}
	if a.Jitter == 0 {
		return
	}
	for i, x := range p {
		p[i] = x + float32(a.Jitter*min(max(g.Norm(), -5), 5))
	}
}
