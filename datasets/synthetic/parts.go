package synthetic

import (
	"math"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/fixedmath"

	"github.com/gopathway/pathway/tensor"
)

// This file: shapes with parts, 1,024 points on the surfaces of tables, lamps,
// mugs and chairs of many proportions, each point labelled with the part it
// lies on, leaning a little, turned about the up axis (z), with noise. As with
// a scan, the order of the points says nothing. All arithmetic is float64 with
// each rounding written out.

// solid is a piece of surface: how to draw a point of it, and its area.
type solid struct {
	part int // within the category
	area float64
	draw func(g *tensor.RNG) [3]float64
}

// shapes are the categories: the names of their parts, and a shape of
// random proportions.
var shapes = []struct {
	name  string
	parts []string
	build func(g *tensor.RNG) []solid
}{
	{"table", []string{"top", "legs"}, func(g *tensor.RNG) []solid {
		wide, deep, high := random.Uniform(g, 0.6, 1), random.Uniform(g, 0.4, 0.8), random.Uniform(g, 0.4, 0.8)
		return append(legSolids(1, wide-0.1, deep-0.1, -high, high, random.Uniform(g, 0.03, 0.07)), boxSolid(0, [3]float64{0, 0, high}, [3]float64{wide, deep, 0.05}))
	}},
	{"lamp", []string{"base", "pole", "shade"}, func(g *tensor.RNG) []solid {
		high, foot, shade := random.Uniform(g, 0.6, 1), random.Uniform(g, 0.25, 0.45), random.Uniform(g, 0.3, 0.6)
		return []solid{
			discSolid(0, foot, -high),
			tubeSolid(1, [3]float64{}, 0.05, 0.05, -high, high-0.4),
			tubeSolid(2, [3]float64{}, shade, float64(shade*random.Uniform(g, 0.3, 0.8)), high-0.5, high),
		}
	}},
	{"mug", []string{"body", "handle"}, func(g *tensor.RNG) []solid {
		r, high := random.Uniform(g, 0.4, 0.6), random.Uniform(g, 0.4, 0.7)
		return []solid{tubeSolid(0, [3]float64{}, r, r, -high, high), discSolid(0, r, -high), handleSolid(1, r, float64(high*random.Uniform(g, 0.5, 0.8)))}
	}},
	{"chair", []string{"seat", "back", "legs"}, func(g *tensor.RNG) []solid {
		wide, low, high := random.Uniform(g, 0.35, 0.6), random.Uniform(g, 0.4, 0.7), random.Uniform(g, 0.3, 0.5)
		return append(legSolids(2, wide-0.08, wide-0.08, -low, 0, random.Uniform(g, 0.03, 0.06)),
			boxSolid(0, [3]float64{}, [3]float64{wide, wide, 0.05}),
			boxSolid(1, [3]float64{0, wide, high}, [3]float64{wide, 0.04, high}))
	}},
}

// boxSolid is a block with the given middle and half sides.
func boxSolid(part int, middle, half [3]float64) solid {
	yz, xz, xy := float64(half[1]*half[2]), float64(half[0]*half[2]), float64(half[0]*half[1])
	all := yz + xz + xy
	return solid{part, float64(8 * all), func(g *tensor.RNG) [3]float64 {
		axis := 2
		if u := float64(g.Float64() * all); u < yz {
			axis = 0
		} else if u < yz+xz {
			axis = 1
		}
		p := [3]float64{random.Uniform(g, -half[0], half[0]), random.Uniform(g, -half[1], half[1]), random.Uniform(g, -half[2], half[2])}
		p[axis] = float64(half[axis] * float64(2*g.IntN(2)-1))
		for i := range p {
			p[i] += middle[i]
		}
		return p
	}}
}

// tubeSolid is the upright side of a cylinder around at, or of a cone cut off, whose
// radius goes from r0 at height z0 to r1 at z1.
func tubeSolid(part int, at [3]float64, r0, r1, z0, z1 float64) solid {
	return solid{part, float64(math.Pi * float64((r0+r1)*(z1-z0))), func(g *tensor.RNG) [3]float64 {
		t, r := 0.0, 0.0
		for {
			t = g.Float64()
			r = r0 + float64((r1-r0)*t)
			if float64(g.Float64()*math.Max(r0, r1)) <= r { // the wider end has more surface
				break
			}
		}
		s, c := fixedmath.Sincos(g.Float64())
		return [3]float64{at[0] + float64(r*c), at[1] + float64(r*s), z0 + float64((z1-z0)*t)}
	}}
}

