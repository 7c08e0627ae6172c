package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// PointAugment changes training clouds at random, after they are centred and
// scaled: a turn about the up axis, then a factor for each axis, then a shift
// (PointNet++ and Point-MAE), then noise (PointNet). The zero value changes
// nothing but the choice of points. Point-MAE's for ModelNet is Scale 1.5 and Shift 0.2; for
// ScanObjectNN Rotate 180. PointNet's Jitter is 0.01.
//
// What happens to a cloud depends on (Seed, epoch, index of the cloud) and on
// nothing else.
type PointAugment struct {
	Rotate float64 // largest turn about the up axis in degrees, each way; 180 for any
	Up     int     // the up axis: 0 for x, 1 for y, 2 for z
	Scale  float64 // each axis is multiplied by 1/Scale to Scale; 0 or 1 for none
	Shift  float64 // largest shift along each axis, each way
	Jitter float64 // standard deviation of normal noise in each coordinate, cut off at five of them
	Seed   uint64
}

// Batch is [PointClouds.Batch] with every cloud changed: it fills dst
// [B, points, 3], allocated if nil, with the clouds idx as epoch sees them. Of
// a cloud with more points than asked for it takes some at random. Wrong
// shapes or indices, an Up that is no axis, a Scale below 1 that is not 0, a
// negative Shift or Jitter panic with *tensor.ShapeError.
func (a *PointAugment) Batch(dst *tensor.Tensor, s *PointClouds, idx []int, epoch uint64, points int) *tensor.Tensor {
	const op = "PointAugment.Batch"
	if a.Up < 0 || a.Up > 2 || !(a.Scale == 0 || a.Scale >= 1) || !(a.Shift >= 0) || !(a.Jitter >= 0) {
		panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("Up 0, 1 or 2, Scale 0 or at least 1, Shift and Jitter at least 0, got %d, %v, %v and %v", a.Up, a.Scale, a.Shift, a.Jitter)})
	}
	dst = s.checkBatch(op, dst, idx, points)
	for k, i := range idx {
		g := tensor.NewRNG(a.Seed, streamPointAugment, epoch, uint64(i))
		out := dst.Data()[k*3*points : (k+1)*3*points]
		c := s.Clouds[i]
		if chosen := choose(g, c.Len(), points); chosen == nil {
			c.spread(out)
		} else {
			src := c.Points.Data()
			for j, p := range chosen {
				copy(out[3*j:3*j+3], src[3*p:3*p+3])
			}
		}
		normalizePoints(out, out)
		a.change(g, out)
	}
	return dst
}

// change turns, stretches, shifts and disturbs points. All numbers are drawn
// whether they are used or not, those of the noise last, so that one setting
// does not change the effect of another.
func (a *PointAugment) change(g *tensor.RNG, p []float32) {
	scale := max(a.Scale, 1)
	sin, cos := sincosTurns(uniform(g, -a.Rotate, a.Rotate) / 360)
	var factor, shift [3]float64
	for axis := range factor {
		factor[axis] = uniform(g, 1/scale, scale)
		shift[axis] = uniform(g, -a.Shift, a.Shift)
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