// discSolid is a level disc around the up axis.
func discSolid(part int, radius, z float64) solid {
	return solid{part, float64(math.Pi * float64(radius*radius)), func(g *tensor.RNG) [3]float64 { return onDisc(g, radius, z) }}
}

// handleSolid is half a ring that stands at the side x = r.
func handleSolid(part int, r, reach float64) solid {
	const wire = 0.07
	return solid{part, float64(2 * math.Pi * math.Pi * float64(reach*wire)), func(g *tensor.RNG) [3]float64 {
		s, c := fixedmath.Sincos(random.Uniform(g, -0.25, 0.25))
		p := onSphere(g)
		return [3]float64{r + float64(0.8*float64(reach*c)) + float64(wire*p[0]), float64(wire * p[1]), float64(reach*s) + float64(wire*p[2])}
	}}
}

// legSolids are four poles at (±x, ±y).
func legSolids(part int, x, y, z0, z1, radius float64) []solid {
	var four []solid
	for i := 0; i < 4; i++ {
		at := [3]float64{x, y}
		if i&1 != 0 {
			at[0] = -x
		}
		if i&2 != 0 {
			at[1] = -y
		}
		four = append(four, tubeSolid(part, at, radius, radius, z0, z1))
	}
	return four
}

// Parts returns n labelled shapes of 1,024 points with parts, made by
// code from seed: tables (top, legs), lamps (base, pole, shade), mugs (body,
// handle) and chairs (seat, back, legs) in turn, so that any n is balanced and
// a smaller set is the beginning of a larger one. Use another seed for the test
// set. The same seed gives the same bits on every platform.
func Parts(n int, seed uint64) *datasets.PartClouds {
	s := &datasets.PartClouds{PointClouds: datasets.PointClouds{Labelled: datasets.Labelled{Name: "synthetic parts", Label: make([]int, n)}}}
	parts := 0
	for _, shape := range shapes {
		s.Classes = append(s.Classes, shape.name)
		var own []int
		for _, name := range shape.parts {
			s.PartNames = append(s.PartNames, shape.name+" "+name)
			own = append(own, parts)
			parts++
		}
		s.PartsOf = append(s.PartsOf, own)
	}
	for i := range s.Label {
		category := i % len(shapes)
		xyz, part := drawShape(tensor.NewRNG(seed, random.SyntheticParts, uint64(i)), category)
		for j := range part {
			part[j] += uint8(s.PartsOf[category][0])
		}
		s.Label[i] = category
		s.Clouds = append(s.Clouds, &datasets.PointCloud{Points: tensor.FromSlice(xyz, cloudPoints, 3)})
		s.Parts = append(s.Parts, part)
	}
	return s
}

// drawShape returns the points of one shape, and their parts within the
// category.
func drawShape(g *tensor.RNG, category int) (xyz []float32, part []uint8) {
	solids := shapes[category].build(g)
	all := 0.0
	for _, s := range solids {
		all += s.weight()
	}
	leanSin, leanCos := fixedmath.Sincos(random.Uniform(g, -0.03, 0.03))
	turnSin, turnCos := fixedmath.Sincos(g.Float64())
	noise := random.Uniform(g, 0.005, 0.02)
	for i := 0; i < cloudPoints; i++ {
		u, k := float64(g.Float64()*all), 0
		for ; k < len(solids)-1 && u >= solids[k].weight(); k++ {
			u -= solids[k].weight()
		}
		p := solids[k].draw(g)
		for axis := range p {
			p[axis] += float64(noise * g.Norm())
		}
		p[1], p[2] = float64(leanCos*p[1])-float64(leanSin*p[2]), float64(leanSin*p[1])+float64(leanCos*p[2])
		p[0], p[1] = float64(turnCos*p[0])-float64(turnSin*p[1]), float64(turnSin*p[0])+float64(turnCos*p[1])
		xyz = append(xyz, float32(p[0]), float32(p[1]), float32(p[2]))
		part = append(part, uint8(solids[k].part))
	}
	return xyz, part
}

// weight is how likely a point is on a solid: by the root of its area, so that
// thin parts have points too.
func (s solid) weight() float64 { return math.Sqrt(s.area) }
